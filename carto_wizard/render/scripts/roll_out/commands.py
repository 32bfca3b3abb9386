"""The commands of roll-out.sh: plan, apply, status and remove."""

from __future__ import annotations

from carto_wizard.render.scripts.shells import Snippet

STILL_TO_DO = Snippet(
    "Says what these credentials cannot do, and who runs what for it.",
    "A part of the roll-out could be forgotten.",
    posix="""
is_listed() {
  accounts | grep -q "^$1 "
}

management_has_a_stack() {
  [ "$MANAGEMENT" != "$HUB_ACCOUNT" ] && is_listed "$MANAGEMENT"
}

# A part that is left to somebody else is no success of apply or remove.
not_done() {
  case $COMMAND in apply | remove) FAILED=yes ;; esac
}

# $1 is the command, for example apply.
hub_still_to_do() {
  words=
  if [ "$1" = apply ]; then
    case $HUB_TEMPLATE in
      hub_template) words=' --hub-template hub-role' ;;
      *) words=' --hub-template hub-and-read-only-role' ;;
    esac
  fi
  not_done
  say "Still to do, with credentials of the hub $HUB_ACCOUNT: sh roll-out.sh $1$words"
}

management_still_to_do() {
  not_done
  say "Still to do, with credentials of the management account $MANAGEMENT, where no" \\
    "StackSet goes: sh roll-out.sh $1"
}

# Runs a part in the hub, by whichever way there is.
in_hub() {
  if [ "$ACCOUNT" = "$HUB_ACCOUNT" ]; then
    try "$@"
  elif [ -n "$THROUGH" ]; then
    try in_account "$HUB_ACCOUNT" "$@"
  else
    hub_still_to_do "$COMMAND"
  fi
}

# Runs a part in the management account, where it has its own stack.
in_management() {
  [ -n "$CALL_AS" ] && [ "$MANAGEMENT" != "$HUB_ACCOUNT" ] || return 0
  if management_has_a_stack; then
    if [ "$CALL_AS" = SELF ]; then
      try "$@"
    else
      management_still_to_do "$COMMAND"
    fi
  elif [ "$CALL_AS" = SELF ]; then
    try in_unlisted_management
  fi
}

# It keeps its stack when it is not listed any more, until remove.
in_unlisted_management() {
  if found=$(ask cloudformation describe-stacks --stack-name "$NAME" \\
    --query 'Stacks[0].[StackStatus,Description]'); then :; else
    failed_with 'does not exist' || explain cloudformation describe-stacks
    return 0
  fi
  case $found in
    DELETE_COMPLETE*) return 0 ;;
    *" Set up by carto-wizard $SETUP.") ;;
    *) return 0 ;;
  esac
  if [ "$COMMAND" = remove ]; then
    remove_stack
  else
    say "extra    $MANAGEMENT, the management account: it is not chosen, but has the" \\
      "role. Without the role: aws cloudformation delete-stack --stack-name $NAME"
  fi
}

hub_roles() {
  if [ "$HUB_TEMPLATE" = hub_template ]; then
    say "$HUB_ROLE"
  else
    say "$HUB_ROLE $SPOKE_ROLE"
  fi
}
""",
)

