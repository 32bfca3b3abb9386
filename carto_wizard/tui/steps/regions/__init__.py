"""The step that chooses regions."""
