"""From answers to the text of every generated file; pure."""
