"""Every file that is made, by its path below the `share` of an installation."""

from __future__ import annotations

from pathlib import Path

import carto_wizard
from tests.shared_data import bash, fish, man_page, zsh

FOLDER = Path(carto_wizard.__file__).parent / "share"


def made() -> dict[str, str]:
    """The files with their texts."""
    return {
        "man/man1/carto-wizard.1": man_page.text(),
        "bash-completion/completions/carto-wizard": bash.text(),
        "zsh/site-functions/_carto-wizard": zsh.text(),
        "fish/vendor_completions.d/carto-wizard.fish": fish.text(),
    }
