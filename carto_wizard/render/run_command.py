"""How Cartography is started: the script run-cartography, and what it runs."""

from __future__ import annotations

from carto_wizard.render import quoting
from carto_wizard.render.places import Places, target_path
from carto_wizard.setup.answers import Answers, Mode, Platform

MINIMUM_VERSION = "0.136.0"
"""The oldest that keeps a lone profile apart from the hub's credentials."""
NEO4J_URI = "bolt://localhost:7687"
RULES_OPTION = "--permission-relationships-file"
"""Cartography looks for its rules in the working directory, where they never are."""


def run_command(answers: Answers, places: Places) -> str:
    """Return one line that loads the environment and starts Cartography."""
    platform = answers.target.platform
    if platform is Platform.WINDOWS:
        script = target_path(places, "run-cartography.ps1", platform)
        return f"& {quoting.powershell_path(script, 'the folder')}"
    script = target_path(places, "run-cartography.sh", platform)
    return f"sh {quoting.posix_path(script, 'the folder')}"


def cartography_command(answers: Answers) -> str:
    """Return what the script starts, but for the option of the rules."""
    return " ".join(("cartography", *options(answers)))


def options(answers: Answers) -> tuple[str, ...]:
    """Return the options of Cartography for these answers."""
    every = ("--aws-sync-all-profiles",) if answers.mode is Mode.HUB else ()
    return ("--neo4j-uri", NEO4J_URI, *every)
