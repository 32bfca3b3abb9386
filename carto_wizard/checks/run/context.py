"""What every phase of a run shares."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from carto_wizard.aws.clients import Clients, Credentials
from carto_wizard.aws.identity import Caller
from carto_wizard.checks.catalogue import CHECKS
from carto_wizard.checks.diagnosis.wording import FindingMaker, base_words, role_name
from carto_wizard.render.places import Places
from carto_wizard.setup.answers import Account, Answers
from carto_wizard.setup.partitions import PARTITIONS
from carto_wizard.setup.profile_names import profile_names
from carto_wizard.work.pace import Pace
from carto_wizard.work.progress import Meter

WORKERS = 32
# STS allows 600 a second, shared with all else that runs in the hub account: start at
# a sixth of that, and never take more than two thirds.
RATE = 100.0
CEILING = 400.0
BURST = 32


@dataclass(frozen=True, slots=True)
class Spoke:
    """One account to check, with the profile and region it will have."""

    account: Account
    profile: str
    region: str


@dataclass(slots=True)
class CheckContext:
    """The question (answers, places), the means (clients), and what is known so far."""

    answers: Answers
    places: Places
    environ: Mapping[str, str]
    cancel: threading.Event
    accounts: frozenset[str]
    """The accounts asked for."""
    checks: frozenset[str]
    """The checks asked for by name; with no accounts and no names: everything."""
    spokes: tuple[Spoke, ...]
    meter: Meter
    clients: Clients
    teller: FindingMaker
    pace: Pace
    answering: list[Spoke] = field(default_factory=list)
    """Spokes with nothing wrong: their written profiles must work too."""
    caller: Caller | None = None
    """Who the first credentials are, once AWS said so."""
    look_with: str = ""
    """A role of denied accounts that may look at the one which was denied."""
    pauses: tuple[float, ...] = ()
    """Seconds to wait before asking denied accounts again; empty: do not."""
    skip_waiting: threading.Event = field(default_factory=threading.Event)

    @property
    def home(self) -> str:
        """A region that every account of the partition has enabled."""
        return PARTITIONS[self.answers.partition].home_region

    @property
    def is_hub_role(self) -> bool:
        """Whether the first credentials are those of the hub role itself."""
        role = role_name(self.answers.hub.role)
        caller = self.caller
        return caller is not None and (caller.kind, caller.name) == (
            "assumed-role",
            role,
        )

    def wants(self, check: str) -> bool:
        """Whether this check was asked for: by name, or as one of those accounts'."""
        if check in self.checks:
            return True
        if check.startswith("spoke."):
            named = any(name.startswith("spoke.") for name in self.checks)
            return not named and bool(self.accounts or not self.checks)
        if check.startswith(("files.", "organization.")):
            return not (self.checks or self.accounts)
        return not self.checks

    def wants_any(self, prefix: str) -> bool:
        """Whether a check whose name begins so was asked for."""
        return any(self.wants(name) for name in CHECKS if name.startswith(prefix))

    def keep_hidden(self, keys: Credentials) -> Credentials:
        """The same keys, from now on never shown in a finding."""
        # Another tuple, never this one changed: many threads read it meanwhile.
        self.teller.hidden = (*self.teller.hidden, *keys.hidden)
        return keys


def world(
    answers: Answers,
    places: Places,
    *,
    cancel: threading.Event,
    only: Collection[str],
    environ: Mapping[str, str],
) -> CheckContext:
    """A fresh world; `only` holds account IDs, check names, or both."""
    accounts = frozenset(name for name in only if name.isdigit())
    spokes = tuple(
        spoke for spoke in _spokes(answers) if not accounts or _is(spoke, accounts)
    )
    meter = Meter(len(spokes))
    pace = Pace(RATE, BURST, CEILING)

    def throttled() -> None:
        meter.throttled()
        pace.slow_down()

    workers = max(1, min(WORKERS, len(spokes)))
    return CheckContext(
        answers=answers,
        places=places,
        environ=environ,
        cancel=cancel,
        accounts=accounts,
        checks=frozenset(only) - accounts,
        spokes=spokes,
        meter=meter,
        clients=Clients(environ, workers=workers, throttled=throttled, turn=pace.turn),
        teller=FindingMaker(base_words(answers, places)),
        pace=pace,
    )


def _spokes(answers: Answers) -> tuple[Spoke, ...]:
    names = profile_names(answers.accounts)
    return tuple(
        Spoke(account, name, account.region or answers.hub.region)
        for account, name in zip(answers.accounts, names, strict=True)
    )


def _is(spoke: Spoke, accounts: frozenset[str]) -> bool:
    return spoke.account.id in accounts
