from __future__ import annotations

import pytest
from botocore.configloader import build_profile_map
from hypothesis import given
from hypothesis import strategies as st

from carto_wizard.errors import ConfigRefused
from carto_wizard.files.config.aws_file import Kind
from carto_wizard.files.config.names import NameIndex, header_for, profile_name
from carto_wizard.files.config.reading import read


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("default", "default"),
        ("profile default", "default"),
        ("profile x", "x"),
        ('profile "x"', "x"),
        ("profile 'x y'", "x y"),
        ("profile\tx", "x"),
        ("profile  x ", "x"),
        ("profilefoo x", "x"),
        (r"profile a\b", "ab"),
        (" profile x", None),
        ("profile", None),
        ("profile a b", None),
        ("profile it's", None),
        ("PROFILE x", None),
        ("Default", None),
        ("sso-session x", None),
        ("x", None),
    ],
)
def test_a_header_is_the_profile_that_botocore_sees(
    header: str, name: str | None
) -> None:
    assert profile_name(header, "config") == name
    assert list(build_profile_map({header: {}})["profiles"]) == [name] * (
        name is not None
    )


@given(st.text("profile x\"'\\\t]#a\xa0", max_size=12))
def test_any_header_is_the_profile_that_botocore_sees(tail: str) -> None:
    header = f"profile{tail}"
    found = profile_name(header, "config")
    seen = list(build_profile_map({header: {}})["profiles"])
    assert ([] if found is None else [found]) == seen


def test_in_the_credentials_file_every_header_is_a_name() -> None:
    assert profile_name("profile x", "credentials") == "profile x"
    assert header_for("x", "credentials") == "x"
    assert header_for("x", "config") == "profile x"
    assert header_for("default", "config") == "default"


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("profile x", 'profile "x"', "config"),
        ("profile x", "profile 'x'", "config"),
        ("profile x", "profile\tx", "config"),
        ("profile x", " profile x ", "config"),
        ("profile x", "profilefoo x", "config"),
        ("profile x", "profile x] # see [1", "config"),
        ("x", " x ", "credentials"),
        ("x", '"x"', "credentials"),
    ],
)
def test_two_spellings_of_one_name_are_refused(
    first: str, second: str, kind: Kind
) -> None:
    for one, other in ((first, second), (second, first)):
        text = f"[{one}]\n[profile y]\n[{other}]\n"
        index = NameIndex(read(text.encode(), "/c", kind))
        with pytest.raises(ConfigRefused, match="are the same profile") as caught:
            index.only("x")
        assert caught.value.line == 3


def test_a_spelling_that_only_some_tools_read_is_refused() -> None:
    index = NameIndex(read(b"[ profile x ]\n", "/c"))
    with pytest.raises(ConfigRefused, match="but Cartography does not") as caught:
        index.only("x")
    assert "[profile x]" in caught.value.hint
    assert index.only("y") is None


def test_a_long_quoted_header_is_read_in_linear_time() -> None:
    plain = "profile " + "a b " * 200_000
    assert profile_name(plain, "config") is None
