"""Another text in place of one, without laying out the page anew for it."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content
from textual.widgets import Static


def show_text(
    static: Static,
    content: Content,
    filled: int = 0,
    broken: Callable[[Content, int], Content] = lambda text, width: text,
) -> None:
    """Show another text; the page is laid out anew only where its height changes.

    `filled` is the least height of the text, however short it is; `broken` is how the
    widget breaks it for a width.
    """

    def height(text: Content) -> int:
        return max(broken(text, width).get_height({}, width), filled)

    old, width = static.content, static.size.width
    if content == old:
        return
    fits = width > 0 and isinstance(old, Content) and height(old) == height(content)
    static.update(content, layout=not fits)
