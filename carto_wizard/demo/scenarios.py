"""What the demo holds: an organization or one account, and the mistakes in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from carto_wizard.errors import DemoError
from carto_wizard.setup.answers import Account, Answers, Hub, Mode, Single
from carto_wizard.setup.partitions import PARTITIONS
from carto_wizard.setup.text import one_line

HUB = "111111111111"
MANAGEMENT = "222222222222"
FORMER_HUB = "123456789012"
"""An account outside the organization: the example account of AWS's own documents."""

INSTANCE = "i-0c0ffee0c0ffee000"
"""The hub's EC2 instance, on which Cartography is meant to run."""

MARKUP_NAME = "sandbox [red team]"
"""A name that AWS allows, and that is lost in a program that takes it for markup."""

_ACCOUNTS = (
    Account(HUB, "platform-hub", "us-east-1"),
    Account(MANAGEMENT, "org-management", "us-east-1"),
    Account("333333333333", "payments-prod", "us-east-1"),
    Account("444444444444", "payments-staging", "us-east-2"),
    Account("555555555555", "data-lake", "us-west-2"),
    Account("666666666666", "customer-portal", "eu-west-1"),
    Account("777777777777", "gulf-retail", "me-central-1"),
    Account("888888888888", "log-archive", "eu-central-1"),
    Account("999999999999", "sandbox", "us-west-1"),
)
_TEAMS = ["payments", "search", "billing", "catalog", "logistics", "media", "risk"]
_REGIONS = ["us-east-1", "us-west-2", "eu-west-1", "ap-southeast-2"]


@dataclass(frozen=True, slots=True)
class Key:
    """An access key of an account's administrator."""

    key: str
    secret: str = field(repr=False)


class Mistake(StrEnum):
    """What somebody did wrong when setting up one account."""

    ROLE_MISSING = "role-missing"
    OTHER_HUB = "other-hub"
    NO_SECURITY_AUDIT = "no-security-audit"
    REGION_NOT_ENABLED = "region-not-enabled"
    MARKUP_NAME = "markup-name"


MISTAKES: dict[Mistake, str] = {
    Mistake.ROLE_MISSING: "444444444444",
    Mistake.OTHER_HUB: "555555555555",
    Mistake.REGION_NOT_ENABLED: "777777777777",
    Mistake.NO_SECURITY_AUDIT: "888888888888",
    Mistake.MARKUP_NAME: "999999999999",
}
"""The account of the troubled organization that has each mistake."""

SINGLE_MISTAKES = {Mistake.NO_SECURITY_AUDIT: HUB}
"""What is wrong with the troubled single account."""

SCENARIOS = ("troubled", "healthy", "empty")


@dataclass(frozen=True, slots=True)
class Scenario:
    """What to build: an organization, or one account, as the mode of the answers says.

    The answers are right; the mistakes are in AWS.
    """

    answers: Answers
    with_roles: bool = True
    """False: accounts as they are before anybody set up Cartography."""
    mistakes: dict[Mistake, str] = field(default_factory=dict)
    hub_reads_itself: bool = False
    """Whether the hub's role also reads its own account, as a single account's does.

    Then a person who chooses the other mode finds what it needs.
    """

    def has(self, mistake: Mistake, account_id: str) -> bool:
        """Whether this account has this mistake."""
        return self.mistakes.get(mistake) == account_id


def scenario(
    name: str,
    accounts: int | None = None,
    partition: str = "aws",
    mode: Mode = Mode.HUB,
) -> Scenario:
    """The scenario of this name, with as many accounts as asked, the hub included."""
    if name not in SCENARIOS:
        raise DemoError(
            f"There is no demo scenario {one_line(name, 40)}.",
            f"Choose {', '.join(SCENARIOS)}.",
        )
    few = accounts is not None and accounts < 1
    fixed = name == "troubled" or mode is Mode.SINGLE
    if few or (accounts is not None and fixed):
        raise DemoError(
            "The number of accounts can be chosen for the organizations healthy and"
            " empty only, from 1 up.",
            "Leave it out for the nine accounts of the demo.",
        )
    if partition not in PARTITIONS:
        raise DemoError(
            f"There is no partition {one_line(partition, 40)}.",
            f"Choose {', '.join(PARTITIONS)}.",
        )
    answers = sample_answers(name, accounts, partition)
    mistakes = MISTAKES
    if mode is Mode.SINGLE:
        answers, mistakes = sample_single(partition), SINGLE_MISTAKES
    return Scenario(
        answers,
        with_roles=name != "empty",
        mistakes=mistakes if name == "troubled" else {},
    )


def sample_single(partition: str = "aws") -> Answers:
    """The answers that fit the single account: the role of its instance reads it."""
    home = PARTITIONS[partition].home_region
    return Answers(
        step="preview",
        mode=Mode.SINGLE,
        partition=partition,
        single=Single(HUB, home),
    )


def sample_answers(
    name: str = "healthy", accounts: int | None = None, partition: str = "aws"
) -> Answers:
    """The answers that fit this organization."""
    home = PARTITIONS[partition].home_region
    members = _ACCOUNTS if accounts is None else _many(accounts)
    if name == "troubled":
        marked = MISTAKES[Mistake.MARKUP_NAME]
        members = tuple(
            Account(a.id, MARKUP_NAME, a.region) if a.id == marked else a
            for a in members
        )
    if partition != "aws":
        members = tuple(Account(a.id, a.name, home) for a in members)
    return Answers(
        step="preview",
        partition=partition,
        hub=Hub(account_id=HUB, region=home),
        accounts=members,
        # Whoever looks at the other mode finds the account that is here.
        single=Single(HUB, home, name=Hub().role),
    )


def _many(number: int) -> tuple[Account, ...]:
    invented = (
        Account(
            # Spread out, so that two IDs never differ in the last digit only.
            str(300_000_000_000 + 7_919 * index),
            f"{_TEAMS[index % len(_TEAMS)]}-{index:04d}",
            _REGIONS[index % len(_REGIONS)],
        )
        for index in range(number - 1)
    )
    return (_ACCOUNTS[0], *invented)
