"""The accounts and the lines that wait for a decision, as one value: undo is easy."""

from __future__ import annotations

from dataclasses import dataclass, replace

from carto_wizard.setup.accounts import AccountList, Row, RowVerdict, merge
from carto_wizard.setup.answers import Account


@dataclass(frozen=True, slots=True)
class AccountTable:
    """The lines that wait stand above the accounts; every change gives a new table."""

    accounts: tuple[Account, ...]
    pending: tuple[Row, ...] = ()

    def with_list(self, reading: AccountList) -> AccountTable:
        """Add what is certain, and let the rest wait."""
        sure = reading.of(RowVerdict.OK, RowVerdict.CLEANED, RowVerdict.KNOWN)
        undecided = reading.of(RowVerdict.OFFERED, RowVerdict.REFUSED)
        return AccountTable(merge(self.accounts, sure), (*self.pending, *undecided))

    def accepting(self, line: Row) -> AccountTable:
        """Add what a waiting line offers."""
        return replace(self.dropping(line), accounts=merge(self.accounts, [line]))

    def dropping(self, line: Row) -> AccountTable:
        """Drop one waiting line."""
        kept = tuple(other for other in self.pending if other is not line)
        return replace(self, pending=kept)

    def correcting(self, old: Row | Account, new: Account) -> AccountTable:
        """Put an account in place of another, or at the end for a waiting line."""
        if isinstance(old, Row):
            return replace(self.dropping(old), accounts=(*self.accounts, new))
        accounts = tuple(new if each is old else each for each in self.accounts)
        return replace(self, accounts=accounts)

    def deleting(self, account: Account) -> AccountTable:
        """Take an account out of the list."""
        kept = tuple(other for other in self.accounts if other is not account)
        return replace(self, accounts=kept)
