"""What any long job needs; knows nothing of AWS or of checks."""
