from __future__ import annotations

import codecs

import pytest

from carto_wizard.errors import ConfigRefused
from carto_wizard.files.config.editor import ConfigFile
from carto_wizard.files.config.guards import (
    MAX_BYTES,
    check_result,
    proved_reading,
    read_as_botocore,
)
from carto_wizard.files.config.reading import read
from carto_wizard.files.config.splices import Splice
from tests.files.config_cases import data_of, edit, role_section

BEFORE = b"[profile a]\nregion = x\n"


def test_a_byte_order_mark_can_be_taken_away() -> None:
    bare = data_of("refused-bom").removeprefix(codecs.BOM_UTF8)
    assert bare == data_of("plain")
    assert edit(bare, [role_section("new")]).splices


def test_a_file_beyond_the_bound_is_refused_before_it_is_read() -> None:
    with pytest.raises(ConfigRefused, match="more than 8,388,608 bytes"):
        ConfigFile.parse(b"#" * (MAX_BYTES + 1), "/c")


@pytest.mark.parametrize(
    "line",
    [
        "x" + " " * 200_000 + "y",
        "x" + " " * 200_000 + "y = z",
        "[" * 200_000,
        "\t" * 100_000 + "x",
        ("a" + " " * 62) * 1_000 + "= b",
    ],
)
def test_lines_that_keep_a_parser_busy_do_not_keep_this_one(line: str) -> None:
    data = f"[default]\nregion = us-east-1\n\n[profile a]\n{line}\n".encode()
    try:
        assert ConfigFile.parse(data, "/c").profiles
    except ConfigRefused as refused:
        assert refused.line == 5


def test_what_botocore_reads_and_a_person_does_not_see_is_refused() -> None:
    with pytest.raises(ConfigRefused, match="NUL byte") as caught:
        ConfigFile.parse(b"[default]\nregion = us-east-1\0\n", "/c")
    assert caught.value.line == 2


def test_blanks_before_the_sign_are_no_trouble() -> None:
    data = b"[default]\nregion" + b" " * 50_000 + b"= x\n"
    assert ConfigFile.parse(data, "/c").profiles["default"].values == {"region": "x"}


def test_hostile_names_are_shown_harmless_and_short() -> None:
    name = "\x1b[31m" + "n" * 500_000
    with pytest.raises(ConfigRefused) as caught:
        ConfigFile.parse(f"[{name}]\n[{name}]\n".encode(), "/c")
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 400


def test_a_line_is_never_quoted_since_it_may_hold_a_secret() -> None:
    with pytest.raises(ConfigRefused) as caught:
        ConfigFile.parse(b"[default]\naws_secret_access_key wJalrXUtnFEMI\n", "/c")
    assert "wJalr" not in str(caught.value)


def test_a_scan_that_differs_from_the_parser_is_refused() -> None:
    sections = read(b"[profile a]\nregion = y\n", "/c").sections
    with pytest.raises(ConfigRefused, match="is ambiguous") as caught:
        proved_reading(sections, BEFORE, "/c")
    assert caught.value.line == 1
    sections = read(BEFORE + b"[profile b]\n", "/c").sections
    with pytest.raises(ConfigRefused, match="profile b"):
        proved_reading(sections, BEFORE, "/c")
    with pytest.raises(ConfigRefused, match="reject this file"):
        proved_reading(sections, BEFORE + BEFORE, "/c")


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (b"[profile a]\nregion = y\n", r"read \[profile a\]"),
        (BEFORE + b"[profile b]\n", r"read \[profile b\]"),
        (b"", r"read \[profile a\]"),
        (b"[profile a]\nregion = x\nregion = x\n", "would reject the file"),
    ],
)
def test_a_result_that_was_not_planned_is_refused(after: bytes, words: str) -> None:
    splices = [Splice(0, BEFORE, after)]
    with pytest.raises(ConfigRefused, match=words) as caught:
        check_result(BEFORE, after, splices, read_as_botocore(BEFORE), "/c")
    assert "Nothing was changed" in caught.value.hint


def test_a_result_in_another_order_is_refused() -> None:
    before, after = b"[a]\nk = v\n[b]\nk = v\n", b"[b]\nk = v\n[a]\nk = v\n"
    splices = [Splice(0, before, after)]
    with pytest.raises(ConfigRefused):
        check_result(before, after, splices, read_as_botocore(before), "/c")


def test_a_result_that_cannot_be_taken_back_is_refused() -> None:
    after = BEFORE + b"# more\n"
    splices = [Splice(len(BEFORE), b"", b"# more\n")]
    expected = read_as_botocore(BEFORE)
    check_result(BEFORE, after, splices, expected, "/c")
    with pytest.raises(ConfigRefused, match="undone"):
        check_result(BEFORE + b"#", after, splices, expected, "/c")
