"""The settings of a profile that AWS tools know."""

from __future__ import annotations

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
"""The keys of a profile that have one value on one line."""
