"""The lines of the environment files; the same variables in five spellings."""

from __future__ import annotations

from carto_wizard.render.explanations.table import Table, table

_SET = r"(?:export |set -gx |\$env:)?"
_VALUE = r"(?:=| = | ).*"
_DROP = r"(?:set -e |Remove-Item Env:)"


def _row(name: str, purpose: str, without: str) -> tuple[str, str, str]:
    return rf"{_SET}{name}{_VALUE}", purpose, without


def _dropped(name: str, purpose: str, without: str) -> tuple[str, str, str]:
    return rf"{_DROP}{name}(?: -ErrorAction SilentlyContinue)?", purpose, without


ENVIRONMENT: Table = table(
    (
        r"# .*",
        "How this file is used.",
        "The variables reach nobody when the file is only run.",
    ),
    (
        r"unset (?:AWS_\w+ ?)+",
        "Forgets what your own shell says about profiles and regions.",
        "A profile that this config does not have ends the run with no account, and a"
        " region from here replaces that of every profile.",
    ),
    _dropped(
        "AWS_PROFILE",
        "Forgets the profile that your own shell works with.",
        "Cartography looks for it in this config; where it is missing, the run ends"
        " with no account and status 0.",
    ),
    _dropped(
        "AWS_DEFAULT_PROFILE",
        "Forgets the older name of AWS_PROFILE, which botocore reads first.",
        "Cartography starts from that profile, or finds none and ends with status 0.",
    ),
    _dropped(
        "AWS_DEFAULT_REGION",
        "Forgets a region that would replace that of every profile.",
        "An account that has not enabled it is skipped.",
    ),
    _row(
        "AWS_CONFIG_FILE",
        "The config that holds Cartography's profiles and nobody else's.",
        "Cartography reads the usual config and counts every profile there.",
    ),
    _row(
        "AWS_SHARED_CREDENTIALS_FILE",
        "The credentials file that belongs to this config.",
        "Profiles of the usual credentials file count as accounts too.",
    ),
    _row(
        "AWS_PROFILE",
        "The profile of the one account that Cartography reads.",
        "Cartography reads whatever [default] leads to.",
    ),
    _row(
        "AWS_MAX_ATTEMPTS",
        "How often a call is tried, the first time included. Versions before 0.136.0"
        " and other AWS tools obey it.",
        "They give up after three tries, and busy accounts come in with gaps.",
    ),
    _row(
        "AWS_RETRY_MODE",
        "How long to wait between tries, for versions before 0.136.0 and other tools.",
        "They follow the rules of whatever botocore is installed.",
    ),
    _row(
        "CARTOGRAPHY_AWS_MAX_ATTEMPTS",
        "How often Cartography repeats a call after the first try; one less than AWS's"
        " own variable, and at least 1.",
        "It repeats three times, whatever AWS_MAX_ATTEMPTS says.",
    ),
    _row(
        "CARTOGRAPHY_AWS_RETRY_MODE",
        "How long Cartography waits between tries.",
        "It uses standard, whatever AWS_RETRY_MODE says.",
    ),
)
