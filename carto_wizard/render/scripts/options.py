"""How create-roles.sh reads its command and options; PowerShell has parameters."""

from __future__ import annotations

from carto_wizard.render.scripts.shells import Snippet

_WHY = "Reads the command and the options."
_WITHOUT = "The script would not know what to do."

DEFAULTS = Snippet(
    _WHY,
    _WITHOUT,
    posix="""
wrong_use() {
  usage >&2
  exit 2
}

GIVEN=$*
COMMAND=''
ONLY_ACCOUNT=''
""",
)

DEFAULTS_OF_ROLES = Snippet(_WHY, _WITHOUT, posix="ADOPT=''\n")

DEFAULTS_OF_HUB = Snippet(
    _WHY,
    _WITHOUT,
    posix="""ANY=''
BY_PROFILE=''
THROUGH=OrganizationAccountAccessRole
""",
)

READ = Snippet(
    _WHY,
    _WITHOUT,
    posix="""while [ $# -gt 0 ]; do
  case $1 in
    --only)
      [ $# -gt 1 ] || wrong_use
      ONLY_ACCOUNT=$2
      shift
      ;;
""",
)

READ_OF_ROLES = Snippet(_WHY, _WITHOUT, posix="    --adopt) ADOPT=yes ;;\n")

READ_OF_HUB = Snippet(
    _WHY,
    _WITHOUT,
    posix="""    --any) ANY=yes ;;
    --profile-per-account) BY_PROFILE=yes ;;
    --through)
      [ $# -gt 1 ] || wrong_use
      THROUGH=$2
      shift
      ;;
""",
)

END = Snippet(
    _WHY,
    _WITHOUT,
    posix="""    -*) wrong_use ;;
    *) COMMAND="${COMMAND:+$COMMAND }$1" ;;
  esac
  shift
done
""",
)
