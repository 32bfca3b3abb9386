"""What is ticked in the tree, counted by unit; every tick counts anew."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from carto_wizard.setup.answers import Answers
from carto_wizard.setup.organization import Member, Organization
from carto_wizard.setup.refresh import Change, differences, selection
from carto_wizard.setup.selection import (
    Selection,
    units_in,
    with_accounts,
    with_unit,
)
from carto_wizard.tui.organization.tree import Tally, Tree

ALL, PART, NONE = "[x]", "[-]", "[ ]"
"""The marks of a line."""


class Ticks:
    """A selection over a tree; the hub is always in it."""

    def __init__(self, tree: Tree, selection: Selection, hub: str) -> None:
        self.tree = tree
        self.hub = hub
        self.use(selection)

    def use(self, selection: Selection) -> None:
        """Take another selection."""
        organization = self.tree.organization
        if self.hub in organization.member:
            selection = replace(selection, ticked=selection.ticked | {self.hub})
        self.selection = selection
        self.units = units_in(selection, organization)
        """Those whose new accounts are read too."""
        self.tallies = self.tree.tallies(selection.ticked)

    @property
    def total(self) -> Tally:
        """Of the whole organization."""
        found = Tally()
        for line, tally in zip(self.tree.lines, self.tallies, strict=True):
            if line.above < 0:
                found.add(tally)
        return found

    def mark(self, index: int) -> str:
        """How a line is ticked; a unit is in full with what comes into it later."""
        line, tally = self.tree.lines[index], self.tallies[index]
        if line.unit is None:
            return ALL if tally.ticked else NONE
        covered = line.id in self.units
        if covered and tally.ticked == tally.of:
            return ALL
        return PART if covered or tally.ticked else NONE

    def switch(self, index: int) -> bool:
        """Tick a line, or tick it off; False: nobody can."""
        line = self.tree.lines[index]
        organization, on = self.tree.organization, self.mark(index) != ALL
        if line.unit is not None:
            self.use(with_unit(self.selection, organization, line.id, on=on))
        elif line.member is not None and line.id != self.hub:
            self.use(with_accounts(self.selection, organization, [line.id], on=on))
        else:
            return False
        return True

    def switch_all(self) -> bool:
        """Tick all units and accounts, or tick them off; False: nobody can."""
        lines, chosen = self.tree.lines, self.selection
        top = [index for index, line in enumerate(lines) if line.above < 0]
        units = [index for index in top if lines[index].unit]
        rest = self.tree.accounts(top)
        active = {member.id for member in rest if member.active}
        full = all(self.mark(index) == ALL for index in units)
        on = not (full and active <= chosen.ticked)
        for index in units:
            unit = lines[index].id
            chosen = with_unit(chosen, self.tree.organization, unit, on=on)
        return self._switch(chosen, rest, on=on) or bool(units)

    def switch_accounts(self, indexes: Collection[int]) -> bool:
        """Tick the active accounts on these lines, or all off; False: none is there."""
        members = self.tree.accounts(indexes)
        active = {member.id for member in members if member.active}
        on = not active <= self.selection.ticked
        return self._switch(self.selection, members, on=on)

    def _switch(
        self, selection: Selection, members: Iterable[Member], *, on: bool
    ) -> bool:
        """Use this with the active ones of the accounts ticked, or all of them off."""
        if on:
            ids = {member.id for member in members if member.active}
        else:
            ids = {member.id for member in members} & self.selection.ticked
        organization = self.tree.organization
        self.use(with_accounts(selection, organization, ids - {self.hub}, on=on))
        return bool(ids)


def first_ticks(organization: Organization, answers: Answers) -> Ticks:
    """The tree with what differs from the answers, and what is ticked at first.

    It is made off the screen's thread: of 10,000 accounts it would be felt.
    """
    found = differences(answers, organization)
    known = {Change.RECOGNIZED}
    hub = answers.hub.account_id
    # Of a first look nothing is new.
    if not answers.organization.id and all(a.id == hub for a in answers.accounts):
        known.add(Change.NEW)
    tree = Tree(organization, [each for each in found if each.change not in known])
    return Ticks(tree, selection(answers, organization, found), hub)
