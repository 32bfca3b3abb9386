"""What changed since the last `check --watch`: silence from cron is good news."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from carto_wizard.checks.finding import Finding
from carto_wizard.checks.results.changes import Comparison
from carto_wizard.checks.results.remembered import from_text, to_text
from carto_wizard.errors import WriteError
from carto_wizard.files.disk.atomic import complete_copy, make_folder

if TYPE_CHECKING:
    from carto_wizard.commands.planning import CompleteSession


def news(complete: CompleteSession, findings: Sequence[Finding]) -> list[str]:
    """Lines about what is not as it was last time, which is replaced by this time."""
    name = hashlib.sha256(os.fsencode(complete.name)).hexdigest()[:24]
    path = complete.state_folder.watch / f"{name}.jsonl"
    compared = Comparison(from_text(_read(path)), findings)
    _write(path, to_text(compared.after))
    return compared.lines()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _write(path: Path, text: str) -> None:
    try:
        make_folder(path.parent)
        with complete_copy(path, text.encode("utf-8"), path.parent) as temporary:
            temporary.replace(path)
    except OSError as error:
        raise WriteError(
            f"Could not save these findings in {path}: {error.strerror}.",
            "The next run will report the same changes again.",
        ) from None
