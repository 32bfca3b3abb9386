"""What every phase of a run shares."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from carto_wizard.aws.clients import Clients, Connection, Credentials
from carto_wizard.aws.identity import Caller
from carto_wizard.checks.finding_maker import FindingMaker
from carto_wizard.checks.lint.setup import JudgedFiles, judge_files
from carto_wizard.checks.remedy_words import base_words
from carto_wizard.checks.request import CheckRequest
from carto_wizard.render.places import Places
from carto_wizard.setup.answers import Account, Answers
from carto_wizard.setup.iam_names import name_without_path
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
# Who watches asks for as long as it takes: a tenth of what everybody else may need.
_GENTLE_RATE = 20.0
_GENTLE_BURST = 4


@dataclass(frozen=True, slots=True)
class Spoke:
    """One account to check, with its profile, and the region that it gets there."""

    account: Account
    profile: str
    region: str


@dataclass(slots=True)
class CheckContext:
    """What was asked, the means to ask AWS, and what is known so far."""

    request: CheckRequest
    cancel: threading.Event
    judged: JudgedFiles
    """What the files say, before any call."""
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
        role = name_without_path(self.answers.hub_role)
        caller = self.caller
        return caller is not None and (caller.kind, caller.name) == (
            "assumed-role",
            role,
        )

    @property
    def consumer_environ(self) -> dict[str, str]:
        """The environment here, with the paths of the files that were written.

        Its other variables stay: who starts Cartography from here without the
        environment file has them too.
        """
        return {
            **self.environ,
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


def new_context(request: CheckRequest, *, cancel: threading.Event) -> CheckContext:
    """The context of a run that begins now."""
    judged = judge_files(request.answers, request.places, request.environ)
    spokes = _spokes(request, judged.regions)
    progress = ProgressCounter(len(spokes))
    gentle = Pace(_GENTLE_RATE, _GENTLE_BURST)
    pace = gentle if request.gently else Pace(RATE, BURST, CEILING)

    def throttled() -> None:
        progress.throttled()
        pace.slow_down()

    return CheckContext(
        request=request,
        cancel=cancel,
        judged=judged,
        spokes=spokes,
        progress=progress,
        clients=Clients(
            request.environ,
            workers=max(1, min(WORKERS, len(spokes))),
            throttled=throttled,
            turn=pace.turn,
        ),
        findings=_finding_maker(request),
        pace=pace,
    )


def _finding_maker(request: CheckRequest) -> FindingMaker:
    words, name = base_words(request.answers, request.places), "AWS_DEFAULT_REGION"
    if not (request.answers.target.here and request.environ.get(name)):
        return FindingMaker(words)
    # Every account is asked in that region, so it is what has to go.
    causes = ("region-not-enabled", "region-unknown", "sts-region-disabled")
    overrides = dict.fromkeys(causes, "region-variable-overrides")
    return FindingMaker(words | {"variable": name}, overrides)


def _spokes(request: CheckRequest, regions: Mapping[str, str]) -> tuple[Spoke, ...]:
    answers = request.answers
    names = profile_names(answers.accounts)
    return tuple(
        Spoke(account, name, regions.get(name) or answers.region_of(account))
        for account, name in zip(answers.accounts, names, strict=True)
        if account.id in request.accounts or not request.accounts
    )
