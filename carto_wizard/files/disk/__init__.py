"""What is at a path, and how it is replaced, kept aside and locked."""
