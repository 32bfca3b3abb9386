"""The organization as a person's own credentials list it; what fails is a sentence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carto_wizard.aws.identity import Caller
from carto_wizard.checks.run.progress_text import listing_text, tags_text
from carto_wizard.commands.planning import MOST_LISTED
from carto_wizard.commands.terminal import ProgressNotes
from carto_wizard.errors import NotListed, UsageError
from carto_wizard.setup.answers import Answers
from carto_wizard.setup.organization import Organization
from carto_wizard.setup.partitions import PARTITIONS
from carto_wizard.setup.review import Review, choosing, review, unfit
from carto_wizard.setup.text import count, one_line
from carto_wizard.work.cancel import Cancel

if TYPE_CHECKING:
    from carto_wizard.aws.looker import Looker
    from carto_wizard.aws.organization import ListingProgress

_REMIND_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody found, and with whose credentials."""

    looker: Looker
    organization: Organization

    @property
    def partition(self) -> str:
        """The AWS partition that answered."""
        return Caller(self.looker.account, self.looker.arn).partition

    def review(
        self, answers: Answers, ous: Sequence[str] = (), tags: Collection[str] = ()
    ) -> Review:
        """What the answers become; of new accounts only those with one of the tags.

        Raises NotListed for what cannot be compared.
        """
        self.require_fit(choosing(answers, ous) if ous else answers)
        found = review(answers, self.organization, ous=ous)
        if not tags or not found.new:
            return found
        tagged = self._tagged(found.new, tags)
        return review(answers, self.organization, ous=ous, only=tagged)

    def require_fit(self, answers: Answers) -> None:
        """Raise NotListed for answers that cannot be compared with what was found."""
        if self.partition != answers.partition:
            raise NotListed(
                f"The session is for {_title(answers.partition)}, and these "
                f"credentials are for {_title(self.partition)}.",
                "Look with other credentials, or change the partition in the wizard.",
            )
        if problem := unfit(answers, self.organization):
            raise NotListed(problem)

    def _tagged(self, ids: Sequence[str], tags: Collection[str]) -> frozenset[str]:
        """Those of the accounts that have one of the tags `KEY=VALUE`."""
        from carto_wizard.aws.organization import read_tags

        notes, connection = ProgressNotes(_REMIND_SECONDS), self.looker.connection

        def tell(progress: ListingProgress) -> None:
            notes(tags_text(progress.accounts, len(ids), progress.seconds_left))

        with _refusing(lambda: self.looker) as cancel:
            found = read_tags(connection, ids, tell=tell, cancel=cancel)
        return frozenset(
            account
            for account, own in found.items()
            if any(f"{key}={value}" in tags for key, value in own.items())
        )


def _title(partition: str) -> str:
    known = PARTITIONS.get(partition)
    return known.title if known else one_line(partition, 40)


def look(
    environ: Mapping[str, str],
    profile: str,
    partition: str,
    say: Callable[[str], object],
) -> Look:
    """List the organization; `say` gets whose credentials these are, before that.

    The partition counts where the profile has no region. Raises NotListed with the
    reason.
    """
    from carto_wizard.aws.looker import looker
    from carto_wizard.aws.organization import read

    who: Looker | None = None
    notes = ProgressNotes(_REMIND_SECONDS)

    def tell(progress: ListingProgress) -> None:
        notes(listing_text(progress))

    with _refusing(lambda: who) as cancel:
        region = PARTITIONS[partition].home_region
        who = looker(environ, profile, region, cancel=cancel)
        source = one_line(who.source, 100)
        say(f"Listing the organization as {one_line(who.arn, 200)} ({source}).")
        organization = read(who.connection, who.account, tell=tell, cancel=cancel)
        accounts = count(len(organization.members), "account")
        name = one_line(organization.id, 40)
        say(f"{accounts} of {name}, listed {organization.by_right}.")
        return Look(who, organization)


@contextmanager
def _refusing(who: Callable[[], Looker | None]) -> Iterator[Cancel]:
    """Say why a call failed; the event ends what is still under way."""
    from carto_wizard.aws.failures import CallFailed
    from carto_wizard.checks.diagnosis.organization import refusal

    cancel = Cancel()
    try:
        yield cancel
    except CallFailed as failure:
        found = refusal(failure, who())
        hint = "\n".join(filter(None, (found.hint, found.policy)))
        raise NotListed(found.sentence, hint) from None
    finally:
        cancel.set()


def unit_called(organization: Organization, wanted: str) -> str:
    """The ID of the unit with this ID, path or name; raises UsageError for no one."""
    shown = one_line(wanted, 80)
    found = organization.units_called(wanted)
    if len(found) == 1:
        return found[0].id
    named = found or organization.units
    listed = [
        f"  {one_line(unit.id, 40)}  {organization.path(unit.id)}"
        for unit in named[:MOST_LISTED]
    ]
    if len(named) > MOST_LISTED:
        listed.append(f"  and {count(len(named) - MOST_LISTED, 'more unit')}")
    if found:
        problem = f"{count(len(found), 'unit')} are called {shown}:"
    elif organization.denied:
        problem = (
            f"No unit that could be read has the ID, path or name {shown}. The rights "
            f"that are missing: {organization.missing_rights}."
        )
    else:
        problem = f"No unit has the ID, path or name {shown}."
    if listed and not found:
        problem += "\nThe units are:"
    raise UsageError("\n".join([problem, *listed]), "Use the ID or the path.")
