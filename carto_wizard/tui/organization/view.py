"""Which lines of the tree are shown: what is folded, and what a filter leaves."""

from __future__ import annotations

from collections.abc import Sequence

from carto_wizard.tui.organization.tree import Tree

MOST_OPEN = 200
"""Lines of a tree that is opened as a whole; of a larger one only the top."""


class View:
    """The shown lines, as places in the tree; every change makes them anew."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.words: tuple[str, ...] = ()
        self.only_changed = False
        inner = {line.id for line in tree.lines if line.unit and line.above >= 0}
        self._inner_units = frozenset(inner)
        self._folded = inner if len(tree.lines) > MOST_OPEN else set[str]()
        self._folded_in_filter: set[str] = set()
        self.show()

    @property
    def filtered(self) -> bool:
        """Whether something is left out."""
        return bool(self.words) or self.only_changed

    @property
    def folded(self) -> set[str]:
        """The units that are folded; what a filter finds is at first in sight."""
        return self._folded_in_filter if self.filtered else self._folded

    def show(self) -> None:
        """Make the lines anew, after tags were read."""
        changed = self.only_changed
        self.found = self.tree.shown(self.words, changed=changed)
        """What the filter leaves, folded or not."""
        self.shown = self.found
        if self.folded:
            self.shown = self.tree.shown(self.words, self.folded, changed=changed)
        self.accounts = sum(self.tree.lines[each].unit is None for each in self.found)
        """How many accounts were found."""

    def filter(self, words: Sequence[str], *, only_changed: bool) -> None:
        """Leave only what has these words, or has changed."""
        self.words, self.only_changed = tuple(words), only_changed
        self._folded_in_filter.clear()
        self.show()

    def place_of(self, line: int) -> int:
        """Where a line is shown, or what it is in; else the first."""
        places = {each: place for place, each in enumerate(self.shown)}
        while line >= 0 and line not in places:
            line = self.tree.lines[line].above
        return places.get(line, 0)

    def is_folded(self, line: int) -> bool:
        """Whether it is a unit whose lines are hidden."""
        return self.tree.lines[line].id in self.folded

    def open(self, line: int) -> None:
        """Show what is in a unit."""
        self.folded.discard(self.tree.lines[line].id)
        self.show()

    def fold(self, line: int) -> None:
        """Hide what is in a unit."""
        self.folded.add(self.tree.lines[line].id)
        self.show()

    def fold_all(self) -> None:
        """Open every unit, or close all but the topmost."""
        if self.folded:
            self.folded.clear()
        else:
            self.folded.update(self._inner_units)
        self.show()
