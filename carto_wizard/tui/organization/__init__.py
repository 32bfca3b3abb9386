"""The organization as a tree to tick, and who looks at it."""
