from __future__ import annotations

import copy
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest

from carto_wizard.errors import ConfigRefused
from carto_wizard.files.config.editor import ConfigFile, EditResult
from carto_wizard.files.config.splices import apply_splices, invert_splices
from carto_wizard.render.planned import Section
from tests.files import config_cases as cases

MULTI_LINE = "continues to line"
INDENTED = "because of the indentation of the lines around it"

NOT_REMOVABLE = {("indented-after-flush", "middle"), ("indented-after-flush", "bare")}
"""Without them, the indented header below would be part of the value above."""


class Lab:
    """One corpus file, its reading by botocore, and the proofs of an edit."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.kind = cases.kind_of(name)
        self.data = cases.data_of(name)
        self.folder = folder
        self.view = cases.botocore_view(self.data, self.kind, folder)
        self.refused: dict[str, str] = {}

    def profiles(self) -> list[str]:
        """A few of the profiles, first and last among them."""
        found = list(self.view["profiles"])
        return found if len(found) <= 4 else [*found[:2], *found[-2:]]

    def edit(self, sections: list[Section]) -> EditResult:
        named = dict.fromkeys(self.view["profiles"], "replace")
        return cases.edit(self.data, sections, self.kind, choices=named)

    def expect(self, result: EditResult, view: dict[str, Any]) -> None:
        """Botocore reads exactly this, and the original comes back."""
        seen = cases.botocore_view(result.data, self.kind, self.folder)
        assert seen == view
        assert list(seen["profiles"]) == list(view["profiles"])
        back = apply_splices(result.data, invert_splices(result.splices))
        assert back == self.data

    def changed_view(self, profile: str, **keys: str | None) -> dict[str, Any]:
        view = copy.deepcopy(self.view)
        values = view["profiles"].setdefault(profile, {})
        for key, value in keys.items():
            if value is None:
                values.pop(key)
            else:
                values[key] = value
        return view

    def line_changes(self, after: bytes) -> list[tuple[list[bytes], list[bytes]]]:
        """The lines that went and came, found without looking at the splices."""
        old, new = cases.lines_of(self.data), cases.lines_of(after)
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        return [
            (old[i:j], new[k:m])
            for tag, i, j, k, m in matcher.get_opcodes()
            if tag != "equal"
        ]


@pytest.fixture(params=cases.names())
def lab(request: pytest.FixtureRequest, tmp_path: Path) -> Lab:
    return Lab(request.param, tmp_path)


def test_the_corpus_is_large_enough() -> None:
    assert len(cases.names()) >= 60
    assert {f"refused-{name}" for name in cases.REFUSED} | set(cases.names()) == {
        path.stem for path in cases.CORPUS.glob("*.ini")
    }


def test_profiles_are_those_of_botocore(lab: Lab) -> None:
    file = ConfigFile.parse(lab.data, "/c", lab.kind)
    assert set(file.profiles) == set(lab.view["profiles"])
    for name, profile in file.profiles.items():
        lines = cases.lines_of(lab.data)
        assert profile.header.encode() in lines[profile.line - 1]
        assert set(profile.values) == set(lab.view["profiles"][name])
        for key in profile.keys:
            line = lines[key.line - 1]
            assert line.lower().lstrip().startswith(key.key.encode())
            assert key.value.split("\n")[0].encode() in line


def test_added_profiles_are_all_that_changes_and_can_be_removed(lab: Lab) -> None:
    if lab.kind == "config":
        sections = [cases.role_section(name) for name in cases.NEW]
    else:
        sections = [cases.key_section(name) for name in cases.NEW]
    result = lab.edit(sections)
    view = copy.deepcopy(lab.view)
    for name, section in zip(cases.NEW, sections, strict=True):
        view["profiles"][name] = dict(section.keys)
    lab.expect(result, view)
    assert all(gone == [] for gone, _ in lab.line_changes(result.data))
    assert result.data.startswith(lab.data)
    again = cases.edit(result.data, sections, lab.kind)
    assert (again.splices, again.data) == ((), result.data)
    for order in (cases.NEW, cases.NEW[::-1]):
        data = result.data
        for name in order:
            data = cases.remove(data, [name], lab.kind).data
        assert data == lab.data
    assert cases.remove(result.data, cases.NEW, lab.kind).data == lab.data


def test_an_updated_value_is_all_that_changes(lab: Lab) -> None:
    for profile in lab.profiles():
        old = lab.view["profiles"][profile].get("region")
        if old is None:
            continue
        wanted = Section(cases.header(profile, lab.kind), (("region", "ap-south-1"),))
        result = lab.edit([wanted])
        lab.expect(result, lab.changed_view(profile, region="ap-south-1"))
        ((gone, come),) = lab.line_changes(result.data)
        assert len(gone) == len(come) == 1
        if old:
            assert come[0].replace(b"ap-south-1", old.encode(), 1) == gone[0]
        else:
            assert come[0].replace(b"ap-south-1", b"", 1).split() == gone[0].split()


def test_an_added_key_is_all_that_changes(lab: Lab) -> None:
    for profile in lab.profiles():
        wanted = Section(
            cases.header(profile, lab.kind),
            (("retry_mode", "standard"), ("max_attempts", "9")),
        )
        result = lab.edit([wanted])
        view = lab.changed_view(profile, retry_mode="standard", max_attempts="9")
        lab.expect(result, view)
        ((gone, come),) = lab.line_changes(result.data)
        assert gone == []
        assert [line.split() for line in come] == [
            [b"retry_mode", b"=", b"standard"],
            [b"max_attempts", b"=", b"9"],
        ]


def test_a_removed_key_is_all_that_changes(lab: Lab) -> None:
    for profile in lab.profiles():
        for key in lab.view["profiles"][profile]:
            wanted = Section(cases.header(profile, lab.kind), (), remove=(key,))
            try:
                result = lab.edit([wanted])
            except ConfigRefused as refused:
                assert MULTI_LINE in refused.reason
                assert refused.line
                continue
            lab.expect(result, lab.changed_view(profile, **{key: None}))
            ((gone, come),) = lab.line_changes(result.data)
            assert (len(gone), come) == (1, [])
            assert gone[0].lower().lstrip().startswith(key.encode())


def test_the_source_of_a_role_is_swapped_both_ways(lab: Lab) -> None:
    swaps = {
        "source_profile": "credential_source",
        "credential_source": "source_profile",
    }
    for profile in lab.profiles():
        values = lab.view["profiles"][profile]
        for old, new in swaps.items():
            if old not in values or new in values:
                continue
            wanted = Section(
                cases.header(profile, lab.kind), ((new, "Environment"),), remove=(old,)
            )
            result = lab.edit([wanted])
            view = lab.changed_view(profile, **{old: None, new: "Environment"})
            lab.expect(result, view)


def test_a_removed_profile_is_all_that_goes(lab: Lab) -> None:
    for profile in lab.profiles():
        try:
            result = cases.remove(lab.data, [profile], lab.kind)
        except ConfigRefused as refused:
            assert INDENTED in refused.reason
            assert (lab.name, profile) in NOT_REMOVABLE
            continue
        assert (lab.name, profile) not in NOT_REMOVABLE
        view = copy.deepcopy(lab.view)
        del view["profiles"][profile]
        lab.expect(result, view)
        assert all(come == [] for _, come in lab.line_changes(result.data))


def test_what_is_already_so_is_not_touched(lab: Lab) -> None:
    for profile in lab.profiles():
        keys = [
            (key, value)
            for key, value in lab.view["profiles"][profile].items()
            if isinstance(value, str) and value.isascii() and value.isalnum()
        ]
        result = lab.edit([Section(cases.header(profile, lab.kind), tuple(keys))])
        assert (result.splices, result.data) == ((), lab.data)
    nothing = cases.remove(lab.data, ["not-there"], lab.kind)
    assert (nothing.splices, nothing.data) == ((), lab.data)


READ_DIFFERENTLY = {"both-defaults", "both-defaults-quoted", "capital-default"}
"""Files that AWS tools read, but not all alike: nothing is added, ours can go."""


@pytest.mark.parametrize("name", sorted(cases.REFUSED))
def test_a_refusal_names_the_line_and_the_reason(name: str) -> None:
    line, words = cases.REFUSED[name]
    data = cases.data_of(f"refused-{name}")
    attempts: list[Callable[[], EditResult]] = [
        lambda: cases.edit(data, [cases.role_section("x")])
    ]
    if name not in READ_DIFFERENTLY:
        attempts.append(lambda: cases.remove(data, ["prod"]))
    for attempt in attempts:
        with pytest.raises(ConfigRefused) as caught:
            attempt()
        assert caught.value.line == line
        assert words in caught.value.reason
        assert caught.value.hint
        assert str(caught.value).startswith(f"/c:{line}: ")
