"""The functions of roll-out.sh that call the AWS CLI and find out who is calling."""

from __future__ import annotations

from carto_wizard.render.scripts.shells import Snippet

TEMPORARY = Snippet(
    "A folder for what the AWS CLI reads and answers, removed at the end.",
    "Temporary files would be left behind.",
    posix="""
TEMP=$(mktemp -d)
export AWS_PAGER=
TAB=$(printf '\\t')
trap 'rm -rf "$TEMP"' EXIT
trap 'stop "Stopped. What was begun goes on in AWS. Run the same command again."' \\
  INT TERM HUP
""",
)

PLACES = Snippet(
    "How long to wait between two looks, and the file that remembers what was begun.",
    "A run that was stopped could not be continued.",
    posix="""
PAUSE=${ROLL_OUT_PAUSE:-15}
case $PAUSE in *[!0-9]*) stop "ROLL_OUT_PAUSE must be a number of seconds." ;; esac
STATE=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)/$NAME.state
""",
)

ASK = Snippet(
    "Calls the AWS CLI. The error is kept for the functions below.",
    "The script could not call AWS.",
    posix="""
ask() {
  aws "$@" --region "$REGION" --output text 2>"$TEMP/error"
}

failed_with() {
  grep -Eq "$1" "$TEMP/error"
}
""",
)

EXPLAIN = Snippet(
    "Turns a failed call into a sentence. A denied call names the right it needs.",
    "You would have to find the missing right in the error of the AWS CLI.",
    posix=r"""
explain() {
  error=$(LC_ALL=C tr -d '\000-\010\013-\037\177' <"$TEMP/error" | sed '/^$/d')
  if failed_with 'AccessDenied|UnauthorizedOperation|not authorized to perform'; then
    right=$(printf '%s\n' "$2" | awk -F- '
      { for (i = 1; i <= NF; i++)
          printf "%s", toupper(substr($i, 1, 1)) substr($i, 2) }')
    say "$error" >&2
    stop "AWS denied $1:$right. Ask the administrator of the account for this right," \
      "then run the same command again."
  fi
  stop "aws $1 $2 failed: $error"
}

call() {
  ask "$@" || explain "$@"
}
""",
)

TRY = Snippet(
    "Continues with the next part after one has failed, and remembers the failure.",
    "A problem in the hub would also stop the roll-out to all other accounts.",
    posix="""
FAILED=no
try() {
  set +e
  (set -e && "$@")
  result=$?
  set -e
  [ "$result" -eq 0 ] || FAILED=yes
}
""",
)

IN_ACCOUNT = Snippet(
    "Runs a part of the script in another account, by assuming a role there.",
    "Every account would need its own credentials.",
    posix="""
in_account() {
  role=arn:$PARTITION:iam::$1:role/$THROUGH
  keys=$(call sts assume-role --role-arn "$role" --role-session-name roll-out \\
    --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]') || exit 1
  AWS_ACCESS_KEY_ID=$(printf '%s\\n' "$keys" | cut -f1)
  AWS_SECRET_ACCESS_KEY=$(printf '%s\\n' "$keys" | cut -f2)
  AWS_SESSION_TOKEN=$(printf '%s\\n' "$keys" | cut -f3)
  export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
  unset AWS_PROFILE AWS_DEFAULT_PROFILE
  WHERE=$1
  shift
  "$@"
}
""",
)

READ_CALLER = Snippet(
    "Finds out who is calling: the management account, a delegated administrator for "
    "StackSets, or the hub.",
    "The wrong account could be changed unnoticed.",
    posix="""
read_caller() {
  command -v aws >/dev/null || stop "The AWS CLI is not on the PATH."
  ACCOUNT=$(call sts get-caller-identity --query Account)
  WHERE=$ACCOUNT
  MANAGEMENT=$(call organizations describe-organization \\
    --query Organization.MasterAccountId)
  CALL_AS=
  if [ "$ACCOUNT" = "$MANAGEMENT" ]; then
    CALL_AS=SELF
    say "Account $ACCOUNT, the management account"
  elif administrators=$(ask organizations list-delegated-administrators \\
    --service-principal member.org.stacksets.cloudformation.amazonaws.com \\
    --query 'DelegatedAdministrators[].[Id]') &&
    printf '%s\\n' "$administrators" | grep -qx "$ACCOUNT"; then
    CALL_AS=DELEGATED_ADMIN
    say "Account $ACCOUNT, a delegated administrator for StackSets"
  elif [ "$ACCOUNT" = "$HUB_ACCOUNT" ]; then
    say "Account $ACCOUNT, the hub: only its own stack is looked at."
    ! failed_with '.' || say "Whether it is a delegated administrator for StackSets" \\
      "could not be seen. If it is one, its credentials need the right" \\
      "organizations:ListDelegatedAdministrators to roll out to the other accounts."
  else
    stop "AWS names account $ACCOUNT neither as the management account, which is" \\
      "$MANAGEMENT, nor as a delegated administrator for StackSets (which needs" \\
      "organizations:ListDelegatedAdministrators), and it is not the hub. Use" \\
      "credentials of one of them."
  fi
}
""",
)
