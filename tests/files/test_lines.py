from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from carto_wizard.files.diff import DiffLine, as_text, diff_bytes
from carto_wizard.files.lines import equal_blocks, split
from carto_wizard.files.merge import merge

LINES = st.lists(
    st.sampled_from([b"a\n", b"b\n", b"c\r\n", b"\n", b"d\r", b"e\n", b"\xff\n"]),
    max_size=30,
)
WORDS = st.lists(st.sampled_from("abcdef"), max_size=40)
TEXT = st.builds(
    lambda lines, last: b"".join(lines) + last, LINES, st.sampled_from([b"", b"z"])
)


def patched(before: list[str], lines: list[DiffLine]) -> list[str]:
    """The lines after the hunks, checked against the numbers that they carry."""
    new: list[str] = []
    done = 0
    for line in lines:
        if line.kind == "@":
            continue
        if line.old is not None:
            new += before[done : line.old - 1]
            done = line.old
            assert before[done - 1] == line.text
        elif line.new is not None:
            kept = line.new - 1 - len(new)
            new += before[done : done + kept]
            done += kept
        if line.kind != "-":
            new.append(line.text)
            assert line.new == len(new)
    return new + before[done:]


@given(TEXT)
def test_lines_join_to_the_same_bytes(data: bytes) -> None:
    assert b"".join(split(data)) == data


def test_only_line_ends_end_lines() -> None:
    data = "a\u2028b\x0bc\x0cd\x1ce\x85f\r\ng\rh\ni".encode()
    assert len(split(data)) == 4


@given(TEXT, TEXT)
def test_blocks_are_equal_and_in_order(one: bytes, other: bytes) -> None:
    a, b = split(one), split(other)
    at = (0, 0)
    for start, second, size in equal_blocks(a, b):
        assert start >= at[0] and second >= at[1] and size > 0
        assert a[start : start + size] == b[second : second + size]
        at = (start + size, second + size)


def test_thousands_of_scattered_edits_are_compared_in_linear_time() -> None:
    before = [
        line
        for n in range(5000)
        for line in (b"[p%d]\n" % n, b"r = x\n", b"o = json\n", b"\n")
    ]
    after = list(before)
    for n in range(0, 5000, 10):
        after[4 * n + 1] = b"r = y\n"
    after += [b"[new]\n", b"r = x\n"]
    blocks = equal_blocks(before, after)
    assert sum(size for _, _, size in blocks) == len(before) - 500


@given(TEXT, TEXT)
def test_diff_is_empty_only_for_equal_bytes(one: bytes, other: bytes) -> None:
    assert (diff_bytes(one, other) == []) == (one == other)


@given(WORDS, WORDS)
@settings(max_examples=200)
def test_diff_leads_from_one_to_the_other(one: list[str], other: list[str]) -> None:
    before = "".join(f"{line}\n" for line in one).encode()
    after = "".join(f"{line}\n" for line in other).encode()
    assert patched(one, diff_bytes(before, after)) == other


def test_diff_reads_as_a_unified_diff() -> None:
    before = b"".join(b"%d\n" % n for n in range(20))
    after = before.replace(b"3\n", b"three\n", 1).replace(b"19\n", b"19")
    assert as_text(diff_bytes(before, after)) == (
        "@@ -1,7 +1,7 @@\n 0\n 1\n 2\n-3\n+three\n 4\n 5\n 6\n"
        "@@ -17,4 +17,4 @@\n 16\n 17\n 18\n-19\n+19\n\\ No newline at end of file\n"
    )


def test_diff_shows_what_cannot_be_seen() -> None:
    shown = as_text(diff_bytes(b"", b"\x1b[31mred\x07 \xe2\x80\xae\n"))
    assert "\x1b" not in shown and "\x07" not in shown and "\u202e" not in shown


def test_diff_marks_line_ends_only_where_they_differ() -> None:
    assert "␍" not in as_text(diff_bytes(b"a\r\n", b"a\r\nb\r\n"))
    assert "-a␍␊\n+a␊" in as_text(diff_bytes(b"a\r\n", b"a\n"))


@given(TEXT, TEXT)
def test_merge_takes_the_only_side_that_changed(base: bytes, side: bytes) -> None:
    assert merge(base, side, base).data == side
    assert merge(base, base, side).data == side
    assert merge(base, side, side).data == side
    assert merge(base, side, base).clashes == 0


def test_merge_keeps_both_and_counts_clashes() -> None:
    base = b"".join(b"%d\n" % n for n in range(9))
    theirs = base.replace(b"1\n", b"one\n")
    ours = base.replace(b"7\n", b"seven\n")
    merged = merge(base, theirs, ours)
    assert merged.data == theirs.replace(b"7\n", b"seven\n")
    assert (merged.clashes, merged.kept) == (0, 1)
    assert merge(base, theirs, base.replace(b"1\n", b"eins\n")).clashes == 1
