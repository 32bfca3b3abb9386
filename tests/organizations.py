"""An organization with every kind of account, and answers that come from it."""

from __future__ import annotations

from dataclasses import replace

from carto_wizard.aws.clients import Clients, Connection, Credentials
from carto_wizard.aws.looker import Looker
from carto_wizard.setup.answers import Account, Answers
from carto_wizard.setup.organization import Member, Organization, Unit
from carto_wizard.setup.refresh import selection, taken_over
from tests.tui.wizard import HUB, HUB_ID

UNITS = (
    Unit("r-ab12", "Root"),
    Unit("ou-ab12-work", "Workloads", "r-ab12"),
    Unit("ou-ab12-sand", "Sandbox", "r-ab12"),
    Unit("ou-ab12-prod", "Prod", "ou-ab12-work"),
    Unit("ou-ab12-test", "Test", "ou-ab12-work"),
    Unit("ou-ab12-none", "[red]empty[/b]", "ou-ab12-work"),
)


def member(number: int, name: str, unit: str, state: str = "ACTIVE") -> Member:
    id = f"{222200000000 + number}"
    return Member(id, name, state, "example.com", f"ou-ab12-{unit}")


MEMBERS = (
    Member(HUB_ID, "platform-hub", "ACTIVE", "example.com", "r-ab12"),
    member(0, "payments-prod", "prod"),
    member(1, "data lake", "prod"),
    member(2, "payments-test", "test"),
    member(3, "[red]team[/b]\x1b[31m", "test"),
    member(4, "old-shop", "prod", "SUSPENDED"),
    member(5, "coming", "sand", "PENDING_ACTIVATION"),
    member(6, "strange", "sand", ""),
    member(7, "two\nlines " * 30, "sand"),
)
ORGANIZATION = Organization("o-exampleorg", HUB_ID, units=UNITS, members=MEMBERS)
FIRST = replace(HUB, accounts=HUB.accounts[:1])
"""Before the first look."""
LISTED = taken_over(FIRST, ORGANIZATION, selection(FIRST, ORGANIZATION))
"""After it, with all that was ticked beforehand."""


def changed(number: int, **values: str) -> Member:
    return replace(MEMBERS[number], **values)  # type: ignore[arg-type]


LATER = replace(
    ORGANIZATION,
    members=(
        MEMBERS[0],
        changed(1, name="payments-live"),
        changed(3, unit="ou-ab12-sand"),
        changed(4, state="SUSPENDED"),
        *MEMBERS[5:],
        member(8, "brand-new", "prod"),
    ),
)
"""Renamed, gone, moved, suspended, and one that is new."""


def large(accounts: int, units: int) -> Organization:
    """Units five deep, and accounts in all of them."""
    made = [Unit("r-1", "Root")]
    for number in range(units):
        above = made[number // 3] if number < 3 else made[(number + 2) // 4]
        made.append(Unit(f"ou-{number}", f"unit-{number:02}", above.id))
    members = tuple(
        Member(
            f"{300000000000 + number}",
            f"team-{number:05}",
            "ACTIVE" if number % 50 else "SUSPENDED",
            "example.com",
            made[number % len(made)].id,
        )
        for number in range(accounts)
    )
    return Organization("o-large", HUB_ID, units=tuple(made), members=members)


def by_hand(*accounts: Account) -> Answers:
    return replace(FIRST, accounts=(*FIRST.accounts, *accounts))


def nobody() -> Looker:
    """Somebody whose calls go nowhere."""
    nowhere = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    keys = Credentials("AKIA", "secret", "", "the profile ada")
    connection = Connection(Clients(nowhere, workers=1), keys, "us-east-1")
    return Looker(connection, f"arn:aws:iam::{HUB_ID}:user/ada", HUB_ID, "ada")
