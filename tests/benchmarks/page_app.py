"""A page on a terminal, which notes when each place of its cursor is painted.

Run by `bench_check_page`, `bench_paste` and `bench_tree`: `page_app NOTES ACCOUNTS
run|rest|list|tree|filter`. At rest the check page shows the findings of a run that is
over; `list` is the page of the accounts, `tree` the organization above it. For `filter`
a place is the number of filters that were painted.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

from carto_wizard import tui
from carto_wizard.checks.catalogue import CHECKS, Scope
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.files.state_folder import StateFolder
from carto_wizard.setup.answers import Answers
from carto_wizard.setup.derived import with_derived
from carto_wizard.tui.app import CartoWizard
from carto_wizard.tui.organization.screen import OrganizationScreen
from carto_wizard.tui.organization.ticks import first_ticks
from carto_wizard.tui.organization.view import View
from carto_wizard.tui.pasted_text import take_pastes_whole
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.widgets.grid import Grid
from carto_wizard.tui.work.garbage_collection import young_only
from tests.benchmarks.checks_child import answers, write_config
from tests.organizations import FIRST, large, nobody

POLL_SECONDS = 0.2


class NotingApp(CartoWizard):
    """The wizard, opened at a step."""

    CSS_PATH = str(Path(tui.__file__).with_name("app.tcss"))

    def __init__(self, state: WizardState, notes: Path, step: str, mode: str) -> None:
        super().__init__(state)
        self.step = step
        self.mode = mode
        self.accounts = len(state.answers.accounts)
        self.notes = notes
        self.grid: Any = None
        self.painted: list[tuple[int, float]] = []

    async def on_ready(self) -> None:
        """Go to the page; from then on look for the end of its run."""
        await self.frame.show(self.step)
        if self.mode in ("tree", "filter"):
            screen = OrganizationScreen(
                first_ticks(large(self.accounts, 60), FIRST), FIRST, nobody()
            )
            await self.push_screen(screen)
            self.grid = screen.grid
            screen.action_fold_all()
            if self.mode == "filter":
                screen.action_filter()
        else:
            self.grid = self.frame.query(Grid).last()
            self.grid.focus()
        self.notes.with_suffix(".ready").touch()
        self.set_interval(POLL_SECONDS, self._look)

    def _look(self) -> None:
        body: Any = self.frame.body
        if self.step == "check":
            done = not body.running
        else:
            done = len(body.table.accounts) > self.accounts
        if done:
            self.notes.with_suffix(".done").touch()

    def _display(self, screen: Any, renderable: Any) -> None:
        super()._display(screen, renderable)
        grid = self.grid
        if grid is not None and grid.drawn != (self.painted or [(-1, 0.0)])[-1][0]:
            self.painted.append((grid.drawn, time.monotonic()))

    def write_notes(self) -> None:
        """Leave what was seen to the benchmark."""
        self.notes.write_text(json.dumps(self.painted))
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        self.notes.with_suffix(".memory").write_text(str(most))


def watch_grids(mode: str) -> None:
    """Let every grid remember the row on which it last drew its cursor."""
    plain, filter_ = Grid.render_line, View.filter
    filters = 0

    def counted(self: View, *words: Any, **only: Any) -> None:
        nonlocal filters
        filters += 1
        filter_(self, *words, **only)

    def render_line(self: Any, y: int) -> Any:
        if mode == "filter":
            self.drawn = filters
        elif self.scroll_offset.y + y - self.header == self.cursor:
            self.drawn = self.cursor
        return plain(self, y)

    View.filter = counted  # type: ignore[method-assign]
    Grid.drawn = -1  # type: ignore[attr-defined]
    Grid.render_line = render_line  # type: ignore[method-assign]


def findings(asked: Answers) -> list[Finding]:
    """What a run over healthy accounts says."""
    checks = [c.id for c in CHECKS.values() if c.scope is Scope.SPOKE]
    return [
        Finding(check, Status.OK, "All is well.", account.id, account.name)
        for account in asked.accounts
        for check in checks
    ]


def main() -> None:
    """Run the app until it is told to quit."""
    notes, number, mode = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    tree = mode in ("tree", "filter")
    # As the wizard completes them, or what was checked would be other answers.
    asked = with_derived(answers(number))
    if not tree and mode != "list":
        write_config(number)
    home = notes.parent
    state = WizardState(
        home / "session.toml",
        dict(os.environ),
        home,
        StateFolder(home / "state"),
        asked,
    )
    if mode == "rest":
        state.findings, state.checked = findings(asked), asked.rendered
    watch_grids(mode)
    step = "accounts" if tree or mode == "list" else "check"
    app = NotingApp(state, notes, step, mode)
    take_pastes_whole()
    with young_only():
        app.run()
    app.write_notes()


if __name__ == "__main__":
    main()
