"""run-cartography: the script that checks the config, then starts Cartography.

It has no options of its own, so that any of Cartography's can follow its name.
"""

from __future__ import annotations

from carto_wizard.render.parts import Part
from carto_wizard.render.run_command import MINIMUM_VERSION, PRINT_PACKAGE, options
from carto_wizard.render.scripts.shells import (
    STOP,
    Shell,
    Snippet,
    head,
    parts_for,
)
from carto_wizard.setup.answers import Answers

_ABOUT = (
    f"Starts Cartography for these answers; needs version {MINIMUM_VERSION} or later.",
    "Any option of Cartography may follow, such as:",
    "  --neo4j-user neo4j --neo4j-password-prompt",
    "  --aws-best-effort-mode    goes on with the other accounts when one fails",
)
_FOLDER = Snippet(
    "The folder of this script, wherever it was copied to.",
    "It would work only when started from its own folder.",
    posix="""
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
""",
)
_LOAD = Snippet(
    "Loads the variables that Cartography obeys.",
    "Cartography may read the config and profile of your own shell.",
    posix='. "$here/cartography.sh"\n',
    powershell="""
. "$PSScriptRoot\\cartography.ps1"
""",
)
_CONFIG = Snippet(
    "The config that Cartography will read, found as botocore finds it.",
    "There would be nothing to check.",
    posix="""
config=${AWS_CONFIG_FILE:-$HOME/.aws/config}
""",
    powershell=r"""
$config = "$env:USERPROFILE\.aws\config"
if ($env:AWS_CONFIG_FILE) { $config = $env:AWS_CONFIG_FILE }
""",
)
_CONFIG_IS_THERE = Snippet(
    "Stops where the config is missing.",
    "Cartography sees no account and ends with 0, as if all were well.",
    posix="""\
[ -f "$config" ] || stop "$config is missing: Cartography would find no account."
""",
    powershell="""\
if (-not (Test-Path -LiteralPath $config -PathType Leaf)) {
  throw "$config is missing: Cartography would find no account."
}
""",
)
_CONFIG_IS_READABLE = Snippet(
    "Stops where this user may not read the config.",
    "Cartography sees no account and ends with 0, as if all were well.",
    posix="""\
[ -r "$config" ] || stop "$config cannot be read by $(id -un)."
""",
)
_IS_INSTALLED = Snippet(
    "Says so where Cartography is not installed, or its environment not active.",
    "The message would be the shell's own.",
    posix="""\
command -v cartography >/dev/null || stop "cartography is not on the PATH."
""",
    powershell="""\
if (-not (Get-Command cartography -ErrorAction SilentlyContinue)) {
  throw "cartography is not on the PATH."
}
""",
)
_PYTHON = Snippet(
    "The Python that Cartography runs with.",
    "Another Python does not have the package.",
    posix="""
python=$(LC_ALL=C sed -n '1s/^#! *//p' "$(command -v cartography)")
""",
    powershell="""
$python = Join-Path (Split-Path (Get-Command cartography).Source) 'python.exe'
if (-not (Test-Path -LiteralPath $python)) { $python = 'python' }
""",
)
_NO_OPTIONS_YET = Snippet(
    "The options for these answers; empty, until some are added.",
    "PowerShell has nothing to add them to.",
    powershell="$options = @()\n",
)
_PACKAGE = Snippet(
    "The folder of the installed package.",
    "The rules in it could not be found.",
    posix=f"if package=$(${{python:-python3}} -c '{PRINT_PACKAGE}'); then\n",
    powershell=f"$package = & $python -c '{PRINT_PACKAGE}'\n",
)
_RULES = Snippet(
    "Names the rules for permission relationships by their whole path.",
    "Cartography looks for them in the working directory and leaves them out.",
    posix="""\
  rules=$package/data/permission_relationships.yaml
  set -- --permission-relationships-file "$rules" "$@"
""",
    powershell=r"""if ($LASTEXITCODE -eq 0) {
  $rules = "$package\data\permission_relationships.yaml"
  $options += '--permission-relationships-file', $rules
""",
)
_NO_RULES = Snippet(
    "Says when a part is left out, and ends the choice.",
    "Relationships would be missing from the graph without a word.",
    posix=r"""else
  printf '%s\n' "Permission relationships are left out: no rules found." >&2
fi
""",
    powershell="""\
} else {
  Write-Warning 'Permission relationships are left out: no rules found.'
}
""",
)


def run_cartography(answers: Answers, shell: Shell) -> tuple[Part, ...]:
    """Return the script for one shell."""
    quoted = ", ".join(f"'{option}'" for option in options(answers))
    add_options = Snippet(
        "The options for these answers.",
        "Cartography would read the one account of its own credentials.",
        powershell=f"\n$options += {quoted}\n",
    )
    start = Snippet(
        "Starts Cartography with the options for these answers and those given here.",
        "Nothing would run.",
        posix=f'\nexec cartography {" ".join(options(answers))} "$@"\n',
        powershell="& cartography @options @args\n",
    )
    end = Snippet(
        "Ends with Cartography's own status.",
        "A scheduler would take every run for a success.",
        powershell="exit $LASTEXITCODE\n",
    )
    return parts_for(
        shell,
        *head(_ABOUT),
        STOP,
        _FOLDER,
        _LOAD,
        _CONFIG,
        _CONFIG_IS_THERE,
        _CONFIG_IS_READABLE,
        _IS_INSTALLED,
        _PYTHON,
        _NO_OPTIONS_YET,
        _PACKAGE,
        _RULES,
        _NO_RULES,
        add_options,
        start,
        end,
    )
