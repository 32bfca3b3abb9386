"""Another text in place of one, without laying out the page anew for it."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


def show_text(static: Static, content: Content, filled: int = 0) -> None:
    """Show another text; the page is laid out anew only where its height changes.

    `filled` is the least height of the text, however short it is.
    """
    old, width = static.content, static.size.width
    if content == old:
        return
    fits = (
        width > 0
        and isinstance(old, Content)
        and max(old.get_height({}, width), filled)
        == max(content.get_height({}, width), filled)
    )
    static.update(content, layout=not fits)
