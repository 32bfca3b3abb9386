"""The files that were written: every profile judged, and some asked live."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace

from carto_wizard.aws.failures import CallFailed
from carto_wizard.aws.identity import Caller
from carto_wizard.aws.profiles import callers
from carto_wizard.checks.finding import Effect, Finding, Status
from carto_wizard.checks.finding_maker import Subject
from carto_wizard.checks.run.context import CheckContext, Spoke
from carto_wizard.render.aws_config import expected_map
from carto_wizard.setup.text import count

_MAP = "files.account-map"
_PROFILE = "files.profile"
SAMPLES = 3
_MOST_UNUSUAL = 50

_LEFT_OUT = frozenset({"name-not-portable", "layout-not-portable", "region-unlisted"})
"""What concerns other tools alone, or is asked live."""


def account_map(context: CheckContext) -> Iterator[Finding]:
    """Whether the profiles are those of the answers, each with its role and source."""
    failed = False
    for finding in context.judged.findings:
        if not _is_about_files(finding):
            continue
        failed = failed or finding.status is Status.FAILED
        if _is_open(finding):
            continue
        about_all = finding.check == "lint.accounts" or finding.profile is None
        yield replace(finding, check=_MAP if about_all else _PROFILE)
    if not failed:
        number = len(expected_map(context.answers))
        profiles = "profile" if number == 1 else count(number, "profile")
        message = f"The files have exactly the {profiles} of your answers."
        yield context.findings.ok(Subject(_MAP), message)


def _is_about_files(finding: Finding) -> bool:
    """Whether it is about what Cartography reads there."""
    return (
        finding.status is not Status.OK
        and finding.check != "lint.environment"
        and finding.cause not in _LEFT_OUT
    )


def profiles(context: CheckContext, before: Sequence[Finding]) -> Iterator[Finding]:
    """Written profiles asked as Cartography asks: those that were changed, and a few.

    `before` are the findings on the environment and the files: what is wrong there
    would only show again.
    """
    differs = {f.profile: f for f in context.judged.findings if _is_open(f)}
    failed = [finding for finding in before if finding.status is Status.FAILED]
    if any(f.profile is None or f.effect is Effect.NOTHING for f in failed):
        message = "Not checked, because of the problem in the files or the environment."
        yield context.findings.skipped(Subject(_PROFILE), "after-failure", message)
        yield from _renamed(differs.values())
        return
    bad = {finding.profile for finding in failed}
    good = [spoke for spoke in context.answering if spoke.profile not in bad]
    chosen = {spoke.profile: spoke for spoke in _chosen(context, good)}
    environ = context.consumer_environ
    for profile, answer in callers(tuple(chosen), environ, context.cancel):
        finding = _answered(context, chosen[profile], answer)
        yield finding
        if finding.status is Status.OK and (differing := differs.pop(profile, None)):
            yield replace(
                differing,
                check=_PROFILE,
                status=Status.WARNING,
                effect=Effect.UNTOUCHED,
                message=f"{differing.message} It still leads to the right account.",
            )
    yield from _renamed(differs.values())
    yield from _left(context, good, chosen)


def _is_open(finding: Finding) -> bool:
    """Whether only a call can tell what the difference to the answers costs."""
    return finding.cause == "profile-differs" and finding.status is Status.FAILED


def _renamed(findings: Iterable[Finding]) -> Iterator[Finding]:
    return (replace(finding, check=_PROFILE) for finding in findings)


def _answered(
    context: CheckContext, spoke: Spoke, answer: Caller | CallFailed
) -> Finding:
    profile = spoke.profile
    subject = Subject(_PROFILE, spoke.account.id, profile, spoke.region)
    if isinstance(answer, CallFailed):
        message = f"The profile {profile} does not work."
        return context.findings.problem(
            subject, "profile-fails", message, evidence=answer.evidence
        )
    if answer.account != spoke.account.id:
        message = (
            f"The profile {profile} leads to account {answer.account}, not to "
            f"{spoke.account.id}."
        )
        return context.findings.problem(
            subject, "profile-wrong-account", message, evidence=answer.arn
        )
    return context.findings.ok(
        subject, f"The profile {profile} leads to account {spoke.account.id}."
    )


def _chosen(context: CheckContext, good: Sequence[Spoke]) -> list[Spoke]:
    """Those with settings of their own, and a few spread over all the others.

    They are the same in every run, so that runs compare: when one of them fails,
    another one takes its place and the rest stay.
    """
    spread = sorted(good, key=lambda spoke: _mixed(spoke.account.id))
    unusual = [each for each in spread if each.profile in context.judged.unusual]
    others = [each for each in spread if each.profile not in context.judged.unusual]
    return unusual[:_MOST_UNUSUAL] + others[:SAMPLES]


def _left(
    context: CheckContext, good: Sequence[Spoke], chosen: Container[str]
) -> Iterator[Finding]:
    """Changed profiles that were too many to ask: nothing is known of them."""
    for spoke in good:
        if spoke.profile in context.judged.unusual and spoke.profile not in chosen:
            subject = Subject(_PROFILE, spoke.account.id, spoke.profile, spoke.region)
            message = (
                f"Not checked: a run checks at most {_MOST_UNUSUAL} changed profiles."
            )
            yield context.findings.skipped(subject, "not-asked", message)


def _mixed(account: str) -> bytes:
    return hashlib.sha256(account.encode()).digest()
