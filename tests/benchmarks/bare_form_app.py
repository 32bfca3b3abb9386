"""The smallest Textual app that is a form: what any wizard's first page costs."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Button, Footer, Header, Input, Label


class FormApp(App[None]):
    """Three labelled inputs, two buttons, header and footer."""

    BINDINGS = [("ctrl+n", "next", "Next"), ("escape", "back", "Back")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        """A plain form."""
        yield Header()
        for name in ("Account", "Region", "Role"):
            yield Label(name)
            yield Input(placeholder=name)
        yield Button("Back")
        yield Button("Next", variant="primary")
        yield Footer()


if __name__ == "__main__":
    FormApp().run()
