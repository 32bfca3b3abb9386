"""`python -m carto_wizard` is `carto-wizard`."""

from __future__ import annotations

import sys

from carto_wizard.cli import main

if __name__ == "__main__":
    sys.exit(main())
