"""The last proof before a file is put in place: botocore itself reads it."""

from __future__ import annotations

import os
from pathlib import Path

from carto_wizard.errors import ConfigRefused


def prove_readable(temporary: Path, path: str, kind: str) -> None:
    """Load the file with botocore's own loader; what it rejects is refused."""
    from botocore.configloader import load_config, raw_config_parse
    from botocore.exceptions import BotoCoreError

    name = str(temporary)
    if os.path.expandvars(name) != name:
        # botocore would expand the folder's name and look elsewhere; the parser it
        # uses has read the same bytes already.
        return
    load = load_config if kind == "config" else raw_config_parse
    try:
        load(name)
    except BotoCoreError as error:
        raise ConfigRefused(
            f"botocore cannot read the new content ({type(error).__name__}).",
            "Nothing was changed. Use a file of its own for Cartography.",
            path=path,
        ) from None
