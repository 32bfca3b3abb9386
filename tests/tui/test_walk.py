"""From the first page to the last words, by the keys that each footer names.

Every mode, size and look is walked through in `tests/long`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.walk import assert_honest, assert_passed, assert_well, walk_alone, walk_demo


def test_through_the_demo(home: Path) -> None:
    walk = walk_demo(home, "single")
    assert_passed(walk, "single", "colour")
    assert_well(walk)


@pytest.mark.long
def test_with_no_answers_and_no_aws(home: Path) -> None:
    walk = walk_alone(home, "hub", look="no-color")
    assert_passed(walk, "hub", "no-color")
    assert_honest(walk)
