"""Why AWS rejects credentials: unknown, or known in other regions only.

The answer is the same for a deleted key, for a region that the account has not enabled
and for another partition: only asking there tells them apart.
"""

from __future__ import annotations

from carto_wizard.aws.clients import Clients, Connection, Credentials
from carto_wizard.aws.discovery import NOT_OPTED_IN, region_status
from carto_wizard.aws.failures import CallFailed, raise_if_throttled
from carto_wizard.aws.identity import Caller, who_am_i
from carto_wizard.checks.diagnosis.errors import Reason, cause_of
from carto_wizard.checks.run.context import CheckContext
from carto_wizard.setup.partitions import PARTITIONS

# Source: IAM user guide, "IAM identifiers": the prefix of keys that STS issued.
_TEMPORARY = "ASIA"


def why_rejected(
    context: CheckContext, credentials: Credentials, region: str, failure: CallFailed
) -> tuple[Reason, Caller | None]:
    """Ask other regions where the failure in `region` leaves the cause open.

    With the reason comes who they are in another region, where they do serve.
    """
    raise_if_throttled(failure)
    cause = cause_of(failure) or "unrecognized"
    if cause != "credentials-unknown":
        return Reason(cause, failure.evidence), None
    words = failure.evidence.rstrip(".")
    if credentials.id.startswith(_TEMPORARY) and not credentials.token:
        note = f"{words}. The key is temporary, and its session token is not set."
        return Reason("credentials-incomplete", note), None
    caller = _caller_elsewhere(context, credentials, region)
    if caller is None:
        return Reason(cause, failure.evidence), None
    note = f"{words}. In another region, AWS knows them as {caller.arn}."
    if caller.partition != context.answers.partition:
        return Reason("wrong-partition", note), None
    cause, status = _cause_in(context, credentials, region)
    return Reason(cause, f"{note}{status}"), caller


def _cause_in(
    context: CheckContext, credentials: Credentials, region: str
) -> tuple[str, str]:
    """What keeps credentials that serve elsewhere out of a region, and how it shows."""
    try:
        status = region_status(context.connect(credentials), region)
    except CallFailed:
        # The hub's role may not ask that; there is no other documented reason.
        return "region-not-enabled", ""
    seen = f" DescribeRegions lists {region} as: {status or 'not listed'}."
    if not status:
        return "region-unknown", seen
    disabled = status == NOT_OPTED_IN
    return ("region-not-enabled" if disabled else "credentials-unknown"), seen


def _caller_elsewhere(
    context: CheckContext, credentials: Credentials, region: str
) -> Caller | None:
    """Ask the region that every account has, here and in the other partitions."""
    # Once each: a network that leads to one partition only lets the others wait.
    clients = Clients(context.environ, workers=1, attempts=1)
    here = context.answers.partition
    for partition in sorted(PARTITIONS.values(), key=lambda each: each.id != here):
        if context.cancel.is_set() or partition.home_region == region:
            continue
        try:
            return who_am_i(Connection(clients, credentials, partition.home_region))
        except CallFailed:
            continue
    return None
