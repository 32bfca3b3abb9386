"""Turn a list that somebody pastes into accounts, with a verdict for each row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

from carto_wizard.setup.account_parser import AccountEntry, parse_accounts
from carto_wizard.setup.answers import Account
from carto_wizard.setup.organization import ACTIVE, UNKNOWN
from carto_wizard.setup.text import count, one_line
from carto_wizard.setup.validate import CleanedId, clean_account_id

HUB_NAME = "hub"
MOST_ACCOUNTS = 10_000
"""The most that an AWS organization can have (AWS Organizations quotas)."""
MOST_ROWS = 2 * MOST_ACCOUNTS
"""Of a list, accounts or not: more is another text, and would take minutes to read."""
LARGEST_LIST = 16 * 1024 * 1024
"""Bytes or characters; the JSON of the most accounts has a quarter of it."""

_LIKE_AN_ID = re.compile(r"(?!\d{4}-\d\d-\d\d$)\W*[0-9OoIl][0-9OoIl \-]{5,}\W*")


class RowVerdict(StrEnum):
    """Whether a row becomes an account."""

    OK = "ok"
    CLEANED = "cleaned"
    OFFERED = "offered"
    KNOWN = "known"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


_TAKEN = frozenset({RowVerdict.OK, RowVerdict.CLEANED})
_NO_STATE = "the list does not say whether the account is ACTIVE"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the list; `reason` says what was changed, or why it is refused."""

    line: int
    account: Account
    verdict: RowVerdict
    reason: str = ""

    @property
    def usable(self) -> bool:
        """Whether it can become an account; an offer once the person accepts it."""
        return self.verdict not in (RowVerdict.DUPLICATE, RowVerdict.REFUSED)


@dataclass(frozen=True, slots=True)
class AccountList:
    """The rows of a list; `problem` says why none of them can be used."""

    rows: tuple[Row, ...] = ()
    problem: str = ""

    def of(self, *verdicts: RowVerdict) -> tuple[Row, ...]:
        """The rows with one of these verdicts."""
        return tuple(row for row in self.rows if row.verdict in verdicts)


def read_accounts(text: str, known: Sequence[Account] = ()) -> AccountList:
    """Read a list, and compare it with the accounts that are already `known`."""
    if not text.strip():
        return AccountList(problem="The list is empty. Paste one account on each line.")
    if "\x00" in text:
        return AccountList(
            problem="This is not text. Paste or import a list of account IDs."
        )
    entries = list(islice(parse_accounts(text), MOST_ROWS + 1))
    if len(entries) > MOST_ROWS:
        return AccountList(
            problem=f"The list has more than {MOST_ROWS:,} rows. An organization has "
            f"at most {MOST_ACCOUNTS:,} accounts: paste or import only those."
        )
    rows = tuple(_judge(entries, known))
    usable = [row for row in rows if row.usable]
    if not usable and not any(_LIKE_AN_ID.fullmatch(e.id[:100]) for e in entries):
        lines = count(text.count("\n") + 1, "line")
        return AccountList(
            problem=f"No account ID was found in {lines}. An account ID has 12 digits. "
            "Check that this is the right text."
        )
    total = len(known) + sum(row.verdict is not RowVerdict.KNOWN for row in usable)
    if total > MOST_ACCOUNTS:
        return AccountList(
            problem=f"That makes {count(total, 'account')}. An organization can have "
            f"at most {MOST_ACCOUNTS:,}."
        )
    return AccountList(rows)


def merge(known: Sequence[Account], rows: Iterable[Row]) -> tuple[Account, ...]:
    """Add the usable rows to the known accounts, and fill in missing names."""
    accounts = {account.id: account for account in known}
    for row in rows:
        if not row.usable:
            continue
        new, old = row.account, accounts.get(row.account.id)
        accounts[new.id] = _filled(old, new) if old else new
    return tuple(accounts.values())


def renamed(account: Account, name: str) -> Account:
    """The account with a name of the person's own; that of AWS is kept beside it."""
    in_aws = account.aws_name or account.name
    aws_name = in_aws if account.ou and name != in_aws else ""
    return replace(account, name=name, aws_name=aws_name)


def _filled(old: Account, new: Account) -> Account:
    named = new.name and old.name in ("", HUB_NAME)
    return replace(
        old,
        name=new.name if named else old.name,
        region=old.region or new.region,
    )


def _judge(entries: Iterable[AccountEntry], known: Sequence[Account]) -> Iterator[Row]:
    have = {account.id: account for account in known}
    seen: dict[str, int] = {}
    for entry in entries:
        cleaned = clean_account_id(entry.id)
        account_id = cleaned.value or cleaned.offer or entry.id
        account = Account(account_id, entry.name.strip(), entry.region)
        if entry.state not in (UNKNOWN, ACTIVE):
            state = one_line(entry.state, 40)
            reason = f"{state}: AWS allows no access to this account"
            verdict = RowVerdict.REFUSED, reason
        elif cleaned.problem and not cleaned.offer:
            verdict = RowVerdict.REFUSED, cleaned.problem
        elif account_id in seen:
            verdict = RowVerdict.DUPLICATE, f"duplicate of line {seen[account_id]}"
        else:
            seen[account_id] = entry.line
            verdict = _verdict(cleaned, account, have.get(account_id))
            if entry.exported and not entry.state and verdict[0] in _TAKEN:
                verdict = RowVerdict.OFFERED, _NO_STATE
        yield Row(entry.line, account, *verdict)


def _verdict(
    cleaned: CleanedId, account: Account, old: Account | None
) -> tuple[RowVerdict, str]:
    """The verdict on an account that can be used; `old`: it is in the list already."""
    if old and _filled(old, account) != old:
        return RowVerdict.KNOWN, "already in the list; takes the name from this row"
    if old:
        return (
            RowVerdict.DUPLICATE,
            f"already in the list as {one_line(old.name, 40) or old.id}",
        )
    if cleaned.offer:
        return RowVerdict.OFFERED, cleaned.problem
    if cleaned.note:
        return RowVerdict.CLEANED, cleaned.note
    return RowVerdict.OK, ""
