"""The step that shows every file before it is written."""
