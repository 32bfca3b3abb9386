"""READ-ME-FIRST.txt: a line is there for the section it stands in."""

from __future__ import annotations

from carto_wizard.render import handoff
from carto_wizard.render.explanations.table import Explanation

SECTIONS = {
    handoff.TITLE: Explanation(
        "What these files are about, in a sentence.",
        "Whoever finds the folder has to read the policies to know.",
    ),
    handoff.FILES: Explanation(
        "Every file, where it belongs, and what it is for.",
        "A file in the wrong place is not read, and Cartography does not say so.",
    ),
    handoff.ROLES: Explanation(
        "What an administrator runs, in which account, and what is left to do by hand.",
        "Without the roles AWS denies every account.",
    ),
    handoff.MOVE: Explanation(
        "Where the files go on the machine that runs Cartography.",
        "Files left here reach nobody.",
    ),
    handoff.START: Explanation(
        "The command for exactly these answers, and what its end does not prove.",
        "Without its options Cartography reads the hub alone, or leaves things out.",
    ),
    handoff.CONTAINER: Explanation(
        "What a container needs besides: the files inside it, and the way to its role.",
        "The container sees no file, or no instance role, and ends with status 0.",
    ),
    handoff.KNOW: Explanation(
        "What surprises people later.",
        "Accounts go missing in ways that no log shows.",
    ),
}


def explain_read_me(text: str, index: int) -> Explanation | None:
    """The explanation of the section around a line, counted from 0."""
    found = None
    for line in text.split("\n")[: index + 1]:
        found = SECTIONS.get(line, found)
    return found
