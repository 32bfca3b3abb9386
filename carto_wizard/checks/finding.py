"""A finding: the answer to one check, in the closed vocabulary that is public."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from carto_wizard.setup.text import count, one_line


class Status(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"


class Effect(StrEnum):
    """What Cartography does where a finding is true.

    Source: full runs of Cartography 0.143.0 with each mistake made on purpose.
    """

    UNTOUCHED = "untouched"
    GAPS = "gaps"
    TWICE = "reads-twice"
    MORE = "reads-more"
    MISPLACED = "misplaces"
    SKIPPED = "skips-account"
    STOPS = "stops-at-account"
    NOTHING = "sees-nothing"
    ENDS = "ends-run"
    UNKNOWN = "unknown"


EFFECTS = {
    Effect.UNTOUCHED: "Cartography still reads everything.",
    Effect.GAPS: "Cartography reads the account, with gaps.",
    Effect.TWICE: "Cartography reads the account twice.",
    Effect.MORE: "Cartography reads an account that is not part of this set-up.",
    Effect.MISPLACED: "Cartography stores what it reads under the wrong account.",
    Effect.SKIPPED: "Cartography skips the account and logs one line at most.",
    Effect.STOPS: "Cartography stops at the account; what comes after is not read.",
    Effect.NOTHING: "Cartography reads nothing and exits with status 0.",
    Effect.ENDS: "The whole run of Cartography ends with an error.",
    Effect.UNKNOWN: "It is not known what Cartography does in this case.",
}


SEVERITY = (Status.FAILED, Status.WARNING, Status.SKIPPED, Status.OK)
"""The worst first."""

GLYPHS = {Status.OK: "✓", Status.WARNING: "!", Status.FAILED: "✗", Status.SKIPPED: "–"}


def counted(number: int, status: Status) -> str:
    """`1 failed`, `2 warnings`, `1,000 ok`."""
    noun = str(status)
    return count(number, noun, "" if status is Status.WARNING else noun)


COSTLY = frozenset(
    {Effect.SKIPPED, Effect.STOPS, Effect.NOTHING, Effect.ENDS, Effect.UNKNOWN}
)
"""Effects after which an account cannot be called read."""


JSON_KEYS = (
    "check",
    "account",
    "profile",
    "region",
    "status",
    "cause",
    "effect",
    "message",
    "evidence",
    "remedy",
    "command",
    "seconds",
)


_OF_SESSION = ("carto-wizard write", "carto-wizard check")
"""The commands that act on a session, and so have to name it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer; `cause` is a key of `causes.CAUSES`, empty when all is well."""

    check: str
    status: Status
    message: str
    account: str | None = None
    profile: str | None = None
    region: str | None = None
    cause: str = ""
    effect: Effect = Effect.UNTOUCHED
    evidence: str = ""
    remedy: str = ""
    command: str = ""
    seconds: float = 0.0
    difference: tuple[str, ...] = ()
    """A role as it was found (`-`) against what is needed (`+`), line by line."""

    def naming(self, option: str) -> Finding:
        """The same, its command with the option that names the session."""
        if option and self.command.startswith(_OF_SESSION):
            return replace(self, command=f"{self.command}{option}")
        return self

    def without_session(self) -> Finding:
        """The same where nothing was answered yet: the wizard asks first."""
        if self.command.startswith(_OF_SESSION):
            return replace(self, command="carto-wizard")
        return self

    def as_json(self) -> dict[str, Any]:
        """The public form, as documented for `check --json`."""
        values = {key: getattr(self, key) for key in JSON_KEYS}
        return values | {
            "status": str(self.status),
            "effect": str(self.effect),
            "seconds": round(self.seconds, 3),
        }


FOUND_AGAINST_NEEDED = "The role in AWS: - as it is, + as it must be"
_MOST_LINES = 80


def shown_difference(finding: Finding) -> list[str]:
    """The lines of its difference, without what a terminal would obey."""
    lines = [one_line(line, 200).rstrip() for line in finding.difference]
    more = len(lines) - _MOST_LINES
    return lines[:_MOST_LINES] + ([f"… and {more:,} lines more"] if more > 0 else [])
