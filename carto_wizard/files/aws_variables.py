"""What the AWS_* and CARTOGRAPHY_AWS_* variables do to AWS tools and Cartography."""

from __future__ import annotations

from collections.abc import Mapping

PROFILE_VARIABLES = ("AWS_DEFAULT_PROFILE", "AWS_PROFILE")
"""The profile that botocore starts from; the first one set wins."""


def starting_profile(environ: Mapping[str, str]) -> str | None:
    """The variable that names the profile botocore starts from, if one is set."""
    return next((name for name in PROFILE_VARIABLES if name in environ), None)
