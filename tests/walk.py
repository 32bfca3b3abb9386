"""A walk through the wizard on a real pty, from the first page to the last words.

It knows what a page waits for and what is to be typed there. How to go on it reads
from the page's own footer: Enter as long as it chooses or accepts, else Ctrl+N.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.screen import Cell, Screen
from tests.terminal import Terminal, environ, terminal

LEFT = "\x1b[?1049l"
"""Out of the alternate screen: what is said at the end comes after it."""
LIGHT = "48;2;251;252;253"
NOWHERE = "http://127.0.0.1:9"
"""Nobody listens there."""
LOOKS: dict[str, dict[str, str]] = {
    "colour": {},
    "no-color": {"NO_COLOR": "1"},
    "light": {},
}
SIZES = [(80, 24), (120, 40)]
MODES = {"hub": 13, "single": 12}
"""And how many pages each has."""
MOST = 12
"""Presses of Enter on one page, then it leads nowhere."""

_PLACE = re.compile(r"^ (\w+) · (\d+) of (\d+) ", re.MULTILINE)
_KEY = re.compile(r"(?:^| )(Enter|Esc|Del|F\d+|\^[a-z]|/|[A-Z]) ")
_SEND = {"Enter": "\r", "^n": "\x0e", "^p": "\x10"}
_ONWARD = ("Choose", "Accept", "Leave")
"""What Enter does where it is the way on."""


Keys = tuple[tuple[str, str], ...]
"""What is typed, and a pattern of the screen once it was taken."""
Typed = dict[str, Keys]


@dataclass(frozen=True)
class Page:
    """One page: when it is complete, and what it needs from a person."""

    ready: str
    """A pattern of the whole screen."""
    typed: Keys = ()
    """Where nothing is known yet."""
    enough: str = ""
    """A pattern of the screen on which Enter would not be the way on."""


DOWN = "\x1b[B"
ACCOUNT = (("111111111111", "111111111111"),)
SPOKE = (
    ("222222222222 payments", "222222222222 payments"),
    ("\r", "1 account added"),
)
SINGLE = ((DOWN, "One user, group or role"), ("\r", r"\(•\) One"))
PAGES = {
    "Welcome": Page(r"Found on this machine"),
    "Mode": Page(r"Several: hub-and-spoke"),
    "Target": Page(r"Where will Cartography run"),
    "Hub": Page(r"Enter Accept", ACCOUNT),
    "Identity": Page(r"Enter Accept", ACCOUNT),
    "Accounts": Page(r"Enter Add ", SPOKE),
    "Regions": Page(r"Enter Region "),
    "Region": Page(r"Enter Choose "),
    "Access": Page(r"(Role in every account|IAM path)"),
    "Retry": Page(r"Retry mode"),
    "Preview": Page(r"create (.|\n)*Enter Open "),
    "Write": Page(
        r"Write \d+ files(.|\n)*Enter Choose ", enough=r"written\.\n\n Create"
    ),
    "Roles": Page(r"fits(.|\n)*Enter Use it "),
    # What stops the checks is behind the seconds until they have ended.
    "Check": Page(r"skipped   \d[\d.,]* s\n(.|\n)*Enter Details "),
    "Finish": Page(r"files are written(.|\n)*Enter Leave "),
}


@dataclass(frozen=True)
class Walk:
    """What was seen on the way."""

    pages: dict[str, str]
    """Each page as it was when it was complete, before anything was typed."""
    code: int
    sent: str
    """Everything the program sent."""
    last_words: str


def assert_passed(walk: Walk, mode: str, look: str) -> None:
    """Every page was met once, in its look, and the last one was left well."""
    assert walk.code == 0
    numbers = [
        found.groups() for found in map(_PLACE.search, walk.pages.values()) if found
    ]
    assert [int(number) for _, number, _ in numbers] == list(range(1, MODES[mode] + 1))
    coloured = re.search(r"[34]8;[25];", walk.sent) is not None
    assert coloured is (look != "no-color")
    assert (LIGHT in walk.sent) is (look == "light")


def assert_well(walk: Walk) -> None:
    """All was written, and every check passed."""
    assert " 0 failed " in walk.pages["Check"]
    for words in (walk.pages["Finish"], walk.last_words):
        assert re.search(r"✓ All \d+ files are written\.", words)
        assert "✓ All checks passed. Cartography will read exactly" in words


def assert_honest(walk: Walk) -> None:
    """All was written, and what could not be asked is said to have failed."""
    assert "✗ 1 failed " in walk.pages["Check"]
    assert "The proxy blocks the call" in walk.pages["Check"]
    for words in (walk.pages["Finish"], walk.last_words):
        assert re.search(r"✓ All \d+ files are written\.", words)
        asked = r"(0 of \d accounts asked, 0 verified|The account was not asked)"
        assert re.search(rf"✗ 1 check failed\. {asked}", words)
    assert "First: Check." in walk.pages["Finish"]
    assert "To come back, run: carto-wizard --session" in walk.last_words


def walk_demo(
    home: Path, mode: str, size: tuple[int, int] = (80, 24), look: str = "colour"
) -> Walk:
    """Through the demo of an AWS where all is well; every answer is there."""
    arguments = ("demo", "--scenario", "healthy", "--mode", mode)
    return _walk(home, arguments, {}, size, look)


def walk_alone(
    home: Path, mode: str, size: tuple[int, int] = (80, 24), look: str = "colour"
) -> Walk:
    """Through the wizard of somebody with nothing: no answers, no file, no AWS."""
    typed = {title: page.typed for title, page in PAGES.items()}
    if mode == "single":
        typed["Mode"] = SINGLE
    arguments = ("--session", str(home / "session.toml"))
    return _walk(home, arguments, typed, size, look)


def _walk(
    home: Path,
    arguments: tuple[str, ...],
    typed: Typed,
    size: tuple[int, int],
    look: str,
) -> Walk:
    env = environ(home, TMPDIR=str(home), COLORTERM="truecolor", **LOOKS[look])
    env |= {"HTTPS_PROXY": NOWHERE, "AWS_EC2_METADATA_SERVICE_ENDPOINT": NOWHERE}
    pages: dict[str, str] = {}
    with terminal(*arguments, env=env, size=size) as tty:
        walker = _Walker(tty, Screen(*size))
        walker.complete(PAGES["Welcome"].ready)
        if look == "light":
            walker.turn_light()
        while "Finish" not in pages:
            title = walker.arrived()
            pages[title] = walker.complete(PAGES[title].ready)
            for text, seen in typed.get(title, ()):
                tty.send(text)
                walker.expect(seen)
            if title != "Finish":
                walker.go_on()
        walker.press("Enter", "Leave")
        code = tty.ended()
    return Walk(pages, code, tty.seen, tty.seen.rpartition(LEFT)[2])


class _Walker:
    """Somebody who reads the screen and presses what its footer names."""

    def __init__(self, tty: Terminal, screen: Screen) -> None:
        self.tty = tty
        self.screen = screen
        self._drawn = 0

    @property
    def text(self) -> str:
        """The screen as it is now."""
        self.screen.feed(self.tty.seen[self._drawn :])
        self._drawn = len(self.tty.seen)
        return str(self.screen)

    @property
    def title(self) -> str:
        """The title of the page, and nothing before there is one."""
        found = _PLACE.search(self.text)
        return found[1] if found else ""

    def arrived(self) -> str:
        """The title of the page, as soon as enough of it is drawn."""
        self.until(lambda: bool(self.title), "no page")
        return self.title

    @property
    def footer(self) -> dict[str, str]:
        """The keys of the last row, and what each of them does."""
        _, *parts = _KEY.split(self.text.rpartition("\n")[2])
        return {
            key: label.strip()
            for key, label in zip(parts[::2], parts[1::2], strict=True)
        }

    def until(self, there: Callable[[], bool], missing: str) -> None:
        """Wait for something; where it never comes, fail with the screen."""
        self.tty.until(there, lambda: f"{missing}; the screen:\n{self.text}")

    def expect(self, pattern: str) -> None:
        """Wait for a pattern on the screen."""
        there = re.compile(pattern)
        self.until(lambda: bool(there.search(self.text)), f"{pattern!r} never came")

    def complete(self, pattern: str) -> str:
        """Wait for a pattern until nothing more is drawn; the screen."""
        self.expect(pattern)
        self.tty.settle()
        self.expect(pattern)
        return self.text

    def press(self, key: str, *labels: str) -> None:
        """Press a key that the footer names, with one of these labels."""
        named = self.footer.get(key)
        assert named in labels, f"no {key} {labels} in the footer of:\n{self.text}"
        self.tty.send(_SEND[key])

    def go_on(self) -> None:
        """To the next page, as the footer says."""
        title, page = self.title, PAGES[self.title]
        for _ in range(MOST):
            by_enter = self.footer.get("Enter") in _ONWARD
            if by_enter and not re.search(page.enough or "$^", self.text):
                self._enter()
            else:
                self.press("^n", "Next")
                self.until(lambda: self.title != title, "^n did not go on")
            if self.title != title:
                return
        raise AssertionError(f"Enter does not lead on:\n{self.text}")

    def _enter(self) -> None:
        before, pressed = self.screen.cells, time.monotonic()
        self.press("Enter", *_ONWARD)
        self.until(lambda: self._moved(before), "Enter did nothing")
        # One Enter too many would answer the next page. How long the program may take
        # for the rest of what it draws is seen by how long it took for the first.
        self.tty.settle(3 * (time.monotonic() - pressed))

    def _moved(self, before: list[Cell]) -> bool:
        """Whether more changed than the cursor, which is one cell and blinks."""
        assert self.text
        pairs = zip(before, self.screen.cells, strict=True)
        return sum(one != other for one, other in pairs) > 1

    def turn_light(self) -> None:
        """Take the light theme, by the palette."""
        self.press("^p", "Commands")
        self.expect("Every command|Search")
        self.tty.send("Light theme")
        self.expect("The same colours on a light background")
        self.tty.send("\r")
        self.until(lambda: LIGHT in self.tty.seen, "the light theme never came")
        self.complete(PAGES["Welcome"].ready)
