from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.setup.answers import Account
from carto_wizard.setup.session import save
from tests.cli.conftest import ANSWERS, HUB, SPOKE
from tests.terminal import run

SPOKE_PROFILE = (
    f"[profile prod]\nrole_arn = arn:aws:iam::{SPOKE}:role/cartography-read-only\n"
    "credential_source = Environment\nregion = us-east-1\n"
)
KEYS = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}


@pytest.fixture
def config(home: Path) -> Path:
    path = home / ".aws" / "config"
    path.parent.mkdir()
    return path


def causes(*arguments: str | Path, env: dict[str, str]) -> tuple[int, dict[str, str]]:
    """The exit code, and the status of each cause."""
    done = run("lint", "--json", *arguments, env=env | KEYS)
    document = json.loads(done.out)
    assert document["version"] == 1
    found = document["findings"]
    return done.code, {each["cause"]: each["status"] for each in found if each["cause"]}


def test_the_text_names_line_title_and_fix(env: dict[str, str], config: Path) -> None:
    config.write_text("[dev]\nregion = us-east-1\n[profile bob's]\nregion = x\n")
    done = run("lint", env=env)
    assert done.code == 1
    assert f"    {config}:1: botocore does not read [dev] as a profile" in done.out
    assert "      To do: Write [profile dev]." in done.out
    assert (
        f"    {config}:3: botocore does not read [profile bob's] as a profile"
        in done.out
    )
    assert "A section looks like a profile but is not one (section-ignored)" in done.out


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        (SPOKE_PROFILE, 0, {}),
        (
            f"{SPOKE_PROFILE}duration_seconds = 7200\n",
            1,
            {"session-too-long": "failed"},
        ),
        (f"{SPOKE_PROFILE}Output = json\n", 0, {"layout-not-portable": "warning"}),
        ("\ufeff[default]\nregion = us-east-1\n", 1, {"byte-order-mark": "failed"}),
    ],
)
def test_only_what_failed_is_an_exit_code_of_1(
    text: str, code: int, expected: dict[str, str], env: dict[str, str], config: Path
) -> None:
    config.write_text(text)
    assert causes(env=env) == (code, expected)
    assert causes(config, env=env) == (code, expected)


def test_a_file_that_is_named_has_to_be_there(env: dict[str, str], home: Path) -> None:
    credentials = home / ".aws" / "credentials"
    credentials.parent.mkdir()
    keys = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n"
    credentials.write_text(f"[own]\nregion = us-east-1\n{keys}")
    assert causes(env=env) == (0, {"config-missing": "warning"})
    assert causes(home / "typo", env=env) == (1, {"config-missing": "failed"})


def test_a_session_tells_which_profiles_are_not_of_it(
    env: dict[str, str], session: Path, home: Path, config: Path
) -> None:
    accounts = (Account(HUB, "hub"), Account(SPOKE, "prod", "eu-west-1"))
    save(replace(ANSWERS, accounts=accounts), session)
    config.write_text(
        f"{SPOKE_PROFILE}[profile own]\nrole_arn = arn:aws:iam::333333333333:role/x\n"
        "credential_source = Environment\nregion = us-east-1\n"
    )
    assert causes(config, env=env) == (0, {})
    assert causes("--session", session, env=env) == (
        1,
        {
            "profile-missing": "failed",
            "profile-differs": "failed",
            "profile-unexpected": "failed",
        },
    )
    text = run("lint", "--session", session, env=env | KEYS).out
    assert f"carto-wizard write --session {session}\n" in text
    missing = run("lint", "--session", home / "none", env=env)
    assert (missing.code, missing.out) == (2, "")


def test_the_containers_user_may_have_to_read_the_file(
    env: dict[str, str], config: Path
) -> None:
    config.write_text(SPOKE_PROFILE)
    config.chmod(0o600)
    assert causes(env=env) == (0, {})
    assert causes("--container", env=env) == (1, {"container-unreadable": "failed"})
    config.chmod(0o644)
    config.parent.chmod(0o755)
    assert causes("--container", env=env) == (0, {})
