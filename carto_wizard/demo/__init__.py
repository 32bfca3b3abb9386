"""An embedded AWS that enforces policies, for the demo and the tests."""
