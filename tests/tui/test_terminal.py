"""The screens on a real pty: signals, kills, redirection, and how a defect ends."""

from __future__ import annotations

import re
import signal
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from carto_wizard.setup.answers import Account, Answers
from carto_wizard.setup.session import load, save
from carto_wizard.setup.steps import step_of
from tests.terminal import Terminal, environ, terminal
from tests.tui.wizard import HUB, HUB_ID, SINGLE, SPOKE_ID

LEFT = "\x1b[?1049l"
RESTORED = (LEFT, "\x1b[?1000l", "\x1b[?1003l", "\x1b[?25h")
"""Out of the alternate screen, the mouse off, the cursor shown."""
AT_ONCE = 3.0


@pytest.fixture
def env(home: Path) -> dict[str, str]:
    return environ(home)


@pytest.fixture
def session(home: Path) -> Path:
    return home / "session.toml"


def assert_restored(tty: Terminal) -> None:
    for sequence in RESTORED:
        assert sequence in tty.seen, repr(sequence)


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)],
    ids=["term", "hup", "int"],
)
def test_a_signal_gives_the_terminal_back_and_saves(
    number: signal.Signals, code: int, env: dict[str, str], session: Path
) -> None:
    save(replace(HUB, step="retry"), session)
    with terminal("--session", session, env=env) as tty:
        tty.expect("\x1b[?1049h", "Resume at Retry")
        tty.send("\r")
        tty.expect("of 13", "Attempts")
        tty.expect("Waits longer")
        tty.send("\t")
        tty.expect("How AWS SDKs wait")
        tty.send("7")
        tty.expect("57")
        tty.signal(number)
        assert tty.ended() == code
        assert_restored(tty)
    answers = load(session).answers
    assert answers.step == "retry"
    assert answers.retry.max_attempts == 57


@pytest.mark.parametrize("step", ["retry", "preview", "check"])
def test_a_window_that_closes_ends_it_and_what_was_typed_is_saved(
    step: str, env: dict[str, str], session: Path
) -> None:
    """On a page that waits for a key, one that reads, and one that asks."""
    save(replace(HUB, step=step), session)
    with terminal("--session", session, env=env) as tty:
        tty.expect("\x1b[?1049h", "Resume at")
        tty.send("\r")
        if step == "retry":
            tty.expect("Waits longer")
            tty.send("\t")
            tty.expect("How AWS SDKs wait")
            tty.send("7")
            tty.expect("57")
        assert tty.hang_up() == 129
    answers = load(session).answers
    assert answers.step == step
    assert answers.retry.max_attempts == (57 if step == "retry" else 5)


def test_ctrl_c_twice_aborts(env: dict[str, str], session: Path) -> None:
    with terminal("--session", session, env=env) as tty:
        tty.expect("Start")
        tty.send("\x03")
        tty.expect("Ctrl+C again")
        tty.send("\x03")
        assert tty.ended() == 130
        assert_restored(tty)
    assert not session.exists()


NEXT = (("\x0e", ""),)
HUB_WAY = (
    ("1 of 13", (("\r", ""),)),
    ("2 of 13", NEXT),
    ("3 of 13", NEXT),
    (
        "4 of 13",
        (
            (HUB_ID, HUB_ID),
            ("\t", "mype to filter"),
            ("eu-west-3", "Paris"),
            ("\r", ""),
            *NEXT,
        ),
    ),
    (
        "5 of 13",
        ((f"{SPOKE_ID} payments", "payments"), ("\r", "1 account added"), *NEXT),
    ),
    *((f"{number} of 13", NEXT) for number in range(6, 10)),
)
"""What is on the screen, then what is typed and what must be seen of it."""
SINGLE_WAY = (
    ("2 of 12", NEXT),
    ("3 of 12", NEXT),
    ("4 of 12", ((HUB_ID, HUB_ID), *NEXT)),
    ("5 of 12", (("frankfurt", "frankfurt"), ("\r", ""))),
    ("6 of 12", NEXT),
    ("7 of 12", NEXT),
    ("8 of 12", NEXT),
)
Way = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def killed_at_every_step(way: Way, env: dict[str, str], session: Path) -> Answers:
    """Walk, and kill -9 as soon as the next step is on the screen."""
    for (here, keys), (there, _) in pairwise(way):
        before = load(session).answers.step if session.exists() else ""
        with terminal("--session", session, env=env) as tty:
            if before not in ("", "welcome"):
                tty.expect(f"Resume at {step_of(load(session).answers, before).title}")
                tty.send("\r")
            tty.expect(here)
            for text, seen in keys:
                tty.send(text)
                tty.expect(seen)
            tty.expect(there)
            tty.signal(signal.SIGKILL)
            assert tty.ended() == 137
    return load(session).answers


