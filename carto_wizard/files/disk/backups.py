"""Backups: private, verified, and the oldest and newest ones kept."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from carto_wizard.files.disk.atomic import create_exclusive, make_folder
from carto_wizard.files.disk.renames import create

KEPT = 5
"""The number of newest ones; the oldest is kept besides."""

_BACKUP, _THEIRS = ".bak", ".theirs"
_COPY = re.compile(
    r"(.+)\.carto-wizard\.(\d{8}T\d{6}(?:\.\d+)?Z)(?:-(\d+))?(\.bak|\.theirs)",
    re.DOTALL,
)


class _Copy(NamedTuple):
    """What the name of a copy says; they sort by age."""

    name: str
    """Of the file."""
    when: str
    number: int
    """Among those of one second."""
    ending: str
    path: Path


def back_up(real: Path, data: bytes, fallback: Path) -> Path:
    """Copy the bytes beside the file, else into the fallback folder, and read it back.

    Backups are 0600 whatever the file is: they may hold secrets.
    """
    try:
        return _back_up(real.parent, real.name, data)
    except OSError:
        if not _is_refused(real.parent):
            raise
    make_folder(fallback)
    return _back_up(fallback, _name_in(fallback, real), data)


def _name_in(fallback: Path, real: Path) -> str:
    unique = hashlib.sha256(os.fsencode(real)).hexdigest()[:12]
    return f"{unique}-{real.name}"[-150:]


def set_aside(path: Path, real: Path) -> Path:
    """Give what another program wrote a name beside the file, where it stays."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    kept = real.with_name(f"{real.name}.carto-wizard.{stamp}{_THEIRS}")
    create(path, kept)
    return kept


def copies_of(real: Path, fallback: Path) -> list[Path]:
    """Everything that was kept of this file, wherever it is."""
    beside = [each.path for each in _copies(real.parent) if each.name == real.name]
    return [*beside, *backups(fallback, _name_in(fallback, real))]


def all_copies(folder: Path) -> list[Path]:
    """The backups and versions of others in a folder, whatever file they are of."""
    with contextlib.suppress(OSError):
        return [each.path for each in _copies(folder)]
    return []


def is_theirs(copy: Path) -> bool:
    """Whether another program wrote it, at the same moment as the wizard."""
    return copy.name.endswith(_THEIRS)


def backups(folder: Path, name: str) -> list[Path]:
    """The backups of a file of this name, oldest first."""
    return [each.path for each in _backups(folder, name)]


def backups_like(backup: Path) -> list[Path]:
    """The backups of the file that this one is a backup of, oldest first."""
    found = _COPY.fullmatch(backup.name)
    return backups(backup.parent, found[1]) if found else []


def prune(backup: Path) -> None:
    """Remove all but the first and the newest backups of the same file."""
    with contextlib.suppress(OSError):
        for old in backups_like(backup)[1:-KEPT]:
            old.unlink()


def _copies(folder: Path) -> list[_Copy]:
    paths = list(folder.iterdir()) if folder.is_dir() else []
    return sorted(
        _Copy(found[1], found[2], int(found[3] or 1), found[4], path)
        for path in paths
        if (found := _COPY.fullmatch(path.name))
    )


def _backups(folder: Path, name: str) -> list[_Copy]:
    found = _copies(folder)
    return [each for each in found if (each.name, each.ending) == (name, _BACKUP)]


def _back_up(folder: Path, name: str, data: bytes) -> Path:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    # Above the highest: a number that was pruned must not come again.
    used = [each.number for each in _backups(folder, name) if each.when == stamp]
    for number in range(max(used, default=0) + 1, 1000):
        again = f"-{number}" if number > 1 else ""
        path = folder / f"{name}.carto-wizard.{stamp}{again}{_BACKUP}"
        try:
            create_exclusive(path, data)
        except FileExistsError:
            continue
        if path.read_bytes() != data:
            raise OSError(f"the backup {path} has another content than was written")
        return path
    raise FileExistsError(f"too many backups of {name} within one second")


def _is_refused(folder: Path) -> bool:
    return not os.access(folder, os.W_OK | os.X_OK)
