"""Parse lists of accounts that people type, paste or export.

Reads any mix of IDs, names and regions on lines, CSV, TSV, tables, and the JSON and
text of `aws organizations list-accounts`.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from carto_wizard.setup.organization import ACTIVE, STATES, state_of
from carto_wizard.setup.partitions import partition_of_region


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """What the text says about one account, not validated yet."""

    line: int
    id: str
    name: str = ""
    region: str = ""
    state: str = ""
    """What the list says of it, empty where it says nothing."""
    exported: bool = False
    """Whether AWS wrote it, who has a state for every account."""


def parse_accounts(text: str) -> Iterator[AccountEntry]:
    """Yield every account in the text, in order."""
    if text.lstrip()[:1] in ("[", "{"):
        return _from_json(text)
    return _from_table(text) if _TABLE.search(text) else _from_lines(text)


def _from_json(text: str) -> Iterator[AccountEntry]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        # Not JSON after all: a plain list can start with a name in brackets.
        yield from _from_lines(text)
        return
    if isinstance(data, dict):
        lists = [value for value in data.values() if isinstance(value, list)]
        data = lists[0] if lists else [data]
    for number, item in enumerate(data, start=1):
        if isinstance(item, dict):
            yield _from_record(number, {str(k).lower(): v for k, v in item.items()})
        else:
            yield AccountEntry(number, str(item))


def _from_record(number: int, record: dict[str, Any]) -> AccountEntry:
    def first(*keys: str) -> str:
        return next((str(record[key]) for key in keys if record.get(key)), "")

    return AccountEntry(
        number,
        first(
            "id", "accountid", "account_id", "account id", "account", "account number"
        ),
        first("name", "accountname", "account_name", "account name", "alias"),
        first("region", "default region"),
        state_of({"State": record.get("state"), "Status": record.get("status")}),
        exported=not _EXPORTED.isdisjoint(record),
    )


def _from_table(text: str) -> Iterator[AccountEntry]:
    """`list-accounts --output table`, which has a line for each key of an account."""
    record: dict[str, Any] = {}
    first = 0
    for number, line in enumerate(text.splitlines(), start=1):
        found = _TABLE_ROW.fullmatch(line.strip())
        if not found:
            continue
        key = found[1].lower()
        if key in record:
            yield _from_record(first, record)
            record = {}
        if not record:
            first = number
        record[key] = found[2]
    if record:
        yield _from_record(first, record)


def _from_lines(text: str) -> Iterator[AccountEntry]:
    header: list[str] | None = None
    for number, line in _records(re.split(r"\r\n|\n|\r", text)):
        if not line.strip(" \t,;|+-=") or line.lstrip().startswith("#"):
            continue
        if _NO_ACCOUNT.match(line):
            continue
        cells = _cells(line)
        if header is None and _is_header(cells):
            header = [re.sub(r"[_\s]+", " ", cell).strip().lower() for cell in cells]
            continue
        if header and len(cells) == len(header) > 1:
            record = dict(zip(header, cells, strict=True))
            entry = _from_record(number, record)
            if entry.id:
                yield entry
                continue
        yield _from_cells(number, cells)


def _records(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Number the lines; join those that are inside one quoted CSV field."""
    number = 0
    while number < len(lines):
        first, line = number, lines[number]
        while re.search(r'(^|[,;\t])"', line) and line.count('"') % 2:
            number += 1
            if number >= len(lines) or number - first > 4:
                # A stray quote: take the line alone, or it would swallow the rest.
                number, line = first, lines[first]
                break
            line += "\n" + lines[number]
        yield first + 1, line
        number += 1


def _is_header(cells: Sequence[str]) -> bool:
    words = {re.sub(r"[_\s]+", "", cell).lower() for cell in cells}
    return bool(words & {"id", "accountid", "accountnumber", "account"}) and not any(
        char.isdigit() for cell in cells for char in cell
    )


