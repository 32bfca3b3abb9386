from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carto_wizard.files.config.splices import (
    Splice,
    apply_splices,
    cut,
    invert_splices,
    majority_line_end,
    with_blank_line_before,
)


@pytest.mark.parametrize(
    ("data", "end"),
    [
        (b"", b"\n"),
        (b"no end", b"\n"),
        (b"a\nb\r\n", b"\n"),
        (b"a\r\nb\r\nc\n", b"\r\n"),
        (b"a\rb\rc\r\n", b"\r"),
    ],
)
def test_new_lines_end_as_most_lines_do(data: bytes, end: bytes) -> None:
    assert majority_line_end(data) == end


@pytest.mark.parametrize(
    ("data", "ranges", "left"),
    [
        (b"a\nb\nc\n", [(2, 4)], b"a\nc\n"),
        (b"a\nb\nc", [(4, 5)], b"a\nb"),
        (b"a\r\nb\r\nc", [(3, 6), (6, 7)], b"a"),
        (b"a\rb", [(2, 3)], b"a"),
        (b"a", [(0, 1)], b""),
        (b"a\nb\nc", [(0, 2), (4, 5)], b"b"),
    ],
)
def test_a_cut_leaves_an_open_last_line_open(
    data: bytes, ranges: list[tuple[int, int]], left: bytes
) -> None:
    assert apply_splices(data, cut(data, ranges)) == left


@pytest.mark.parametrize(
    ("data", "start"),
    [
        (b"a\n[x]", 2),
        (b"a\n\n[x]", 2),
        (b"a\n\n\n[x]", 3),
        (b"a\r\n[x]", 3),
        (b"a\r\n\r\n[x]", 3),
        (b"a\r\r[x]", 2),
        (b"a\r\r\n[x]", 2),
        (b"a\n \n[x]", 4),
        (b"\n[x]", 0),
        (b"[x]", 0),
    ],
)
def test_only_an_empty_line_goes_with_the_header(data: bytes, start: int) -> None:
    assert with_blank_line_before(data, data.index(b"[x]")) == start


def test_a_splice_that_does_not_fit_is_an_error() -> None:
    for wrong in ([Splice(0, b"x", b"")], [Splice(1, b"", b"y"), Splice(0, b"", b"")]):
        with pytest.raises(ValueError, match="does not fit"):
            apply_splices(b"abc", wrong)


def test_a_splice_never_shows_its_bytes() -> None:
    assert "hush" not in repr(Splice(3, b"hush", b"hush"))


@given(st.binary(max_size=40), st.lists(st.tuples(st.integers(0, 5), st.binary())))
def test_the_inverse_gives_the_original_back(
    data: bytes, pieces: list[tuple[int, bytes]]
) -> None:
    splices, at = [], 0
    for step, new in pieces:
        if at + step > len(data):
            break
        splices.append(Splice(at, data[at : at + step], new))
        at += step
    after = apply_splices(data, splices)
    assert apply_splices(after, invert_splices(splices)) == data
