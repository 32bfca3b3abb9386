"""The functions of roll-out.sh that remove the StackSet and what it made."""

from __future__ import annotations

from carto_wizard.render.scripts.shells import Snippet

REMOVE_INOPERABLE = Snippet(
    "Removes by itself what the StackSet could not remove, where it may assume a role.",
    "A stack that failed once is left out by the StackSet from then on.",
    posix=r"""
stack_of() {
  sed -n "s/^$1${TAB}.*${TAB}//p" "$TEMP/instances"
}

remove_inoperable() {
  [ -n "$THROUGH" ] || return 0
  for id in $(accounts_that_are 'inoperable|failed'); do
    (in_account "$id" remove_rest "$(stack_of "$id")") || continue
    say "$id" >>"$TEMP/todo"
  done
}
""",
)

REMOVE_STACK_SET = Snippet(
    "Removes the role from every account, then the StackSet. Gone already is fine.",
    "The roles would have to be removed by hand in every account.",
    posix=r"""
remove_stack_set() {
  read_stack_set
  if [ "$SET" = none ]; then
    say "There is no StackSet $NAME"
    return
  fi
  read_accounts
  finish_earlier
  enabled=$(stack_set describe-stack-set --query StackSet.AutoDeployment.Enabled)
  if [ "$enabled" != False ]; then
    say "Ends auto-deployment"
    operation update-stack-set --description "$(description off)" \
      --use-previous-template --capabilities CAPABILITY_NAMED_IAM \
      --permission-model SERVICE_MANAGED --auto-deployment Enabled=false
  fi
  if [ -s "$TEMP/instances" ]; then
    say "Removes the role from $(grep -c . "$TEMP/instances") accounts"
    delete_instances --no-retain-stacks ''
  fi
  # Nothing can be removed where an account is suspended.
  accounts_that_are closed >"$TEMP/closed"
  cut -f1 "$TEMP/instances" | grep -xF -f "$TEMP/closed" >"$TEMP/todo" || :
  cp "$TEMP/todo" "$TEMP/kept"
  remove_inoperable
  if [ -s "$TEMP/todo" ]; then
    say "Forgets what is suspended, closed or done by hand:" \
      "$(tr '\n' ' ' <"$TEMP/todo")"
    delete_instances --retain-stacks "$(only <"$TEMP/todo")"
  fi
  if [ -s "$TEMP/instances" ]; then
    while IFS=$TAB read -r id state name reason; do
      case $state in
        stack | closed | missing | outside | elsewhere) continue ;;
        inoperable) say "left     $id $name, stack $(stack_of "$id"): $reason" >&2 ;;
        *) say "left     $id $name: $reason" >&2 ;;
      esac
    done <"$TEMP/states"
    stop "The role is still in the accounts above. Take policies of others off it" \
      "there, then run remove again with --through ROLE, or delete those stacks there."
  fi
  if [ -s "$TEMP/kept" ]; then
    say "Nothing can be removed in suspended or closed accounts. If the role is in" \
      "one of these, and it is opened again, delete the stack StackSet-$NAME-..." \
      "there: $(tr '\n' ' ' <"$TEMP/kept")"
  fi
  stack_set delete-stack-set
  say "The StackSet $NAME is removed"
}
""",
)
