"""The report of a check, saved where the other files are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from carto_wizard.checks.finding import Finding
from carto_wizard.checks.report import as_json, as_markdown
from carto_wizard.errors import WriteError


def save_report(folder: str, findings: Sequence[Finding]) -> Path:
    """Write the report as Markdown and JSON; gives the Markdown's path.

    Raises WriteError. The names carry the time, so no earlier report is replaced.
    """
    from carto_wizard.files.disk.atomic import create_exclusive, make_folder

    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    path = Path(folder) / f"check-{stamp}.md"
    try:
        make_folder(path.parent)
        create_exclusive(path, as_markdown(findings).encode())
        create_exclusive(path.with_suffix(".json"), as_json(findings).encode())
    except OSError as error:
        raise WriteError(
            f"Could not write {path}: {error.strerror}.", "S tries again."
        ) from None
    return path
