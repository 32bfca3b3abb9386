"""One file per step of the journey."""
