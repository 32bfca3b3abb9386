"""Set up AWS for Cartography: ask, show, write, prove."""

__version__ = "0.1.0"
