"""`carto-wizard lint`: config files as Cartography will read them, without a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from carto_wizard.commands.check import tell, verdict


def run(configs: Sequence[Path], *, as_json: bool, environ: Mapping[str, str]) -> int:
    """Read the files, by default the usual ones; 1 where something is wrong."""
    from carto_wizard.checks.lint import lint
    from carto_wizard.files.locations import usual_config, usual_credentials

    files = tuple(configs) or (usual_config(environ),)
    found = lint(files, usual_credentials(environ), environ)
    tell(found, as_json=as_json)
    return verdict(found)
