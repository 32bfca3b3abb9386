"""Look at the roles of each account that the credentials of a person reach."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from carto_wizard.aws.clients import Clients, Connection, Credentials
from carto_wizard.aws.failures import CallFailed
from carto_wizard.aws.iam_roles import ACTIONS, read_role, role_in_profile
from carto_wizard.aws.identity import assume
from carto_wizard.aws.looker import Looker
from carto_wizard.checks.diagnosis.errors import is_denied
from carto_wizard.checks.results.redaction import safe_evidence
from carto_wizard.checks.roles.comparison import (
    Compared,
    compare_profile,
    compare_role,
)
from carto_wizard.checks.run.context import BURST, CEILING, RATE, WORKERS
from carto_wizard.render.wanted_iam import wanted_iam
from carto_wizard.setup.answers import Answers, Mode
from carto_wizard.setup.partitions import role_arn
from carto_wizard.setup.profile_names import profile_names
from carto_wizard.work.pace import Pace
from carto_wizard.work.pool import side_by_side

_TELL_SECONDS = 0.2
_STOPPED = "It was stopped before."
_READ = {"Effect": "Allow", "Action": list(ACTIONS), "Resource": "*"}
_READ_ONLY = json.dumps({"Version": "2012-10-17", "Statement": [_READ]})


@dataclass(frozen=True, slots=True)
class RolesRequest:
    """Whose roles to look at, and with which credentials."""

    answers: Answers
    connection: Connection
    """The person's own."""
    account: str
    """The account of these credentials."""
    look_with: str = ""
    """A role that they may assume in the other accounts; empty: the read-only role."""
    pace: Pace = field(default_factory=lambda: Pace(RATE, BURST, CEILING))


@dataclass(frozen=True, slots=True)
class AccountRoles:
    """What is there in one account, or why nothing is known of it, in a sentence."""

    account: str
    profile: str
    compared: tuple[Compared, ...] = ()
    problem: str = ""


def roles_request(
    answers: Answers, looker: Looker, environ: Mapping[str, str], look_with: str = ""
) -> RolesRequest:
    """Ask about all accounts with the credentials of a person."""
    own, pace = looker.connection, Pace(RATE, BURST, CEILING)
    clients = Clients(
        environ, workers=WORKERS, throttled=pace.slow_down, turn=pace.turn
    )
    connection = Connection(clients, own.credentials, own.region)
    return RolesRequest(answers, connection, looker.account, look_with, pace)


def look(request: RolesRequest, cancel: threading.Event) -> Iterator[AccountRoles]:
    """Each account as its answer comes; ends within 50 ms of `cancel`."""
    accounts = accounts_of(request.answers)

    def ask(each: tuple[str, str]) -> AccountRoles:
        account, profile = each
        if not request.pace.wait(cancel):
            return AccountRoles(account, profile, problem=_STOPPED)
        try:
            return AccountRoles(account, profile, _compared(request, account))
        except CallFailed as failure:
            return AccountRoles(account, profile, problem=_why(failure, request))

    workers = min(WORKERS, max(len(accounts), 1))
    yield from side_by_side(accounts, ask, workers=workers, cancel=cancel)


def look_at_all(
    request: RolesRequest,
    cancel: threading.Event,
    tell: Callable[[int], object] = lambda done: None,
) -> tuple[AccountRoles, ...]:
    """Every account in the order of the answers; `tell` gets how many are done.

    Those that were not asked before `cancel` are there too, and say so.
    """
    found: dict[str, AccountRoles] = {}
    told = time.monotonic()
    for each in look(request, cancel):
        found[each.account] = each
        if time.monotonic() - told >= _TELL_SECONDS:
            told = time.monotonic()
            tell(len(found))
    return tuple(
        found.get(account) or AccountRoles(account, profile, problem=_STOPPED)
        for account, profile in accounts_of(request.answers)
    )


def accounts_of(answers: Answers) -> list[tuple[str, str]]:
    """The accounts that need a role, the hub first, each with its profile."""
    if answers.mode is Mode.SINGLE:
        wanted = wanted_iam(answers, answers.single.account_id)
        single = (answers.single.account_id, answers.single.profile)
        return [single] if wanted.roles else []
    hub = answers.hub.account_id
    names = profile_names(answers.accounts)
    named = {a.id: name for a, name in zip(answers.accounts, names, strict=True)}
    return list(({hub: named.get(hub, "hub")} | named).items())


def _compared(request: RolesRequest, account: str) -> tuple[Compared, ...]:
    connection = _connection(request, account)
    roles = wanted_iam(request.answers, account).roles
    found = [compare_role(role, read_role(connection, role.name)) for role in roles]
    for role in roles:
        if role.instance_profile:
            held = role_in_profile(connection, role.name)
            found.append(compare_profile(role.name, held))
    return tuple(found)


def _connection(request: RolesRequest, account: str) -> Connection:
    """The person's own connection, or one by a role in another account."""
    own = request.connection
    if account == request.account:
        return own
    return Connection(own.clients, assumed(request, account), own.region)


def assumed(request: RolesRequest, account: str) -> Credentials:
    """A session in another account that may read roles and nothing else."""
    answers = request.answers
    external_id = "" if request.look_with else answers.access.external_id
    arn = role_arn(answers.partition, account, _role(request))
    found, _ = assume(request.connection, arn, external_id, policy=_READ_ONLY)
    return found


def _why(failure: CallFailed, request: RolesRequest) -> str:
    if is_denied(failure) and failure.operation == "sts:AssumeRole":
        return (
            f"The role {_role(request)} cannot be assumed. It is not there, or it does "
            "not trust these credentials."
        )
    if is_denied(failure):
        return f"{failure.operation} is denied to these credentials."
    secrets = request.connection.credentials.hidden
    return f"{safe_evidence(failure.evidence, secrets).rstrip('.')}."


def _role(request: RolesRequest) -> str:
    """The role that is assumed in other accounts."""
    return request.look_with or request.answers.read_only_role
