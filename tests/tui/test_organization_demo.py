"""A newcomer in the demo, on a real pty: the tree ticked, and looking refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from carto_wizard.setup.session import load
from tests.screen import Screen
from tests.terminal import environ, terminal
from tests.walk import DOWN, PAGES, _Walker

CTRL = {letter: chr(ord(letter) - ord("a") + 1) for letter in "gnqtz"}
SANDBOX = "999999999999"


@contextmanager
def looking(home: Path, *, looker: int) -> Iterator[_Walker]:
    """On the accounts page, with the profile at this place, before it is agreed to."""
    arguments = ("demo", "--scenario", "healthy", "--directory", home / "demo")
    with terminal(*arguments, env=environ(home, TMPDIR=str(home))) as tty:
        walker = _Walker(tty, Screen(80, 24))
        walker.complete(PAGES["Welcome"].ready)
        tty.send(CTRL["g"])
        walker.complete("5  Accounts")
        tty.send("5")
        walker.complete("Which accounts should Cartography read")
        tty.send(CTRL["t"])
        walker.complete("Profile payments-admin")
        tty.send(DOWN * looker + "\r")
        walker.complete("would list the accounts")
        tty.send("\r")
        yield walker
        tty.send(CTRL["q"])
        assert tty.ended() == 0


def accounts(home: Path) -> set[str]:
    (session,) = (home / "demo").rglob("session.toml")
    return {account.id for account in load(session).answers.accounts}


def test_the_tree_is_filtered_ticked_used_and_undone(tmp_path: Path) -> None:
    with looking(tmp_path, looker=0) as walker:
        walker.complete("9 of 9 accounts ticked")
        walker.tty.send("/")
        walker.complete("Enter To the list")
        walker.tty.send("sandbox\r")
        walker.complete(r"9 of 9 accounts ticked · 1 shown(.|\n)*sandbox")
        walker.tty.send("a")
        walker.complete("8 of 9 accounts ticked")
        walker.tty.send(CTRL["n"])
        walker.complete(r"1 retired \(sandbox\)")
        assert SANDBOX not in accounts(tmp_path)
        walker.tty.send(CTRL["z"])
        walker.complete("Undone")
        assert SANDBOX in accounts(tmp_path)


def test_without_the_right_there_is_a_sentence_and_another_way(tmp_path: Path) -> None:
    with looking(tmp_path, looker=1) as walker:
        walker.complete("has no right to")
        assert "Copy the policy that would allow it" in walker.text
        walker.tty.send(DOWN + "\r")
        walker.complete("Which credentials may list the accounts")
        walker.tty.send("\x1b")
        walker.complete("Down goes to the list")
        assert SANDBOX in accounts(tmp_path)
