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
    "You can add any option of Cartography, such as:",
    "  --neo4j-user neo4j --neo4j-password-prompt",
)
_ABOUT_ACCOUNTS = (
    "  --aws-best-effort-mode    continue with the other accounts if one fails",
)
_FOLDER = Snippet(
    "The folder of this script.",
    "The script would work only if it is started in its folder.",
    posix="""
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
""",
)
_LOAD = Snippet(
    "Loads the environment variables for Cartography.",
    "Cartography could use the config file and profile of your shell.",
    posix='. "$here/cartography.sh"\n',
    powershell="""
. "$PSScriptRoot\\cartography.ps1"
""",
)
_CONFIG = Snippet(
    "The config file that Cartography will read, as botocore finds it.",
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
    "Stops if the config file is missing.",
    "Cartography reads nothing and exits with status 0.",
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
    "Stops if this user cannot read the config file.",
    "Cartography reads nothing and exits with status 0.",
    posix="""\
[ -r "$config" ] || stop "$config cannot be read by $(id -un)."
""",
)
_IS_INSTALLED = Snippet(
    "Stops if Cartography is not installed or its environment is not active.",
    "The shell would print a less helpful error.",
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
    "Finds out whether a Python has Cartography, and where its rules are.",
    "A Python without Cartography does not have the rules.",
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
    "The options for these answers. They are added below.",
    "PowerShell could not add options.",
    powershell="$options = @()\n",
)
_RULES = Snippet(
    "Passes the path of the rules, however Cartography was installed. Stops if they "
    "cannot be found.",
    "Relationships would be missing from the graph, and Cartography would exit with "
    "status 0.",
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
        "Cartography would read only the account of its credentials.",
        powershell=f"\n$options += {quoted}\n",
    )
    start = Snippet(
        "Starts Cartography with the options for these answers and the given options.",
        "Nothing would run.",
        posix=f'\nexec cartography {" ".join(options(answers))} "$@"\n',
        powershell="& cartography @options @args\n",
    )
    end = Snippet(
        "Exits with the status of Cartography.",
        "A scheduler would see every run as a success.",
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
