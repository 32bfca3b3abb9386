"""Paths that a session names, and that no set-up should be written to unseen."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from carto_wizard.files.aws_paths import FILE_VARIABLES, usual
from carto_wizard.files.disk.file_state import real_path
from carto_wizard.render.places import Places
from carto_wizard.setup.answers import Target
from carto_wizard.setup.steps import Problem
from carto_wizard.setup.text import one_line

_OF_THE_SYSTEM = (
    *("/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/sbin", "/sys"),
    *("/usr/bin", "/usr/lib", "/usr/sbin", "/var/spool"),
)
_OF_KEYS = (".ssh", ".gnupg")
"""Folders in a home where a file of any name means something to another program."""


def place_problems(
    target: Target, places: Places, environ: Mapping[str, str], home: Path
) -> Iterator[Problem]:
    """Why these places are plainly for something else, by the answer at fault.

    A file that the person's own environment names is where they want it.
    """
    own = [real_path(usual(kind, environ, home=str(home))) for kind in FILE_VARIABLES]
    if target.here and real_path(places.config_file) not in own:
        yield from _problem("target.config_file", places.config_file, home, True)
    yield from _problem("target.folder", places.folder, home, False)


def _problem(key: str, path: str, home: Path, is_file: bool) -> Iterator[Problem]:
    why = _taken_for(real_path(path), real_path(str(home)), is_file)
    if why:
        text = f"{one_line(path)} {why}. Choose another path, in your home or in /srv."
        yield Problem("target", key, text)


def _taken_for(real: str, home: str, is_file: bool) -> str:
    system = next((each for each in _OF_THE_SYSTEM if _below(real, each)), "")
    if system and os.name == "posix":
        return f"is in {system}, where the system keeps its own files"
    if not _below(real, home):
        return ""
    parts = Path(real).relative_to(home).parts
    if parts and parts[0] in _OF_KEYS:
        return f"is in ~/{parts[0]}, which belongs to another program"
    if is_file and len(parts) == 1 and parts[0].startswith("."):
        return "is a hidden file of your home, which belongs to another program"
    return ""


def is_outside(path: str, roots: Sequence[Path]) -> bool:
    """Whether the file behind every symlink is below none of these folders."""
    real = real_path(path)
    reals = (real_path(str(root)) for root in roots)
    # What is below the root of the file system is everything.
    return not any(_below(real, each) for each in reals if each != os.sep)


def _below(path: str, folder: str) -> bool:
    return Path(path).is_relative_to(folder)
