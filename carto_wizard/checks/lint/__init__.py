"""The lint: every trouble that the AWS files hold for Cartography, with its line."""

from carto_wizard.checks.lint.run import lint

__all__ = ["lint"]
