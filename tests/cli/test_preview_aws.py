"""`preview --aws`: what is already there, in a process of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from carto_wizard.demo.launch import Demo
from carto_wizard.demo.scenarios import HUB
from carto_wizard.setup.session import save
from tests.aws_fixtures import towards
from tests.terminal import files_below, run

KEYS = "aws_access_key_id = {}\naws_secret_access_key = {}\n"


@pytest.fixture
def in_demo(
    troubled_aws: Demo, env: dict[str, str], home: Path
) -> tuple[Path, dict[str, str]]:
    """A session, and a machine with two profiles: of the hub and of an account."""
    env = towards(troubled_aws, env)
    session = home / "session.toml"
    save(troubled_aws.answers, session)
    credentials = home / ".aws" / "credentials"
    credentials.parent.mkdir()
    parts = []
    for name, account in (("in-hub", HUB), ("in-payments", "333333333333")):
        key = troubled_aws.admin[account]
        parts.append(f"[{name}]\n" + KEYS.format(key.key, key.secret))
    credentials.write_text("".join(parts))
    return session, env


def test_people_see_whose_credentials_look_and_what_is_there(
    in_demo: tuple[Path, dict[str, str]], home: Path, troubled_aws: Demo
) -> None:
    session, env = in_demo
    before = files_below(home)
    flags = ("--aws", "--profile", "in-hub", "--session", session)
    done = run("preview", *flags, env=env)
    # The config file is in conflict with nothing, so that it can be written.
    assert done.code == 0
    assert f"as arn:aws:iam::{HUB}:user/admin (the profile in-hub)." in done.err
    assert "In AWS: 8 same · 3 accounts not looked at." in done.out
    assert "  same: role cartography-service" in done.out
    assert (
        "! not looked at\n    iam:GetRole is denied to these credentials." in done.out
    )
    assert not any(key.secret in done.out for key in troubled_aws.admin.values())
    assert files_below(home) == before


def test_programs_get_it_in_the_document(in_demo: tuple[Path, dict[str, str]]) -> None:
    session, env = in_demo
    flags = ("--json", "--aws", "--profile", "in-payments", "--session", session)
    done = run("preview", *flags, env=env)
    assert done.code == 0
    aws = json.loads(done.out)["aws"]
    assert aws["looked_as"] == "arn:aws:iam::333333333333:user/admin"
    found = {each["account"]: each for each in aws["accounts"]}
    assert [each["standing"] for each in found["333333333333"]["found"]] == ["same"]
    assert found[HUB]["problem"].startswith("The role cartography-read-only cannot")
    assert found[HUB]["found"] == []


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("--aws", "--profile", "nobody"), "The roles in AWS were not looked at: "),
        (("--profile", "in-hub"), "Add --aws."),
        (("--aws", "--look-with", "a b"), "--look-with a b: "),
    ],
)
def test_what_cannot_be_looked_at_is_2(
    in_demo: tuple[Path, dict[str, str]], flags: tuple[str, ...], words: str
) -> None:
    session, env = in_demo
    done = run("preview", *flags, "--session", session, env=env)
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert "Traceback" not in done.err


def test_without_it_aws_is_not_asked(
    in_demo: tuple[Path, dict[str, str]], troubled_aws: Demo
) -> None:
    session, env = in_demo
    before = len(troubled_aws.calls())
    done = run("preview", "--json", "--session", session, env=env)
    assert "aws" not in json.loads(done.out)
    assert len(troubled_aws.calls()) == before
