"""Why each generated line is there, as tables: one module per kind of file."""
