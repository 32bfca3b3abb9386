"""The mark of a set-up, and the tags beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carto_wizard.setup.answers import Answers, Hub, Mode
from carto_wizard.setup.ownership import (
    MARK,
    MOST_TAGS,
    all_tags,
    setup_id,
    tags_as_text,
    tags_from_text,
    tags_problem,
    tags_refused,
    valid_setup_id,
)
from tests.setup.strategies import texts

HUB = Answers(hub=Hub("111111111111"))
LEGAL = st.text("abcXYZ 019_.:/+-@é", min_size=1, max_size=20).map(str.strip)


def test_an_id_follows_from_the_main_account_and_stays_when_it_is_kept() -> None:
    first = setup_id(HUB)
    assert valid_setup_id(first) and len(first) == 8
    assert setup_id(replace(HUB, hub=Hub("222222222222"))) != first
    assert setup_id(replace(HUB, mode=Mode.SINGLE)) == ""
    kept = replace(HUB, setup_id=first, hub=Hub("222222222222"))
    assert setup_id(kept) == first
    assert setup_id(Answers()) == ""


def test_names_of_roles_change_nothing_of_the_id() -> None:
    renamed = replace(HUB, hub=replace(HUB.hub, role="other"))
    assert setup_id(renamed) == setup_id(HUB)


@pytest.mark.parametrize("text", ["-a", "a-", "A", "a b", "a" * 33, "ü", "a/b", "a\n"])
def test_what_is_no_id(text: str) -> None:
    assert not valid_setup_id(text)


def test_the_mark_is_the_first_of_all_tags() -> None:
    tags = all_tags(replace(HUB, tags={"Team": "Blue"}))
    assert list(tags.items()) == [(MARK, setup_id(HUB)), ("Team", "Blue")]


@given(st.dictionaries(LEGAL.filter(bool), LEGAL, max_size=5))
def test_tags_as_text_and_back(tags: dict[str, str]) -> None:
    if tags_refused(tags) is None:
        assert tags_from_text(tags_as_text(tags)) == tags
        assert tags_problem(tags_as_text(tags)) is None


@given(texts)
def test_a_problem_is_a_sentence_on_one_line(text: str) -> None:
    problem = tags_problem(text)
    assert problem is None or (problem.isprintable() and problem.endswith("."))
    if problem is None:
        assert tags_refused(tags_from_text(text)) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Team", "is not KEY=VALUE"),
        ("=x", "is not KEY=VALUE"),
        ("a=1, a=2", "A key is there twice."),
        ("a=1, A=2", "IAM ignores case"),
        ("aws:x=1", "reserved"),
        (f"{MARK}=other", "reserved"),
        ("a=<b>", "letters, digits, spaces"),
        ("k" * 129 + "=v", "1 to 128 characters"),
        ("k=" + "v" * 257, "at most 256"),
        (",".join(f"k{n}=v" for n in range(MOST_TAGS + 1)), "At most 49"),
    ],
)
def test_what_iam_would_not_take(text: str, says: str) -> None:
    assert says in (tags_problem(text) or "")


def test_a_comma_in_a_session_makes_no_second_tag() -> None:
    assert tags_refused({"a": "b,c=d"}) is not None
