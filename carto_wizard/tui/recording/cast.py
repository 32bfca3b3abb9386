"""Frames as an asciicast of version 3, which asciinema and its player show.

https://docs.asciinema.org/manual/asciicast/v3/
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from carto_wizard.tui.recording.frame import Frame, Look, Row

_HIDE_CURSOR = "\x1b[?25l"


def cast(frames: Sequence[Frame], width: int, title: str) -> str:
    """The recording: a header, then one event on each line."""
    header = {
        "version": 3,
        "term": {
            "cols": width,
            "rows": len(frames[0].rows),
            "type": "xterm-256color",
        },
        "title": title,
    }
    lines = [json.dumps(header, separators=(",", ":"))]
    lines += [json.dumps(event, ensure_ascii=False) for event in _events(frames)]
    return "\n".join(lines) + "\n"


def _events(frames: Sequence[Frame]) -> Iterator[tuple[float, str, str]]:
    """Each with the seconds since the one before it."""
    shown: Sequence[Row] = ()
    since = 0.0
    for frame in frames:
        start = "" if shown else _HIDE_CURSOR
        yield round(since, 3), "o", start + _drawn(frame.rows, shown)
        if frame.marker:
            yield 0.0, "m", frame.marker
        shown, since = frame.rows, frame.seconds
    yield round(since, 3), "x", "0"


def _drawn(rows: Sequence[Row], shown: Sequence[Row]) -> str:
    """The rows that are not shown already, each drawn at its place."""
    return "".join(
        f"\x1b[{number};1H" + "".join(f"{_sgr(look)}{text}" for text, look in row)
        for number, row in enumerate(rows, 1)
        if not shown or row != shown[number - 1]
    )


def _sgr(look: Look) -> str:
    """The sequence that sets exactly this look."""
    codes = [0]
    codes += [
        code
        for code, on in (
            (1, look.bold),
            (3, look.italic),
            (4, look.underline),
            (9, look.strike),
        )
        if on
    ]
    colours = (38, look.colour), (48, look.background)
    for code, colour in colours:
        codes += [code, 2, *bytes.fromhex(colour[1:])]
    return f"\x1b[{';'.join(map(str, codes))}m"
