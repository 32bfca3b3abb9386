"""The tags of accounts, read a few at a time while the person goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING

from carto_wizard.checks.run.progress_text import tags_text

if TYPE_CHECKING:
    from carto_wizard.aws.looker import Looker

_AT_ONCE = 4
"""Accounts between two pieces of news, which is about a second."""


@dataclass
class TagsRead:
    """How far the reading is, and the tags that are new."""

    tags: Mapping[str, Mapping[str, str]]
    done: int
    total: int
    seconds_left: float

    @property
    def sentence(self) -> str:
        """For the line below the tree."""
        return tags_text(self.done, self.total, self.seconds_left)


@dataclass
class TagReading:
    """One reading, in a thread; `cancel` ends it, and what was read stays."""

    looker: Looker
    ids: Sequence[str]
    tell: Callable[[TagsRead], object]
    cancel: Event = field(default_factory=Event)

    def run(self) -> str:
        """Read all of them; returns why it ended before, or nothing."""
        from carto_wizard.aws.failures import CallFailed
        from carto_wizard.checks.diagnosis.organization import refusal

        try:
            self._read()
        except CallFailed as failure:
            if self.cancel.is_set():
                return "The reading of tags was stopped."
            sentence, hint = refusal(failure, self.looker)
            return f"! {sentence} {hint}"
        return ""

    def _read(self) -> None:
        from carto_wizard.aws.organization import read_tags
        from carto_wizard.aws.patient_calls import BURST, RATE
        from carto_wizard.work.pace import Pace

        pace, began, total = Pace(RATE, BURST), time.monotonic(), len(self.ids)
        for start in range(0, total, _AT_ONCE):
            found = read_tags(
                self.looker.connection,
                self.ids[start : start + _AT_ONCE],
                tell=lambda progress: None,
                cancel=self.cancel,
                pace=pace,
            )
            done = min(start + _AT_ONCE, total)
            each = max((time.monotonic() - began) / done, 1 / RATE)
            self.tell(TagsRead(found, done, total, each * (total - done)))