def test_killed_at_every_step_it_comes_back_with_everything(
    env: dict[str, str], session: Path
) -> None:
    answers = killed_at_every_step(HUB_WAY, env, session)
    assert answers.step == "preview"
    assert answers.hub == replace(HUB.hub, region="eu-west-3")
    assert answers.accounts == (Account(HUB_ID, "hub"), Account(SPOKE_ID, "payments"))
    assert [path.name for path in session.parent.glob("session*")] == [session.name]


def test_a_single_account_killed_at_every_step_comes_back_too(
    env: dict[str, str], session: Path
) -> None:
    single = replace(SINGLE.single, account_id="", region="")
    save(replace(SINGLE, step="mode", single=single), session)
    answers = killed_at_every_step(SINGLE_WAY, env, session)
    assert answers.step == "preview"
    assert answers.single.account_id == HUB_ID
    assert answers.single.region == "eu-central-1"


def test_no_color_sends_no_colour(env: dict[str, str], session: Path) -> None:
    save(replace(HUB, step="accounts"), session)
    with terminal("--session", session, env=env | {"NO_COLOR": "1"}) as tty:
        tty.expect("Resume at")
        tty.send("\r")
        tty.expect("5 of 13")
        tty.settle()
        tty.send("\x11")
        assert tty.ended() == 0
        codes = {
            c
            for run in re.findall(r"\x1b\[([\d;]*)m", tty.seen)
            for c in run.split(";")
        }
    # Bold, dim, underlined, reverse; and the terminal's own two colours.
    assert codes <= {"", "0", "1", "2", "4", "7", "39", "49"}
    assert "7" in codes


def test_stdout_may_go_to_a_file(
    env: dict[str, str], session: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    script = f'exec "$0" -m carto_wizard --session "$1" >"{out}"'
    command = ("sh", "-c", script, sys.executable)
    with terminal(session, env=env, command=command) as tty:
        tty.expect("Start")
        tty.send("\x11")
        assert tty.ended() == 0
        assert_restored(tty)
    assert out.read_bytes() == b""


DEFECT = """
import sys
from pathlib import Path
from carto_wizard.files.state_folder import StateFolder
from carto_wizard.render.aws_config import AccessKeys
from carto_wizard.tui import run as screens
from carto_wizard.tui.steps import form

def broken(self, answers):
    secret_of_a_person = self.state.keys
    also_here = "TOP" + "SECRET"
    raise RuntimeError("defect in a step")

form.FormBody.collect = broken
made = screens.WizardState
def state(*args, **more):
    found = made(*args, **more)
    found.keys = AccessKeys("AKIA" + "X" * 16, "TOP" + "SECRET" * 6)
    return found
screens.WizardState = state
sys.exit(
    screens.run(
        Path(sys.argv[1]),
        fresh=False,
        mouse=True,
        environ={},
        state_folder=StateFolder.of_user(),
        banner="",
    )
)
"""


def test_a_defect_ends_with_a_traceback_that_shows_no_values(
    env: dict[str, str], session: Path
) -> None:
    save(replace(HUB, step="mode"), session)
    command = (sys.executable, "-c", DEFECT)
    with terminal(session, env=env, command=command) as tty:
        tty.expect("Resume at Mode")
        tty.send("\r")
        tty.expect("2 of 13")
        tty.send("\x0e")
        assert tty.ended(defect=True) == 1
        assert_restored(tty)
        after = tty.seen[tty.seen.index(LEFT) :]
    assert "defect in a step" in after
    assert "RuntimeError" in after
    assert "TOPSECRET" not in tty.seen
    assert "AKIAXXXX" not in tty.seen
    assert "╭─ locals" not in after


@pytest.fixture
def silent() -> Iterator[str]:
    """An address that takes calls and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_quitting_while_checks_hang_is_instant(
    env: dict[str, str], session: Path, silent: str
) -> None:
    save(replace(HUB, step="check"), session)
    env |= {
        "AWS_EC2_METADATA_SERVICE_ENDPOINT": silent,
        "AWS_ENDPOINT_URL": silent,
        "NO_PROXY": "127.0.0.1",
    }
    with terminal("--session", session, env=env) as tty:
        tty.expect("Resume at Check")
        tty.send("\r")
        tty.expect("0 of 2")
        began = time.monotonic()
        tty.send("\x11")
        assert tty.ended() == 0
        assert time.monotonic() - began < AT_ONCE
        assert_restored(tty)


def test_a_terminal_too_small_says_so_and_loses_nothing(
    env: dict[str, str], session: Path
) -> None:
    with terminal("--session", session, env=env, size=(20, 5)) as tty:
        tty.expect("Nothing is lost.")
        tty.resize(80, 24)
        tty.expect("Start")
        tty.send("\x11")
        assert tty.ended() == 0
