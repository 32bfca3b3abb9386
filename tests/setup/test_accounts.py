from __future__ import annotations

import json
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from carto_wizard.setup.accounts import (
    MOST_ACCOUNTS,
    RowVerdict,
    merge,
    read_accounts,
)
from carto_wizard.setup.answers import Account
from carto_wizard.setup.organization import STATES
from carto_wizard.setup.text import one_line
from tests.setup import strategies

A, B = "222222222222", "333333333333"


def read(text: str) -> list[tuple[str, str, str, str]]:
    reading = read_accounts(text)
    assert reading.problem == ""
    return [
        (row.verdict, row.account.id, row.account.name, row.account.region)
        for row in reading.rows
    ]


def fine(*accounts: tuple[str, str, str]) -> list[tuple[str, str, str, str]]:
    return [("ok", *account) for account in accounts]


LISTED = {
    "Accounts": [
        {"Id": A, "Arn": "x", "Email": "a@b.c", "Name": "prod", "Status": "ACTIVE"},
        {"Id": B, "Name": "old [x]", "Status": "SUSPENDED"},
    ]
}
TEXT_OUTPUT = (
    f"ACCOUNTS\tarn:aws:organizations::1:account/o-1/{A}\taws@example.com\t{A}"
    "\tINVITED\t1481835795.536\tprod\tACTIVE\n"
)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (A, fine((A, "", ""))),
        (f"{A} prod", fine((A, "prod", ""))),
        (f"prod {A}", fine((A, "prod", ""))),
        (f"{A}\tprod team\tus-west-1", fine((A, "prod team", "us-west-1"))),
        (f"prod,{A},eu-west-1", fine((A, "prod", "eu-west-1"))),
        (f'"{A}","prod, the real one"', fine((A, "prod, the real one", ""))),
        (f"{A}; prod ;us-east-1", fine((A, "prod", "us-east-1"))),
        (
            f"| {A} | prod |\n|---|---|\n| {B} | dev |",
            fine((A, "prod", ""), (B, "dev", "")),
        ),
        (f"# mine\n\n{A}\r\n{B}\r", fine((A, "", ""), (B, "", ""))),
        (f"Account ID,Name\n{A},prod", fine((A, "prod", ""))),
        (f"Name,Account_Id,Region\nprod,{A},us-east-2", fine((A, "prod", "us-east-2"))),
        (f"{A} prod us-east-1", fine((A, "prod", "us-east-1"))),
        (json.dumps([A, B]), fine((A, "", ""), (B, "", ""))),
        (json.dumps([{"accountId": A, "alias": "x"}]), fine((A, "x", ""))),
        (json.dumps({"Id": A, "Name": "one"}), fine((A, "one", ""))),
        (TEXT_OUTPUT, fine((A, "prod", ""))),
        (f"[red]x[/b],{A}", fine((A, "[red]x[/b]", ""))),
        ("2222-2222-2222 prod", [("cleaned", A, "prod", "")]),
        ("22222222222", [("offered", "022222222222", "", "")]),
        (
            f"2222222222222\n{A}",
            [("refused", "2222222222222", "", ""), ("ok", A, "", "")],
        ),
    ],
)
def test_lists_as_people_have_them(
    text: str, rows: list[tuple[str, str, str, str]]
) -> None:
    assert read(text) == rows


def test_a_closed_account_is_refused_with_its_state() -> None:
    rows = read_accounts(json.dumps(LISTED)).rows
    assert [row.verdict for row in rows] == [RowVerdict.OK, RowVerdict.REFUSED]
    assert "SUSPENDED" in rows[1].reason


@pytest.mark.parametrize("key", ["State", "Status"])
@pytest.mark.parametrize("state", [*STATES[1:], "Frozen", "[red]x\n\x1b[31m", 5])
def test_only_active_is_taken_whatever_else_the_state_is(
    key: str, state: object
) -> None:
    account = {"Id": A, "Arn": "x", "Name": "prod", key: state}
    (row,) = read_accounts(json.dumps({"Accounts": [account]})).rows
    assert row.verdict is RowVerdict.REFUSED
    assert one_line(str(state).upper()) in row.reason


@pytest.mark.parametrize("line", ["ACTIVE\tSUSPENDED", "prod\tCLOSED\tACTIVE"])
def test_a_name_like_a_state_makes_no_account_active(line: str) -> None:
    (row,) = read_accounts(TEXT_OUTPUT.replace("prod\tACTIVE", line)).rows
    assert row.verdict is RowVerdict.REFUSED


