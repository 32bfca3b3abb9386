"""Writes taken back, also where others edited the file since: see `plan`."""
