"""Every page is passed by its own footer: in each mode, size and look."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.walk import (
    LOOKS,
    MODES,
    SIZES,
    assert_honest,
    assert_passed,
    assert_well,
    walk_alone,
    walk_demo,
)

pytestmark = [
    pytest.mark.parametrize("look", LOOKS),
    pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size))),
    pytest.mark.parametrize("mode", MODES),
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / ".aws").mkdir()
    return tmp_path


@pytest.mark.one_in(3)
def test_through_the_demo(
    mode: str, size: tuple[int, int], look: str, home: Path
) -> None:
    walk = walk_demo(home, mode, size, look)
    assert_passed(walk, mode, look)
    assert_well(walk)


@pytest.mark.one_in(3)
def test_with_no_answers_and_no_aws(
    mode: str, size: tuple[int, int], look: str, home: Path
) -> None:
    walk = walk_alone(home, mode, size, look)
    assert_passed(walk, mode, look)
    assert_honest(walk)
