"""Backups: private, verified, and the oldest and newest ones kept."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from datetime import UTC, datetime
from pathlib import Path

from carto_wizard.files.disk.atomic import create_exclusive, make_folder
from carto_wizard.files.disk.renames import create

KEPT = 5
"""The number of newest ones; the oldest is kept besides."""


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
    unique = hashlib.sha256(os.fsencode(real)).hexdigest()[:12]
    return _back_up(fallback, f"{unique}-{real.name}"[-150:], data)


def set_aside(path: Path, real: Path) -> Path:
    """Give what another program wrote a name beside the file, where it stays."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    kept = real.with_name(f"{real.name}.carto-wizard.{stamp}.theirs")
    create(path, kept)
    return kept


def backups(folder: Path, name: str) -> list[Path]:
    """The backups of a file of this name, oldest first."""
    return [path for _, _, path in _numbered(folder, name)]


def prune(backup: Path) -> None:
    """Remove all but the first and the newest backups of the same file."""
    name = re.sub(r"\.carto-wizard\.[^.]*\.bak$", "", backup.name)
    with contextlib.suppress(OSError):
        for old in backups(backup.parent, name)[1:-KEPT]:
            old.unlink()


def _numbered(folder: Path, name: str) -> list[tuple[str, int, Path]]:
    pattern = re.compile(
        re.escape(name) + r"\.carto-wizard\.(\d{8}T\d{6}Z)(?:-(\d+))?\.bak"
    )
    found = []
    for path in folder.iterdir():
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
