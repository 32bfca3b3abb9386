"""A session from somebody else starts no program: a real one that leaves a mark."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.demo.launch import Demo
from carto_wizard.setup.answers import put
from carto_wizard.setup.session import load, save
from tests.aws_fixtures import towards
from tests.foreign import ACTS, LEADS, ForeignFolder, foreign_answers, foreign_folder
from tests.terminal import Done, run, terminal

COMMANDS = (
    ("preview",),
    ("preview", "--json"),
    ("write", "--yes"),
    ("lint",),
    ("lint", "--container"),
    ("check",),
    ("check", "--json"),
    ("check", "--markdown"),
    ("check", "--watch"),
    ("check", "--wait"),
    ("undo", "--yes"),
)


@pytest.fixture
def aws_env(small_aws: Demo, env: dict[str, str]) -> dict[str, str]:
    """A person's environment that reaches the embedded AWS, with files of their own."""
    return towards(small_aws, env)


@pytest.fixture
def repo(small_aws: Demo, tmp_path: Path) -> ForeignFolder:
    """A config whose default profile starts a program."""
    return foreign_folder(small_aws, tmp_path / "repo", LEADS["default"])


def check(repo: ForeignFolder, env: dict[str, str], *flags: str) -> Done:
    return run("check", *flags, "--session", repo.session, env=env, cwd=repo.folder)


@pytest.mark.one_in(3)
@pytest.mark.parametrize("lead", LEADS)
def test_check_names_the_line_and_starts_it_only_when_allowed(
    small_aws: Demo, tmp_path: Path, aws_env: dict[str, str], lead: str
) -> None:
    repo = foreign_folder(small_aws, tmp_path / "repo", LEADS[lead])
    lines = repo.config.read_text().splitlines()
    number = 1 + next(i for i, line in enumerate(lines) if "helper" in line)
    done = check(repo, aws_env)
    assert (done.code, done.out, repo.started) == (2, "", False)
    assert f"{repo.config} is not your default AWS file" in done.err
    assert f"  line {number}: credential_process = {repo.helper} (starts" in done.err
    assert "--allow-helper" in done.err
    allowed = check(repo, aws_env, "--allow-helper")
    assert (allowed.code, repo.started) == (1, True), allowed.err


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_starts_it(
    repo: ForeignFolder, aws_env: dict[str, str], command: tuple[str, ...]
) -> None:
    done = run(*command, "--session", repo.session, env=aws_env, cwd=repo.folder)
    assert not repo.started
    assert (command[0] == "check") is ("--allow-helper" in done.err)
    assert run("lint", repo.config, env=aws_env).code in (0, 1)
    assert not repo.started


def test_the_line_prompts_ask_and_go_on(
    repo: ForeignFolder, aws_env: dict[str, str]
) -> None:
    answers = replace(load(repo.session).answers, step="check")
    for yes in ("", "y"):
        save(answers, repo.session)
        text = f"\ny\n{yes}\n\n"
        done = run("--plain", "--session", repo.session, env=aws_env, text=text)
        assert repo.started is bool(yes), done.err
        assert "Use this file for the check? [y/N]" in done.err
        assert done.code == (1 if yes else 2)


@pytest.mark.parametrize("answer", ["", "n", "y"])
def test_a_person_at_a_terminal_is_asked(
    repo: ForeignFolder, aws_env: dict[str, str], answer: str
) -> None:
    with terminal(
        "check", "--session", repo.session, env=aws_env, size=(200, 24)
    ) as tty:
        tty.expect("credential_process", "for the check? [y/N]")
        assert not repo.started
        tty.answer(answer)
        assert tty.ended() == (1 if answer == "y" else 2)
    assert repo.started is (answer == "y")


def test_the_profile_of_the_environment_leads_there_as_well(
    small_aws: Demo, tmp_path: Path, aws_env: dict[str, str]
) -> None:
    text = f"[default]\nregion = us-east-1\n[profile work]\nregion = us-east-1\n{ACTS}"
    repo = foreign_folder(small_aws, tmp_path / "repo", text)
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
        assert check(repo, aws_env | {name: "work"}).code == 2
        assert not repo.started


def test_the_credentials_file_beside_it_counts_too(
    small_aws: Demo, tmp_path: Path, aws_env: dict[str, str]
) -> None:
    repo = foreign_folder(
        small_aws, tmp_path / "repo", "[default]\nregion = us-east-1\n"
    )
    repo.credentials.write_text(repo.names(f"[default]\n{ACTS}"))
    done = check(repo, aws_env)
    assert (done.code, repo.started) == (2, False)
    assert f"{repo.credentials} is not your default" in done.err
    check(repo, aws_env, "--allow-helper")
    assert repo.started


