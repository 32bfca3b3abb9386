from __future__ import annotations

import copy
import itertools
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from botocore.configloader import load_config, raw_config_parse
from botocore.exceptions import ConfigParseError
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from carto_wizard.errors import ConfigRefused
from carto_wizard.files.config.editor import EditResult
from carto_wizard.files.config.splices import apply_splices, invert_splices
from carto_wizard.render.planned import Section
from tests.files.config_cases import edit, header, remove

LONG = int(os.environ.get("CARTO_WIZARD_LONG_EDITS", "0"))
"""How many edits a long run makes: `CARTO_WIZARD_LONG_EDITS=200000 pytest …`."""

SETTINGS = settings(
    max_examples=2_000 if LONG else 120,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate] + ([] if LONG else [Phase.shrink]),
    suppress_health_check=list(HealthCheck),
)

PROFILES = ["default", "prod", "stage", "a.b", "my prod", "x"]
NEW_PROFILES = ["new", "prod-2", "default", "prod", "x"]
KEYS = ["region", "output", "role_arn", "source_profile", "credential_source", "x_y"]
VALUES = ["us-east-1", "json", "a=b:c", "[x]", "Environment", "100%(s)s"]
ARNS = [f"arn:aws:iam::{number * 12}:role/R" for number in "12"]

HEADERS = [
    *(f"[profile {name}]" for name in ("prod", "stage", "a.b", "x", "a b")),
    *('[profile "prod"]', "[profile 'my prod']", "[profile\tstage]", "[profile  x]"),
    *("[default]", "[profile default]", "[ profile x ]", "[profilefoo bar]"),
    *("[sso-session s]", "[services v]", "[plugins]", "[prod]", "[DEFAULT]"),
    *("[profile a.b] # see [1]", "[profile x] ; text", "[profile it's]"),
]
BODY = [
    *(
        (key.lower(), indent + key + sign + value)
        for key, indent, sign, value in itertools.product(
            ["region", "Region", "output", "role_arn", "source_profile", "S3", "mfa"],
            ["", "", "", "  ", "\t", "      "],
            [" = ", "=", ": ", "\t=\t", "  =   "],
            ["us-east-1", "", "json # c", "arn:aws:iam::111111111111:role/R  "],
        )
    ),
    *((text, text) for text in ("# note", "  ; inner", "", "   ", "\t", "#", ";=[x]")),
    *((text, text) for text in ("    deep = 1", "  more text = 2", "\x0c", " \x1c ")),
    *((text, text) for text in ("      [profile hidden]", "  [x] = y", "no delimiter")),
]
OPERATIONS = ["set", "set", "drop", "swap", "add", "remove", "merge", "again", "batch"]

SECTIONS = st.tuples(
    st.sampled_from(["", "", "", "  ", "\t"]),
    st.sampled_from(HEADERS),
    st.lists(st.sampled_from(BODY), max_size=6, unique_by=lambda item: item[0]),
)


@st.composite
def config_files(draw: st.DrawFn) -> bytes:
    """Files of every shape that people and tools write, some of them unreadable."""
    sections = draw(st.lists(SECTIONS, max_size=5, unique_by=lambda item: item[1]))
    lines = draw(st.lists(st.sampled_from(["", "# top", "; top", " "]), max_size=2))
    for indent, title, body in sections:
        lines.append(indent + title)
        lines += (text for _, text in body)
    ends = draw(
        st.sampled_from([["\n"], ["\n"], ["\r\n"], ["\r"], ["\n", "\r\n", "\r"]])
    )
    text = "".join(
        line + end for line, end in zip(lines, itertools.cycle(ends), strict=False)
    )
    if draw(st.booleans()):
        text = text.removesuffix("\n").removesuffix("\r")
    return text.encode()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(OPERATIONS),
        st.sampled_from(PROFILES),
        st.sampled_from(KEYS),
        st.sampled_from(VALUES),
    ),
    min_size=20 if LONG else 1,
    max_size=40 if LONG else 12,
)


