"""What a look at the organization would make of the answers, told before it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from carto_wizard.setup.answers import Answers
from carto_wizard.setup.organization import Organization
from carto_wizard.setup.refresh import (
    RETIRING,
    Change,
    Difference,
    differences,
    selection,
    taken_over,
    told,
)
from carto_wizard.setup.selection import scope, units_in
from carto_wizard.setup.text import count, one_line

MOST_TOLD = 20
"""Accounts with the same change that are named one by one; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Review:
    """The answers before and after, and the differences that lie between them."""

    before: Answers
    after: Answers
    organization: Organization
    differences: tuple[Difference, ...]

    @property
    def pending(self) -> bool:
        """Whether there is anything to save.

        By which right somebody looked is no news; it is saved with the next.
        """
        return bool(self.differences) or self.elsewhere

    @property
    def elsewhere(self) -> bool:
        """Whether new accounts are read in other units than before."""
        old, new = self.before.organization, self.after.organization
        return (old.id, {*old.ous}) != (new.id, {*new.ous})

    @property
    def new(self) -> tuple[str, ...]:
        """The IDs of the accounts that would be added."""
        return tuple(d.id for d in self.differences if d.change is Change.NEW)

    def summary(self) -> str:
        """How many accounts changed, and how."""
        numbers = Counter(each.change for each in self.differences)
        kinds = ", ".join(f"{numbers[c]:,} {c}" for c in Change if numbers[c])
        accounts = count(len(self.differences), "account")
        return f"{accounts} changed: {kinds}." if kinds else "No account changed."

    def lines(self) -> Iterator[str]:
        """Everything that would be saved, for a person; one kind of change together."""
        yield self.summary()
        for change in Change:
            same = [each for each in self.differences if each.change is change]
            for each in same[:MOST_TOLD]:
                yield f"{_sign(change)} {told(each, self.organization)}"
            if more := same[MOST_TOLD:]:
                yield f"{_sign(change)} and {len(more):,} more, also {change}"
        if self.elsewhere:
            places = listed(self.organization, self.after.organization.ous)
            yield f"· New accounts are read too if they come into {places or 'nothing'}"

    def warnings(self) -> Iterator[str]:
        """What somebody should put right, also where nothing is to be saved."""
        if self.organization.denied:
            yield f"! {_unread(self.organization)}"
        chosen = self.after.organization.ous
        if gone := unknown_units(chosen, self.organization):
            units = listed(self.organization, gone)
            yield f"! Chosen units that are not in the organization any more: {units}"


def _unread(organization: Organization) -> str:
    """What could not be read, and the rights that would show it."""
    placeless = sum(not member.unit for member in organization.members)
    lost = (
        f"The units of {count(placeless, 'account')} could not be read"
        if placeless
        else "The names of units, and units without accounts, could not all be read"
    )
    return f"{lost}. The rights that are missing: {organization.missing_rights}."


def _sign(change: Change) -> str:
    if change in RETIRING:
        return "-"
    return "+" if change is Change.NEW else "~"


def listed(organization: Organization, ous: Collection[str]) -> str:
    """Units by where they are, for a sentence."""
    places = [organization.path(ou) or one_line(ou, 40) for ou in ous]
    more = f" and {len(places) - MOST_TOLD:,} more" if len(places) > MOST_TOLD else ""
    return ", ".join(places[:MOST_TOLD]) + more


def review(
    answers: Answers,
    organization: Organization,
    *,
    ous: Sequence[str] = (),
    only: Collection[str] | None = None,
) -> Review:
    """What these answers become.

    `ous` are units to choose in place of those that were chosen; of the new accounts,
    `only` these are added.
    """
    asked = choosing(answers, ous) if ous else answers
    found = tuple(
        each
        for each in differences(asked, organization)
        if only is None or each.change is not Change.NEW or each.id in only
    )
    chosen = selection(asked, organization, found)
    return Review(answers, taken_over(asked, organization, chosen), organization, found)


def choosing(answers: Answers, ous: Sequence[str]) -> Answers:
    """The answers with these units as those whose new accounts are read too."""
    chosen = answers.organization
    excluded = tuple(each for each in chosen.excluded if each not in ous)
    chosen = replace(chosen, ous=tuple(dict.fromkeys(ous)), excluded=excluded)
    return replace(answers, organization=chosen)


def unfit(answers: Answers, organization: Organization) -> str:
    """Why these answers cannot be compared with this organization; empty: they can."""
    known = answers.organization.id
    if known not in ("", organization.id):
        return (
            f"The accounts come from the organization {one_line(known, 40)}, and this "
            f"is {one_line(organization.id, 40)}: all of them would be retired. Use "
            "credentials of that organization, or another session."
        )
    if organization.denied and _hidden(answers, organization):
        return (
            "Which accounts are in the chosen units cannot be read. To compare them, "
            f"you need the right to {organization.missing_rights}."
        )
    return ""


def _hidden(answers: Answers, organization: Organization) -> bool:
    """Whether accounts may be where it cannot be seen that they are wanted, or not."""
    chosen = scope(answers.organization, organization)
    if unknown_units(chosen.ous, organization):
        return True
    settled = chosen.excluded | {account.id for account in answers.accounts}
    homeless = any(
        member.active and not member.unit and member.id not in settled
        for member in organization.members
    )
    everywhere = "" in units_in(chosen, organization)
    units_excluded = chosen.excluded - organization.member.keys()
    return homeless and (not everywhere or bool(units_excluded))


def unknown_units(ous: Collection[str], organization: Organization) -> tuple[str, ...]:
    """Those of the units that the organization does not have, as far as is known."""
    known = {organization.id, *organization.unit}
    return tuple(ou for ou in ous if ou not in known)
