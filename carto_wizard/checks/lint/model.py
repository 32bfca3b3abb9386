"""The two files as the rules see them: sections, and profiles with places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from carto_wizard.checks.lint.reading import Reading, SectionRead
from carto_wizard.checks.probes.cartography_profiles import account_of, starting_profile
from carto_wizard.files.config.names import Kind, profile_name


class Place(NamedTuple):
    """A line of a file; line 0 is the file as a whole."""

    path: str
    line: int = 0


class Value(NamedTuple):
    """The value that counts, and where it stands."""

    text: str
    place: Place
    lines: bool
    """It runs over several lines, so it is not what its first line says."""


@dataclass(frozen=True, slots=True)
class AwsFile:
    """One file; `reading` is None where botocore finds nothing to read."""

    path: str
    kind: Kind
    reading: Reading | None = None

    @property
    def sections(self) -> list[SectionRead]:
        """Every section that was found, [DEFAULT] too."""
        return self.reading.sections if self.reading else []


@dataclass(slots=True)
class Profile:
    """One profile with the keys that count, after overlay and [DEFAULT]."""

    name: str
    place: Place
    values: dict[str, Value] = field(default_factory=dict, repr=False)
    files: set[str] = field(default_factory=set)
    """`config`, `credentials`, or both."""
    shadowed: dict[str, Place] = field(default_factory=dict)
    """Keys of the config file that the credentials file gives another value."""

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def get(self, key: str) -> Value | None:
        """The value on one line; a value of several lines is its own finding."""
        value = self.values.get(key)
        return None if value is None or value.lines else value

    def at(self, key: str) -> Place:
        """Where the key stands; the header where it does not."""
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
    def has_source(self) -> bool:
        """Any credentials of its own, in a form that botocore takes from a profile."""
        others = ("web_identity_token_file", "credential_process", "login_session")
        return self.has_keys or self.is_sso or any(key in self for key in others)


@dataclass(frozen=True, slots=True)
class Setup:
    """All that the rules look at."""

    config: AwsFile
    credentials: AwsFile
    environ: Mapping[str, str] = field(repr=False)
    profiles: Mapping[str, Profile]
    tried: tuple[Profile, ...]
    """Those that Cartography tries: all named ones, else the one it starts from."""
    sources: Set[str]
    """The profiles that others take their credentials from."""
    sso_sessions: Mapping[str, Mapping[str, str]]
    expected: Mapping[str, str] | None = None
    every_profile: bool = True

    @property
    def files(self) -> tuple[AwsFile, AwsFile]:
        """Config, then credentials."""
        return self.config, self.credentials

    def place(self) -> Place:
        """The config file as a whole."""
        return Place(self.config.path)


def setup_of(
    config: AwsFile,
    credentials: AwsFile,
    environ: Mapping[str, str],
    expected: Mapping[str, str] | None,
    every_profile: bool,
) -> Setup:
    """The two files put together as botocore does."""
    profiles = profiles_of(config, credentials)
    sources = (profile.get("source_profile") for profile in profiles.values())
    return Setup(
        config=config,
        credentials=credentials,
        environ=environ,
        profiles=profiles,
        tried=_tried(profiles, environ, expected, every_profile),
        sources={value.text for value in sources if value},
        sso_sessions=_sso_sessions(config),
        expected=expected,
        every_profile=every_profile,
    )


def _tried(
    profiles: Mapping[str, Profile],
    environ: Mapping[str, str],
    expected: Mapping[str, str] | None,
    every_profile: bool,
) -> tuple[Profile, ...]:
    named = tuple(p for name, p in profiles.items() if name != "default")
    if every_profile and named:
        return named
    variable = starting_profile(environ)
    single = next(iter(expected or ()), "default")
    start = environ[variable] if variable else single
    return (profiles[start],) if start in profiles else ()


def profiles_of(config: AwsFile, credentials: AwsFile) -> dict[str, Profile]:
    """The profiles as botocore builds them: a later section replaces, keys overlay."""
    profiles: dict[str, Profile] = {}
    lent = _lent(config)
    for name, section in named_sections(config):
        place = Place(config.path, section.line)
        values = lent | _values(section, config.path)
        profiles[name] = Profile(name, place, values, {"config"})
    lent = _lent(credentials)
    for name, section in named_sections(credentials):
        place = Place(credentials.path, section.line)
        profile = profiles.setdefault(name, Profile(name, place))
        profile.files.add("credentials")
        values = lent | _values(section, credentials.path)
        for key in values.keys() & profile.values.keys():
            if values[key].text != profile.values[key].text:
                profile.shadowed[key] = profile.values[key].place
        profile.values |= values
    return profiles


def named_sections(file: AwsFile) -> Iterator[tuple[str, SectionRead]]:
    """Every section that is a profile, in file order."""
    for section in file.sections:
        if section.header == "DEFAULT":
            continue
        name = profile_name(section.header, file.kind)
        if name is not None:
            yield name, section


def _sso_sessions(config: AwsFile) -> dict[str, dict[str, str]]:
    found = {}
    for section in config.sections:
        if section.header.startswith("sso-session"):
            # The rule for the two words is the same as that of profiles.
            words = "profile" + section.header.removeprefix("sso-session")
            name = profile_name(words, "config")
            if name is not None:
                found[name] = {entry.key: entry.value for entry in section.entries}
    return found


def _lent(file: AwsFile) -> dict[str, Value]:
    """What [DEFAULT] lends to every section of its file."""
    found: dict[str, Value] = {}
    for section in file.sections:
        if section.header == "DEFAULT":
            found |= _values(section, file.path)
    return found


def _values(section: SectionRead, path: str) -> dict[str, Value]:
    return {
        entry.key: Value(entry.value, Place(path, entry.line), bool(entry.more))
        for entry in section.entries
    }
