"""Where the generated files live: here, and on the machine that runs Cartography."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from carto_wizard.setup.answers import Platform


@dataclass(frozen=True, slots=True)
class Places:
    """Paths as text: three on this machine, three as the target spells them.

    Computed by `files.locations`; the renderers only join names to them.
    """

    config_file: str
    """Absolute, on this machine."""
    credentials_file: str
    """Absolute, on this machine."""
    folder: str
    """Absolute, on this machine: scripts, policies and environment files."""
    target_config_file: str
    """May begin with `~/` or `%UserProfile%` where the target's home is unknown."""
    target_credentials_file: str
    target_folder: str
    dedicated: bool = False
    """The config file is Cartography's own, so the environment has to name it."""


def target_path(places: Places, name: str, platform: Platform) -> str:
    """Return the path of a file of the folder, in the target's spelling."""
    pure = PureWindowsPath if platform is Platform.WINDOWS else PurePosixPath
    return str(pure(places.target_folder) / name)
