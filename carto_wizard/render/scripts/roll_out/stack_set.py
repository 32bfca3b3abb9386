"""The functions of roll-out.sh for the StackSet and its operations."""

from __future__ import annotations

from carto_wizard.render.scripts.shells import Snippet

STACK_SET = Snippet(
    "Calls CloudFormation about the StackSet, always by the same right.",
    "A delegated administrator's StackSet would not be found.",
    posix="""
stack_set() {
  verb=$1
  shift
  call cloudformation "$verb" --stack-set-name "$NAME" --call-as "$CALL_AS" "$@"
}
""",
)

READ_STACK_SET = Snippet(
    "Looks for the StackSet of this set-up. One of the same name that is not ours is "
    "never changed.",
    "The StackSet of somebody else could be changed.",
    posix=r"""
description() {
  say "Role for Cartography, set up by carto-wizard $SETUP. Template" \
    "$(read_only_template | cksum | cut -d' ' -f1), auto-deployment $1."
}

# Auto-deployment goes to every target that the StackSet was ever given.
read_units() {
  [ "$WHOLE_UNITS" = yes ] || return 0
  units >"$TEMP/wanted"
  stack_set describe-stack-set --query 'StackSet.OrganizationalUnitIds[].[@]' \
    >"$TEMP/present"
  grep -E '^(r|ou)-' "$TEMP/present" >"$TEMP/targets" || :
  EXTRA_UNITS=$(grep -vxF -f "$TEMP/wanted" "$TEMP/targets") || :
  [ -z "$EXTRA_UNITS" ] || AUTO=off
}

read_stack_set() {
  SET=none
  EXTRA_UNITS=
  : >"$TEMP/targets"
  if ask cloudformation describe-stack-set --stack-set-name "$NAME" \
    --call-as "$CALL_AS" --query StackSet.Description >"$TEMP/description"; then
    SET=changed
    read_units
    case $(cat "$TEMP/description") in
      "$(description "$AUTO")") SET=same ;;
      *" set up by carto-wizard $SETUP. "*) ;;
      *) stop "The StackSet $NAME is not of this set-up. It is not changed." ;;
    esac
  else
    failed_with StackSetNotFound || explain cloudformation describe-stack-set
  fi
}
""",
)

OPERATION = Snippet(
    "Starts one operation and waits for it. Its ID is on the disk before the call, so "
    "a run that was stopped goes on with the same one.",
    "A second run could start the same work twice.",
    posix=r"""
operation() {
  id=carto-wizard-$(date +%Y%m%d%H%M%S)-$$-$(how_many '.*')
  printf '%s\n' "$id" >"$STATE.new"
  mv "$STATE.new" "$STATE"
  verb=$1
  shift
  ask cloudformation "$verb" --stack-set-name "$NAME" --call-as "$CALL_AS" \
    --operation-id "$id" --operation-preferences "RegionConcurrencyType=PARALLEL,\
FailureTolerancePercentage=100,MaxConcurrentPercentage=100,\
ConcurrencyMode=SOFT_FAILURE_TOLERANCE" "$@" >/dev/null ||
    failed_with OperationIdAlreadyExists || explain cloudformation "$verb"
  wait_for "$id"
}

wait_for() {
  while :; do
    status=$(stack_set describe-stack-set-operation --operation-id "$1" \
      --query StackSetOperation.Status)
    case $status in SUCCEEDED | FAILED | STOPPED) break ;; esac
    read_instances
    say "$(date +%H:%M:%S) $status: $(how_many ready) ready," \
      "$(how_many 'failed|inoperable') failed, $(how_many waiting) to go"
    sleep "$PAUSE"
  done
  rm -f "$STATE"
  read_instances
}

# Waits for what was begun by an earlier run, or by somebody else.
finish_earlier() {
  if [ -s "$STATE" ]; then
    id=$(tr -dc 'A-Za-z0-9-' <"$STATE")
    if ask cloudformation describe-stack-set-operation --stack-set-name "$NAME" \
      --call-as "$CALL_AS" --operation-id "$id" >/dev/null; then
      say "Goes on with the operation $id of an earlier run"
      wait_for "$id"
    else
      failed_with OperationNotFound ||
        explain cloudformation describe-stack-set-operation
      rm -f "$STATE"
    fi
  fi
  running=$(stack_set list-stack-set-operations --query \
    "Summaries[?Status=='RUNNING'||Status=='QUEUED'||Status=='STOPPING'].[OperationId]")
  for id in $running; do
    say "Waits for the operation $id, which is in progress"
    wait_for "$id"
  done
}

root() {
  call organizations list-roots --query 'Roots[0].Id'
}

quoted() {
  awk '{ printf "%s\"%s\"", comma, $1; comma = ", " }'
}

# Narrows targets to the accounts from standard input.
only() {
  printf ', "Accounts": [%s], "AccountFilterType": "INTERSECTION"' "$(quoted)"
}

# $1 says whether the stacks stay; $2 narrows the root, which is all accounts.
delete_instances() {
  target=$(root)
  printf '{"OrganizationalUnitIds": ["%s"]%s}\n' "$target" "$2" >"$TEMP/targets.json"
  operation delete-stack-instances --regions "$REGION" "$1" \
    --deployment-targets "file://$TEMP/targets.json"
}

# $1 is a file with the units, $2 narrows them.
create_instances() {
  # No call takes more than 50 units.
  while [ -s "$1" ]; do
    printf '{"OrganizationalUnitIds": [%s]%s}\n' "$(head -n 50 "$1" | quoted)" "$2" \
      >"$TEMP/targets.json"
    sed 1,50d "$1" >"$TEMP/more-units"
    mv "$TEMP/more-units" "$1"
    operation create-stack-instances --regions "$REGION" \
      --deployment-targets "file://$TEMP/targets.json"
  done
}
""",
)

