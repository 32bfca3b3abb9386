"""Which of the planned files are there: what may be said of them as written."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from carto_wizard.files.change import Change, ChangeStatus
from carto_wizard.setup.answers import Answers
from carto_wizard.setup.text import count

NOT_WRITTEN = "No file is written yet."


@dataclass(frozen=True, slots=True)
class FilesOnDisk:
    """The planned files of these answers, each path in one of three groups."""

    answers: Answers
    written: tuple[str, ...]
    """As they should be."""
    changed: tuple[str, ...]
    """Written by this session; the file or the answers changed since, or it is gone."""
    unwritten: tuple[str, ...]
    """Not there, or somebody else's."""

    @classmethod
    def of(
        cls, answers: Answers, changes: Iterable[Change], written: Collection[str] = ()
    ) -> FilesOnDisk:
        """As the disk was when it was compared, and what was `written` after that."""
        there: list[str] = []
        changed: list[str] = []
        missing: list[str] = []
        for change in changes:
            path = change.file.path
            if path in written or change.status is ChangeStatus.SAME:
                there.append(path)
            elif change.recorded:
                changed.append(path)
            else:
                missing.append(path)
        return cls(answers.rendered, tuple(there), tuple(changed), tuple(missing))

    def fits(self, answers: Answers) -> bool:
        """Whether it is about these answers."""
        return self.answers == answers.rendered

    def note(self, path: str) -> str:
        """Say why a file is not as it should be; empty: it is."""
        if path in self.unwritten:
            return "not written yet"
        return "changed or removed after it was written" if path in self.changed else ""

    @property
    def total(self) -> int:
        """How many files there should be."""
        return len(self.written) + len(self.changed) + len(self.unwritten)

    @property
    def complete(self) -> bool:
        """Whether every file is there as it should be."""
        return 0 < self.total == len(self.written)

    @property
    def sentence(self) -> str:
        """For a person."""
        if not self.total:
            return "Answers are missing, so there are no files yet."
        if self.complete:
            return f"All {count(self.total, 'file')} are written."
        if not self.written and not self.changed:
            return NOT_WRITTEN
        parts = [f"{len(self.written)} of {self.total} files match your answers."]
        if self.changed:
            parts.append(f"Changed or removed after writing: {len(self.changed)}.")
        if self.unwritten:
            parts.append(f"Not written yet: {len(self.unwritten)}.")
        return " ".join(parts)
