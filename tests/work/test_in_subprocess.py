"""Work in a process of its own: what it sends, raises, and how it ends."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
import time

import pytest

from carto_wizard.errors import UsageError
from carto_wizard.work import subprocess_main
from carto_wizard.work.in_subprocess import (
    Send,
    SubprocessDefectError,
    SubprocessEndedError,
    run_in_subprocess,
)


def count_up(number: int, send: Send) -> None:
    send(os.getpid())
    for each in range(number):
        send(each)


def wait_for_ever(_: None, send: Send) -> None:
    send("waiting")
    never().wait()


def refuse(message: str, send: Send) -> None:
    send("sent before")
    raise UsageError(message, "A hint.")


def fail(_: None, send: Send) -> None:
    raise ZeroDivisionError("a defect")


def vanish(status: int, send: Send) -> None:
    os._exit(status)


def say_junk(junk: bytes, send: Send) -> None:
    os.write(1, junk)


def never() -> threading.Event:
    return threading.Event()


def test_messages_come_in_order_from_another_process() -> None:
    found: list[int] = []
    run_in_subprocess(count_up, 1000, found.append, cancel=never())
    assert found[0] != os.getpid()
    assert found[1:] == list(range(1000))


def test_what_the_work_refuses_is_raised_here_after_what_it_sent() -> None:
    found: list[str] = []
    with pytest.raises(UsageError, match="Not so") as raised:
        run_in_subprocess(refuse, "Not so.", found.append, cancel=never())
    assert raised.value.hint == "A hint."
    assert found == ["sent before"]


def test_a_defect_is_raised_here_with_its_traceback() -> None:
    with pytest.raises(SubprocessDefectError, match=r"in fail(.|\n)*ZeroDivisionError"):
        run_in_subprocess(fail, None, print, cancel=never())


@pytest.mark.parametrize("status", [0, 1])
def test_a_process_that_ends_early_is_told(status: int) -> None:
    with pytest.raises(SubprocessEndedError):
        run_in_subprocess(vanish, status, print, cancel=never())


@pytest.mark.parametrize(
    "junk",
    [
        b"Warning: something\n",
        b"\x80\x04.",
        pickle.dumps("no pair"),
        b"cno_such_module\nname\n.",
        b"\x80\xff",
    ],
)
def test_bytes_that_are_no_message_end_it_with_a_word(junk: bytes) -> None:
    with pytest.raises(SubprocessEndedError):
        run_in_subprocess(say_junk, junk, print, cancel=never())


def test_cancelling_kills_it_at_once() -> None:
    cancel = threading.Event()
    cancelled: list[float] = []

    def receive(_: str) -> None:
        cancelled.append(time.monotonic())
        cancel.set()

    run_in_subprocess(wait_for_ever, None, receive, cancel=cancel)
    # The promise is 0.2 s on a quiet machine.
    assert time.monotonic() - cancelled[0] < 1


def test_it_ends_with_whoever_started_it() -> None:
    """A killed wizard cannot kill its child; the end of the pipe does."""
    with subprocess.Popen(
        [sys.executable, "-P", subprocess_main.__file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdin is not None and child.stdout is not None
        work = pickle.dumps((wait_for_ever, None))
        child.stdin.write(pickle.dumps(sys.path) + work)
        child.stdin.flush()
        assert pickle.load(child.stdout) == ("messages", ["waiting"])
        child.stdin.close()
        assert child.wait(timeout=10) == 0