def _cells(line: str) -> list[str]:
    separator = next((char for char in "\t,;|" if char in line), None)
    if separator is None:
        return _words(line)
    reader = csv.reader([line], delimiter=separator, skipinitialspace=True)
    try:
        cells = next(reader)
    except csv.Error:
        # A field above csv's limit is no account, but must still become a row.
        cells = line.split(separator)
    return [cell.strip() for cell in cells if cell.strip()]


def _words(line: str) -> list[str]:
    """Split a line without separators into the ID and the rest."""
    grouped = re.search(r"(?<![\w-])\d{4}([ \-‐-―])\d{4}\1\d{4}(?![\w-])", line)
    match = grouped or re.search(r"(?<!\S)\d{6,}(?!\S)", line)
    if match is None:
        return line.split(maxsplit=1)
    rest = f"{line[: match.start()].strip()} {line[match.end() :].strip()}".strip()
    return [match[0], *_split_region(rest)]


def _split_region(rest: str) -> list[str]:
    name, _, last = rest.rpartition(" ")
    if last and partition_of_region(last):
        return [name.strip(), last]
    return [rest] if rest else []


def _from_cells(number: int, cells: list[str]) -> AccountEntry:
    """Tell the ID, the region and the name apart by what they look like."""
    # `list-accounts --output text` has ARNs, addresses and dates in the line too.
    plain = [c for c in cells if not re.match(r"arn:|[^\s@]+@[^\s@]+\.[^\s@.]+$", c)]
    index = next(
        (i for test in _ID_TESTS for i, cell in enumerate(plain) if test(cell)), None
    )
    if index is None:
        arns = (re.match(r"arn:[\w-]*:\w+:[\w-]*:(\d{12}):", cell) for cell in cells)
        found = next((match[1] for match in arns if match), None)
        return AccountEntry(number, found or " ".join(cells))
    rest = [cell for i, cell in enumerate(plain) if i != index]
    regions = [cell for cell in rest if partition_of_region(cell)]
    # A name can look like a state, and what is refused can still be taken by hand.
    told = sorted((cell for cell in rest if cell in STATES), key=ACTIVE.__eq__)
    names = [c for c in rest if c not in regions and not _NOT_A_NAME.fullmatch(c)]
    return AccountEntry(
        number,
        plain[index],
        names[0] if names else "",
        "".join(regions[:1]),
        "".join(told[:1]),
        exported=any(_ACCOUNT_ARN.match(cell) for cell in cells),
    )


_ID_TESTS = (
    re.compile(r"['\"]?\d{12}['\"]?").fullmatch,
    re.compile(r"\d{4}[ \-‐-―]\d{4}[ \-‐-―]\d{4}").fullmatch,
    re.compile(r"\d[\d \-]{4,}").fullmatch,
    re.compile(r"\d([.,]\d+)?[eE]\+?\d+").fullmatch,
    re.compile(r"\d+").fullmatch,
    re.compile(r"[0-9OoIl-]{12,14}").fullmatch,
)
_NOT_A_NAME = re.compile(
    rf"{'|'.join(STATES)}|CREATED|INVITED|ACCOUNTS"
    r"|\d{4}-\d\d-\d\dT\S+|\d+\.\d+"
)
_EXPORTED = {"arn", "joinedmethod", "joinedtimestamp"}
"""Keys that only AWS writes."""
_ACCOUNT_ARN = re.compile(r"arn:[\w-]*:organizations::\d*:account/")
_TABLE = re.compile(r"^\|+ +Id +\| +\d{12} *\|", re.M)
_TABLE_ROW = re.compile(
    r"\|+ +(Arn|Email|Id|Name|State|Status|Joined\w+) +\| +(.*?) *\|+"
)
# What is no account in the CLI's own text and tables: a unit, and the titles.
_NO_ACCOUNT = re.compile(r"PATHS\to-|\|+ +(List)?Accounts +\|")
