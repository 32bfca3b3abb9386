"""How Cartography is started: the one-line command.

Cartography finds no rules for permission relationships unless it runs in its own source
tree, so the command names them by an absolute path. Version 0.136.0 is the oldest that
keeps a lone profile apart from the hub's credentials.
"""

from __future__ import annotations

from carto_wizard.render import quoting
from carto_wizard.render.places import Places, target_path
from carto_wizard.setup.answers import Answers, Mode, Platform

MINIMUM_VERSION = "0.136.0"
NEO4J_URI = "bolt://localhost:7687"
PRINT_PACKAGE = "import cartography; print(cartography.__path__[0])"
"""What Python runs to say where the rules are."""
_RULES = "--permission-relationships-file"


def run_command(answers: Answers, places: Places) -> str:
    """Return one line that loads the environment and starts Cartography."""
    platform = answers.target.platform
    if platform is Platform.WINDOWS:
        script = target_path(places, "cartography.ps1", platform)
        load = f". {quoting.powershell_path(script, 'the folder')}; "
        package = f"$(& python -c '{PRINT_PACKAGE}')"
        rules = f'"{package}\\data\\permission_relationships.yaml"'
    else:
        script = target_path(places, "cartography.sh", platform)
        load = f". {quoting.posix_path(script, 'the folder')} && "
        package = f"$(python3 -c '{PRINT_PACKAGE}')"
        rules = f'"{package}/data/permission_relationships.yaml"'
    return load + " ".join(("cartography", *options(answers), _RULES, rules))


def options(answers: Answers) -> tuple[str, ...]:
    """Return the options of Cartography for these answers."""
    every = ("--aws-sync-all-profiles",) if answers.mode is Mode.HUB else ()
    return ("--neo4j-uri", NEO4J_URI, *every)
