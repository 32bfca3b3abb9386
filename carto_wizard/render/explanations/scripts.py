"""create-roles and run-cartography: a line is there for its function.

The text of a script is cut into blocks, a function or a document each; lines outside of
them have patterns of their own.
"""

from __future__ import annotations

import re
from functools import lru_cache

from carto_wizard.render.explanations.policies import POLICIES
from carto_wizard.render.explanations.script_blocks import BLOCKS
from carto_wizard.render.explanations.script_lines import LINES, RUN_LINES
from carto_wizard.render.explanations.table import Explanation, look_up

_DOCUMENTS = ("trustpolicy", "hubinlinepolicy", "extragrantspolicy")
_OPENERS = (
    re.compile(r"(\w+)\(\) \{"),
    re.compile(r"function ([\w-]+).*\{"),
    re.compile(r"\$(\w+) = @'"),
)


def explain_script(text: str, index: int, line: str) -> Explanation | None:
    """The explanation of a line of create-roles, counted from 0."""
    block = _blocks(text)[index]
    if block.endswith(_DOCUMENTS):
        # The frame of a document is explained by the document, its JSON by the policy.
        frame = re.fullmatch(r".*\(\) \{|  cat <<'END'|END|\$\w+ = @'|'@", line)
        last = line == "}" and text.split("\n")[index - 1] == "END"
        if not frame and not last:
            return look_up(POLICIES, line)
    return BLOCKS.get(block) or look_up(LINES, line)


def explain_run(text: str, index: int, line: str) -> Explanation | None:
    """The explanation of a line of run-cartography, counted from 0."""
    return BLOCKS.get(_blocks(text)[index]) or look_up(RUN_LINES, line)


@lru_cache(maxsize=4)
def _blocks(text: str) -> tuple[str, ...]:
    """The block each line belongs to, by its name without case and marks; or none."""
    names = []
    current, end = "", ""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        opened = next((m for o in _OPENERS if (m := o.fullmatch(line))), None)
        if not current and opened:
            current = re.sub(r"[_-]", "", opened[1]).lower()
            here = lines[number + 1] == "  cat <<'END'"
            end = "'@" if line.endswith("@'") else "END" if here else "}"
        names.append(current)
        if current and line == end:
            # A POSIX document ends twice: its text, then the function around it.
            current, end = (current, "}") if end == "END" else ("", "")
    return tuple(names)
