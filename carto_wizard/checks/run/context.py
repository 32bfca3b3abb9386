"""What every phase of a run shares."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from carto_wizard.aws.clients import Clients, Connection, Credentials
from carto_wizard.aws.identity import Caller
from carto_wizard.checks.finding_maker import FindingMaker, name_without_path
from carto_wizard.checks.remedy_words import base_words
from carto_wizard.checks.request import CheckRequest
from carto_wizard.render.environment import variables_to_unset
from carto_wizard.render.places import Places
from carto_wizard.setup.answers import Account, Answers
from carto_wizard.setup.partitions import PARTITIONS
from carto_wizard.setup.profile_names import profile_names
from carto_wizard.work.pace import Pace
from carto_wizard.work.progress import ProgressCounter

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
    """What was asked, the means to ask AWS, and what is known so far."""

    request: CheckRequest
    cancel: threading.Event
    skip_waiting: threading.Event
    spokes: tuple[Spoke, ...]
    """The accounts to ask."""
    progress: ProgressCounter
    clients: Clients
    findings: FindingMaker
    pace: Pace
    answering: list[Spoke] = field(default_factory=list)
    """Spokes with nothing wrong: their written profiles must work too."""
    credentials: Credentials | None = None
    """The hub's, once they were seen to be."""
    caller: Caller | None = None
    """Who the first credentials are, once AWS said so."""

    @property
    def answers(self) -> Answers:
        """The setup that is checked."""
        return self.request.answers

    @property
    def places(self) -> Places:
        """Where its files are."""
        return self.request.places

    @property
    def environ(self) -> Mapping[str, str]:
        """The environment of the machine that is checked."""
        return self.request.environ

    @property
    def home(self) -> str:
        """A region that every account of the partition has enabled."""
        return PARTITIONS[self.answers.partition].home_region

    @property
    def is_hub_role(self) -> bool:
        """Whether the first credentials are those of the hub role itself."""
        role = name_without_path(self.answers.hub.role)
        caller = self.caller
        return caller is not None and (caller.kind, caller.name) == (
            "assumed-role",
            role,
        )

    @property
    def consumer_environ(self) -> dict[str, str]:
        """The environment that the files for the shell make for Cartography."""
        gone = variables_to_unset(self.answers)
        kept = {name: v for name, v in self.environ.items() if name not in gone}
        return kept | {
            "AWS_CONFIG_FILE": self.places.config_file,
            "AWS_SHARED_CREDENTIALS_FILE": self.places.credentials_file,
        }

    def connect(self, credentials: Credentials, region: str = "") -> Connection:
        """These credentials in this region; without one, where every account is."""
        return Connection(self.clients, credentials, region or self.home)

    def keep_hidden(self, credentials: Credentials) -> Credentials:
        """The same credentials, from now on never shown in a finding."""
        # Another tuple, never this one changed: many threads read it meanwhile.
        self.findings.hidden = (*self.findings.hidden, *credentials.hidden)
        return credentials


def new_context(
    request: CheckRequest,
    *,
    cancel: threading.Event,
    skip_waiting: threading.Event | None = None,
) -> CheckContext:
    """The context of a run that begins now."""
    spokes = _spokes(request)
    progress = ProgressCounter(len(spokes))
    pace = Pace(RATE, BURST, CEILING)

    def throttled() -> None:
        progress.throttled()
        pace.slow_down()

    return CheckContext(
        request=request,
        cancel=cancel,
        skip_waiting=skip_waiting or threading.Event(),
        spokes=spokes,
        progress=progress,
        clients=Clients(
            request.environ,
            workers=max(1, min(WORKERS, len(spokes))),
            throttled=throttled,
            turn=pace.turn,
        ),
        findings=FindingMaker(base_words(request.answers, request.places)),
        pace=pace,
    )


def _spokes(request: CheckRequest) -> tuple[Spoke, ...]:
    answers = request.answers
    names = profile_names(answers.accounts)
    return tuple(
        Spoke(account, name, answers.region_of(account))
        for account, name in zip(answers.accounts, names, strict=True)
        if account.id in request.accounts or not request.accounts
    )
