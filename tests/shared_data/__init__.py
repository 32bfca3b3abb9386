"""What is installed beside the package, made from the parser.

`python -m tests.shared_data` writes the man page and the completions of three shells.
"""
