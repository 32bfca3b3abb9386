"""What the rules of the lint look at, and how they word a finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from carto_wizard.checks.causes import effect_of
from carto_wizard.checks.finding import Effect, Finding, Status
from carto_wizard.checks.shell import command, with_variables
from carto_wizard.files.aws_paths import FILE_VARIABLES, usual
from carto_wizard.files.aws_variables import starting_profile
from carto_wizard.files.config.aws_file import AwsFile
from carto_wizard.files.config.names import profile_name
from carto_wizard.files.config.profiles import ROLE_ARN, FileLine, Profile, profiles_of
from carto_wizard.files.mask import shown
from carto_wizard.render.aws_config import ExpectedProfile
from carto_wizard.setup.text import one_line

_LONGEST_CHAIN = 100
"""A chain of thousands would be followed anew for each of its profiles."""


@dataclass(frozen=True, slots=True)
class LintContext:
    """The files, the environment, and what the answers expect of them."""

    config: AwsFile
    credentials: AwsFile
    environ: Mapping[str, str] = field(repr=False)
    profiles: Mapping[str, Profile]
    tried: tuple[Profile, ...]
    """Those that Cartography tries: all named ones, else the one it starts from."""
    dependents: Mapping[str, Set[str]]
    """The tried profiles that take their credentials from each profile, by name."""
    sso_sessions: Mapping[str, Mapping[str, str]]
    expected: Mapping[str, ExpectedProfile] | None = None
    """Each profile that the answers name; None: there are no answers."""
    every_profile: bool = True
    """Whether Cartography runs with --aws-sync-all-profiles."""

    @property
    def files(self) -> tuple[AwsFile, AwsFile]:
        """Config, then credentials."""
        return self.config, self.credentials

    @property
    def involved(self) -> tuple[Profile, ...]:
        """Those that are tried, then those that stand behind them."""
        tried = {profile.name for profile in self.tried}
        behind = (name for name in self.dependents if name not in tried)
        return (*self.tried, *(self.profiles[name] for name in behind))

    @property
    def sts_without_region(self) -> bool:
        """Whether GetCallerIdentity answers a profile that has no region.

        botocore then asks sts.amazonaws.com, which serves one partition only; where an
        address stands in for STS it refuses. (Seen with botocore 1.40.61.)
        """
        elsewhere = ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS")
        arns = (each.values.get("role_arn") for each in self.tried)
        roles = (ROLE_ARN.fullmatch(arn.text) for arn in arns if arn)
        partition = next((role[1] for role in roles if role), "aws")
        return partition == "aws" and not any(map(self.environ.get, elsewhere))

    def carries_all(self, name: str) -> bool:
        """Whether every other profile takes its credentials from this one."""
        carried = self.dependents.get(name, frozenset())
        others = (each.name for each in self.tried if each.name != name)
        return bool(carried) and all(other in carried for other in others)

    def is_foreign(self, name: str) -> bool:
        """Whether this set-up works without the profile."""
        if self.expected is None or name in self.expected:
            return False
        return not self.dependents.get(name, frozenset()) & self.expected.keys()


def context_of(
    config: AwsFile,
    credentials: AwsFile,
    environ: Mapping[str, str],
    expected: Mapping[str, ExpectedProfile] | None,
    every_profile: bool,
) -> LintContext:
    """The two files put together as botocore does."""
    profiles = profiles_of(config, credentials)
    tried = _tried(profiles, environ, expected, every_profile)
    return LintContext(
        config=config,
        credentials=credentials,
        environ=environ,
        profiles=profiles,
        tried=tried,
        dependents=_dependents(tried, profiles),
        sso_sessions=_sso_sessions(config),
        expected=expected,
        every_profile=every_profile,
    )


def _tried(
    profiles: Mapping[str, Profile],
    environ: Mapping[str, str],
    expected: Mapping[str, ExpectedProfile] | None,
    every_profile: bool,
) -> tuple[Profile, ...]:
    named = tuple(p for name, p in profiles.items() if name != "default")
    if every_profile and named:
        return named
    variable = starting_profile(environ)
    single = next(iter(expected or ()), "default")
    start = environ[variable] if variable else single
    return (profiles[start],) if start in profiles else ()


def _dependents(
    tried: tuple[Profile, ...], profiles: Mapping[str, Profile]
) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for profile in tried:
        for source in chain(profile, profiles):
            found.setdefault(source.name, set()).add(profile.name)
    return found


def chain(profile: Profile, profiles: Mapping[str, Profile]) -> Iterator[Profile]:
    """Follow `source_profile`, as botocore does: keys end the chain."""
    for _ in range(_LONGEST_CHAIN):
        value = profile.get("source_profile") if profile.is_role else None
        if value is None or value.text not in profiles:
            return
        profile = profiles[value.text]
        yield profile
        if profile.has_keys:
            return


def _sso_sessions(config: AwsFile) -> dict[str, dict[str, str]]:
    found = {}
    for section in config.sections:
        if section.header.startswith("sso-session"):
            # The rule for the two words is the same as that of profiles.
            words = "profile" + section.header.removeprefix("sso-session")
            name = profile_name(words, "config")
            if name is not None:
                found[name] = section.values
    return found


def lint_finding(
    check: str,
    cause: str,
    place: FileLine | None,
    message: str,
    *,
    status: Status = Status.FAILED,
    effect: Effect | None = None,
    about: Profile | None = None,
    profile: str | None = None,
    account: str | None = None,
    evidence: str = "",
    remedy: str = "",
    command: str = "",
) -> Finding:
    """A finding whose message begins with `file:line:`; None: it is about no file."""
    return Finding(
        check=check,
        status=status,
        message=f"{spelled(place)}: {message}" if place else message,
        account=account or (about.account if about else None),
        profile=profile or (about.name if about else None),
        cause=cause,
        effect=effect or effect_of(cause, status, check),
        evidence=evidence,
        remedy=remedy,
        command=command,
    )


class ValueProblem(NamedTuple):
    """What is wrong with the value of one key."""

    cause: str
    message: str
    remedy: str
    status: Status = Status.FAILED
    secret: bool = False
    """Whether the value may be secret, and so is no evidence to show."""


def value_finding(
    check: str, profile: Profile, key: str, problem: ValueProblem
) -> Finding:
    """The finding for a problem of this key, at its line."""
    text = profile.values[key].text
    return lint_finding(
        check,
        problem.cause,
        profile.at(key),
        problem.message,
        status=problem.status,
        about=profile,
        evidence="" if problem.secret else f"{key} = {shown(text)}",
        remedy=problem.remedy,
    )


def spelled(place: FileLine) -> str:
    """`path:line`, or the path alone."""
    path = one_line(place.path)
    return f"{path}:{place.line}" if place.line else path


def aws_command(context: LintContext, *words: str) -> str:
    """A command of the AWS CLI on these very files."""
    variables = []
    for file in context.files:
        name, _ = FILE_VARIABLES[file.kind]
        if file.path and file.path != usual(file.kind, context.environ):
            variables.append((name, file.path))
    called = command("aws", *words)
    if not called or not all(path.isprintable() for _, path in variables):
        return ""
    return with_variables(variables) + called
