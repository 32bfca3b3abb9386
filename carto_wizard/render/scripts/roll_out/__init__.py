"""roll-out.sh: the roles of an organization by a StackSet, and stacks beside it."""
