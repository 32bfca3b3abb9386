"""`carto-wizard demo --record FILE`: the journey as a cast or a moving picture."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from carto_wizard.commands.terminal import FINE, say
from carto_wizard.errors import DemoError, UsageError, WriteError
from carto_wizard.files.disk.atomic import create_exclusive
from carto_wizard.setup.answers import Mode
from carto_wizard.setup.text import count, one_line
from carto_wizard.tui import themes
from carto_wizard.tui.recording.cast import cast
from carto_wizard.tui.recording.frame import Frame
from carto_wizard.tui.recording.journey import JOURNEYS
from carto_wizard.tui.recording.moving_svg import moving_svg
from carto_wizard.tui.recording.player import SIZE, Player
from carto_wizard.tui.recording.stage import stage

_STILL = "check"
"""The page that stands for the whole journey."""


def record(file: Path, mode: Mode) -> int:
    """Play the journey of a mode and write it to a new file, `.cast` or `.svg`."""
    if file.suffix not in _FORMS:
        raise UsageError(
            f"{one_line(str(file))} is neither a .cast nor an .svg.",
            "Name a file that ends in .cast, for asciinema, or in .svg, for a page.",
        )
    if file.exists() or file.is_symlink():
        raise _there_already(file)
    if not file.parent.is_dir():
        # Said now, and not when all is played.
        raise _not_written(file, NotADirectoryError(0, "there is no such folder"))
    # The recording is for others, whose terminal it is not.
    os.environ.pop("NO_COLOR", None)
    try:
        frames = asyncio.run(played(mode))
    except TimeoutError:
        raise DemoError(
            "The demo did not get any further, so nothing was recorded.",
            "End what else keeps this machine busy, then try again.",
        ) from None
    _write(file, _FORMS[file.suffix](frames, mode))
    screens = count(len(frames), "screen")
    say(f"{one_line(str(file))}: {screens}, {_seconds(frames)} s.")
    return FINE


def as_cast(frames: Sequence[Frame], mode: Mode) -> str:
    """The journey of a mode as an asciicast."""
    return cast(frames, SIZE[0], f"carto-wizard demo, {mode}")


def as_svg(frames: Sequence[Frame], mode: Mode) -> str:
    """The journey of a mode as a moving picture."""
    still = next(n for n, frame in enumerate(frames) if frame.marker == _STILL)
    about = ". ".join(beat.says for beat in JOURNEYS[mode])
    return moving_svg(frames, SIZE[0], title="carto-wizard", about=about, still=still)


_FORMS: dict[str, Callable[[Sequence[Frame], Mode], str]] = {
    ".cast": as_cast,
    ".svg": as_svg,
}


async def played(mode: Mode, theme: str = themes.DARK.name) -> list[Frame]:
    """Everything that is seen on the journey of a mode, in one of our themes."""
    frames: list[Frame] = []
    leave: list[int] = []
    _leave_between_keys(leave)
    say("Recording. This takes about twenty seconds.")
    with stage("empty", mode) as app:
        async with app.run_test(size=SIZE) as pilot:
            app.theme = theme
            player = Player(app, pilot, leave=leave)
            async for frame in player.play(JOURNEYS[mode]):
                if frame.marker:
                    say(f"{_seconds(frames):4} s  {frame.marker}")
                frames.append(frame)
    return frames


def _leave_between_keys(leave: list[int]) -> None:
    """Let a signal that ends the process end the wizard and its AWS first.

    Raised wherever it arrives, it would tear a page down while it is being made.
    """
    loop = asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # What nohup ignores stays ignored; Windows has no handlers on a loop.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            with suppress(NotImplementedError):
                loop.add_signal_handler(number, leave.append, 128 + number)


def _seconds(frames: Sequence[Frame]) -> int:
    return round(sum(frame.seconds for frame in frames))


def _write(file: Path, text: str) -> None:
    try:
        create_exclusive(file, text.encode())
    except FileExistsError:
        raise _there_already(file) from None
    except OSError as error:
        raise _not_written(file, error) from None


def _not_written(file: Path, error: OSError) -> WriteError:
    return WriteError(
        f"Could not write {one_line(str(file))}: {error.strerror}.",
        "Name a file in another folder.",
    )


def _there_already(file: Path) -> UsageError:
    return UsageError(
        f"{one_line(str(file))} is there already, and nothing is overwritten.",
        "Name another file, or delete this one first.",
    )
