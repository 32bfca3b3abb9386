"""What the welcome page says about the files and variables it found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from textual.content import Content

from carto_wizard.files.aws_variables import Override
from carto_wizard.files.existing_setup import ExistingFile
from carto_wizard.setup.text import count, one_line

NAMED = 4
"""Profiles named one by one; the rest is counted."""


def surroundings(
    files: Sequence[ExistingFile], variables: Sequence[Override], home: Path
) -> Content:
    """A heading, then a line for each file and each variable that matters."""
    lines = [_file(found, home) for found in files]
    lines += [line for variable in variables for line in _variable(variable)]
    return Content("\n").join([Content.styled("Found here", "bold"), *lines])


def _file(found: ExistingFile, home: Path) -> Content:
    path = one_line(found.path.replace(f"{home}/", "~/", 1), 300)
    if found.refusal:
        return Content.styled(f"! {one_line(found.refusal, 300)}", "$text-warning")
    if not found.exists:
        return Content.styled(f"{path}  not there yet", "$text-muted")
    names = ", ".join(one_line(name, 30) for name in found.profiles[:NAMED])
    more = len(found.profiles) - NAMED
    listed = f": {names}" + (f" and {more:,} more" if more > 0 else "")
    text = count(len(found.profiles), "profile") + (listed if names else "")
    return Content.styled(f"{path}  {text}", "$text-muted")


def _variable(variable: Override) -> Iterator[Content]:
    mark, style = ("!", "$text-warning") if variable.mistake else ("·", "$text-muted")
    yield Content.styled(f"{mark} {variable.sentence}", style)