def test_a_link_is_not_the_persons_own_for_its_name(
    small_aws: Demo, repo: ForeignFolder, aws_env: dict[str, str], home: Path
) -> None:
    (home / ".aws").mkdir()
    (home / ".aws" / "theirs").symlink_to(repo.config)
    save(foreign_answers(small_aws, home / ".aws" / "theirs"), repo.session)
    assert (check(repo, aws_env).code, repo.started) == (2, False)


@pytest.mark.parametrize("kind", ["config_file", "folder"])
@pytest.mark.parametrize(
    "path",
    [
        "/$PWD/aws/config",
        "/${PWD}/aws/config",
        "~/../$PWD/aws/config",
        "$PWD/aws/config",
    ],
)
def test_a_session_reads_no_variable(
    repo: ForeignFolder, aws_env: dict[str, str], kind: str, path: str
) -> None:
    save(put(load(repo.session).answers, f"target.{kind}", path), repo.session)
    env = aws_env | {"PWD": str(repo.folder)}
    for command in (("check",), ("write", "--yes")):
        done = run(*command, "--session", repo.session, env=env, cwd=repo.folder)
        assert (done.code, repo.started) == (2, False)
        assert "Variables are not expanded. Type the absolute path" in done.err


@pytest.mark.parametrize("named", ["usual", "variable", "link"])
def test_what_is_the_persons_own_is_used_as_it_is(
    small_aws: Demo,
    repo: ForeignFolder,
    aws_env: dict[str, str],
    home: Path,
    named: str,
) -> None:
    own = home / ".aws" / "config" if named != "variable" else home / "own"
    own.parent.mkdir(exist_ok=True)
    if named == "link":
        own.symlink_to(repo.config)
    else:
        own.write_text(repo.config.read_text())
    if named == "variable":
        aws_env |= {"AWS_CONFIG_FILE": "$HOME/own"}
    save(foreign_answers(small_aws, own), repo.session)
    done = check(repo, aws_env)
    assert (done.code, repo.started) == (1, True), done.err


ACTING = {
    "endpoint_url": "[default]\nendpoint_url = http://127.0.0.1:9\n",
    "a service's address": "[services s]\nsts =\n  endpoint_url = http://127.0.0.1:9\n",
    "web_identity_token_file": "[default]\nweb_identity_token_file = /etc/passwd\n",
    "csm_enabled": "[default]\ncsm_enabled = true\ncsm_host = 192.0.2.1\n",
    "ca_bundle": "[default]\nca_bundle = /tmp/ca.pem\n",
    "data_path": "[default]\ndata_path = /tmp/models\n",
    "ec2_metadata_service_endpoint": (
        "[default]\nec2_metadata_service_endpoint = http://192.0.2.1\n"
    ),
}


@pytest.mark.one_in(3)
@pytest.mark.parametrize("case", ACTING)
def test_what_leads_elsewhere_is_asked_about_as_well(
    small_aws: Demo, tmp_path: Path, aws_env: dict[str, str], case: str
) -> None:
    repo = foreign_folder(small_aws, tmp_path / "repo", ACTING[case])
    done = check(repo, aws_env)
    assert done.code == 2
    assert ("endpoint_url" if "address" in case else case) in done.err


def test_hostile_text_is_shown_on_one_line_and_long_lists_are_counted(
    small_aws: Demo, tmp_path: Path, aws_env: dict[str, str]
) -> None:
    text = "[default]\ncredential_process = \x1b[31m[/red]\u202e" + "x" * 500 + "\n"
    text += "".join(f"[profile p{i}]\n{ACTS}" for i in range(50))
    repo = foreign_folder(small_aws, tmp_path / "repo", text)
    done = check(repo, aws_env)
    assert done.code == 2
    assert "\x1b" not in done.err and "\u202e" not in done.err
    assert "and 41 more lines" in done.err
    assert max(map(len, done.err.splitlines())) < 400


def test_a_defect_of_the_file_hides_nothing(
    small_aws: Demo, tmp_path: Path, aws_env: dict[str, str]
) -> None:
    """botocore reads nothing of such a file; once it is mended it would."""
    repo = foreign_folder(small_aws, tmp_path / "repo", f"what\n[default]\n{ACTS}")
    assert (check(repo, aws_env).code, repo.started) == (2, False)


def test_the_document_of_a_refusal_is_none(
    repo: ForeignFolder, aws_env: dict[str, str]
) -> None:
    assert check(repo, aws_env, "--json").out == ""
    done = check(repo, aws_env, "--json", "--allow-helper")
    assert json.loads(done.out)["version"] == 1
