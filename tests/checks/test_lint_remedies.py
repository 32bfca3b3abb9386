"""Each remedy of the lint done as it is worded: the finding is gone afterwards.

A command is run by a real shell. Otherwise the words are followed on the line that the
finding names, by `READINGS`: what a person would make of the sentence, and no more.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.setup.partitions import PARTITIONS
from tests.checks.lint_case import GOOD, Case
from tests.checks.test_lint import TABLES, line_of, run

ELSEWHERE = {
    "config-missing": "the wizard writes it: test_remedies",
    "profile-differs": "the wizard writes it: test_remedies",
    "role-differs": "the wizard writes it: test_remedies",
    "source-profile-counted": "other answers, and a profile to move: test_remedies",
    "credential-process": "nothing is wrong yet",
    "config-unreadable": "test_remedies",
    "file-empty": "the wizard writes it, as one that is missing",
    "file-not-regular": "test_remedies moves a folder away",
    "file-too-large": "the right path",
    "login-needed": "a login in a browser",
    "profile-missing": "the wizard writes it: test_remedies",
    "profile-wrong-account": "the wizard writes it: test_remedies",
    "source-not-here": "another machine",
    "sso-incomplete": "a login in a browser",
}
"""Causes whose remedy is not carried out here, and why."""

_LOOKS = ("ls", "sed -n", "aws")
"""Commands that show and do not repair."""


@dataclass(slots=True)
class Paper:
    """The file that a finding names, and the line."""

    lines: list[str]
    at: int
    """From 0."""

    @property
    def line(self) -> str:
        return self.lines[self.at]

    @line.setter
    def line(self, text: str) -> None:
        self.lines[self.at] = text

    @property
    def header(self) -> int:
        """Where the section of this line begins."""
        above = range(self.at, -1, -1)
        return next(i for i in above if self.lines[i].lstrip().startswith("["))

    @property
    def end(self) -> int:
        """Where the section of this line ends."""
        below = range(self.header + 1, len(self.lines))
        starts = (i for i in below if self.lines[i].lstrip().startswith("["))
        return next(starts, len(self.lines))

    def set_value(self, value: str) -> None:
        key = self.line.partition("=")[0].rstrip()
        self.line = f"{key} = {value}"

    def value(self) -> str:
        return self.line.partition("=")[2].strip()


SOURCE = [
    "role_arn = arn:aws:iam::111111111111:role/r",
    "credential_source = Ec2InstanceMetadata",
]
Reading = Callable[[Paper, re.Match[str]], None]


def _remove_line(paper: Paper, _: re.Match[str]) -> None:
    del paper.lines[paper.at]


def _remove_section(paper: Paper, _: re.Match[str]) -> None:
    del paper.lines[paper.header : paper.end]


def _write_header(paper: Paper, found: re.Match[str]) -> None:
    paper.line = found[1].replace("NAME", "a-name")


def _every_profile(paper: Paper, _: re.Match[str]) -> None:
    paper.lines = ["[profile a-name]", "region = us-east-1", *SOURCE]


def _write_line(paper: Paper, found: re.Match[str]) -> None:
    paper.line = found[1]


def _add_line(paper: Paper, found: re.Match[str]) -> None:
    paper.lines.insert(paper.header + 1, found[1])


def _write_value(paper: Paper, found: re.Match[str]) -> None:
    paper.set_value(found[1])


def _remove_quotes(paper: Paper, _: re.Match[str]) -> None:
    paper.set_value(paper.value().strip("\"'"))


def _comment_above(paper: Paper, _: re.Match[str]) -> None:
    before, sign, after = paper.line.partition(" #")
    paper.line = before
    paper.lines.insert(paper.at, f"{sign.strip()}{after}")


def _start_of_line(paper: Paper, _: re.Match[str]) -> None:
    paper.lines = [line.lstrip() for line in paper.lines]


def _comment_out(paper: Paper, _: re.Match[str]) -> None:
    paper.line = f"# {paper.line}"


def _rename(paper: Paper, _: re.Match[str]) -> None:
    paper.line = f"[profile other-{paper.at}]"


def _equals_signs(paper: Paper, _: re.Match[str]) -> None:
    paper.lines = [line.replace(": ", " = ", 1) for line in paper.lines]


def _small_letters(paper: Paper, _: re.Match[str]) -> None:
    key, sign, value = paper.line.partition("=")
    paper.line = f"{key.lower()}{sign}{value}"


def _nothing_behind(paper: Paper, _: re.Match[str]) -> None:
    paper.line = paper.line.partition("]")[0] + "]"


def _line_feeds(paper: Paper, _: re.Match[str]) -> None:
    paper.lines = "\n".join(paper.lines).replace("\r", "\n").split("\n")


def _plain_name(paper: Paper, found: re.Match[str]) -> None:
    paper.line = found[1].replace("NAME", f"name-{paper.at}")


def _small_default(paper: Paper, _: re.Match[str]) -> None:
    paper.line = "[default]"


def _as_role(paper: Paper, _: re.Match[str]) -> None:
    section = paper.lines[paper.header : paper.end]
    paper.lines[paper.header + 1 : paper.header + 1] = [
        line
        for line in SOURCE
        if not any(each.startswith(line.split()[0]) for each in section)
    ]


def _as_role_instead(paper: Paper, found: re.Match[str]) -> None:
    del paper.lines[paper.at]
    paper.at = min(paper.at, len(paper.lines)) - 1
    _as_role(paper, found)


def _instance_source(paper: Paper, _: re.Match[str]) -> None:
    paper.line = SOURCE[1]


def _partition(paper: Paper, found: re.Match[str]) -> None:
    arn = paper.value().split(":")
    paper.set_value(":".join([arn[0], found[1], *arn[2:]]))


def _twelve_digits(paper: Paper, _: re.Match[str]) -> None:
    paper.set_value(re.sub(r"(?<=::)[\d-]+", "1" * 12, paper.value()))


def _own_region(paper: Paper, _: re.Match[str]) -> None:
    section = "\n".join(paper.lines[paper.header : paper.end])
    role = re.search(r"arn:([\w-]+):iam", section)
    assert role
    paper.set_value(PARTITIONS[role[1]].home_region)


FILES = {"config", "credentials", "after"}

READINGS: tuple[tuple[str, Reading], ...] = (
    (r"^Remove (?:the line|one of the two)\b", _remove_line),
    (r"or remove (?:it|the line)\.$", _remove_line),
    (r"^Write (\[default\])(?:\.|, or)", _small_default),
    (r"without quotes\.$", lambda p, m: _plain_name(p, _plain(m.string))),
    (r"^Write each profile as \[profile NAME\]", _every_profile),
    (r"^Write (?:it with a dash: )?(\[[^]]+\])\.$", _write_header),
    (r"^Remove the quotes", _remove_quotes),
    (r"^Put the comment on the line above", _comment_above),
    (r"^Move it below a header .* or put # before it", _comment_out),
    (r"^Write (?:headers and keys|comments) at the start", _start_of_line),
    (r"^Write `key = value`", _equals_signs),
    (r"^Write the keys in lower case", _small_letters),
    (r"^Put a space or nothing after the bracket", _nothing_behind),
    (r"with LF or CRLF", _line_feeds),
    (r"^Merge the two sections, or rename one", _rename),
    (r"^Merge the two sections into one", _remove_section),
    (r"^Write one of (aws), aws-us-gov", _partition),
    (r"12 digits|^Correct the ID", _twelve_digits),
    (r"^Write `(credential_source = \w+)` instead", _write_line),
    (r"^Add `([^`]+)`", _add_line),
    (
        r"^Write (?:one of |[a-zA-Z ,]+such as |an ARN like )?"
        r"([\w:/-]+?)(?:,|\.| or | and )",
        _write_value,
    ),
    (r"^Did you mean ([\w-]+)", _write_value),
    (r"^Add role_arn and credential_source", _as_role),
    (r"^Write arn", _write_value),
    (r"(?:^|, or )[Rr]emove the profile", _remove_section),
    (r"^Remove the profile", _remove_section),
    (r"^Keep one profile for each account", _remove_section),
    (r"^Use one config file", _remove_section),
    (r"^Give the role a profile with another name", _rename),
    (r"^Correct the name, or add that profile", _instance_source),
    (r"^Write only the name", _remove_quotes),
    (r"^End the chain|^Use a profile with the credentials", _instance_source),
    (r"^Copy the external ID again", lambda p, m: p.set_value("a-good-one")),
    (r"^Complete the line, or remove its indentation", _remove_line),
    (r"^Correct the region, or", _own_region),
    (r"^Add the ARN of the role", lambda p, m: p.lines.insert(p.header + 1, SOURCE[0])),
    (r"^Give the profile a role", _as_role_instead),
)
"""What a person makes of each sentence; the first that fits."""


def _plain(remedy: str) -> re.Match[str]:
    found = re.search(r"(\[[^]]+\])", remedy)
    assert found
    return found


def follow(finding: Finding) -> None:
    """Change the file that the finding names, as its remedy says."""
    reading = next((r for r in READINGS if re.search(r[0], finding.remedy)), None)
    assert reading is not None, finding.remedy
    found = re.search(reading[0], finding.remedy)
    assert found
    path = Path(finding.message.partition(":")[0])
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    paper = Paper(text.split("\n"), max(line_of(finding) - 1, 0))
    reading[1](paper, found)
    path.write_bytes("\n".join(paper.lines).encode("utf-8", "surrogateescape"))


def environ_after(finding: Finding, case: Case, folder: Path) -> dict[str, str]:
    """The environment once a shell ran the command of the finding."""
    after = folder / "after"
    done = subprocess.run(
        ["sh", "-c", f'{finding.command} && env -0 >"$AFTER"'],
        env={"PATH": os.environ["PATH"], "AFTER": str(after), **case.environ},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    names = ("AWS_", "CARTOGRAPHY_", "NO_PROXY", "no_proxy")
    rows = (row.partition("=") for row in after.read_text().split("\0") if row)
    return {name: value for name, _, value in rows if name.startswith(names)}


WHOLE_FILES = (
    Case(
        "container",
        GOOD.encode(),
        None,
        [("container-unreadable", 0)],
        options={"container": True},
    ),
)
CASES = [*(case for cases in TABLES.values() for case in cases), *WHOLE_FILES]
CARRIED_OUT = {cause for case in CASES for cause, _ in case.found} - ELSEWHERE.keys()


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if any(cause in CARRIED_OUT for cause, _ in case.found)],
    ids=lambda case: case.name,
)
def test_a_file_that_follows_every_remedy_is_sound(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / """it's"$(>owned)`>owned`;>owned"""
    folder.mkdir()
    for _ in range(9):
        found = [
            each
            for each in run(case, folder)
            if each.status is not Status.OK and each.cause in CARRIED_OUT
        ]
        if not found:
            assert {each.name for each in folder.iterdir()} <= FILES
            return
        finding = found[0]
        if finding.command and not finding.command.startswith(_LOOKS):
            environ = environ_after(finding, case, folder)
            case = replace(case, environ=environ)
        else:
            follow(finding)
        # The files as they are now, not as the case first wrote them.
        case = replace(
            case,
            config=_bytes(folder / "config"),
            credentials=_bytes(folder / "credentials"),
        )
    pytest.fail(f"still there: {found}")


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None
