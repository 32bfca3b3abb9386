"""Keys that AWS does not know where it was asked, but perhaps somewhere else.

The answer is the same for a deleted key, for a region that the account has not enabled
and for another partition: only asking there tells them apart.
"""

from __future__ import annotations

from dataclasses import dataclass

from carto_wizard.aws.clients import Clients, Credentials
from carto_wizard.aws.failures import CallFailed
from carto_wizard.aws.identity import Caller, who_am_i
from carto_wizard.checks.diagnosis.errors import cause_of
from carto_wizard.checks.run.context import CheckContext
from carto_wizard.setup.partitions import PARTITIONS


@dataclass(frozen=True, slots=True)
class Refused:
    """Why AWS does not accept keys in a region, and who they are elsewhere."""

    cause: str
    evidence: str
    caller: Caller | None = None
    """In another region of this partition, so that they serve all the same."""


def refused(
    context: CheckContext, keys: Credentials, region: str, failure: CallFailed
) -> Refused:
    """Ask elsewhere where the answer leaves it open."""
    cause = cause_of(failure) or "unrecognized"
    caller = _known(context, keys, region) if cause == "credentials-unknown" else None
    if caller is None:
        return Refused(cause, failure.evidence)
    evidence = f"{failure.evidence.rstrip('.')}. Elsewhere they are {caller.arn}."
    if caller.partition != context.answers.partition:
        return Refused("wrong-partition", evidence)
    return Refused("region-not-enabled", evidence, caller)


def _known(context: CheckContext, keys: Credentials, region: str) -> Caller | None:
    """Ask the region that every account has, here and in the other partitions."""
    # Once each: a network that leads to one partition only lets the others wait.
    clients = Clients(context.environ, workers=1, attempts=1)
    here = context.answers.partition
    for partition in sorted(PARTITIONS.values(), key=lambda each: each.id != here):
        if context.cancel.is_set() or partition.home_region == region:
            continue
        try:
            return who_am_i(clients, keys, partition.home_region)
        except CallFailed:
            continue
    return None
