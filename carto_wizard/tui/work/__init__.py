"""What the pages have done off the screen's thread."""
