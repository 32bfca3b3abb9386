"""The step that shows what the checks find."""
