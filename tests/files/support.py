"""A person's machine in a folder: planned files, changes, writes and undos on it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pytest

from carto_wizard.files.change import Change
from carto_wizard.files.changes import changes
from carto_wizard.files.choices import Choices, OpenChoice
from carto_wizard.files.state_folder import StateFolder
from carto_wizard.files.undo import undo_plan
from carto_wizard.files.writer import WriteResult, write
from carto_wizard.render.parts import Part
from carto_wizard.render.planned import Language, PlannedFile, Section

NONE: Mapping[str, str] = MappingProxyType({})


def section(name: str, account: int, region: str = "us-east-1") -> Section:
    return Section(
        f"profile {name}",
        (
            ("role_arn", f"arn:aws:iam::{account:012}:role/cartography-read-only"),
            ("region", region),
            ("credential_source", "Ec2InstanceMetadata"),
        ),
        remove=("source_profile",),
    )


def in_one_part(text: str) -> tuple[Part, ...]:
    return (Part(text, "why", "without"),)


def config_text(sections: Iterable[Section]) -> str:
    blocks = [
        "\n".join([f"[{each.header}]", *(f"{k} = {v}" for k, v in each.keys)])
        for each in sections
    ]
    return "\n\n".join(blocks) + "\n"


def config_file(path: Path, *sections: Section) -> PlannedFile:
    parts = in_one_part(config_text(sections))
    return PlannedFile(
        "aws-config", str(path), str(path), parts, Language.INI, "p", sections
    )


def credentials_file(path: Path, name: str, secret: str) -> PlannedFile:
    keys = (("aws_access_key_id", "AKIAEXAMPLE"), ("aws_secret_access_key", secret))
    sections = (Section(name, keys),)
    return PlannedFile(
        "aws-credentials",
        str(path),
        str(path),
        in_one_part(config_text(sections)),
        Language.INI,
        "p",
        sections,
        secret=True,
    )


def text_file(
    path: Path,
    text: str,
    *,
    executable: bool = False,
    language: Language = Language.SHELL,
) -> PlannedFile:
    name, parts = path.name, in_one_part(text)
    return PlannedFile(
        name, str(path), str(path), parts, language, "p", executable=executable
    )


def _short_name(change: Change, choice: OpenChoice) -> str:
    if choice.profile:
        return f"{change.file.key}/{choice.profile}"
    return change.file.key + "/bom" * ("remove" in choice.options)


@dataclass(frozen=True)
class Machine:
    root: Path

    @property
    def state_folder(self) -> StateFolder:
        return StateFolder(self.root / "state")

    @property
    def journal(self) -> Path:
        return self.state_folder.journal

    @property
    def config(self) -> Path:
        return self.root / "home" / ".aws" / "config"

    def plan(
        self, *planned: PlannedFile, choices: Mapping[str, str] = NONE
    ) -> tuple[Change, ...]:
        """Against the disk; `choices` by `KEY`, `KEY/PROFILE` and `KEY/bom`."""
        found = changes(planned, state_folder=self.state_folder)
        chosen: dict[str, str] = {}
        # What a byte order mark hides can be answered once it is seen.
        for _ in range(2 if choices else 0):
            chosen |= {
                choice.name: choice.remembered(choices[name], self.state_folder)
                for change in found
                for choice in change.choices
                if (name := _short_name(change, choice)) in choices
            }
            given = Choices.of_session(chosen, self.root, self.state_folder)
            found = changes(planned, choices=given, state_folder=self.state_folder)
        return found

    def apply(
        self, planned: Iterable[Change], session: str = "s.toml"
    ) -> list[WriteResult]:
        return list(write(planned, state_folder=self.state_folder, session=session))

    def write(
        self, *planned: PlannedFile, choices: Mapping[str, str] = NONE
    ) -> list[WriteResult]:
        return self.apply(self.plan(*planned, choices=choices))

    def undo(self) -> list[WriteResult]:
        return self.apply(undo_plan(self.state_folder))


@contextlib.contextmanager
def without_waiting() -> Iterator[None]:
    """What only prepares and checks need not wait for the disk; no power is cut."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)
        yield


def on_disk(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


YEARS_OF_WORK = (
    b"# years of work\r\n[default]\r\nregion=eu-west-1\r\n\r\n"
    b"[profile own]\nregion = x\n\ts3 =\n\t\tmax = 1\n; the end"
)


def existing(machine: Machine, data: bytes = YEARS_OF_WORK) -> Path:
    machine.config.parent.mkdir(parents=True)
    machine.config.write_bytes(data)
    machine.config.chmod(0o640)
    return machine.config


def home(machine: Machine) -> dict[str, bytes]:
    files = on_disk(machine.root / "home") if (machine.root / "home").exists() else {}
    return {name: data for name, data in files.items() if not name.endswith(".bak")}
