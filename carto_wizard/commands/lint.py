"""`carto-wizard lint`: config files as Cartography will read them, without a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from carto_wizard.commands.check import tell, verdict


def run(configs: Sequence[Path], *, as_json: bool, environ: Mapping[str, str]) -> int:
    """Read each file, by default the usual one; 1 where something is wrong.

    Each is read beside the usual credentials file, as botocore would.
    """
    from carto_wizard.checks.lint import lint

    found = [
        finding
        for config in configs or (None,)
        for finding in lint(config, None, environ)
    ]
    # What is wrong with the credentials file is wrong once.
    unique = tuple(dict.fromkeys(found))
    tell(unique, as_json=as_json)
    return verdict(unique)
