"""Profiles as botocore builds them from the config file and the credentials file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from carto_wizard.files.config.aws_file import DEFAULTS, AwsFile, ConfigSection
from carto_wizard.files.config.names import profile_name
from carto_wizard.setup.credential_forms import NOT_IN_CARTOGRAPHY

ROLE_ARN = re.compile(r"arn:(aws[a-z-]*):iam::(\d{12}):role/\S+", re.ASCII)
"""What STS takes as the role of a profile: partition, account, role."""

_ACCOUNT = re.compile(r"\d{12}", re.ASCII)


def account_of(values: Mapping[str, str]) -> str | None:
    """The account a profile says it leads to: that of its role, or of its SSO keys."""
    arn = values.get("role_arn")
    if arn is not None:
        found = ROLE_ARN.fullmatch(arn)
        return found[2] if found else None
    sso = values.get("sso_account_id", "")
    return sso if _ACCOUNT.fullmatch(sso) else None


class FileLine(NamedTuple):
    """A line of a file; line 0 is the file as a whole."""

    path: str
    line: int = 0


class Value(NamedTuple):
    """The value that counts, and where it is written."""

    text: str
    place: FileLine
    lines: bool
    """It runs over several lines, so it is not what its first line says."""


@dataclass(slots=True)
class Profile:
    """One profile with the keys that count, after overlay and [DEFAULT]."""

    name: str
    place: FileLine
    values: dict[str, Value] = field(default_factory=dict, repr=False)
    shadowed: dict[str, FileLine] = field(default_factory=dict)
    """Keys of the config file that the credentials file gives another value."""

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def get(self, key: str) -> Value | None:
        """The value on one line; a value of several lines is its own finding."""
        value = self.values.get(key)
        return None if value is None or value.lines else value

    def at(self, key: str) -> FileLine:
        """Where the key is written; the header where it is not."""
        value = self.values.get(key)
        return value.place if value else self.place

    @property
    def account(self) -> str | None:
        """The account that its role or its SSO keys name."""
        return account_of({key: value.text for key, value in self.values.items()})

    @property
    def has_keys(self) -> bool:
        """Static keys, or the half of them that already counts for botocore."""
        return "aws_access_key_id" in self or "aws_secret_access_key" in self

    @property
    def is_role(self) -> bool:
        """It assumes a role with other credentials."""
        return "role_arn" in self and "web_identity_token_file" not in self

    @property
    def is_sso(self) -> bool:
        """It asks IAM Identity Center."""
        return "sso_role_name" in self or "sso_account_id" in self

    @property
    def unknown_form(self) -> str:
        """The key of its credentials where Cartography's library does not take it."""
        known = ("web_identity_token_file", "credential_process", "role_arn")
        if self.has_keys or self.is_sso or any(key in self for key in known):
            return ""
        return next((key for key in NOT_IN_CARTOGRAPHY if key in self), "")

    @property
    def has_source(self) -> bool:
        """Its own credentials, in any form that botocore takes from a profile."""
        others = ("web_identity_token_file", "credential_process", "login_session")
        return self.has_keys or self.is_sso or any(key in self for key in others)


def profiles_of(config: AwsFile, credentials: AwsFile) -> dict[str, Profile]:
    """All profiles; a later section replaces an earlier one, keys are overlaid."""
    profiles: dict[str, Profile] = {}
    for name, section, values in _profiles_in(config):
        profiles[name] = Profile(name, FileLine(config.path, section.line), values)
    for name, section, values in _profiles_in(credentials):
        place = FileLine(credentials.path, section.line)
        profile = profiles.setdefault(name, Profile(name, place))
        for key in values.keys() & profile.values.keys():
            if values[key].text != profile.values[key].text:
                profile.shadowed[key] = profile.values[key].place
        profile.values |= values
    return profiles


def named_sections(file: AwsFile) -> Iterator[tuple[str, ConfigSection]]:
    """Every section that is a profile, in file order."""
    for section in file.sections:
        name = profile_name(section.header, file.kind)
        if name is not None and section.header != DEFAULTS:
            yield name, section


def _profiles_in(
    file: AwsFile,
) -> Iterator[tuple[str, ConfigSection, dict[str, Value]]]:
    lent: dict[str, Value] = {}
    for section in file.sections:
        if section.header == DEFAULTS:
            lent |= _values(section, file.path)
    for name, section in named_sections(file):
        yield name, section, lent | _values(section, file.path)


def _values(section: ConfigSection, path: str) -> dict[str, Value]:
    return {
        each.key: Value(each.value, FileLine(path, each.line), bool(each.more))
        for each in section.keys
    }
