"""The accounts, where they come from and what waits, as one value: undo is easy."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from carto_wizard.setup.accounts import AccountList, Row, RowVerdict, merge
from carto_wizard.setup.answers import Account, Answers, ChosenOrganization
from carto_wizard.setup.selection import without


@dataclass(frozen=True, slots=True)
class AccountTable:
    """The lines that wait stand above the accounts; every change gives a new table."""

    accounts: tuple[Account, ...]
    pending: tuple[Row, ...] = ()
    organization: ChosenOrganization = field(default_factory=ChosenOrganization)

    def with_list(self, reading: AccountList) -> AccountTable:
        """Add what is certain, and let the rest wait."""
        sure = reading.of(RowVerdict.OK, RowVerdict.CLEANED, RowVerdict.KNOWN)
        undecided = reading.of(RowVerdict.OFFERED, RowVerdict.REFUSED)
        accounts, pending = merge(self.accounts, sure), (*self.pending, *undecided)
        return replace(self, accounts=accounts, pending=pending)

    def taking(self, answers: Answers) -> AccountTable:
        """Put what was ticked in the organization in place of what is listed."""
        return replace(
            self, accounts=answers.accounts, organization=answers.organization
        )

    def accepting(self, line: Row) -> AccountTable:
        """Add what a waiting line offers."""
        return replace(self.dropping(line), accounts=merge(self.accounts, [line]))

    def dropping(self, line: Row) -> AccountTable:
        """Drop one waiting line."""
        kept = tuple(other for other in self.pending if other is not line)
        return replace(self, pending=kept)

    def dropping_all(self) -> AccountTable:
        """Drop every waiting line."""
        return replace(self, pending=())

    def correcting(self, old: Row | Account, new: Account) -> AccountTable:
        """Put an account in place of another, or at the end for a waiting line."""
        if isinstance(old, Row):
            return replace(self.dropping(old), accounts=(*self.accounts, new))
        accounts = tuple(new if each is old else each for each in self.accounts)
        if new.id == old.id:
            return replace(self, accounts=accounts)
        return replace(self.deleting(old), accounts=accounts)

    def deleting(self, account: Account) -> AccountTable:
        """Take an account out of the list; a later look does not bring it back."""
        kept = tuple(other for other in self.accounts if other is not account)
        organization = without(self.organization, account)
        return replace(self, accounts=kept, organization=organization)
