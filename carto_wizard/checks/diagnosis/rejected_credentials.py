"""Why AWS rejects credentials: unknown, or known in other regions only.

The answer is the same for a deleted key, for a region that the account has not enabled
and for another partition: only asking there tells them apart.
"""

from __future__ import annotations

from carto_wizard.aws.clients import Clients, Connection, Credentials
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
        note = f"{words}. The key is a temporary one, and its session token is not set."
        return Reason("credentials-incomplete", note), None
    caller = _caller_elsewhere(context, credentials, region)
    if caller is None:
        return Reason(cause, failure.evidence), None
    note = f"{words}. Elsewhere they are {caller.arn}."
    if caller.partition != context.answers.partition:
        return Reason("wrong-partition", note), None
    return Reason("region-not-enabled", note), caller


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
