"""Which words of a file get which colour, found as they come in sight."""

from __future__ import annotations

from collections.abc import Sequence

from textual.highlight import HighlightTheme, highlight

from carto_wizard.tui.steps.preview.lines import PreviewLine

STYLES = ("comment", "keyword", "name")
CHUNK = 400
"""Lines coloured at a time, within about 10 ms; most files are one chunk."""

Span = tuple[int, int, str]
"""From, to, style."""

_BY_TOKEN = {"Comment": "comment", "Keyword": "keyword", "Name": "name"}


class _Theme(HighlightTheme):
    """Our style names for Pygments tokens; the stylesheet gives them colours."""

    STYLES = {  # noqa: RUF012 - annotated by the base class
        token: _BY_TOKEN[token[0]]
        for token in HighlightTheme.STYLES
        if token and token[0] in _BY_TOKEN
    }


class Highlighting:
    """The coloured words of lines; a chunk is read when one of its lines is drawn."""

    def __init__(self, lines: Sequence[PreviewLine], language: str) -> None:
        self._lines = lines
        self._language = language
        self._chunks: dict[int, list[list[Span]]] = {}

    def spans(self, index: int) -> list[Span]:
        """The coloured words of one line, in order, not overlapping."""
        if self._language == "text":
            return []
        chunk, place = divmod(index, CHUNK)
        if chunk not in self._chunks:
            lines = self._lines[chunk * CHUNK : (chunk + 1) * CHUNK]
            self._chunks[chunk] = _read([_code(line) for line in lines], self._language)
        return self._chunks[chunk][place]


def _code(line: PreviewLine) -> str:
    return line.text if line.kind in " +-" else " " * len(line.text)


def _read(texts: Sequence[str], language: str) -> list[list[Span]]:
    found: list[list[Span]] = [[] for _ in texts]
    joined = "\n".join(texts)
    content = highlight(joined, language=language, theme=_Theme, tab_size=0)
    if content.plain != joined:
        # Words at other places than expected would be colours at random.
        return found
    starts = [0]
    for text in texts:
        starts.append(starts[-1] + len(text) + 1)
    line = 0
    # Textual puts another style under the whole text.
    for span in (span for span in content.spans if span.style in STYLES):
        while line + 1 < len(texts) and starts[line + 1] <= span.start:
            line += 1
        at = line
        while at < len(texts) and starts[at] < span.end:
            first = max(span.start - starts[at], 0)
            last = min(span.end - starts[at], len(texts[at]))
            if first < last:
                found[at].append((first, last, str(span.style)))
            at += 1
    return found
