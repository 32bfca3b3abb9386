"""Whether a file with sections is one of AWS's at all, or another program's."""

from __future__ import annotations

import re

from carto_wizard.errors import ConfigRefused
from carto_wizard.files.config.aws_file import AwsFile, ConfigSection
from carto_wizard.files.mask import shown

_HEADER = re.compile(r"\s*(profile|sso-session|services)\s")
_KEY = re.compile(
    r"aws_\w+|sso_\w+|cli_\w+|ec2_metadata_\w+|granted_\w+|x_\w+|s3|region|output"
    r"|role_arn|role_session_name|source_profile|credential_source|credential_process"
    r"|mfa_serial|external_id|duration_seconds|web_identity_token_file|login_session"
    r"|services|endpoint_url|ignore_configured_endpoint_urls|ca_bundle|retry_mode"
    r"|max_attempts|defaults_mode|sts_regional_endpoints|use_(fips|dualstack)_endpoint"
    r"|metadata_service_\w+|expiration|account_id_endpoint_mode|sigv4a_\w+"
)
"""Keys that AWS tools know, and those that common helpers add to the same files."""


def check_is_of_aws(file: AwsFile) -> None:
    """Refuse a file that has sections, of which none is one that AWS tools read."""
    foreign = [section for section in file.sections if not _is_of_aws(section, file)]
    if not foreign or len(foreign) < len(file.sections):
        return
    raise ConfigRefused(
        f"[{shown(foreign[0].header)}] is nothing that AWS tools know, so this file"
        " belongs to another program.",
        "Nothing was changed. Choose another path for the config.",
        path=file.path,
        line=foreign[0].line,
    )


def _is_of_aws(section: ConfigSection, file: AwsFile) -> bool:
    if file.kind == "config" and _HEADER.match(section.header):
        return True
    if file.kind == "config" and section.header.strip() != "default":
        return False
    return not section.keys or any(_KEY.fullmatch(each.key) for each in section.keys)
