"""The demo played by itself: a journey as data, and what is made of its screens."""
