"""The AWS files that are here already, and their profiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from carto_wizard.files.aws_paths import FILE_VARIABLES, usual
from carto_wizard.files.config.aws_file import Kind
from carto_wizard.files.config.profiles import named_sections
from carto_wizard.files.config.reading import read
from carto_wizard.files.disk.file_state import read_state


@dataclass(frozen=True, slots=True)
class ExistingFile:
    """One AWS file as it is now."""

    path: str
    kind: Kind
    exists: bool
    profiles: tuple[str, ...] = ()
    refusal: str = ""
    """Why it cannot be read, with the way out; empty: it can."""


def existing_files(environ: Mapping[str, str], home: Path) -> tuple[ExistingFile, ...]:
    """The config and the credentials file as botocore finds them."""
    return tuple(
        _existing(usual(kind, environ, home=str(home)), kind) for kind in FILE_VARIABLES
    )


def _existing(path: str, kind: Kind) -> ExistingFile:
    state = read_state(path)
    if state.data is None:
        return ExistingFile(
            path, kind, exists=bool(state.problem), refusal=state.refusal
        )
    file = read(state.data, path, kind)
    for error in file.errors:
        refusal = f"{path}:{error.line}: {error.message} {error.remedy}"
        return ExistingFile(path, kind, True, refusal=refusal)
    names = dict.fromkeys(name for name, _ in named_sections(file))
    return ExistingFile(path, kind, True, tuple(names))
