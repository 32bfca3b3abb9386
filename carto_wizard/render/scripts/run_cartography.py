"""run-cartography: the script that checks the config, then starts Cartography.

It has no options of its own, so that any of Cartography's can follow its name.
"""

from __future__ import annotations

from carto_wizard.render.parts import Part
from carto_wizard.render.run_command import MINIMUM_VERSION, RULES_OPTION, options
from carto_wizard.render.scripts.shells import (
    STOP,
    Shell,
    Snippet,
    head,
    parts_for,
)
from carto_wizard.setup.answers import Answers, Mode

_NOT_INSTALLED = (
    "cartography is not on the PATH. Activate its environment, or install it with:"
    " uv tool install cartography"
)
_NO_RULES = (
    "Cannot find permission_relationships.yaml of the cartography on the PATH."
    f" Name it: {RULES_OPTION} FILE"
)
# Without quotes in it: PowerShell 5.1 would take them out.
_PRINT_PACKAGE = "import cartography; print(cartography.__path__[0])"
_ABOUT = (
    f"Starts Cartography for these answers; needs version {MINIMUM_VERSION} or later.",
    "Any option of Cartography may follow, such as:",
    "  --neo4j-user neo4j --neo4j-password-prompt",
)
_ABOUT_ACCOUNTS = (
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
    "Cartography reads nothing and ends with 0, as if all were well.",
    posix="""\
[ -f "$config" ] || stop "$config is missing: Cartography would read nothing."
""",
    powershell="""\
if (-not (Test-Path -LiteralPath $config -PathType Leaf)) {
  throw "$config is missing: Cartography would read nothing."
}
""",
)
_CONFIG_IS_READABLE = Snippet(
    "Stops where this user may not read the config.",
    "Cartography reads nothing and ends with 0, as if all were well.",
    posix="""\
[ -r "$config" ] || stop "$config cannot be read by $(id -un)."
""",
)
_IS_INSTALLED = Snippet(
    "Stops where Cartography is not installed, or its environment is not active.",
    "The shell would say it in its own words.",
    posix=f"""\
program=$(command -v cartography) || stop "{_NOT_INSTALLED}"
""",
    powershell=f"""\
$program = Get-Command cartography -ErrorAction SilentlyContinue
if (-not $program) {{ throw "{_NOT_INSTALLED}" }}
""",
)
# A symlink of uv or pipx leads to the environment, whose Python is beside the program.
# A program of pip names its Python in the first line, unless the path is too long.
_FIND_RULES = Snippet(
    "Asks a Python whether it has Cartography, and where its rules are.",
    "Another Python than Cartography's does not have the package.",
    posix=f"""
# Cartography looks for its rules for permission relationships in the working
# directory and leaves them out without failing: it is told their whole path.
find_rules() {{
  package=$(cd "$here" && "$@" -c '{_PRINT_PACKAGE}' 2>/dev/null) &&
    rules=$package/data/permission_relationships.yaml && [ -f "$rules" ]
}}
""",
    powershell=f"""
# Cartography looks for its rules for permission relationships in the working
# directory and leaves them out without failing: it is told their whole path.
function Find-Rules($python) {{
  if (-not (Get-Command $python -ErrorAction SilentlyContinue)) {{ return }}
  Push-Location $PSScriptRoot
  try {{ $package = & $python -c '{_PRINT_PACKAGE}' 2>$null }} catch {{ }}
  Pop-Location
  $rules = "$package\\data\\permission_relationships.yaml"
  if ($package -and (Test-Path -LiteralPath $rules)) {{ $rules }}
}}
""",
)
_NO_OPTIONS_YET = Snippet(
    "The options for these answers; empty, until some are added.",
    "PowerShell has nothing to add them to.",
    powershell="$options = @()\n",
)
_RULES = Snippet(
    "Names the rules by their path, however Cartography was installed; stops where"
    " they cannot be found.",
    "Relationships would be missing from the graph, and the run would end with 0.",
    posix=f"""
case " $* " in
  *" {RULES_OPTION}"*) ;;
  *)
    # Without quotes, because a first line may be: /usr/bin/env python3
    # shellcheck disable=SC2046
    find_rules $(LC_ALL=C sed -n '1s/^#! *\\(.*python.*\\)$/\\1/p' "$program") ||
      find_rules "$(dirname -- "$(readlink -f -- "$program")")/python" ||
      find_rules python3 ||
      stop "{_NO_RULES}"
    set -- {RULES_OPTION} "$rules" "$@"
    ;;
esac
""",
    powershell=f"""
if (-not ("$args" -match '{RULES_OPTION}')) {{
  $scripts = Split-Path $program.Source
  $pythons = @(
    "$scripts\\python.exe",
    "$(Split-Path $scripts)\\python.exe",
    "$env:APPDATA\\uv\\tools\\cartography\\Scripts\\python.exe",
    "$env:USERPROFILE\\pipx\\venvs\\cartography\\Scripts\\python.exe",
    'python'
  )
  $rules = $pythons | ForEach-Object {{ Find-Rules $_ }} | Select-Object -First 1
  if (-not $rules) {{
    throw "{_NO_RULES}"
  }}
  $options += '{RULES_OPTION}', $rules
}}
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
    several = _ABOUT_ACCOUNTS if answers.mode is Mode.HUB else ()
    return parts_for(
        shell,
        *head((*_ABOUT, *several)),
        STOP,
        _FOLDER,
        _LOAD,
        _CONFIG,
        _CONFIG_IS_THERE,
        _CONFIG_IS_READABLE,
        _IS_INSTALLED,
        _FIND_RULES,
        _NO_OPTIONS_YET,
        _RULES,
        add_options,
        start,
        end,
    )
