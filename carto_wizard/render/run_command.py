"""How Cartography is started: the command, and a script that checks first.

Cartography finds no rules for permission relationships unless it runs in its own source
tree, so the command names them by an absolute path. Version 0.136.0 is the oldest that
keeps a lone profile apart from the hub's credentials.
"""

from __future__ import annotations

from carto_wizard.render import quoting
from carto_wizard.render.places import Places, there
from carto_wizard.setup.answers import Answers, Mode, Platform

MINIMUM_VERSION = "0.136.0"
NEO4J_URI = "bolt://localhost:7687"
_RULES = "--permission-relationships-file"
_PRINT_PACKAGE = "import cartography; print(cartography.__path__[0])"

# A script has no options of its own, so that any of Cartography's can follow its name.
_POSIX_SCRIPT = f"""\
#!/bin/sh
# Starts Cartography for these answers; needs version {MINIMUM_VERSION} or later.
# Any option of Cartography may follow, such as:
#   --neo4j-user neo4j --neo4j-password-prompt
#   --aws-best-effort-mode    goes on with the other accounts when one fails
set -eu

stop() {{
  printf '%s\\n' "$*" >&2
  exit 1
}}

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/cartography.sh"

config=${{AWS_CONFIG_FILE:-$HOME/.aws/config}}
[ -f "$config" ] || stop "$config is missing: Cartography would find no account."
[ -r "$config" ] || stop "$config cannot be read by $(id -un)."
command -v cartography >/dev/null || stop "cartography is not on the PATH."

python=$(LC_ALL=C sed -n '1s/^#! *//p' "$(command -v cartography)")
if package=$(${{python:-python3}} -c '{_PRINT_PACKAGE}'); then
  rules=$package/data/permission_relationships.yaml
  set -- --permission-relationships-file "$rules" "$@"
else
  printf '%s\\n' "Permission relationships are left out: no rules found." >&2
fi

"""

_POWERSHELL_SCRIPT = f"""\
# Starts Cartography for these answers; needs version {MINIMUM_VERSION} or later.
# Any option of Cartography may follow, such as:
#   --neo4j-user neo4j --neo4j-password-prompt
#   --aws-best-effort-mode    goes on with the other accounts when one fails
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false

. "$PSScriptRoot\\cartography.ps1"

$config = "$env:USERPROFILE\\.aws\\config"
if ($env:AWS_CONFIG_FILE) {{ $config = $env:AWS_CONFIG_FILE }}
if (-not (Test-Path -LiteralPath $config -PathType Leaf)) {{
  throw "$config is missing: Cartography would find no account."
}}
if (-not (Get-Command cartography -ErrorAction SilentlyContinue)) {{
  throw "cartography is not on the PATH."
}}

$python = Join-Path (Split-Path (Get-Command cartography).Source) 'python.exe'
if (-not (Test-Path -LiteralPath $python)) {{ $python = 'python' }}
$options = @()
$package = & $python -c '{_PRINT_PACKAGE}'
if ($LASTEXITCODE -eq 0) {{
  $rules = "$package\\data\\permission_relationships.yaml"
  $options += '--permission-relationships-file', $rules
}} else {{
  Write-Warning 'Permission relationships are left out: no rules found.'
}}

"""


def run_command(answers: Answers, places: Places) -> str:
    """One line that loads the environment and starts Cartography."""
    platform = answers.target.platform
    if platform is Platform.WINDOWS:
        script = there(places, "cartography.ps1", platform)
        load = f". {quoting.powershell_path(script, 'the folder')}; "
        package = f"$(& python -c '{_PRINT_PACKAGE}')"
        rules = f'"{package}\\data\\permission_relationships.yaml"'
    else:
        script = there(places, "cartography.sh", platform)
        load = f". {quoting.posix_path(script, 'the folder')} && "
        package = f"$(python3 -c '{_PRINT_PACKAGE}')"
        rules = f'"{package}/data/permission_relationships.yaml"'
    return load + " ".join(("cartography", *_options(answers), _RULES, rules))


def run_script_posix(answers: Answers) -> str:
    """The script for Linux and macOS."""
    return f'{_POSIX_SCRIPT}exec cartography {" ".join(_options(answers))} "$@"\n'


def run_script_powershell(answers: Answers) -> str:
    """The script for Windows."""
    listed = ", ".join(f"'{option}'" for option in _options(answers))
    return (
        f"{_POWERSHELL_SCRIPT}$options += {listed}\n"
        "& cartography @options @args\nexit $LASTEXITCODE\n"
    )


def _options(answers: Answers) -> tuple[str, ...]:
    every = ("--aws-sync-all-profiles",) if answers.mode is Mode.HUB else ()
    return ("--neo4j-uri", NEO4J_URI, *every)
