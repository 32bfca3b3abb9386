from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from carto_wizard.setup.answers import Account, Answers
from carto_wizard.setup.session_toml import parse, updated

COMMENTED = """\
# head
version = 1  # one
step = "hub"

# above the first
[[accounts]]
id = "1"  # the first
name = "one"

# above the second
[[accounts]]
id = "2"
owner = "jane"
# inside the second
name = "two"

# above the third
[[accounts]]
id = "3"
name = "three"
# below the third

# above the hub
[hub]
region = "us-east-1"
# end
"""
ABOVE = ["# head", "# above the first", "# above the second", "# inside the second"]
ALL = [*ABOVE, "# above the third", "# below the third", "# above the hub", "# end"]


def accounts(*ids: str) -> tuple[Account, ...]:
    return tuple(Account(i, f"account {i}") for i in ids)


def rewritten(old: str, answers: Answers) -> str:
    new = updated(old, answers)
    assert parse(new, Path()).answers == answers
    assert updated(new, answers) == new
    return new


def own_lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("#")]


def comments(text: str) -> list[str]:
    return sorted(line[line.index("#") :] for line in text.splitlines() if "#" in line)


START = parse(COMMENTED, Path()).answers


def test_nothing_changed_means_nothing_moved() -> None:
    new = rewritten(COMMENTED, START)
    assert own_lines(new) == ALL
    assert [line for line in COMMENTED.splitlines() if line not in new] == []


@pytest.mark.parametrize(
    ("kept", "before"),
    [
        (("2", "3"), {"2": "# above the second", "3": "# above the third"}),
        (("1", "3"), {"1": "# above the first", "3": "# above the third"}),
        (("1", "2"), {"1": "# above the first", "2": "# above the second"}),
        (("1", "2", "3", "4"), {"3": "# above the third"}),
        (("9", "1", "2", "3"), {"1": "# above the first"}),
        (("3", "2", "1"), {"3": "# above the third", "2": "# above the second"}),
        ((), {}),
    ],
)
def test_accounts_come_and_go_and_every_comment_stays(
    kept: tuple[str, ...], before: dict[str, str]
) -> None:
    new = rewritten(COMMENTED, replace(START, accounts=accounts(*kept)))
    assert comments(new) == comments(COMMENTED)
    lines = [line for line in new.splitlines() if line.strip()]
    for account, comment in before.items():
        header = lines.index(f'id = "{account}"' + "  # the first" * (account == "1"))
        above = lines[:header]
        nearest = [line for line in above if line.startswith("#")][-1]
        if account != "1" or kept[0] == "1":
            assert nearest == comment
    assert own_lines(new)[-2:] == ["# above the hub", "# end"]


def test_unknown_keys_of_an_account_follow_its_corrected_id() -> None:
    corrected = (START.accounts[0], Account("22", "two"), START.accounts[2])
    new = rewritten(COMMENTED, replace(START, accounts=corrected))
    assert 'owner = "jane"' in new
    assert "# inside the second" in new


@example(("1", "2", "3"), ())
@given(
    st.lists(st.sampled_from("1234512"), max_size=6).map(tuple),
    st.lists(st.sampled_from("1236"), max_size=6).map(tuple),
)
def test_no_way_of_changing_accounts_loses_a_comment(
    first: tuple[str, ...], second: tuple[str, ...]
) -> None:
    text = rewritten(COMMENTED, replace(START, accounts=accounts(*first)))
    text = rewritten(text, replace(START, accounts=accounts(*second)))
    assert comments(text) == comments(COMMENTED)


@pytest.mark.parametrize(
    "text",
    [
        'accounts = [{id = "1"}] # mine\n',
        'hub.account_id = "1" # mine\n',
        'hub = {account_id = "1"} # mine\n',
        '[[accounts]] # mine\nid = "1"\n[hub]\nregion = "x"\n[[accounts]]\nid = "2"\n',
        "[hub] # mine\n[hub.more]\nx = 1\n",
        'accounts = [\n  {id = "1", note = "kept"}, # mine\n]\n',
    ],
)
def test_unusual_ways_to_write_it_lose_nothing(text: str) -> None:
    old = f"version = 1\n{text}"
    answers = parse(old, Path()).answers
    new = rewritten(old, replace(answers, step="hub", accounts=accounts("1", "7")))
    assert "# mine" in new
    for word in ("kept", "more"):
        assert (word in text) <= (word in new)


def test_a_choice_comes_and_goes_and_its_neighbours_stay() -> None:
    old = 'version = 1\n[choices]\n"~/a" = "keep" # mine\n"~/b [x]" = "rename"\n'
    choices = {"~/a": "keep", "~/c\u2028[[accounts]]": "replace 0f"}
    new = rewritten(old, Answers(choices=choices))
    assert '"~/a" = "keep" # mine' in new
    assert "# mine" in rewritten(new, Answers())


@pytest.mark.parametrize("quotes", ['"""', "'''"])
def test_what_looks_like_an_account_in_a_long_string_stays_there(quotes: str) -> None:
    told = f'{quotes}\n[[accounts]]\nid = "9"\n{quotes}'
    old = f'version = 1\nnote = {told}\n[[accounts]]\nid = "1"\n'
    new = updated(old, Answers(accounts=accounts("1", "2")))
    assert parse(new, Path()).answers.accounts == accounts("1", "2")
    assert '[[accounts]]\nid = "9"' in new.replace("# ", "")


def test_a_file_damaged_meanwhile_is_kept_as_a_comment() -> None:
    old = 'version = 1\nname = "unfinished\n# mine\n'
    new = updated(old, Answers(step="hub"))
    assert parse(new, Path()).answers == Answers(step="hub")
    assert '# name = "unfinished' in new
    assert "# # mine" in new
