"""Why AWS rejects credentials: unknown, or known in other regions only.

The answer is the same for a deleted key, for a region that the account has not enabled
and for another partition: only asking there tells them apart.
"""

from __future__ import annotations

from dataclasses import dataclass

from carto_wizard.aws.clients import Clients, Connection, Credentials
from carto_wizard.aws.failures import CallFailed
from carto_wizard.aws.identity import Caller, who_am_i
from carto_wizard.checks.diagnosis.errors import cause_of
from carto_wizard.checks.run.context import CheckContext
from carto_wizard.setup.partitions import PARTITIONS


@dataclass(frozen=True, slots=True)
class RejectedCredentials:
    """Why AWS does not accept credentials in a region."""

    cause: str
    evidence: str
    caller: Caller | None = None
    """Who they are in another region of this partition, where they do serve."""


def why_rejected(
    context: CheckContext, credentials: Credentials, region: str, failure: CallFailed
) -> RejectedCredentials:
    """Ask other regions where the failure in `region` leaves the cause open."""
    cause = cause_of(failure) or "unrecognized"
    unknown = cause == "credentials-unknown"
    caller = _caller_elsewhere(context, credentials, region) if unknown else None
    if caller is None:
        return RejectedCredentials(cause, failure.evidence)
    evidence = f"{failure.evidence.rstrip('.')}. Elsewhere they are {caller.arn}."
    if caller.partition != context.answers.partition:
        return RejectedCredentials("wrong-partition", evidence)
    return RejectedCredentials("region-not-enabled", evidence, caller)


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
