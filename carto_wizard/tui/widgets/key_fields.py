"""Two masked fields for access keys, which live in memory until they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from carto_wizard.render.aws_config import AccessKeys
from carto_wizard.tui.widgets.text_input import TextInput

HELP = "Typed hidden, written to the credentials file, then forgotten."
_KEY_ID = re.compile(r"[A-Z0-9]{16,128}")
_SECRET = re.compile(r"[A-Za-z0-9/+=]{16,128}")


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
        problem = key_id_problem(keys.key_id)
        wrong = "#key-id"
        if not problem:
            problem, wrong = secret_problem(keys.secret), "#key-secret"
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


def key_id_problem(text: str) -> str:
    """What is wrong with an access key ID; it is never repeated."""
    if not text:
        return "Type the access key ID; it begins with AKIA."
    if text.startswith("ASIA"):
        return (
            "Keys that begin with ASIA end within hours and need a session token. "
            "Type keys that begin with AKIA."
        )
    if not _KEY_ID.fullmatch(text):
        return "An access key ID has 16 or more capital letters and digits."
    return ""


def secret_problem(text: str) -> str:
    """What is wrong with a secret access key; it is never repeated."""
    if not text:
        return "Type the secret access key; AWS showed it once, with the key ID."
    if not _SECRET.fullmatch(text):
        return "A secret access key is one word of letters, digits, + and /."
    return ""
