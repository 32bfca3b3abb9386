"""Two masked fields for access keys, which live in memory until they are written."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from carto_wizard.render.aws_config import AccessKeys
from carto_wizard.setup.validate import access_key_id, secret_access_key
from carto_wizard.tui.widgets.text_input import TextInput

HELP = "You type it hidden. It is written to the credentials file and nowhere else."


class KeyFields(Vertical):
    """Access key ID and secret access key."""

    DEFAULT_CSS = """
    KeyFields {
        height: auto;
        & .label { text-style: bold; }
        & TextInput { background: $surface; padding: 0 1; max-width: 60; }
        & TextInput:focus { background: $panel; }
        & TextInput:ansi { text-style: underline; }
        & #key-help { color: $text-muted; margin-bottom: 1; height: auto; }
        &.-problem #key-help { color: $text-error; }
    }
    """

    @dataclass
    class Done(Message):
        """Enter was pressed in the second field."""

    def compose(self) -> ComposeResult:
        """Both fields and one line of help."""
        yield Static("Access key ID", classes="label", markup=False)
        yield TextInput(password=True, id="key-id")
        yield Static("Secret access key", classes="label", markup=False)
        yield TextInput(password=True, id="key-secret")
        yield Static(HELP, id="key-help", markup=False)

    def focus_first(self) -> None:
        """Put the focus on the key ID."""
        self.query_one("#key-id").focus()

    def clear(self) -> None:
        """Forget what was typed."""
        for field in self.query(TextInput):
            field.clear()

    def accept(self) -> AccessKeys | None:
        """The keys, or the problem shown in place and the focus on it."""
        keys = AccessKeys(
            self.query_one("#key-id", TextInput).value.strip(),
            self.query_one("#key-secret", TextInput).value.strip(),
        )
        problem = access_key_id(keys.key_id)
        wrong = "#key-id"
        if not problem:
            problem, wrong = secret_access_key(keys.secret), "#key-secret"
        self.set_class(bool(problem), "-problem")
        help = self.query_one("#key-help", Static)
        help.update(f"! {problem}" if problem else HELP)
        if problem:
            self.query_one(wrong).focus()
            return None
        return keys

    @on(TextInput.Submitted, "#key-id")
    def _to_secret(self, event: TextInput.Submitted) -> None:
        event.stop()
        self.query_one("#key-secret").focus()

    @on(TextInput.Submitted, "#key-secret")
    def _done(self, event: TextInput.Submitted) -> None:
        event.stop()
        self.post_message(self.Done())
