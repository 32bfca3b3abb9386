"""The step that writes the files."""