def test_the_state_outweighs_the_older_status() -> None:
    account = {"Id": A, "State": "PENDING_ACTIVATION", "Status": "ACTIVE"}
    (row,) = read_accounts(json.dumps([account])).rows
    assert row.verdict is RowVerdict.REFUSED


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([{"Id": A, "Arn": "x", "Name": "prod"}]),
        json.dumps([{"Id": A, "JoinedMethod": "INVITED", "State": None}]),
        TEXT_OUTPUT.replace("\tACTIVE", ""),
        f"Account ID,Arn,Name\n{A},x,prod",
    ],
)
def test_what_aws_lists_without_a_state_waits_for_a_yes(text: str) -> None:
    (row,) = read_accounts(text).rows
    assert (row.verdict, row.account.id) == (RowVerdict.OFFERED, A)
    assert "does not say whether the account is ACTIVE" in row.reason
    assert merge((), [row]) == (row.account,)


def test_a_second_mention_names_the_line_of_the_first() -> None:
    rows = read_accounts(f"{A}\n{B}\n{A} again").rows
    assert rows[2].verdict is RowVerdict.DUPLICATE
    assert rows[2].line == 3
    assert "line 1" in rows[2].reason


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "list is empty"),
        (" \n\t\n", "list is empty"),
        ("PK\x03\x04\x00\x00", "not text"),
        ("import os\nprint('hello')\n", "No account ID was found in 3 lines"),
        ("[default]\nregion = us-east-1\n", "No account ID"),
        (json.dumps({"Reservations": []}), "No account ID"),
        ("[" * 100_000, "No account ID"),
    ],
)
def test_the_wrong_text_is_said_to_be_wrong(text: str, says: str) -> None:
    reading = read_accounts(text)
    assert says in reading.problem
    assert reading.rows == ()


def test_more_accounts_than_an_organization_has_are_refused_as_a_whole() -> None:
    text = "\n".join(f"{i:012d}" for i in range(1, MOST_ACCOUNTS + 2))
    assert "10,001 accounts" in read_accounts(text).problem


def test_pasting_a_full_list_again_with_names_is_not_twice_as_many() -> None:
    known = [Account(f"{i:012d}") for i in range(MOST_ACCOUNTS)]
    reading = read_accounts("\n".join(f"{a.id} n{a.id}" for a in known), known)
    assert reading.problem == ""
    assert len(merge(known, reading.rows)) == MOST_ACCOUNTS


def test_a_name_fills_what_has_none_and_never_replaces_one() -> None:
    known = (Account(A, "hub"), Account(B, "mine", "eu-west-1"))
    reading = read_accounts(f"{A} platform us-east-1\n{B} theirs us-east-1", known)
    merged = merge(known, reading.rows)
    assert merged == (Account(A, "platform", "us-east-1"), known[1])
    assert reading.rows[1].verdict is RowVerdict.DUPLICATE


LINES = st.lists(
    st.one_of(
        st.sampled_from([A, B, "2222-2222-2222", "22222222222", "Account,Name", "{"]),
        st.builds("{},{}".format, strategies.ids, strategies.texts),
        st.builds("{} {}".format, strategies.texts, strategies.ids),
        strategies.texts,
    ),
    max_size=8,
).map("\n".join)


@given(st.one_of(LINES, st.text(max_size=200)), strategies.account_lists)
@example("[" * 5_000, ())
@example('{"Accounts": 3}', ())
@example('[{"Id": {"a": [1]}, "Name": null}]', ())
@example(f'"{A}', ())
@example("," * 10, ())
@example("9" * 5_000, ())
@example(f"[{'9' * 5_000}]", ())
@example(json.dumps([{"Id": A, "State": "\x1b[31m\n"}]), ())
@example(f"{A},{'x' * 200_000}", ())
def test_no_text_breaks_the_reader(text: str, known: tuple[Account, ...]) -> None:
    reading = read_accounts(text, known)
    assert not (reading.problem and reading.rows)
    for row in reading.rows:
        assert row.reason.isprintable()
        if row.usable:
            assert len(row.account.id) == 12
            assert row.account.id.isdigit()
    merged = merge(known, reading.rows)
    assert {account.id for account in known} <= {account.id for account in merged}


@given(LINES)
def test_pasting_the_same_twice_changes_nothing(text: str) -> None:
    once = merge((), read_accounts(text).rows)
    again = read_accounts(text, once)
    assert merge(once, again.rows) == once
    assert again.of(RowVerdict.OK, RowVerdict.CLEANED, RowVerdict.OFFERED) == ()


@pytest.mark.parametrize(
    "text",
    [
        "1" + " " * 200_000 + "x",
        "a@" * 100_000,
        "@." * 50_000 + " x",
        "1-" * 100_000,
        '"' * 100_000,
        "\x1b[" * 50_000,
    ],
)
def test_one_endless_line_is_answered_at_once(text: str) -> None:
    started = time.process_time()
    read_accounts(text)
    assert time.process_time() - started < 2


def test_ten_thousand_lines_are_linear() -> None:
    def cost(number: int) -> float:
        text = "\n".join(f"team {i} prod, {i:012d}, us-east-1" for i in range(number))
        started = time.process_time()
        assert len(read_accounts(text).rows) == number
        return time.process_time() - started

    # Quadratic growth would be a hundredfold.
    assert cost(10_000) < 40 * max(cost(1_000), 0.01)
