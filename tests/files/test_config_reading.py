"""The one reader of AWS files against the parser and the loader of botocore."""

from __future__ import annotations

from pathlib import Path

import pytest
from botocore.configloader import raw_config_parse
from botocore.exceptions import ConfigParseError
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from carto_wizard.files.config.aws_file import AwsFile
from carto_wizard.files.config.reading import read
from tests.checks.test_lint_reading import TEXTS

SETTINGS = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
HOSTILE = st.text(" \t\n\r=:#;[]aB\x0b\x0c\x1c\x85\xa0\u2028é'\"\\", max_size=60)


def values_of(file: AwsFile) -> dict[str, dict[str, str]]:
    """Section → key → value, with what [DEFAULT] lends."""
    lent: dict[str, str] = {}
    for section in file.sections:
        if section.header == "DEFAULT":
            lent |= section.values
    return {
        section.header: lent | section.values
        for section in file.sections
        if section.header != "DEFAULT"
    }


@SETTINGS
@given(TEXTS | HOSTILE)
@example("[a]\nx = 1\n\n   \n  y\n# c\n  z\n\n[b]\n")
@example("[a]\ns3 =\n  k = v\x0bnonsense\n")
@example("\x85[a]\n\x1ck = v\n")
@example("[DEFAULT]\ns3 =\n  nonsense\n")
@example("[DEFAULT]\ns3 =\n  nonsense\n[a]\n")
@example("[DEFAULT]\ns3 =\n  nonsense\n[a]\ns3 = x\n")
@example("[DEFAULT]\nx = y\n[DEFAULT]\nz = y\n[a]\n")
@example("[DEFAULT]\nx = y\n[DEFAULT]\nx = y\n[a]\n")
@example("[a]\nx\0 = \0\n")
def test_it_reads_what_botocore_reads(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config"
    path.write_bytes(text.encode())
    file = read(text.encode(), "/c")
    try:
        expected = raw_config_parse(str(path), parse_subsections=False)
        raw_config_parse(str(path))
    except ConfigParseError:
        assert file.errors
        return
    assert file.errors == ()
    assert values_of(file) == expected
    assert list(values_of(file)) == list(expected)


@SETTINGS
@given(HOSTILE)
def test_every_offset_is_where_the_text_is(text: str) -> None:
    data = text.encode()
    for section in read(data, "/c").sections:
        start = data[section.start : section.header_end].decode()
        assert start.strip().startswith(f"[{section.header}]")
        for key in section.keys:
            first = data[key.value_start : key.value_end].decode()
            assert first == key.value.split("\n")[0]
            whole = data[key.start : key.end].decode()
            assert whole.lower().strip().startswith(key.key)


@given(st.binary(max_size=200))
def test_any_bytes_are_read(data: bytes) -> None:
    file = read(data, "/c")
    lines = data.count(b"\n") + data.count(b"\r") + 1
    assert all(1 <= error.line <= lines for error in file.errors)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_it_goes_past_every_error(mark: bytes) -> None:
    data = mark + b"x\n[a]\nk = v\nK = w\nword\n= y\ns3 =\n  word\n[a]\nk = v\n"
    file = read(data, "/c")
    found = [(error.cause, error.line) for error in file.errors]
    assert found == [("byte-order-mark", 1)] * bool(mark) + [
        ("text-before-section", 1),
        ("key-twice", 4),
        ("line-without-equals", 5),
        ("line-without-key", 6),
        ("nested-line-without-equals", 8),
        ("section-twice", 9),
    ]
    last = file.sections[-1].keys[-1]
    assert data[last.start : last.end] == b"k = v\n"


def test_a_byte_that_is_not_utf_8_leaves_the_places_right() -> None:
    data = b"[a]\n# \xe9\nk = \xff!\nl = v\n"
    file = read(data, "/c")
    assert [(error.cause, error.line) for error in file.errors] == [("not-utf-8", 2)]
    last = file.sections[0].keys[-1]
    assert data[last.value_start : last.value_end] == b"v"
