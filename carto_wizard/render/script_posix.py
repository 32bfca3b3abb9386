"""create-roles.sh: the parts of the POSIX script, in plain sh as dash reads it.

The documents stand in quoted here-documents, so the shell expands nothing in them.
"""

from __future__ import annotations

from collections.abc import Mapping

from carto_wizard.render.quoting import plain, posix


def header(comments: tuple[str, ...]) -> str:
    """The first line, what the script is, and that it stops at the first failure."""
    return "#!/bin/sh\n" + "".join(f"# {line}\n" for line in comments) + "set -eu\n"


def assignments(values: Mapping[str, str]) -> str:
    """The names that the functions use."""
    return "".join(f"{name}={posix(value, name)}\n" for name, value in values.items())


def document(name: str, text: str) -> str:
    """A function that prints a text; JSON escapes whatever could end it early."""
    for line in text.split("\n"):
        plain(line, name)
    return f"{name}() {{\n  cat <<'END'\n{text.rstrip()}\nEND\n}}\n"


COMMON = r"""
say() {
  printf '%s\n' "$*"
}

stop() {
  printf '%s\n' "$*" >&2
  exit 1
}

iam() {
  aws iam "$@" --region "$REGION" --output text
}

exists() {
  if answer=$(iam "$@" 2>&1); then return 0; fi
  case $answer in *NoSuchEntity*) return 1 ;; esac
  stop "$answer"
}

read_account() {
  command -v aws >/dev/null || stop "The AWS CLI is not on the PATH."
  ACCOUNT=$(aws sts get-caller-identity --region "$REGION" --output text \
    --query Account)
  say "Account $ACCOUNT"
}
"""

ROLE = r"""
ensure_role() {
  if exists get-role --role-name "$2"; then
    found=$(iam get-role --role-name "$2" --query Role.Path)
    [ "$found" = "$1" ] || stop "Role $2 exists with path $found instead of $1."
    if [ "$4" = keep ]; then
      say "role $2: there, its trust policy left as it is"
      return
    fi
    iam update-assume-role-policy --role-name "$2" --policy-document "$3"
    say "role $2: there, trust policy set"
  else
    iam create-role --path "$1" --role-name "$2" \
      --assume-role-policy-document "$3" >/dev/null
    iam wait role-exists --role-name "$2"
    say "role $2: created"
  fi
}
"""

INSTANCE_PROFILE = r"""
ensure_instance_profile() {
  if ! exists get-instance-profile --instance-profile-name "$1"; then
    iam create-instance-profile --instance-profile-name "$1" >/dev/null
    iam wait instance-profile-exists --instance-profile-name "$1"
    say "instance profile $1: created"
  fi
  held=$(iam get-instance-profile --instance-profile-name "$1" \
    --query 'InstanceProfile.Roles[].RoleName')
  case $held in
    "$1") say "instance profile $1: holds the role" ;;
    '')
      iam add-role-to-instance-profile --instance-profile-name "$1" --role-name "$1"
      say "instance profile $1: role added"
      ;;
    *) stop "Instance profile $1 holds the role $held. Remove that role first." ;;
  esac
}
"""

SPOKE_ROLE = r"""
ensure_spoke_role() {
  ensure_role "$SPOKE_PATH" "$SPOKE_ROLE" "$(spoke_trust_policy)" replace
  iam attach-role-policy --role-name "$SPOKE_ROLE" --policy-arn "$SECURITY_AUDIT"
  say "role $SPOKE_ROLE: SecurityAudit attached"
"""

EXTRA_GRANTS_PUT = r"""  set -- --role-name "$SPOKE_ROLE" --policy-name "$GRANTS_NAME"
  iam put-role-policy "$@" --policy-document "$(extra_grants_policy)"
  say "role $SPOKE_ROLE: $GRANTS_NAME set"
}
"""

EXTRA_GRANTS_DROP = r"""  set -- --role-name "$SPOKE_ROLE" --policy-name "$GRANTS_NAME"
  if exists get-role-policy "$@"; then
    iam delete-role-policy "$@"
    say "role $SPOKE_ROLE: $GRANTS_NAME taken away"
  fi
}
"""

HUB = r"""
hub() {
  read_account
  [ "$ACCOUNT" = "$HUB_ACCOUNT" ] || stop "This is not the hub account $HUB_ACCOUNT."
  ensure_role "$HUB_PATH" "$HUB_ROLE" "$(hub_trust_policy)" replace
  iam put-role-policy --role-name "$HUB_ROLE" --policy-name "$INLINE_NAME" \
    --policy-document "$(hub_inline_policy)"
  say "role $HUB_ROLE: $INLINE_NAME set"
"""

HUB_PROFILE = """  ensure_instance_profile "$HUB_ROLE"
"""

HUB_READS_ITSELF = """  ensure_spoke_role
"""

END_WITH_NEXT = """  next_steps
}
"""

SPOKE = r"""
spoke() {
  read_account
  name=$(accounts | sed -n "s/^$ACCOUNT //p")
  if [ -z "$name" ] && [ "${1-}" != --any ]; then
    stop "Account $ACCOUNT is not on the list. Add --any to change it all the same."
  fi
  say "Changing account $ACCOUNT ${name:-which is not on the list}"
  ensure_spoke_role
}
"""

HUB_DISPATCH = r"""
case ${1-} in
  hub) hub ;;
  spoke) spoke "${2-}" ;;
  *)
    usage
    [ $# -eq 0 ] || exit 2
    ;;
esac
"""

SINGLE = r"""
single() {
  read_account
  [ "$ACCOUNT" = "$WANTED_ACCOUNT" ] || stop "This is not account $WANTED_ACCOUNT."
"""

SINGLE_USER = r"""  if ! exists get-user --user-name "$NAME"; then
    iam create-user --path "$NAME_PATH" --user-name "$NAME" >/dev/null
    say "user $NAME: created"
  fi
  iam attach-user-policy --user-name "$NAME" --policy-arn "$SECURITY_AUDIT"
  say "user $NAME: SecurityAudit attached"
"""

SINGLE_GROUP = r"""  if ! exists get-group --group-name "$NAME"; then
    iam create-group --path "$NAME_PATH" --group-name "$NAME" >/dev/null
    say "group $NAME: created"
  fi
  iam attach-group-policy --group-name "$NAME" --policy-arn "$SECURITY_AUDIT"
  say "group $NAME: SecurityAudit attached"
"""

SINGLE_ROLE = r"""  ensure_role "$NAME_PATH" "$NAME" "$(role_trust_policy)" keep
  iam attach-role-policy --role-name "$NAME" --policy-arn "$SECURITY_AUDIT"
  say "role $NAME: SecurityAudit attached"
"""

SINGLE_PROFILE = """  ensure_instance_profile "$NAME"
"""

SINGLE_DISPATCH = r"""
case ${1-} in
  single) single ;;
  *)
    usage
    [ $# -eq 0 ] || exit 2
    ;;
esac
"""
