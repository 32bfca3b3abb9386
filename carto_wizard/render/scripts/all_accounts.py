"""The function of create-roles.sh that goes through every account of the list."""

from __future__ import annotations

from carto_wizard.render.scripts.shells import Snippet

ASSUME = Snippet(
    "Takes an administrator role of another account for the rest of a subshell.",
    "You would need credentials of every account.",
    posix="""
assume() {
  keys=$(aws sts assume-role --region "$REGION" --output text \\
    --role-arn "arn:$PARTITION:iam::$1:role/$THROUGH" \\
    --role-session-name create-roles \\
    --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]') ||
    stop "The role $THROUGH of account $1 cannot be assumed with these credentials." \\
      "Name another role with --through, or use --profile-per-account."
  read -r AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN <<END
$keys
END
  export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
}
""",
)

IN_ACCOUNT = Snippet(
    "Runs this script in one account, with credentials for that account.",
    "The roles would be created in the wrong account.",
    posix="""
in_account() (
  id=$1
  name=$2
  shift 2
  if [ -n "$BY_PROFILE" ]; then
    unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
    unset AWS_DEFAULT_PROFILE
    export AWS_PROFILE="$name"
  elif [ "$id" != "$OWN_ACCOUNT" ]; then
    assume "$id"
  fi
  # Its own shell, because sh ignores set -e inside a condition.
  if [ -n "$ADOPT" ]; then set -- "$@" --adopt; fi
  sh "$0" "$@" --only "$id"
)
""",
)

ALL = Snippet(
    "Goes through the hub and every account of the list. It goes on after a failure "
    "and names what failed at the end.",
    "The script would have to be run by hand in every account.",
    posix=r"""
all() {
  [ -f "$0" ] || stop "Save this script to a file and run it from there."
  OWN_ACCOUNT=''
  if [ -z "$BY_PROFILE" ]; then OWN_ACCOUNT=$(caller_account); fi
  hub=$(accounts | sed -n "s/^$HUB_ACCOUNT //p")
  hub="$HUB_ACCOUNT ${hub:-hub}"
  list=$(accounts | sed "/^$HUB_ACCOUNT /d")
  case $1 in
    remove) list="$list
$hub" ;;
    *) list="$hub
$list" ;;
  esac
  failed=''
  while read -r id name; do
    if [ -z "$id" ]; then continue; fi
    case "$1 $id" in
      remove*) part=remove ;;
      *" $HUB_ACCOUNT") part=hub ;;
      *) part=spoke ;;
    esac
    say "-- $id $name"
    if ! in_account "$id" "$name" "$part" </dev/null; then
      failed="$failed
  $id $name"
    fi
  done <<END
$list
END
  if [ -n "$failed" ]; then
    stop "Not done in these accounts, for the reasons above:$failed
Run this again when that is settled. What is done already stays done."
  fi
}
""",
)
