"""The files that were written: what Cartography reads there, and where it leads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from carto_wizard.aws.failures import CallFailed
from carto_wizard.aws.profiles import callers
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.finding_maker import Subject
from carto_wizard.checks.probes.cartography_profiles import read_account_map
from carto_wizard.checks.run.context import CheckContext, Spoke
from carto_wizard.files.aws_variables import PROFILE_VARIABLES
from carto_wizard.render.aws_config import expected_map
from carto_wizard.setup.text import count, one_line

_MAP = "files.account-map"
_PROFILE = "files.profile"
SAMPLES = 3


def account_map(context: CheckContext) -> Iterator[Finding]:
    """The accounts in the files are exactly those of the answers."""
    problem = _unreadable(context)
    if problem is not None:
        yield problem
        return
    config = Path(context.places.config_file)
    # The environment file that was written unsets these.
    environ = {k: v for k, v in context.environ.items() if k not in PROFILE_VARIABLES}
    seen = read_account_map(config, Path(context.places.credentials_file), environ)
    if seen.problems:
        for found in seen.problems:
            message = f"Cartography cannot read {one_line(found.path)}."
            yield context.findings.problem(
                Subject(_MAP), found.cause, message, evidence=str(found)
            )
        return
    expected = expected_map(context.answers)
    findings = [
        *_missing(context, expected, seen.profiles),
        *_unexpected(context, expected, seen.profiles),
    ]
    yield from findings
    if not findings:
        number = count(len(expected), "account")
        message = f"Cartography reads exactly the {number} expected."
        yield context.findings.ok(Subject(_MAP), message)


def samples(context: CheckContext, before: Sequence[Finding]) -> Iterator[Finding]:
    """A few written profiles, asked as Cartography asks them.

    `before` are the findings on the environment and the files: what is wrong there
    would only show again.
    """
    failed = [finding for finding in before if finding.status is Status.FAILED]
    if any(finding.profile is None for finding in failed):
        message = "Not asked: the files or the environment would decide the answer."
        yield context.findings.skipped(Subject(_PROFILE), "after-failure", message)
        return
    bad = {finding.profile for finding in failed}
    good = [spoke for spoke in context.answering if spoke.profile not in bad]
    chosen = {spoke.profile: spoke for spoke in _chosen(good)}
    environ = context.consumer_environ
    for profile, answer in callers(tuple(chosen), environ, context.cancel):
        spoke = chosen[profile]
        subject = Subject(_PROFILE, spoke.account.id, profile, spoke.region)
        if isinstance(answer, CallFailed):
            message = f"The profile {profile} does not lead to its account."
            yield context.findings.problem(
                subject, "profile-fails", message, evidence=answer.evidence
            )
        elif answer.account != spoke.account.id:
            message = f"The profile {profile} leads to account {answer.account}."
            yield context.findings.problem(
                subject, "profile-wrong-account", message, evidence=answer.arn
            )
        else:
            message = f"The profile {profile} leads to its account."
            yield context.findings.ok(subject, message)


def _chosen(good: list[Spoke]) -> list[Spoke]:
    """A few spread over all accounts, the same in every run, so that runs compare.

    When one of them fails, another one takes its place and the rest stay.
    """
    return sorted(good, key=lambda spoke: _mixed(spoke.account.id))[:SAMPLES]


def _mixed(account: str) -> bytes:
    return hashlib.sha256(account.encode()).digest()


def _unreadable(context: CheckContext) -> Finding | None:
    path = Path(context.places.config_file)
    subject = Subject(_MAP)
    try:
        with path.open("rb"):
            return None
    except FileNotFoundError:
        message = f"{one_line(str(path))} is not there."
        return context.findings.problem(subject, "config-missing", message)
    except OSError as error:
        message = f"{one_line(str(path))} cannot be read: {error.strerror}."
        return context.findings.problem(
            subject, "config-unreadable", message, evidence=str(error)
        )


def _missing(
    context: CheckContext, expected: dict[str, str], seen: dict[str, str | None]
) -> Iterator[Finding]:
    for profile, account in expected.items():
        subject = Subject(_MAP, account, profile)
        if profile not in seen:
            message = f"The profile {profile} is not in the files."
            yield context.findings.problem(subject, "profile-missing", message)
        elif seen[profile] != account:
            found = seen[profile] or "an account that the files do not tell"
            message = f"The profile {profile} leads to {found}, not to {account}."
            yield context.findings.problem(subject, "profile-wrong-account", message)


def _unexpected(
    context: CheckContext, expected: dict[str, str], seen: dict[str, str | None]
) -> Iterator[Finding]:
    accounts = {account: profile for profile, account in expected.items()}
    for profile, account in seen.items():
        if profile in expected:
            continue
        name = one_line(profile, 64)
        subject = Subject(_MAP, account, name)
        if account in accounts:
            message = f"The profiles {name} and {accounts[account]} lead to {account}."
            yield context.findings.problem(subject, "account-twice", message)
        else:
            message = f"Cartography would read the profile {name} too."
            yield context.findings.problem(subject, "profile-unexpected", message)