class Bench:
    """A file under edit, with botocore's reading of it as the judge."""

    def __init__(self, folder: Path, done: Counter[str]) -> None:
        self.path = folder / "config"
        self.done = done
        self.made = 0
        self.data = b""
        self.raw: dict[str, Any] = {}
        self.view: dict[str, Any] = {}

    def load(self, data: bytes) -> None:
        self.path.write_bytes(data)
        self.data = data
        self.raw = raw_config_parse(str(self.path), parse_subsections=False)
        self.view = dict(load_config(str(self.path)))

    def step(self, operation: str, profile: str, key: str, value: str) -> None:
        before = self.data, self.raw, copy.deepcopy(self.view)
        try:
            result, expected = getattr(self, f"do_{operation}")(profile, key, value)
        except ConfigRefused as refused:
            self.done["refused"] += 1
            assert refused.hint
            # Only a cut can put a line under another value; the rest knows how not to.
            before_any_edit = ("continues to line", "rejects the whole file")
            if "indented" in refused.reason and not any(
                words in refused.reason for words in before_any_edit
            ):
                assert operation == "remove"
            return
        self.done["edits"] += 1
        back = apply_splices(result.data, invert_splices(result.splices))
        assert back == before[0]
        assert (result.data == before[0]) == (not result.splices)
        self.load(result.data)
        if expected is not None:
            assert self.view["profiles"] == expected
        assert _no_profiles(self.view) == _no_profiles(before[2])

    def edit(self, *sections: Section, choice: str = "replace") -> EditResult:
        choices = dict.fromkeys([*PROFILES, *NEW_PROFILES], choice)
        return edit(self.data, sections, choices=choices)

    def fresh(self, profile: str) -> str:
        """A name that no file has yet, of all kinds of signs and lengths."""
        self.made += 1
        return f"{profile.replace(' ', '-')}-{self.made:03d}"

    def changed(self, profile: str, **keys: str | None) -> dict[str, Any]:
        profiles = copy.deepcopy(self.view["profiles"])
        values = profiles.setdefault(profile, {})
        for key, value in keys.items():
            if value is None:
                values.pop(key, None)
            else:
                values[key] = value
        return dict(profiles)

    def do_set(self, profile: str, key: str, value: str) -> tuple[EditResult, Any]:
        other = {"source_profile", "credential_source"} - {key}
        gone = dict.fromkeys(other) if len(other) == 1 else {}
        if key == "role_arn":
            gone |= dict.fromkeys(("source_profile", "credential_source", "mfa_serial"))
            kept = self.view["profiles"].get(profile, {})
            if not kept or kept.get("role_arn") == value:
                gone = {}
        result = self.edit(Section(header(profile, "config"), ((key, value),)))
        return result, self.changed(profile, **{key: value}, **gone)

    def do_drop(self, profile: str, key: str, value: str) -> tuple[EditResult, Any]:
        result = self.edit(Section(header(profile, "config"), (), remove=(key,)))
        return result, self.changed(profile, **{key: None})

    def do_swap(self, profile: str, key: str, value: str) -> tuple[EditResult, Any]:
        keys = (("credential_source", "Environment"),)
        wanted = Section(header(profile, "config"), keys, ("source_profile",))
        return self.edit(wanted), self.changed(
            profile, credential_source="Environment", source_profile=None
        )

    def do_add(self, profile: str, key: str, value: str) -> tuple[EditResult, Any]:
        name = self.fresh(profile)
        wanted = Section(f"profile {name}", ((key, value),))
        result = self.edit(wanted)
        assert result.data.startswith(self.data)
        assert remove(result.data, [name]).data == self.data
        return result, self.changed(name, **{key: value})

    def do_batch(self, profile: str, key: str, value: str) -> tuple[EditResult, Any]:
        sections = [
            Section(f"profile {self.fresh(profile)}", (("region", value),))
            for _ in range(3)
        ]
        sections.append(Section(header(profile, "config"), (("x_y", value),)))
        result = self.edit(*sections)
        profiles = self.changed(profile, x_y=value)
        for section in sections[:3]:
            name = section.header.removeprefix("profile ")
            profiles.setdefault(name, {})["region"] = value
        return result, profiles

    def do_remove(self, profile: str, key: str, value: str) -> tuple[EditResult, Any]:
        result = remove(self.data, [profile])
        profiles = dict(self.view["profiles"])
        profiles.pop(profile, None)
        return result, profiles

    def do_again(self, profile: str, key: str, value: str) -> tuple[EditResult, Any]:
        wanted = Section(header(profile, "config"), ((key, value),))
        once = self.edit(wanted)
        twice = edit(once.data, [wanted], choices={profile: "replace"})
        assert (twice.splices, twice.data) == ((), once.data)
        return once, None

    def do_merge(self, profile: str, key: str, value: str) -> tuple[EditResult, Any]:
        arn = ARNS[len(self.data) % 2]
        keys = (
            ("role_arn", arn),
            ("region", "us-east-1"),
            ("credential_source", "Environment"),
        )
        wanted = Section(header(profile, "config"), keys, ("source_profile",))
        choice = ("", "keep", "rename")[len(self.data) % 3]
        result = self.edit(wanted, choice=choice)
        theirs = self.view["profiles"].get(profile)
        if result.conflicts:
            assert choice != "keep"
            assert {each.profile for each in result.conflicts} == {profile}
            return result, self.view["profiles"]
        if theirs and theirs.get("role_arn") != arn:
            new = result.renamed.get(profile)
            if choice != "rename":
                return result, self.view["profiles"]
            assert new is not None
            return result, self.changed(new, **dict(keys))
        return result, None


def _no_profiles(view: dict[str, Any]) -> dict[str, Any]:
    return {part: found for part, found in view.items() if part != "profiles"}


def test_edits_do_what_was_asked_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done: Counter[str] = Counter()
    bench = Bench(tmp_path, done)

    @SETTINGS
    @given(data=config_files(), steps=STEPS)
    def run(data: bytes, steps: list[tuple[str, str, str, str]]) -> None:
        try:
            bench.load(data)
        except ConfigParseError:
            done["unreadable"] += 1
            with pytest.raises(ConfigRefused):
                edit(data, [])
            return
        for step in steps:
            bench.step(*step)

    run()
    while done["edits"] < LONG:
        with capsys.disabled():
            sys.stdout.write(f"{dict(done)}\n")
        run()
    assert done["edits"] > done["refused"] > 0
