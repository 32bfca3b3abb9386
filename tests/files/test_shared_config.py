from __future__ import annotations

import pytest

from carto_wizard.errors import ConfigRefused
from carto_wizard.files.config.aws_file import Kind
from carto_wizard.files.config.editor import ConfigFile
from carto_wizard.render.planned import Section
from tests.files.config_cases import edit, key_section, remove, role_section

A = Section("profile a", (("region", "x"), ("output", "json")))
SET = Section("profile p", (("region", "us-east-1"),))
SWAP = Section(
    "profile p", (("credential_source", "Environment"),), ("source_profile",)
)
GONE = Section("profile p", (), ("output",))


def edited(data: bytes, section: Section, kind: Kind = "config") -> bytes:
    name = section.header.removeprefix("profile ")
    choices = {name: "replace"}
    return edit(data, [section], kind, choices=choices).data


NEW_SECTIONS = [
    (b"", b"[profile a]\nregion = x\noutput = json\n"),
    (b"\n", b"\n\n[profile a]\nregion = x\noutput = json\n"),
    (b"# c\n", b"# c\n\n[profile a]\nregion = x\noutput = json\n"),
    (b"[d]", b"[d]\n\n[profile a]\nregion = x\noutput = json"),
    (b"[d]\r\n", b"[d]\r\n\r\n[profile a]\r\nregion = x\r\noutput = json\r\n"),
    (b"[d]\r\nk=v", b"[d]\r\nk=v\r\n\r\n[profile a]\r\nregion = x\r\noutput = json"),
    (b"[d]\r", b"[d]\r\r[profile a]\rregion = x\routput = json\r"),
    (
        b"[d]\na=1\nk=v\r",
        b"[d]\na=1\nk=v\r\r\n[profile a]\nregion = x\noutput = json\n",
    ),
]


@pytest.mark.parametrize(("before", "after"), NEW_SECTIONS)
def test_a_new_profile_goes_to_the_end(before: bytes, after: bytes) -> None:
    assert edited(before, A) == after
    assert remove(after, ["a"]).data == before


VALUES = [
    (b"[profile p]\nregion = x\n", b"[profile p]\nregion = us-east-1\n"),
    (b"[profile p]\n\tREGION:x \t\r\n", b"[profile p]\n\tREGION:us-east-1 \t\r\n"),
    (b"[profile p]\nregion=x # c\n", b"[profile p]\nregion=us-east-1\n"),
    (b"[profile p]\nregion=", b"[profile p]\nregion=us-east-1"),
    (b"[profile p]\nregion =\n", b"[profile p]\nregion = us-east-1\n"),
    (b"[profile p]\nregion = \n", b"[profile p]\nregion = us-east-1 \n"),
    (b"[profile p]\nregion\t=\t\r", b"[profile p]\nregion\t=\tus-east-1\t\r"),
    (
        "# é\n[profile p]\nregion = ☃é\n".encode(),
        "# é\n[profile p]\nregion = us-east-1\n".encode(),
    ),
    (b'[profile "p"]\nregion=x\n', b'[profile "p"]\nregion=us-east-1\n'),
    (b"[profilefoo p]\nregion=x\n", b"[profilefoo p]\nregion=us-east-1\n"),
]


@pytest.mark.parametrize(("before", "after"), VALUES)
def test_only_the_value_is_replaced(before: bytes, after: bytes) -> None:
    assert edited(before, SET) == after


ADDED = [
    (b"[profile p]\na=1\n", b"[profile p]\na=1\nregion = us-east-1\n"),
    (b"[profile p]\n  a=1\n", b"[profile p]\n  a=1\n  region = us-east-1\n"),
    (b"[profile p]\na=1", b"[profile p]\na=1\nregion = us-east-1"),
    (b"[profile p]", b"[profile p]\nregion = us-east-1"),
    (
        b"[profile p]\na=1\n\n# next\n[q]\n",
        b"[profile p]\na=1\nregion = us-east-1\n\n# next\n[q]\n",
    ),
    (
        b"[profile p]\ns3 =\n  a = b\n\n  # in\n  c = d\n\n[q]\n",
        b"[profile p]\ns3 =\n  a = b\n\n  # in\n  c = d\nregion = us-east-1\n\n[q]\n",
    ),
    (
        b"[profile p]\n\n    [q]\n    k = v\n",
        b"[profile p]\n    region = us-east-1\n\n    [q]\n    k = v\n",
    ),
    (
        b"[profile p]\r\na=1\r\n\r\n",
        b"[profile p]\r\na=1\r\nregion = us-east-1\r\n\r\n",
    ),
    (
        b"[profile p]\ra=1\r\n\n\r[q]\r",
        b"[profile p]\ra=1\r\nregion = us-east-1\n\n\r[q]\r",
    ),
]


@pytest.mark.parametrize(("before", "after"), ADDED)
def test_a_new_key_goes_below_the_last_one(before: bytes, after: bytes) -> None:
    assert edited(before, SET) == after


DROPPED = [
    (GONE, b"[profile p]\noutput = x\na=1\n", b"[profile p]\na=1\n"),
    (GONE, b"[profile p]\na=1\nOutput : x", b"[profile p]\na=1"),
    (GONE, b"[profile p]\r\noutput = x", b"[profile p]"),
    (GONE, b"[profile p]\n# o\noutput=\n# e\n", b"[profile p]\n# o\n# e\n"),
    (
        SWAP,
        b"[profile p]\n  source_profile = x\n  a=1\n",
        b"[profile p]\n  a=1\n  credential_source = Environment\n",
    ),
    (
        SWAP,
        b"[profile p]\na=1\nsource_profile = x",
        b"[profile p]\na=1\ncredential_source = Environment",
    ),
    (
        SWAP,
        b"[profile p]\nsource_profile = x\n",
        b"[profile p]\ncredential_source = Environment\n",
    ),
]


