"""Write the man page and the completions into the package."""

from __future__ import annotations

from tests.shared_data.files import FOLDER, made

for path, text in made().items():
    (FOLDER / path).parent.mkdir(parents=True, exist_ok=True)
    (FOLDER / path).write_text(text, encoding="utf-8")