PLAN = Snippet(
    "Says what apply would do where. Changes nothing.",
    "You would have to run apply to find out what it does.",
    posix="""
plan() {
  if [ -n "$CALL_AS" ]; then
    access=$(call cloudformation describe-organizations-access --call-as "$CALL_AS" \\
      --query Status)
    [ "$access" = ENABLED ] || say "give StackSets access to the organization"
    read_stack_set
    if [ "$SET" = changed ]; then
      read_only_template >"$TEMP/role.json"
      same_path
    fi
    case $SET in
      none) say "create   StackSet $NAME, auto-deployment $AUTO" ;;
      changed) say "update   StackSet $NAME, and every account that has it" ;;
      same) say "there    StackSet $NAME" ;;
    esac
    for unit in $(units); do
      say "include  every account of $unit, now and later, at any depth"
    done
    read_accounts
    plan_accounts
    if management_has_a_stack; then
      say "stack    $MANAGEMENT, the management account: role $SPOKE_ROLE"
    fi
  fi
  choose_hub_template
  say "stack    $HUB_ACCOUNT, the hub: role $(hub_roles | sed 's/ / and role /')"
  in_management plan_stack "$SPOKE_ROLE"
  # Role names have no spaces.
  # shellcheck disable=SC2046
  in_hub plan_stack $(hub_roles)
}

plan_stack() {
  settle
  if [ "$STATUS" = none ]; then
    for role in "$@"; do role_is_free "$role"; done
    say "create   $WHERE: stack $NAME"
  else
    say "there    $WHERE: stack $NAME, $STATUS; apply makes it as it should be"
  fi
}

# With a role to assume, what is there already is seen beforehand.
plan_new() {
  rm -f "$TEMP/taken"
  if [ -z "$THROUGH" ] ||
    (in_account "$1" role_is_free "$SPOKE_ROLE") 2>"$TEMP/why"; then
    say "create   $1 $2: role $SPOKE_ROLE"
  elif [ ! -e "$TEMP/taken" ]; then
    say "create   $1 $2: role $SPOKE_ROLE (whether the name is free could not be seen)"
  else
    say "blocked  $1 $2: $(cat "$TEMP/why")"
    FAILED=yes
  fi
}

plan_accounts() {
  while IFS=$TAB read -r id state name reason; do
    case $state in
      ready) say "there    $id $name" ;;
      waiting) say "waiting  $id $name" ;;
      failed | inoperable) say "again    $id $name: $reason" ;;
      missing) plan_new "$id" "$name" ;;
      outside) say "nothing  $id $name: it is not in this organization" ;;
      elsewhere) say "nothing  $id $name: it is in none of the units that are read" ;;
      moved) say "remove   $id $name: the hub's own stack makes its role" ;;
      closed) say "nothing  $id $name: it is $reason" ;;
    esac
  done <"$TEMP/states"
  name_the_extra
}
""",
)

APPLY = Snippet(
    "Makes what is missing, failed or different.",
    "Cartography would have no role in the accounts.",
    posix="""
apply() {
  choose_hub_template
  # What the hub's stack gives up has to go before the StackSet makes it, and what it
  # takes over after the StackSet has removed it.
  [ "$HUB_TEMPLATE" != hub_template ] || apply_hub
  [ -z "$CALL_AS" ] || try make_stack_set
  in_management make_stack read_only_template "$SPOKE_ROLE"
  [ "$HUB_TEMPLATE" = hub_template ] || apply_hub
}

apply_hub() {
  # Role names have no spaces.
  # shellcheck disable=SC2046
  in_hub make_stack "$HUB_TEMPLATE" $(hub_roles)
}
""",
)

STATUS = Snippet(
    "Shows how far the roll-out is, and names what is missing or failed.",
    "You would have to look in the console.",
    posix="""
status() {
  [ -z "$CALL_AS" ] || try show_stack_set
  in_management show_stack
  in_hub show_stack
}

show_stack_set() {
  read_stack_set
  read_accounts
  name_the_rest
}
""",
)

REMOVE = Snippet(
    "Removes everything in the order in which AWS allows it, the hub last.",
    "The roles would have to be removed by hand.",
    posix="""
remove() {
  say "Stop Cartography first, and take its profiles out of the AWS config."
  [ -z "$CALL_AS" ] || try remove_stack_set
  # What is left in other accounts is removed before the roles that lead there.
  [ "$FAILED" = no ] || exit 1
  in_management remove_stack
  in_hub remove_stack
}
""",
)

CHOICE = Snippet(
    "Reads the command and its options. Anything else is an error.",
    "A typing mistake would look like success.",
    posix="""
COMMAND=${1-}
THROUGH=
HUB_TEMPLATE=
case $COMMAND in
  plan | apply | status | remove) shift ;;
  *)
    usage
    [ $# -eq 0 ] || exit 2
    exit 0
    ;;
esac
while [ $# -gt 1 ]; do
  case $1 in
    --through) THROUGH=$2 ;;
    --hub-template) HUB_TEMPLATE=$2 ;;
    *) break ;;
  esac
  shift 2
done
if [ $# -gt 0 ]; then
  usage >&2
  exit 2
fi
read_caller
"$COMMAND"
[ "$FAILED" = no ] || exit 1
""",
)