MAKE_STACK_SET = Snippet(
    "Creates or updates the StackSet, then makes the role where it is missing or "
    "failed, and nowhere else.",
    "The role would have to be made by hand in every account.",
    posix=r"""
make_stack_set() {
  access=$(call cloudformation describe-organizations-access --call-as "$CALL_AS" \
    --query Status)
  if [ "$access" != ENABLED ]; then
    [ "$CALL_AS" = SELF ] || stop "StackSets have no access to the organization. Run" \
      "apply once with credentials of the management account $MANAGEMENT."
    say "Gives StackSets access to the organization"
    call cloudformation activate-organizations-access
  fi
  read_stack_set
  read_only_template >"$TEMP/role.json"
  if [ "$SET" = none ]; then
    say "Creates the StackSet $NAME"
    stack_set create-stack-set --description "$(description "$AUTO")" \
      --template-body "file://$TEMP/role.json" --capabilities CAPABILITY_NAMED_IAM \
      --permission-model SERVICE_MANAGED --managed-execution Active=true \
      --auto-deployment "$(auto_deployment "$AUTO")" >/dev/null
    SET=same
  fi
  [ "$SET" = same ] || same_path
  read_accounts
  finish_earlier
  if [ "$SET" = changed ]; then
    say "Updates the StackSet $NAME and every account that has it"
    operation update-stack-set --description "$(description "$AUTO")" \
      --template-body "file://$TEMP/role.json" --capabilities CAPABILITY_NAMED_IAM \
      --permission-model SERVICE_MANAGED --auto-deployment "$(auto_deployment "$AUTO")"
  fi
  if [ -n "$(accounts_that_are moved)" ]; then
    say "Takes the role of the hub out of the StackSet, as the hub's stack makes it"
    delete_instances --no-retain-stacks "$(say "$HUB_ACCOUNT" | only)"
    [ -z "$(accounts_that_are moved)" ] || stop "The StackSet could not remove its" \
      "role from the hub $HUB_ACCOUNT:" \
      "$(sed -n "s/^$HUB_ACCOUNT${TAB}.*${TAB}//p" "$TEMP/states")"
  fi
  accounts_that_are failed >"$TEMP/todo"
  if [ "$WHOLE_UNITS" = yes ]; then
    units | grep -vxF -f "$TEMP/targets" >"$TEMP/new-units" || :
    if [ -s "$TEMP/new-units" ]; then
      say "Makes the role in every account of the organizational units"
      create_instances "$TEMP/new-units" ''
    fi
    units >"$TEMP/targets"
  else
    root >"$TEMP/targets"
  fi
  accounts_that_are missing >>"$TEMP/todo"
  if [ -s "$TEMP/todo" ]; then
    say "Makes the role in $(grep -c . "$TEMP/todo") accounts"
    create_instances "$TEMP/targets" "$(only <"$TEMP/todo")"
  fi
  name_the_rest
}

# A role of the same name under another path is not made: IAM knows names only.
same_path() {
  stack_set describe-stack-set --query StackSet.TemplateBody >"$TEMP/deployed.json"
  for file in role deployed; do
    sed -n 's/^ *"RoleName": "\(.*\)".*/\1/p' "$TEMP/$file.json" >"$TEMP/$file.name"
    sed -n 's/^ *"Path": "\(.*\)".*/\1/p' "$TEMP/$file.json" >"$TEMP/$file.path"
  done
  cmp -s "$TEMP/role.path" "$TEMP/deployed.path" ||
    ! cmp -s "$TEMP/role.name" "$TEMP/deployed.name" ||
    stop "The role has the path $(cat "$TEMP/deployed.path") in the accounts, and now" \
      "$(cat "$TEMP/role.path") is wanted. AWS cannot move a role. First run remove," \
      "then apply; or choose another name for the role in the wizard."
}

auto_deployment() {
  if [ "$1" = on ]; then
    say "Enabled=true,RetainStacksOnAccountRemoval=false"
  else
    say "Enabled=false"
  fi
}
""",
)

NO_UNITS = Snippet(
    "Accounts are named one by one, so no organizational unit is given as a whole.",
    "Accounts could get the role that were not chosen.",
    posix="""
units() {
  :
}
""",
)
