"""The organizations that roll-out.sh is run for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from carto_wizard.demo.aws_state import MemberAccount
from carto_wizard.demo.iam_state import backend
from carto_wizard.demo.scenarios import HUB, MANAGEMENT, sample_answers
from carto_wizard.setup.answers import Account, Answers, CallAs, ChosenOrganization
from carto_wizard.setup.organization import Unit
from tests.cloudformation.server import Cloud, cloud

ACCESS = "OrganizationAccountAccessRole"
LISTED = sample_answers("empty")
SPOKE, STARTS = LISTED.access.role, LISTED.hub.role
EVERYBODY = {account.id for account in LISTED.accounts}
MEMBERS = EVERYBODY - {HUB, MANAGEMENT}
CLOSED = {"121212121212", "131313131313"}


def of_units(*units: str, excluded: tuple[str, ...] = ()) -> Answers:
    organization = ChosenOrganization(
        "o-cartodemo1", MANAGEMENT, CallAs.SELF, units, excluded
    )
    return replace(LISTED, organization=organization)


ROOT = of_units("r-demo")
STARTED = {"AssumeRolePolicyDocument": "{}"}


def large(number: int) -> tuple[Answers, list[MemberAccount]]:
    """Many accounts in a unit that is four deep, and nobody else."""
    accounts = tuple(
        Account(str(400_000_000_000 + n), f"team-{n}") for n in range(number)
    )
    members = [
        MemberAccount(account.id, account.name, unit="ou-demo-deep0000")
        for account in accounts
    ]
    return replace(of_units("ou-demo-workloads"), accounts=accounts), members


@contextmanager
def world(
    answers: Answers, folder: Path, members: list[MemberAccount] | None = None
) -> Iterator[Cloud]:
    """The organization of the demo, with a unit below three others."""
    with cloud(LISTED, folder, members or ()) as running:
        deep = Unit("ou-demo-deep0000", "Deep", "ou-demo-retail00")
        running.aws.organization.units[deep.id] = deep
        yield running


def forbid_roles(running: Cloud, account: str) -> None:
    """A service control policy, as many organizations have one."""
    statement = {"Effect": "Deny", "Action": "iam:CreateRole", "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    running.aws.members[account].denials.append(json.dumps(policy))


def attach_theirs(running: Cloud, account: str, role: str) -> None:
    """Somebody attaches a policy to a role of ours."""
    iam = backend(running.aws, account)
    arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    iam.attach_role_policy(arn, role)


def detach_theirs(running: Cloud, account: str, role: str) -> None:
    iam = backend(running.aws, account)
    iam.detach_role_policy("arn:aws:iam::aws:policy/ReadOnlyAccess", role)


def make_theirs(running: Cloud, account: str, role: str) -> None:
    """Somebody else's role has the name."""
    iam = backend(running.aws, account)
    iam.create_role(role, "{}", "/", None, "theirs", [], 3600)