@pytest.mark.parametrize(("section", "before", "after"), DROPPED)
def test_a_key_goes_with_its_line(
    section: Section, before: bytes, after: bytes
) -> None:
    assert edited(before, section) == after


def test_a_profile_goes_with_its_keys_and_the_blank_line_above() -> None:
    data = (
        b"# top\n[profile a]\nk=v\n\n# of p\n\n[profile p]\n# in\ns3 =\n  a = b\n"
        b"# below\n\n[profile z]\nk=v\n"
    )
    left = b"# top\n[profile a]\nk=v\n\n# of p\n# below\n\n[profile z]\nk=v\n"
    assert remove(data, ["p"]).data == left


def test_only_the_profile_spelling_of_default_is_edited_where_it_is_alone() -> None:
    wanted = Section("default", (("region", "us-east-1"),))
    data = b"[profile default]\noutput = json\n"
    assert edited(data, wanted) == data + b"region = us-east-1\n"


def test_credentials_are_added_and_removed() -> None:
    data = b"[default]\naws_access_key_id=AKIA\n"
    after = edit(data, [key_section("prod")], "credentials").data
    assert after == data + (
        b"\n[prod]\naws_access_key_id = AKIAEXAMPLE\n"
        b"aws_secret_access_key = se/cr+et=\n"
    )
    assert remove(after, ["prod"], "credentials").data == data


@pytest.mark.parametrize("section", [SET, Section("profile p", (), ("region",))])
def test_a_value_of_several_lines_is_not_touched(section: Section) -> None:
    data = b"[profile p]\nregion = x\n\n  output = json\n"
    with pytest.raises(ConfigRefused, match="continues to line 4") as caught:
        edited(data, section)
    assert (caught.value.line, bool(caught.value.hint)) == (2, True)


@pytest.mark.parametrize(
    "value",
    [
        "",
        " x",
        "x ",
        "a\nb",
        "a\rb",
        "a\x1bb",
        "é",
        "a # b",
        "a ;b",
        '"x"',
        "it's",
        "\t",
    ],
)
def test_a_value_that_tools_read_differently_is_not_written(value: str) -> None:
    section = Section("profile p", (("region", value),))
    with pytest.raises(ConfigRefused, match="region for"):
        edit(b"", [section])


@pytest.mark.parametrize("key", ["", "Region", "a b", "a=b", "#a", "[a", "a\n"])
def test_a_key_that_is_none_is_not_written(key: str) -> None:
    with pytest.raises(ConfigRefused, match="is not a valid key"):
        edit(b"", [Section("default", ((key, "x"),))])


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("profile é", "can read the profile name"),
        ("profile -x", "can read the profile name"),
        ("profile a]b", "can read the profile name"),
        ('profile "a b"', "can read the profile name"),
        ("profile a\nb", "not a profile"),
        ("profile a b", "not a profile"),
        ("sso-session x", "not a profile"),
        ("DEFAULT", "not a profile"),
    ],
)
def test_a_name_that_tools_read_differently_is_not_written(
    header: str, words: str
) -> None:
    section = Section(header, (("region", "x"),))
    with pytest.raises(ConfigRefused, match=words):
        edit(b"", [section])


def test_a_plan_that_contradicts_itself_is_refused() -> None:
    twice = [role_section("a"), Section('profile "a"', (("region", "x"),))]
    with pytest.raises(ConfigRefused, match="the same name"):
        edit(b"", twice)
    keys = (("region", "x"), ("region", "y"))
    with pytest.raises(ConfigRefused, match="planned twice"):
        edit(b"", [Section("profile a", keys)])


def test_of_two_spellings_the_later_profile_counts_as_for_botocore() -> None:
    data = b'[profile a]\nregion=x\n[profile "a"]\noutput=json\n'
    assert ConfigFile.parse(data, "/c").profiles["a"].values == {"output": "json"}


def test_capital_default_is_read_but_not_edited() -> None:
    data = b"[DEFAULT]\nregion=x\n[profile a]\noutput=json\n"
    file = ConfigFile.parse(data, "/c")
    assert list(file.profiles) == ["a"]
    assert file.reading["profile a"] == {"region": "x", "output": "json"}


def test_ambiguous_names_elsewhere_do_not_stop_an_edit() -> None:
    data = b'[profile a]\nregion=x\n[profile "a"]\noutput=json\n'
    assert edited(data, SET).startswith(data)
    with pytest.raises(ConfigRefused, match="are the same profile") as caught:
        edited(data, A)
    assert caught.value.line == 3
    with pytest.raises(ConfigRefused, match="are the same profile"):
        remove(data, ["a"])


def test_nothing_of_the_file_shows_in_a_traceback() -> None:
    data = b"[default]\naws_secret_access_key = hush\n"
    file = ConfigFile.parse(data, "/c", "credentials")
    result = edit(data, [key_section("p")], "credentials")
    shown = repr(file) + repr(file.profiles) + repr(file.sections) + repr(result)
    assert "hush" not in shown
    assert "se/cr" not in shown
