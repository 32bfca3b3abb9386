"""The byte-preserving editor of AWS config and credentials files: see `editor`."""
