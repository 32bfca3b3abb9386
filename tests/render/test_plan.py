from __future__ import annotations

from dataclasses import replace
from pathlib import PureWindowsPath

import pytest

from carto_wizard.render.plan import plan
from carto_wizard.render.planned import PlannedFile
from carto_wizard.setup.answers import Account, Answers, Platform, Target
from tests.render.cases import (
    CASES,
    ELSEWHERE,
    GOV,
    HERE,
    HERE_DEDICATED,
    HUB_EC2,
    KEYS,
    SINGLE_ROLE,
    SINGLE_USER,
    WINDOWS,
    WINDOWS_TARGET,
    many,
)

ENVIRONMENT = {
    Platform.LINUX: ["env-sh", "env-fish", "env-systemd", "env-docker"],
    Platform.MACOS: ["env-sh", "env-fish", "env-docker"],
    Platform.WINDOWS: ["env-powershell", "env-docker"],
}


def by_key(files: tuple[PlannedFile, ...]) -> dict[str, PlannedFile]:
    return {file.key: file for file in files}


@pytest.mark.parametrize("platform", Platform)
def test_a_target_gets_the_forms_that_its_programs_read(platform: Platform) -> None:
    answers = replace(HUB_EC2, target=Target(platform=platform))
    found = [file.key for file in plan(answers, HERE)]
    assert [key for key in found if key.startswith("env-")] == ENVIRONMENT[platform]


def test_a_single_account_has_no_hub() -> None:
    keys = [file.key for file in plan(SINGLE_ROLE, HERE)]
    assert keys[:2] == ["aws-config", "read-me"]
    assert "role-trust-policy" in keys
    assert not any("hub" in key or "spoke" in key for key in keys)
    assert "role-trust-policy" not in by_key(plan(SINGLE_USER, HERE))


def test_keys_are_planned_only_where_they_were_asked_for_and_given() -> None:
    assert "aws-credentials" not in by_key(plan(SINGLE_USER, HERE))
    assert "aws-credentials" not in by_key(plan(SINGLE_ROLE, HERE, KEYS))
    file = by_key(plan(SINGLE_USER, HERE, KEYS))["aws-credentials"]
    assert file.secret and KEYS.secret in file.text


def test_no_other_file_holds_the_keys() -> None:
    for answers, places in many():
        for file in plan(answers, places, KEYS):
            assert file.secret or KEYS.secret not in file.text
            assert file.secret or KEYS.key_id not in file.text


def test_a_chosen_config_gets_a_credentials_file_without_profiles() -> None:
    file = by_key(plan(GOV, HERE_DEDICATED))["aws-credentials"]
    assert not file.secret and not file.sections
    assert all(line.startswith("# ") for line in file.text.splitlines())
    assert file.path == HERE_DEDICATED.credentials_file


def test_the_persons_own_credentials_file_is_never_planned() -> None:
    assert "aws-credentials" not in by_key(plan(HUB_EC2, HERE_DEDICATED))


def test_a_windows_target_is_spelled_as_windows_spells_it() -> None:
    for file in plan(WINDOWS_TARGET, WINDOWS):
        assert "/" not in file.target_path
        assert PureWindowsPath(file.target_path).name
        assert file.path.startswith("/home/jo/export/")


def test_an_export_keeps_every_file_in_its_folder() -> None:
    answers = replace(HUB_EC2, target=Target(here=False))
    for file in plan(answers, ELSEWHERE):
        assert file.path.startswith("/home/jo/export/")
        assert file.target_path.startswith(("~/export/", "~/.aws/"))


@pytest.mark.parametrize("case", CASES)
def test_every_file_is_whole(case: str) -> None:
    files = plan(*CASES[case], KEYS)
    assert len({file.path for file in files}) == len(files)
    assert len({file.key for file in files}) == len(files)
    for file in files:
        assert file.text.endswith("\n") and "\r" not in file.text
        assert file.purpose.endswith(".")
        assert file.executable == file.path.endswith(".sh") or file.key == "env-sh"
        if file.sections:
            lines = [f"{key} = {value}" for s in file.sections for key, value in s.keys]
            assert [line for line in file.text.split("\n") if "=" in line] == lines


def test_the_text_names_every_other_file() -> None:
    files = by_key(plan(GOV, HERE_DEDICATED))
    text = files.pop("read-me").text
    for file in files.values():
        assert f"\n{file.target_path}\n" in text


def test_the_text_tells_where_files_go_only_when_they_have_to_move() -> None:
    moved: Answers = replace(HUB_EC2, target=Target(here=False))
    text = by_key(plan(moved, ELSEWHERE))["read-me"].text
    assert "and its file config to\n    ~/.aws/config\n" in text
    assert "Bring them" not in by_key(plan(HUB_EC2, HERE))["read-me"].text


def test_thousands_of_accounts_are_planned_whole() -> None:
    accounts = tuple(Account(f"{n:012}", "team") for n in range(1, 2001))
    files = by_key(plan(replace(HUB_EC2, accounts=accounts), HERE))
    assert len(files["aws-config"].sections) == 2001
    assert files["create-roles-sh"].text.count("\n00000000") == 2000
