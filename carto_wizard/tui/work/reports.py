"""The report of a check, saved where the other files are."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from carto_wizard.checks.results.report import as_json, as_markdown
from carto_wizard.checks.results.verdict import Verdict
from carto_wizard.errors import WriteError
from carto_wizard.tui.keys import CHECK, key


def save_report(
    folder: str,
    judged: Verdict,
    *,
    redact: bool = False,
) -> Path:
    """Write the report as Markdown and JSON; gives the Markdown's path.

    With `redact` every account ID keeps its last two digits only.

    Raises WriteError. The names carry the time, so no earlier report is replaced.
    """
    from carto_wizard.files.disk.atomic import create_exclusive, make_folder

    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    name = f"check-{stamp}-redacted.md" if redact else f"check-{stamp}.md"
    path = Path(folder) / name
    markdown = "".join(as_markdown(judged, redact=redact))
    document = "".join(as_json(judged, redact=redact))
    try:
        make_folder(path.parent)
        create_exclusive(path, markdown.encode())
        create_exclusive(path.with_suffix(".json"), document.encode())
    except OSError as error:
        raise WriteError(
            f"Could not write {path}: {error.strerror}.",
            f"{key(CHECK, 'save')} tries again.",
        ) from None
    return path
