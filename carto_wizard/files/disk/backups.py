"""Backups: private, verified, and the oldest and newest ones kept."""

from __future__ import annotations

import contextlib
import glob
import hashlib
import os
import re
from datetime import UTC, datetime
from pathlib import Path

from carto_wizard.files.disk.atomic import create_exclusive, make_folder
from carto_wizard.files.disk.renames import create

KEPT = 5
"""The number of newest ones; the oldest is kept besides."""

_MARK = ".carto-wizard."
_THEIRS = ".theirs"
_COPY = re.compile(r"\.carto-wizard\.\d{8}T\d{6}[^/]*Z(?:-\d+)?\.(?:bak|theirs)$")


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
    kept = real.with_name(f"{real.name}{_MARK}{stamp}{_THEIRS}")
    create(path, kept)
    return kept


def copies_of(real: Path, fallback: Path) -> list[Path]:
    """Everything that was kept of this file, wherever it is."""
    places = (real.parent, real.name), (fallback, _name_in(fallback, real))
    kept = real.parent.glob(f"{glob.escape(real.name)}{_MARK}*{_THEIRS}")
    return [*(path for place in places for path in backups(*place)), *sorted(kept)]


def all_copies(folder: Path) -> list[Path]:
    """The backups and versions of others in a folder, whatever file they are of."""
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError:
        return []
    return [folder / name for name in names if _COPY.search(name)]


def is_theirs(copy: Path) -> bool:
    """Whether another program wrote it, at the same moment as the wizard."""
    return copy.name.endswith(_THEIRS)


def backups(folder: Path, name: str) -> list[Path]:
    """The backups of a file of this name, oldest first."""
    return [path for _, _, path in _numbered(folder, name)]


def backups_like(backup: Path) -> list[Path]:
    """The backups of the file that this one is a backup of, oldest first."""
    name = re.sub(r"\.carto-wizard\.[^.]*\.bak$", "", backup.name)
    return backups(backup.parent, name)


def prune(backup: Path) -> None:
    """Remove all but the first and the newest backups of the same file."""
    with contextlib.suppress(OSError):
        for old in backups_like(backup)[1:-KEPT]:
            old.unlink()


def _numbered(folder: Path, name: str) -> list[tuple[str, int, Path]]:
    pattern = re.compile(
        re.escape(name) + r"\.carto-wizard\.(\d{8}T\d{6}Z)(?:-(\d+))?\.bak"
    )
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        match = pattern.fullmatch(path.name)
        if match:
            found.append((match[1], int(match[2] or 1), path))
    return sorted(found)


def _back_up(folder: Path, name: str, data: bytes) -> Path:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    # Above the highest: a number that was pruned must not come again.
    used = [number for when, number, _ in _numbered(folder, name) if when == stamp]
    for number in range(max(used, default=0) + 1, 1000):
        again = f"-{number}" if number > 1 else ""
        path = folder / f"{name}.carto-wizard.{stamp}{again}.bak"
        try:
            create_exclusive(path, data)
        except FileExistsError:
            continue
        if path.read_bytes() != data:
            raise OSError(f"the backup {path} does not read back as it was written")
        return path
    raise FileExistsError(f"too many backups of {name} within one second")


def _is_refused(folder: Path) -> bool:
    return not os.access(folder, os.W_OK | os.X_OK)
