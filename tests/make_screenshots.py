"""Make `screenshots/` anew from the demo: `python -m tests.make_screenshots [FOLDER]`.

The moving picture, dark and light, and the recording of the journey to all green, one
SVG for each step of both modes, and a few of what can be wrong. Two runs give the same
bytes.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

from carto_wizard.demo.scenarios import scenario
from carto_wizard.setup.answers import Mode
from carto_wizard.tui import themes
from carto_wizard.tui.app import CartoWizard
from carto_wizard.tui.recording.frame import Frame, without_port
from carto_wizard.tui.recording.journey import JOURNEYS, Beat
from carto_wizard.tui.recording.player import SIZE, Player
from carto_wizard.tui.recording.record import as_cast, as_svg, played
from carto_wizard.tui.recording.stage import stage

LIGHT_WINDOW = {"#292929": "#D6E0E8", "#c5c8c6": "#1B232C"}
"""The colours of the window around the screen, which Rich draws dark always."""
ALSO_LIGHT = ("check", "check-causes")
"""The pictures that are made in the light theme too, with `-light` in their names."""


def _silent(*keys: str, until: str, marker: str = "") -> Beat:
    return Beat("", keys, until, marker=marker)


TROUBLED = (
    _silent("enter", *["ctrl+n"] * 3, until="Accounts · "),
    _silent("ctrl+t", until="Profile payments-admin"),
    _silent("down", "enter", until="would list"),
    _silent("enter", until="has no right to", marker="organization-denied"),
    _silent("escape", "ctrl+t", until="Profile org-admin"),
    _silent("enter", until="would list"),
    _silent("enter", until="accounts ticked"),
    _silent(
        *("slash", *"prod", *["down"] * 3),
        until="Production",
        marker="organization-filter",
    ),
    _silent("escape", "ctrl+n", *["ctrl+n"] * 4, until=" create"),
    _silent("d", until="cartography-config"),
    _silent("end", "i", until="Profile org-admin"),
    _silent("enter", until="would look"),
    _silent("down", "enter", until="not ours", marker="preview-aws"),
    _silent("ctrl+n", until="Write · "),
    _silent("enter", until="files written."),
    _silent("ctrl+n", until="Roles · "),
    _silent("ctrl+n", until="Watching", marker="check-causes"),
)
"""What a person meets who has not the right, or whose roles are not right."""


def picture(app: CartoWizard) -> str:
    """The screen as SVG; Rich's prefix is a checksum of more than what is seen."""
    svg = app.export_screenshot(title="carto-wizard")
    # Where pictures may load a font from another server, not all of them do.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    if not app.current_theme.dark:
        for dark, light in LIGHT_WINDOW.items():
            svg = svg.replace(dark, light)
    return re.sub(r"\bterminal-\d+\b", "carto-wizard", without_port(svg))


async def pictures(
    app: CartoWizard, journey: Sequence[Beat], seen: list[Frame], prefix: str = ""
) -> AsyncGenerator[tuple[str, str], None]:
    """The picture at each marker of a journey, with its name; all frames in `seen`."""
    async with app.run_test(size=SIZE) as pilot:
        player = Player(app, pilot)
        async for frame in player.play(journey):
            seen.append(frame)
            if not frame.marker:
                continue
            name = prefix + frame.marker
            yield name, picture(app)
            if name in ALSO_LIGHT:
                app.theme = themes.LIGHT.name
                await player.settle()
                yield f"{name}-light", picture(app)
                app.theme = themes.DARK.name
                await player.settle()


async def pictured(
    app: CartoWizard, journey: Sequence[Beat], folder: Path, prefix: str = ""
) -> list[Frame]:
    """Write the pictures of a journey into a folder; returns all its frames."""
    seen: list[Frame] = []
    async for name, svg in pictures(app, journey, seen, prefix):
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8")
    return seen


def make(folder: Path) -> None:
    """Write every picture into a folder."""
    # Nothing of the person's: no colour setting, no folder for temporary files.
    os.environ.clear()
    with stage("empty", Mode.HUB) as app:
        frames = asyncio.run(pictured(app, JOURNEYS[Mode.HUB], folder))
    for form, made in ((".svg", as_svg), (".cast", as_cast)):
        text = made(frames, Mode.HUB)
        (folder / f"demo{form}").write_text(text, encoding="utf-8")
    light = as_svg(asyncio.run(played(Mode.HUB, themes.LIGHT.name)), Mode.HUB)
    (folder / "demo-light.svg").write_text(light, encoding="utf-8")
    with stage("empty", Mode.SINGLE) as app:
        asyncio.run(pictured(app, JOURNEYS[Mode.SINGLE], folder, "single-"))
    # Who has mistakes has answered everything.
    with stage("troubled", Mode.HUB, scenario("troubled").answers) as app:
        asyncio.run(pictured(app, TROUBLED, folder))


def main() -> None:
    """Write the pictures into `screenshots/`, or the folder named."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots")
    folder.mkdir(exist_ok=True)
    make(folder)


if __name__ == "__main__":
    main()
