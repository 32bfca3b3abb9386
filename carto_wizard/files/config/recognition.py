"""Whether a file with sections is one of AWS's at all, or another program's."""

from __future__ import annotations

import re

from carto_wizard.errors import ConfigRefused
from carto_wizard.files.config.aws_file import AwsFile, ConfigSection
from carto_wizard.files.config.settings import SETTINGS
from carto_wizard.files.mask import shown

_HEADER = re.compile(r"\s*(profile|sso-session|services)\s")
_OTHER_KEY = re.compile(
    r"(aws|sso|cli|ec2_metadata|metadata_service|sigv4a|granted|x)_\w+|s3|expiration"
    r"|ignore_configured_endpoint_urls|defaults_mode|account_id_endpoint_mode"
)
"""Further keys that AWS tools know, and those that common helpers add."""


def check_is_of_aws(file: AwsFile) -> None:
    """Refuse a file that has sections, of which none is one that AWS tools read."""
    foreign = [section for section in file.sections if not _is_of_aws(section, file)]
    if not foreign or len(foreign) < len(file.sections):
        return
    raise ConfigRefused(
        f"[{shown(foreign[0].header)}] is not a section that AWS tools know, so this "
        "file belongs to another program.",
        "Nothing was changed. Choose another path for the config file.",
        path=file.path,
        line=foreign[0].line,
    )


def _is_of_aws(section: ConfigSection, file: AwsFile) -> bool:
    if file.kind == "config" and _HEADER.match(section.header):
        return True
    if file.kind == "config" and section.header.strip() != "default":
        return False
    return not section.keys or any(_is_known(each.key) for each in section.keys)


def _is_known(key: str) -> bool:
    return key in SETTINGS or _OTHER_KEY.fullmatch(key) is not None
