"""The step that collects the accounts."""
