"""What every test may ask for."""

from __future__ import annotations

from hypothesis import settings

pytest_plugins = ["tests.aws_fixtures"]

# Examples share the machine with other tests: how long one takes says nothing.
settings.register_profile("shared-machine", deadline=None)
settings.load_profile("shared-machine")
