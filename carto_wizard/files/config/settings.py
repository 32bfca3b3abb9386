"""The settings of a profile, and which of their values AWS and botocore accept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from carto_wizard.files.aws_variables import is_count, is_quoted

SETTINGS = frozenset(
    [
        "aws_access_key_id",
        "aws_secret_access_key",
        "aws_session_token",
        "ca_bundle",
        "credential_process",
        "credential_source",
        "duration_seconds",
        "ec2_metadata_service_endpoint",
        "endpoint_url",
        "external_id",
        "login_session",
        "max_attempts",
        "metadata_service_num_attempts",
        "metadata_service_timeout",
        "mfa_serial",
        "output",
        "region",
        "retry_mode",
        "role_arn",
        "role_session_name",
        "services",
        "source_profile",
        "sso_account_id",
        "sso_region",
        "sso_role_name",
        "sso_session",
        "sso_start_url",
        "sts_regional_endpoints",
        "use_dualstack_endpoint",
        "use_fips_endpoint",
        "web_identity_token_file",
    ]
)
"""The keys of a profile that AWS tools know and that have one value on one line."""

SHORTEST, HOUR, LONGEST = 900, 3_600, 43_200
"""Seconds of a role session: the least, the most from a role, the most of all."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "sts_regional_endpoints": ("regional", "legacy"),
    "retry_mode": ("standard", "adaptive", "legacy"),
}
"""Settings with a few words to choose from."""

_SECONDS = re.compile(r"\s*[+-]?\d{1,9}\s*", re.ASCII)
_SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
_EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)


def seconds(text: str) -> int | None:
    """The number that botocore reads; None where it ignores the value."""
    return int(text) if _SECONDS.fullmatch(text) else None


def _fits_one_hour(text: str) -> bool:
    found = seconds(text)
    return found is not None and SHORTEST <= found <= HOUR


ACCEPTED: Mapping[str, Callable[[str], object]] = {
    **{key: words.__contains__ for key, words in CHOICES.items()},
    "duration_seconds": _fits_one_hour,
    "external_id": _EXTERNAL_ID.fullmatch,
    "max_attempts": is_count,
    "metadata_service_num_attempts": is_count,
    "metadata_service_timeout": is_count,
    "role_session_name": _SESSION_NAME.fullmatch,
}
"""What tells a good value from one with which a profile that has a role fails."""


HARMLESS = frozenset({"output", "duration_seconds", "mfa_serial"})
"""botocore ignores these, or what is wrong with them, so the profile still works."""

_COMMENT = re.compile(r"\s[#;]")


def has_comment(text: str) -> bool:
    """Whether a value goes on with a comment, which no reader of it takes off."""
    return bool(_COMMENT.search(text))


def is_accepted(key: str, text: str) -> bool:
    """Whether a profile whose role is assumed from a role works with this value."""
    if key in ACCEPTED:
        return bool(ACCEPTED[key](text))
    literal = key in SETTINGS and (is_quoted(text) or has_comment(text))
    return key in HARMLESS or not literal
