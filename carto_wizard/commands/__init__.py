"""The commands that need no screen: each takes answers, prints, and returns a code."""
