"""What is made of the screens of a journey: a cast and a moving picture."""

from __future__ import annotations

import json
import re
from itertools import accumulate
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from carto_wizard.tui import themes
from carto_wizard.tui.keys import pressed
from carto_wizard.tui.recording.cast import cast
from carto_wizard.tui.recording.frame import Frame, Look, Run, caption, without_port
from carto_wizard.tui.recording.journey import JOURNEYS
from carto_wizard.tui.recording.moving_svg import moving_svg
from tests.screen import Screen

WIDTH, HEIGHT = 12, 3
COLOURS = ("#10151b", "#d8dee6", "#2e5f82")
SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "title", "desc", "style", "defs", "g", "use", "rect", "circle"}

letters = st.sampled_from([*"ab <>&\"'[]/$", "é", "界", "✓"])
looks = st.builds(Look, *[st.sampled_from(COLOURS)] * 2, *[st.booleans()] * 4)


@st.composite
def rows(draw: st.DrawFn) -> tuple[Run, ...]:
    """A row of exactly WIDTH cells."""
    made: list[Run] = []
    left = WIDTH
    while left:
        text = ""
        for letter in draw(st.lists(letters, min_size=1, max_size=left)):
            text += letter if cell_len(text + letter) <= left else ""
        if text:
            made.append(Run(text, draw(looks)))
            left -= cell_len(text)
    return tuple(made)


frames = st.lists(
    st.builds(
        Frame,
        st.tuples(*[rows()] * HEIGHT),
        st.sampled_from([0.08, 0.8, 3.0]),
        st.sampled_from(["", "check", 'a "b"']),
    ),
    min_size=1,
    max_size=6,
)


@given(frames)
def test_at_every_event_a_cast_shows_what_the_frame_shows(film: list[Frame]) -> None:
    header, *events = map(json.loads, cast(film, WIDTH, "a title").splitlines())
    assert header == {
        "version": 3,
        "term": {"cols": WIDTH, "rows": HEIGHT, "type": "xterm-256color"},
        "title": "a title",
    }
    screen, clock, shown = Screen(WIDTH, HEIGHT), 0.0, []
    for interval, code, data in events:
        clock += interval
        if code == "o":
            screen.feed(data)
            shown.append((round(clock, 3), str(screen), screen.cells, ""))
        elif code == "m":
            assert interval == 0
            shown[-1] = (*shown[-1][:3], data)
    starts = [0.0, *accumulate(frame.seconds for frame in film)]
    assert events[-1][1:] == ["x", "0"]
    assert round(clock, 3) == round(starts[-1], 3)
    for start, frame, (at, text, cells, marker) in zip(
        starts, film, shown, strict=False
    ):
        assert at == round(start, 3)
        assert text == text_of(frame)
        assert marker == frame.marker
        for (_, sequence), look in zip(cells, looks_of(frame), strict=True):
            assert sequence.startswith("0")
            assert f"38;2;{numbers(look.colour)}" in sequence
            assert sequence.endswith(f"48;2;{numbers(look.background)}")
    assert len(shown) == len(film)


def numbers(colour: str) -> str:
    return ";".join(map(str, bytes.fromhex(colour[1:])))


def text_of(frame: Frame) -> str:
    """What can be read, row by row."""
    return "\n".join("".join(run.text for run in row).rstrip() for row in frame.rows)


def looks_of(frame: Frame) -> list[Look]:
    """The look of each cell."""
    return [
        run.look for row in frame.rows for run in row for _ in range(cell_len(run.text))
    ]


@given(frames)
def test_a_picture_holds_the_text_of_each_frame_and_nothing_else(
    film: list[Frame],
) -> None:
    text = moving_svg(film, WIDTH, title="<t>", about="]]>&", still=0)
    root = ElementTree.fromstring(text)
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {*ELEMENTS, "text"}
    drawn = {node.get("id"): node for node in root.iter(f"{SVG}g") if node.get("id")}
    for number, frame in enumerate(film):
        cells = [[" "] * WIDTH for _ in range(HEIGHT)]
        for use in drawn[f"f{number}"]:
            row = int(use.get("y", "")) // 17
            for node in drawn[use.get("href", "")[1:]].iter(f"{SVG}text"):
                at = int(node.get("x", "")) // 8
                for letter in node.text or "":
                    cells[row][at] = letter
                    if cell_len(letter) == 2:
                        cells[row][at + 1] = ""
                    at += cell_len(letter)
                assert int(node.get("textLength", "")) == 8 * cell_len(node.text or "")
        assert "\n".join("".join(row).rstrip() for row in cells) == text_of(frame)
    # Nothing is loaded, and nothing runs.
    assert re.findall(r"https?:[^\"]*", text) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"url\(|@import|<script|\son\w+=", text)


@given(frames)
def test_one_frame_of_a_picture_is_seen_at_a_time(film: list[Frame]) -> None:
    text = moving_svg(film, WIDTH, title="", about="", still=len(film) - 1)
    seen = re.findall(
        r"#f(\d+)\{animation-name:k\1\}@keyframes k\1\{"
        r"(?:0%\{visibility:hidden\})?([\d.]+)%\{visibility:visible\}"
        r"(?:([\d.]+)%,to\{visibility:hidden\}|to\{visibility:visible\})\}",
        text,
    )
    assert [int(number) for number, _, _ in seen] == list(range(len(film)))
    times = [float(start) for _, start, _ in seen]
    assert times[0] == 0
    assert times == sorted(set(times))
    assert [end for _, _, end in seen[:-1]] == [start for _, start, _ in seen[1:]]
    assert f"#f{len(film) - 1}{{visibility:visible}}" in text


def test_a_caption_is_as_wide_as_the_screen_and_names_the_key() -> None:
    for key in ("", "Ctrl+N"):
        empty, told = caption(key, "The next step", 40, themes.DARK)
        assert sum(cell_len(run.text) for run in empty) == 40
        assert sum(cell_len(run.text) for run in told) == 40
        assert "".join(run.text for run in told).split() == [
            *key.split(),
            *("The", "next", "step"),
        ]


def test_keys_are_named_as_the_footer_names_them_and_text_as_it_is_typed() -> None:
    assert pressed(("ctrl+n",)) == "Ctrl+N"
    assert pressed(("m",)) == "M"
    assert pressed(("down", "enter")) == "Down Enter"
    assert pressed(tuple("us-east-1")) == "us-east-1"
    assert pressed(()) == ""


def test_every_recording_has_the_same_port() -> None:
    assert without_port("http://127.0.0.1:34683/ on") == "http://127.0.0.1:40000/ on"


def test_a_beat_waits_for_something_and_is_long_enough_to_be_read() -> None:
    for journey in JOURNEYS.values():
        markers = [beat.marker for beat in journey if beat.marker]
        assert len(markers) == len(set(markers)) >= 12
        assert markers[-2:] == ["check", "finish"]
        for beat in journey:
            assert beat.says
            assert beat.until
            # A fast reader takes a sixth of a second for a word; keys are seen before.
            assert beat.seconds + 0.8 >= len(beat.says.split()) / 6
