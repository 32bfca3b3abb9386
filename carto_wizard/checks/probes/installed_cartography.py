"""The Cartography that would be started here: found by its files, never run."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path

# Of a virtual environment, a user's or the system's Python; the last is Windows's.
_LIBRARIES = (
    "lib/python3*/site-packages",
    "lib/python3*/dist-packages",
    "Lib/site-packages",
)


@dataclass(frozen=True, slots=True)
class Installed:
    """A version, where it is, and the Python that runs it."""

    version: str
    where: str
    python: str


def cartography(environ: Mapping[str, str]) -> Installed | None:
    """What the command `cartography` starts, else what is beside the wizard."""
    command = shutil.which("cartography", path=environ.get("PATH", ""))
    if command is not None:
        # pipx and uv put links on the PATH.
        place = Path(command).resolve()
        prefix = place.parent.parent
        libraries = [str(found) for each in _LIBRARIES for found in prefix.glob(each)]
        version = _version(libraries)
        if version:
            return Installed(version, str(place), _python_beside(place))
    version = _version(sys.path)
    if not version:
        return None
    return Installed(
        version, "in the Python environment of carto-wizard", sys.executable
    )


def _python_beside(command: Path) -> str:
    names = ("python", "python3", "python.exe")
    found = (command.with_name(name) for name in names)
    return next((str(each) for each in found if each.exists()), "python3")


def _version(path: list[str]) -> str:
    found = distributions(name="cartography", path=path)
    return next((each.version for each in found), "")
