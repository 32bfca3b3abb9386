"""Plays a journey on the wizard without a terminal, and gives what is seen."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

from textual.css.query import NoMatches
from textual.pilot import Pilot

from carto_wizard.tui.app import CartoWizard
from carto_wizard.tui.keys import pressed
from carto_wizard.tui.recording.frame import Frame, caption, rows_of
from carto_wizard.tui.recording.journey import Beat

SIZE = (112, 32)
"""Columns and rows of the wizard; the caption is below."""
PATIENCE = 300.0
"""Seconds until a page that never comes is a defect, on a busy machine too."""
_KEY_SECONDS = 0.8
"""A key is seen before what it does."""
_TYPE_SECONDS = 0.08


@dataclass
class Player:
    """The wizard, driven by keys and looked at."""

    app: CartoWizard
    pilot: Pilot[None]
    limit: float = PATIENCE
    leave: list[int] = field(default_factory=list)
    """The exit code, once there is one: it ends as soon as no key is at work."""

    def screen(self) -> str:
        """Everything that goes to the terminal, as text."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text for strip in strips)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for background work by its effect.

        Raises TimeoutError, with the screen, when it does not come, and SystemExit
        where the wizard is to be left.
        """
        end = time.monotonic() + self.limit
        while self._goes_on() and not _holds(condition):
            if time.monotonic() >= end:
                raise TimeoutError(f"waited in vain; seen:\n{self.screen()}")
            await self.pilot.pause()
        await self.pilot.pause()

    def _goes_on(self) -> bool:
        if self.leave:
            raise SystemExit(self.leave[0])
        return True

    async def press(self, *keys: str) -> None:
        """Press keys as fast as the pilot can, then let the screen follow."""
        await self.pilot.press(*keys)
        await self.settle()

    async def settle(self) -> None:
        """Let messages go all the way up, however busy the machine is."""
        for _ in range(6):
            await self.pilot._wait_for_screen()
        await self.pilot.pause()

    async def play(self, journey: Sequence[Beat]) -> AsyncIterator[Frame]:
        """What is seen, and for how long."""
        theme, width = self.app.current_theme, SIZE[0]
        for beat in journey:
            below = caption(pressed(beat.keys), beat.says, width, theme)
            if beat.keys:
                yield Frame((*rows_of(self.app), *below), _KEY_SECONDS)
            for number, key in enumerate(beat.keys, 1):
                await self.press(key)
                # What the last one leads to may take time.
                if number < len(beat.keys):
                    yield Frame((*rows_of(self.app), *below), _TYPE_SECONDS)
            await self._see(beat)
            yield Frame((*rows_of(self.app), *below), beat.seconds, beat.marker)

    async def _see(self, beat: Beat) -> None:
        def seen() -> bool:
            screen = self.screen()
            return beat.until in screen and not (
                beat.without and beat.without in screen
            )

        await self.until(seen)
        await self.settle()


def _holds(condition: Callable[[], object]) -> bool:
    try:
        return bool(condition())
    except NoMatches:
        return False
