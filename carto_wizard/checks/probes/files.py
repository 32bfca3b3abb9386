"""The files that were written: every profile judged, and a few asked live."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from carto_wizard.aws.failures import CallFailed
from carto_wizard.aws.profiles import callers
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.finding_maker import Subject
from carto_wizard.checks.run.context import CheckContext, Spoke
from carto_wizard.render.aws_config import expected_map
from carto_wizard.setup.text import count

_MAP = "files.account-map"
_PROFILE = "files.profile"
SAMPLES = 3

_LEFT_OUT = frozenset({"name-not-portable", "layout-not-portable", "region-unlisted"})
"""What concerns other tools alone, or is asked live."""


def account_map(context: CheckContext) -> Iterator[Finding]:
    """Whether the profiles are those of the answers, each with its role and source."""
    failed = False
    for finding in context.judged.findings:
        if not _is_about_files(finding):
            continue
        failed = failed or finding.status is Status.FAILED
        about_all = finding.check == "lint.accounts" or finding.profile is None
        yield replace(finding, check=_MAP if about_all else _PROFILE)
    if not failed:
        number = count(len(expected_map(context.answers)), "profile")
        message = f"The files hold the {number} of the answers, and no account else."
        yield context.findings.ok(Subject(_MAP), message)


def _is_about_files(finding: Finding) -> bool:
    """Whether it is about what Cartography reads there."""
    return (
        finding.status is not Status.OK
        and finding.check != "lint.environment"
        and finding.cause not in _LEFT_OUT
    )


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
