from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carto_wizard.setup.partitions import (
    PARTITIONS,
    Partition,
    partition_of_region,
    role_arn,
)
from carto_wizard.setup.text import count, one_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\nb", "a␊b"),
        ("\x1b[31m", "␛[31m"),
        ("\x7f", "␡"),
        ("a\u00a0b", "a b"),
        ("\u202e", "\\u202e"),
        ("\ud800", "\\ud800"),
        ("[red]x[/b]", "[red]x[/b]"),
    ],
)
def test_hostile_text_is_shown_and_not_obeyed(text: str, shown: str) -> None:
    assert one_line(text) == shown


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_shown_text_is_one_printable_line_of_the_width(text: str, width: int) -> None:
    shown = one_line(text, width)
    assert shown.isprintable()
    assert len(shown) <= width


def test_numbers_have_their_noun() -> None:
    assert count(1, "account") == "1 account"
    assert count(0, "account") == "0 accounts"
    assert count(10_000, "policy", "policies") == "10,000 policies"


@pytest.mark.parametrize("partition", PARTITIONS.values(), ids=lambda p: p.id)
def test_every_partition_knows_its_home(partition: Partition) -> None:
    assert partition_of_region(partition.home_region) is partition
    assert role_arn(partition.id, "*", "/p/r") == f"arn:{partition.id}:iam::*:role/p/r"
