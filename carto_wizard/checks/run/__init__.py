"""A run of the checks: what it shares, its phases, and the process it may have."""
