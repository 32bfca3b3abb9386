"""No access key, neither its ID nor its secret, is in anything that comes out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from carto_wizard.demo.launch import Demo
from tests.cli.test_write import KEY_ID, SECRET, SINGLE
from tests.terminal import files_below, run, terminal

THERE_ID = "AKIATHEREBEFORE23456"
THERE_SECRET = "thereBefore/K7MDENG/bPxRfiCYEXAMPLEKEY12"
CONFIG_ID = "ASIAINTHECONFIG23456"
CONFIG_SECRET = "inTheConfig/K7MDENG/bPxRfiCYEXAMPLEKEY12"
VARIABLE_ID = "AKIAOFTHEVARIABLE234"
VARIABLE_SECRET = "ofTheVariable/7MDENG/bPxRfiCYEXAMPLEKEY1"
MISPLACED_ID = "AKIAPASTEDTOOEARLY23"

ALL = (
    *(KEY_ID, SECRET, THERE_ID, THERE_SECRET, CONFIG_ID, CONFIG_SECRET),
    *(VARIABLE_ID, VARIABLE_SECRET, MISPLACED_ID),
)

CREDENTIALS = f"""\
[default]
aws_access_key_id = {THERE_ID}
aws_secret_access_key = {THERE_SECRET}
[spare]
aws_access_key_id={THERE_ID}
aws_secret_access_key={THERE_SECRET}
"""
CONFIG = f"""\
[default]
region = {MISPLACED_ID}
[profile spare]
region = eu-west-1
aws_access_key_id = {CONFIG_ID}
aws_secret_access_key = {CONFIG_SECRET}
[profile wrong]
region = {MISPLACED_ID}
role_arn = {MISPLACED_ID}
credential_process = /bin/keys --access-key {CONFIG_ID} --secret {CONFIG_SECRET}
[profile {MISPLACED_ID}]
region = eu-west-1
[{MISPLACED_ID}]
region = eu-west-1
# {MISPLACED_ID}
"""


@pytest.fixture
def holders(home: Path) -> list[Path]:
    """The files in which keys may be."""
    folder = home / ".aws"
    folder.mkdir()
    (folder / "credentials").write_text(CREDENTIALS)
    (folder / "config").write_text(CONFIG)
    return [folder]


def leaked(*texts: str) -> list[str]:
    return [key for key in ALL if any(key in text for text in texts)]


def every_command() -> Iterator[tuple[str, ...]]:
    yield from (("preview",), ("preview", "--json"))
    yield from (("lint",), ("lint", "--json"))
    yield from (("check", "--json"), ("check", "--markdown"), ("check", "--watch"))
    yield "undo", "--history"
    yield from (("write",), ("undo",))


@pytest.mark.long
def test_no_command_prints_or_keeps_a_key(
    healthy_aws: Demo,
    env: dict[str, str],
    session: Path,
    home: Path,
    holders: list[Path],
) -> None:
    env |= {
        name: value
        for name, value in healthy_aws.environ.items()
        if name == "NO_PROXY" or name.startswith("AWS_ENDPOINT")
    }
    env |= {"AWS_ACCESS_KEY_ID": VARIABLE_ID, "AWS_SECRET_ACCESS_KEY": VARIABLE_SECRET}
    session.write_text(SINGLE)
    said: dict[tuple[str, ...], str] = {}

    def say_all(when: str, *commands: str) -> None:
        for words in every_command():
            if commands and words[0] not in commands:
                continue
            done = run(*words, "--session", session, env=env)
            said[*words, when] = done.out + done.err

    say_all("before")
    # With and without the variables: then the keys of the file are the ones in play.
    del env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"]
    say_all("without variables", "lint", "check")
    with terminal("write", "--session", session, env=env) as tty:
        tty.expect("Access key ID (hidden):")
        tty.answer(KEY_ID)
        tty.expect("Secret access key (hidden):")
        tty.answer(SECRET)
        tty.expect("aws_access_key_id: now ••••••••", "press Enter to skip:")
        tty.answer("replace")
        tty.expect("press Enter to skip:")
        tty.answer("replace")
        tty.expect("[y/N]")
        tty.answer("y")
        assert tty.ended() == 0
        said["write", "typed"] = tty.seen
    credentials = home / ".aws" / "credentials"
    assert SECRET in credentials.read_text() and KEY_ID in credentials.read_text()
    say_all("written")
    with terminal("undo", "--session", session, env=env) as tty:
        tty.expect("-aws_access_key_id = ••••••••", "+aws_access_key_id = ••••••••")
        tty.expect("[y/N]")
        tty.answer("y")
        tty.expect("Remove 1 backup? [y/N]")
        tty.answer("n")
        said["undo", "typed"] = tty.seen + str(tty.ended())
    say_all("taken back", "undo")
    assert credentials.read_text() == CREDENTIALS
    assert {words: leaked(text) for words, text in said.items() if leaked(text)} == {}
    kept = {
        path: leaked(data.decode("utf-8", "replace"))
        for path, (data, _) in files_below(home).items()
        if Path(path).parent not in holders
    }
    assert len(kept) > 5
    assert {path for path, found in kept.items() if found} == set()
