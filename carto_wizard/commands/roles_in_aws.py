"""`preview --aws`: the roles that are already there, for a person and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from carto_wizard.aws.failures import CallFailed
from carto_wizard.aws.looker import Looker, looker
from carto_wizard.checks.results.redaction import safe_evidence
from carto_wizard.checks.roles import report
from carto_wizard.checks.roles.look import AccountRoles, look_at_all, roles_request
from carto_wizard.commands.terminal import Style, painted, say
from carto_wizard.errors import UsageError
from carto_wizard.setup.answers import Answers
from carto_wizard.setup.text import one_line
from carto_wizard.work.cancel import Cancel

_STYLES = {"+": Style.ADDED, "-": Style.REMOVED, "@": Style.REMARK, "!": Style.STRONG}


@dataclass(frozen=True, slots=True)
class RolesInAws:
    """What was found, and who looked."""

    looker: Looker
    found: tuple[AccountRoles, ...]


def look_at_roles(
    answers: Answers, environ: Mapping[str, str], *, profile: str, look_with: str
) -> RolesInAws:
    """Look at the roles with the person's own credentials, telling whose they are.

    Raises UsageError where there are none, or AWS does not know them.
    """
    try:
        who = looker(environ, profile, answers.region)
    except CallFailed as failure:
        evidence = safe_evidence(failure.evidence).rstrip(".")
        raise UsageError(
            f"The roles in AWS were not looked at: {evidence}.",
            "Use --profile NAME for credentials that work, or leave --aws out.",
        ) from None
    say(f"Looking at the roles as {one_line(who.arn, 200)} ({who.source}).")
    request = roles_request(answers, who, environ, look_with)
    cancel = Cancel()
    try:
        return RolesInAws(who, look_at_all(request, cancel))
    finally:
        cancel.set()


def text(roles: RolesInAws, *, colour: bool) -> Iterator[str]:
    """The same for people, below the files."""
    yield f"In AWS: {report.summary(roles.found) or 'nothing to compare'}."
    for line in report.lines(roles.found):
        mark = " " if line.kind == "@" else line.kind
        style = _STYLES.get(line.kind, Style.PLAIN)
        yield painted(f"{mark} {line.text}".rstrip(), style, colour)


def document(roles: RolesInAws) -> dict[str, Any]:
    """The part of the public document."""
    return {"looked_as": roles.looker.arn, "accounts": report.as_document(roles.found)}
