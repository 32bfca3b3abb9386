"""All rules over the two files, in the order a person reads them.

The lint reads the files as botocore does, in an environment such as Cartography would
start in. It calls nothing and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from carto_wizard.checks.finding import Effect, Finding, Status
from carto_wizard.checks.lint import (
    accounts,
    environment,
    files,
    portable,
    regions,
    sections,
    sources,
    syntax,
    values,
)
from carto_wizard.checks.lint.model import LintContext, context_of, lint_finding
from carto_wizard.files.aws_paths import FILE_VARIABLES, usual
from carto_wizard.files.config.aws_file import AwsFile, Kind
from carto_wizard.files.config.profiles import FileLine
from carto_wizard.render.aws_config import ExpectedProfile
from carto_wizard.setup.text import count

_FILE_RULES: tuple[Callable[[AwsFile], Iterator[Finding]], ...] = (
    syntax.errors,
    syntax.lent_keys,
    syntax.joined_lines,
    sections.twice,
    sections.names,
    portable.layout,
)
_CONTEXT_RULES: tuple[Callable[[LintContext], Iterator[Finding]], ...] = (
    environment.wrong_values,
    environment.region,
    environment.sources,
    environment.endpoints,
    sections.vanished,
    sections.role_in_default,
    regions.profile_regions,
    regions.mixed_partitions,
    sources.credentials,
    values.values,
    accounts.shadowed,
    accounts.accounts_twice,
    accounts.against_expected,
)

_COMPARISONS = frozenset(
    {"profile-differs", "profile-missing", "profile-unexpected", "role-differs"}
)
"""What is told only of a profile that has nothing else wrong."""

_BY_A_SHADOW = frozenset({"profile-differs", "profile-wrong-account", "role-differs"})
"""What says already where the line is that hides another one."""

_OF_CREDENTIALS = frozenset({"lint.credentials", "lint.value"})
"""Rules whose failure leaves a profile, and those that name it, without credentials."""

_COSTS_OTHERS = frozenset({Effect.ENDS, Effect.STOPS})
"""What can cost every account, not only the profile that has it."""

_finding = partial(lint_finding, "lint.file")


def lint(
    config: Path | None,
    credentials: Path | None,
    environ: Mapping[str, str],
    *,
    container: bool = False,
    expected: Mapping[str, ExpectedProfile] | None = None,
    every_profile: bool = True,
) -> tuple[Finding, ...]:
    """Everything found, in the order of the files; a path of None is botocore's own."""
    context, findings = read_files(
        config,
        credentials,
        environ,
        container=container,
        expected=expected,
        every_profile=every_profile,
    )
    return (*findings, *findings_of(context))


def read_files(
    config: Path | None,
    credentials: Path | None,
    environ: Mapping[str, str],
    *,
    container: bool,
    expected: Mapping[str, ExpectedProfile] | None,
    every_profile: bool,
) -> tuple[LintContext, list[Finding]]:
    """Both files, and why botocore would find nothing in one.

    `container`: they will be read by the user of Cartography's image. `expected` are
    the profiles of the set-up. `every_profile`: Cartography runs with
    --aws-sync-all-profiles.
    """
    config_file, findings = files.read_file(_path(config, "config", environ), "config")
    credentials_file, more = files.read_file(
        _path(credentials, "credentials", environ), "credentials"
    )
    context = context_of(
        config_file, credentials_file, environ, expected, every_profile
    )
    findings = [_weigh_missing(each, context) for each in findings] + more
    if container:
        findings += (each for file in context.files for each in files.rights(file))
    return context, findings


def findings_of(context: LintContext) -> Iterator[Finding]:
    """What all rules find in files that were read already, in their order."""
    for file in context.files:
        for file_rule in _FILE_RULES:
            yield from file_rule(file)
    found = [finding for rule in _CONTEXT_RULES for finding in rule(context)]
    failed = [f for f in found if f.status is Status.FAILED]
    wrong = {f.profile for f in failed if f.cause not in _COMPARISONS}
    elsewhere = {f.profile for f in failed if f.cause in _BY_A_SHADOW}
    for finding in found:
        known = elsewhere if finding.cause == "credentials-shadow" else set()
        if finding.cause in _COMPARISONS:
            known = wrong
        if finding.profile not in known:
            yield _weigh(finding, context)
    without = {f.profile for f in failed if f.check in _OF_CREDENTIALS}
    yield from (_weigh(each, context) for each in sources.behind(context, without))
    yield from _summary(context)


def _path(given: Path | None, kind: Kind, environ: Mapping[str, str]) -> Path | None:
    """The path to read; None where an empty variable hides the file from botocore."""
    if given is not None:
        return given
    variable, _ = FILE_VARIABLES[kind]
    return None if environ.get(variable) == "" else Path(usual(kind, environ))


def _weigh_missing(finding: Finding, context: LintContext) -> Finding:
    """A missing config file costs less where the credentials file has profiles."""
    if finding.cause == "config-missing" and context.tried:
        return replace(finding, status=Status.WARNING, effect=Effect.UNTOUCHED)
    return finding


def _weigh(finding: Finding, context: LintContext) -> Finding:
    """What is wrong with a profile costs the accounts that are read through it.

    One outside this set-up that is only skipped costs none.
    """
    name = finding.profile
    if name is None or finding.status is not Status.FAILED:
        return finding
    if context.is_foreign(name):
        if finding.effect in (*_COSTS_OTHERS, Effect.MORE, Effect.TWICE):
            return finding
        return replace(finding, status=Status.WARNING, effect=Effect.UNTOUCHED)
    if finding.effect is Effect.SKIPPED and context.carries_all(name):
        return replace(finding, effect=Effect.NOTHING)
    return finding


def _summary(context: LintContext) -> Iterator[Finding]:
    """What Cartography would read from the files, once they parse."""
    rejected = any(file.errors for file in context.files)
    if not context.config.found or rejected:
        return
    if not context.config.sections and not context.tried:
        yield _finding(
            "file-empty",
            FileLine(context.config.path),
            "the file has no section, so Cartography finds no account and exits with "
            "status 0.",
            remedy="Write the profiles.",
            command="carto-wizard write",
        )
    elif not context.profiles:
        yield _finding(
            "no-profile",
            FileLine(context.config.path),
            "the file has sections but no profile, so Cartography finds no account "
            "and exits with status 0.",
            remedy="Write each profile as [profile NAME].",
        )
    else:
        yield _ok(context)


def _ok(context: LintContext) -> Finding:
    named = [each for each in context.tried if each.name != "default"]
    accounts = {each.account for each in named if each.account}
    unknown = sum(each.account is None for each in named)
    message = "Cartography would use only the default profile."
    if named:
        message = f"Cartography would read {count(len(named), 'profile')}"
        message += f" for {count(len(accounts), 'account')}." if accounts else "."
    if unknown:
        message += f" For {unknown:,} of them, only an AWS call can find the account."
    return Finding("lint.file", Status.OK, f"{context.config.path}: {message}")
