"""Questions on top of a page."""
