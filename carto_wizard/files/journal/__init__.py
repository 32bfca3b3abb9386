"""The record of every write: exact enough to take it back or to mend a killed one."""
