"""An organization as lines below each other: which are shown, and what is ticked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from carto_wizard.setup.organization import Member, Organization, Unit
from carto_wizard.setup.refresh import Change, Difference

_LONGEST = 300
"""Characters of a name or a tag that the filter looks at."""


@dataclass(slots=True)
class Line:
    """A unit or an account, and where it stands in the tree."""

    id: str
    depth: int
    above: int
    """The line of the unit that it is in; -1: there is none."""
    unit: Unit | None = None
    member: Member | None = None
    difference: Difference | None = None
    end: int = 0
    """The line after the last one that is in it."""

    @property
    def name(self) -> str:
        """As AWS or, of an account that is gone, the list has it: hostile text."""
        if self.unit:
            return self.unit.name
        if self.member:
            return self.member.name
        before = self.difference and self.difference.before
        return before.name if before else ""

    @property
    def in_unit(self) -> str:
        """The ID of the unit that an account is, or was, in."""
        if self.member:
            return self.member.unit
        before = self.difference and self.difference.before
        return before.ou if before else ""

    @property
    def change(self) -> Change | None:
        """What became of the account since it was listed."""
        return self.difference.change if self.difference else None


class Tree:
    """The lines of an organization, parents first, and what the filter looks at."""

    def __init__(
        self, organization: Organization, differences: Sequence[Difference] = ()
    ) -> None:
        self.organization = organization
        self.differences = tuple(differences)
        self.tags: dict[str, Mapping[str, str]] = {}
        """Of the accounts whose tags were read."""
        self.lines = _lines(organization, self.differences)
        self._unit_texts = {u.id: self._unit_text(u.id) for u in organization.units}
        self._texts = [self._text(line) for line in self.lines]
        self._places = {
            line.id: index for index, line in enumerate(self.lines) if not line.unit
        }

    def _unit_text(self, unit: str) -> str:
        known = self.organization.unit
        return " ".join(
            f"{each} {known[each].name[:_LONGEST]}"
            for each in self.organization.way_up(unit)
        )

    def _text(self, line: Line) -> str:
        """What the filter finds a line by: what it is, and all that it is in."""
        text = self._unit_texts.get(line.id if line.unit else line.in_unit, "")
        if not line.unit:
            state = line.member.state or "unknown" if line.member else ""
            parts = [line.id, line.name, state, str(line.change or "")]
            tags = self.tags.get(line.id) or {}
            parts += [f"{name}={value}" for name, value in tags.items()]
            text += " " + " ".join(part[:_LONGEST] for part in parts)
        return text.lower()

    def note_tags(self, tags: Mapping[str, Mapping[str, str]]) -> None:
        """Keep tags that were read, and let the filter find accounts by them."""
        self.tags.update(tags)
        for id in tags:
            if (place := self._places.get(id)) is not None:
                self._texts[place] = self._text(self.lines[place])

    def shown(
        self,
        words: Sequence[str] = (),
        folded: Collection[str] = (),
        *,
        changed: bool = False,
    ) -> list[int]:
        """The lines to show: those with all the words, and the units they are in.

        With `changed`, only accounts that are not as they are listed.
        """
        wanted = [True] * len(self.lines)
        if words or changed:
            wanted = self._found([word.lower() for word in words], changed=changed)
        found, index = [], 0
        while index < len(self.lines):
            line = self.lines[index]
            if wanted[index]:
                found.append(index)
            folds = not wanted[index] or (line.unit and line.id in folded)
            index = line.end if folds else index + 1
        return found

    def _found(self, words: Sequence[str], *, changed: bool) -> list[bool]:
        found = [False] * len(self.lines)
        # From the end: what is found in a unit shows the unit.
        for index in range(len(self.lines) - 1, -1, -1):
            line, text = self.lines[index], self._texts[index]
            if not found[index] and not (changed and not line.difference):
                found[index] = all(word in text for word in words)
            if found[index] and line.above >= 0:
                found[line.above] = True
        return found

    def inside(self, index: int) -> range:
        """A line and all that is in it."""
        return range(index, self.lines[index].end)

    def accounts(self, indexes: Collection[int]) -> list[Member]:
        """The accounts of the organization on these lines."""
        members = (self.lines[index].member for index in indexes)
        return [member for member in members if member]

    def tallies(self, ticked: Collection[str]) -> list[Tally]:
        """How many accounts of each line are ticked, by line."""
        tallies = [Tally() for _ in self.lines]
        for index in range(len(self.lines) - 1, -1, -1):
            line, tally = self.lines[index], tallies[index]
            if line.member:
                tally.ticked = int(line.id in ticked)
                tally.of = int(line.member.active or tally.ticked)
            tally.changed += line.difference is not None
            if line.above >= 0:
                tallies[line.above].add(tally)
        return tallies

    def counted_changes(self) -> Counter[Change]:
        """How many accounts changed, by what became of them."""
        return Counter(each.change for each in self.differences)


@dataclass(slots=True)
class Tally:
    """The accounts of a unit, or one account."""

    ticked: int = 0
    of: int = 0
    """Those that are active, or ticked all the same."""
    changed: int = 0

    def add(self, other: Tally) -> None:
        """Count those of a line in it."""
        self.ticked += other.ticked
        self.of += other.of
        self.changed += other.changed


def _lines(organization: Organization, differences: Sequence[Difference]) -> list[Line]:
    """All lines in their order; each knows where it ends once all are made."""
    found = {each.id: each for each in differences}
    accounts: dict[str, list[Line]] = {}
    for member in organization.members:
        line = Line(member.id, 0, -1, member=member, difference=found.get(member.id))
        accounts.setdefault(member.unit, []).append(line)
    for each in differences:
        if each.now is None:
            line = Line(each.id, 0, -1, difference=each)
            accounts.setdefault(line.in_unit, []).append(line)
    units: dict[str, list[Unit]] = {}
    known = organization.unit
    for unit in organization.units:
        parent = unit.parent if unit.parent in known else ""
        units.setdefault(parent, []).append(unit)
    lines: list[Line] = []
    # Units before accounts, each by name; a stack, since nobody limits the depth.
    stack = [Line(u.id, 0, -1, unit=u) for u in _reversed(units.get("", ()))]
    while stack:
        line = stack.pop()
        place = len(lines)
        lines.append(line)
        if line.unit is None:
            continue
        below = accounts.pop(line.id, [])
        below.sort(key=_by_name, reverse=True)
        below += [Line(u.id, 0, -1, unit=u) for u in _reversed(units.get(line.id, ()))]
        for inner in below:
            inner.depth, inner.above = line.depth + 1, place
        stack += below
    for rest in accounts.values():
        # Of units that could not be listed, or are no more.
        lines += sorted(rest, key=_by_name)
    _end(lines)
    return lines


def _reversed(units: Collection[Unit]) -> list[Unit]:
    return sorted(units, key=lambda unit: unit.name.casefold(), reverse=True)


def _by_name(line: Line) -> tuple[str, str]:
    return line.name.casefold(), line.id


def _end(lines: Sequence[Line]) -> None:
    """Note on each line where what is in it ends."""
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        line.end = max(line.end, index + 1)
        if line.above >= 0:
            above = lines[line.above]
            above.end = max(above.end, line.end)
