"""The screen that ticks accounts and units of an organization."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message

from carto_wizard.setup.answers import Answers
from carto_wizard.setup.refresh import taken_over
from carto_wizard.tui.keys import ORGANIZATION
from carto_wizard.tui.organization import text as texts
from carto_wizard.tui.organization.tags import TagReading, TagsRead
from carto_wizard.tui.organization.ticks import Ticks
from carto_wizard.tui.organization.tree_screen import TreeScreen
from carto_wizard.tui.widgets.grid import Grid
from carto_wizard.tui.widgets.text_input import TextInput
from carto_wizard.tui.work.background import Finished, start

if TYPE_CHECKING:
    from carto_wizard.aws.looker import Looker


class OrganizationScreen(TreeScreen):
    """Ticks units and accounts; gives the answers with what is ticked."""

    BINDINGS = ORGANIZATION

    @dataclass
    class Tagged(Message):
        """Tags of some accounts were read."""

        news: TagsRead

    def __init__(self, ticks: Ticks, answers: Answers, looker: Looker) -> None:
        super().__init__(ticks)
        self.answers = answers
        self.looker = looker
        self._begun, self._warned = self.ticks.selection, False
        self._reading: TagReading | None = None

    def on_unmount(self) -> None:
        """Nobody waits for tags any more."""
        if self._reading:
            self._reading.cancel.set()

    def _ticked(self) -> None:
        self._say("")
        self._warned = False
        self._show(self._here)

    @on(Grid.Selected)
    def action_tick(self) -> None:
        """Tick the line under the cursor, or tick it off."""
        line = self._line
        if line is None:
            return
        if self.ticks.switch(self._here):
            self._ticked()
        else:
            self._say(texts.fixed(line, self.ticks.hub))

    def action_tick_shown(self) -> None:
        """Tick all that the filter shows, or tick it off."""
        if self.view.filtered:
            changed = self.ticks.switch_accounts(self.view.found)
        else:
            changed = self.ticks.switch_all()
        self._ticked()
        if not changed:
            self._say(texts.NONE_ACTIVE)

    def action_tags(self) -> None:
        """Read the tags of the accounts under the cursor, or stop reading them."""
        if self._reading is not None:
            self._reading.cancel.set()
            return
        ids = self._untagged() if self._line else []
        if not ids:
            self._say(texts.NO_MORE_TAGS)
            return
        reading = TagReading(
            self.looker, ids, lambda news: self.post_message(self.Tagged(news))
        )
        self._reading = reading
        self._say(texts.reading_tags(len(ids)))
        start(self, "tags", reading.run)

    def _untagged(self) -> list[str]:
        """The accounts under the cursor, of those found, without known tags."""
        inside = set(self.ticks.tree.inside(self._here)) & set(self.view.found)
        found = self.ticks.tree.accounts(sorted(inside))
        return [each.id for each in found if each.id not in self.ticks.tree.tags]

    @on(Tagged)
    def _tagged(self, event: Tagged) -> None:
        event.stop()
        self.ticks.tree.note_tags(event.news.tags)
        self._say(event.news.sentence)
        if self.view.words:
            here = self._here
            self.view.show()
            self._show(here)
        else:
            self._show_line()

    @on(Finished)
    def _tags_ended(self, event: Finished) -> None:
        event.stop()
        self._reading = None
        if event.result:
            self._say(event.result)

    def action_use(self) -> None:
        """Close with what is ticked."""
        organization = self.ticks.tree.organization
        self.dismiss(taken_over(self.answers, organization, self.ticks.selection))

    def action_close(self) -> None:
        """Clear the filter first, as on a page; only a second request loses ticks."""
        if self._reading is not None:
            self._reading.cancel.set()
        elif self.view.filtered:
            with self._field.prevent(TextInput.Changed):
                self._field.clear()
            self._leave_only("", only_changed=False)
        elif self._field.has_focus:
            self.action_to_list()
        elif self.ticks.selection == self._begun or self._warned:
            super().action_close()
        else:
            self._warned = True
            self._say(texts.unused())

    def action_why(self) -> None:
        """Explain the marks and the keys."""
        from carto_wizard.tui.dialogs.why import Help, keys_here

        keys = keys_here(self, self.focused)
        listed = f"Listed {self.ticks.tree.organization.by_right}."
        self.app.push_screen(Help("Organization", (*texts.HELP, listed), keys))
