"""One question each, put to the machine, the hub, an account, the files."""
