"""The functions of roll-out.sh that say of each account how far it is."""

from __future__ import annotations

from carto_wizard.render.scripts.shells import Snippet

READ_ACCOUNTS = Snippet(
    "Reads what the StackSet made where, and says of each account how far it is.",
    "Failed accounts could not be named.",
    posix=r"""
read_accounts() {
  call organizations list-accounts --query 'Accounts[].[Id,State||Status]' \
    >"$TEMP/members"
  inside_units >"$TEMP/inside"
  # What makes the read-only role of the hub is its stack, or the StackSet.
  LEFT_OUT=$HUB_ACCOUNT
  if hub_is_in_stack_set; then LEFT_OUT=; fi
  read_instances
}

# The accounts in the units that are given as a whole, at any depth.
inside_units() {
  units >"$TEMP/nodes"
  while [ -s "$TEMP/nodes" ]; do
    node=$(head -n 1 "$TEMP/nodes")
    sed 1d "$TEMP/nodes" >"$TEMP/more-nodes"
    mv "$TEMP/more-nodes" "$TEMP/nodes"
    case $node in
      r-*)
        cut -f1 "$TEMP/members"
        return
        ;;
    esac
    call organizations list-accounts-for-parent --parent-id "$node" \
      --query 'Accounts[].[Id]'
    call organizations list-organizational-units-for-parent --parent-id "$node" \
      --query 'OrganizationalUnits[].[Id]' >>"$TEMP/nodes"
  done
}

read_instances() {
  : >"$TEMP/instances"
  columns='Account,Status,StackInstanceStatus.DetailedStatus,to_string([StatusReason]),StackId'
  [ "$SET" = none ] || stack_set list-stack-instances \
    --query "Summaries[].[$columns]" >"$TEMP/instances"
  accounts | awk -F'\t' -v management="$MANAGEMENT" -v left_out="$LEFT_OUT" \
    -v members="$TEMP/members" -v instances="$TEMP/instances" \
    -v inside="$TEMP/inside" -v whole="$WHOLE_UNITS" -v command="$COMMAND" '
    BEGIN {
      while ((getline line < inside) > 0) is_inside[line] = 1
      while ((getline line < members) > 0) {
        split(line, part, "\t")
        state[part[1]] = part[2]
        everybody[++all] = part[1]
      }
      while ((getline line < instances) > 0) {
        split(line, part, "\t")
        why = ""
        found[part[1]] = judged(part[2], part[3], part[4])
        reasons[part[1]] = why
        order[++many] = part[1]
      }
    }
    function judged(status, detailed, reason) {
      if (detailed == "SKIPPED_SUSPENDED_ACCOUNT") return "closed"
      if (status == "CURRENT") return "ready"
      if (detailed == "PENDING" || detailed == "RUNNING") return "waiting"
      why = reason
      return status == "INOPERABLE" ? "inoperable" : "failed"
    }
    function is_active(id) {
      return state[id] ~ /^(ACTIVE|None)$/
    }
    function show(id, name, result) {
      if (result == "closed") reasons[id] = state[id]
      print id "\t" result "\t" name "\t" reasons[id]
    }
    {
      split($0, part, " ")
      id = part[1]
      listed[id] = 1
      if (id == left_out && id in found && command != "remove") result = "moved"
      else if (id == management || (id == left_out && !(id in found))) result = "stack"
      else if (id in found) result = found[id]
      else if (!(id in state)) result = "outside"
      else if (!is_active(id)) result = "closed"
      else if (whole == "yes" && !(id in is_inside)) result = "elsewhere"
      else result = "missing"
      show(id, part[2], result)
    }
    END {
      unlisted = "(not on the list)"
      for (i = 1; i <= many; i++) {
        id = order[i]
        if (id in listed) continue
        known = command == "remove" || found[id] == "closed" || id in is_inside
        show(id, unlisted, known ? found[id] : "extra")
      }
      for (i = 1; i <= all; i++) {
        id = everybody[i]
        if (id in is_inside && !(id in listed) && !(id in found) && is_active(id) &&
            id != management && id != left_out) show(id, unlisted, "missing")
      }
    }' >"$TEMP/states"
}

# The accounts in these states, one a line.
accounts_that_are() {
  grep -E "^[0-9]+.($1)." "$TEMP/states" | cut -f1 || :
}

how_many() {
  accounts_that_are "$1" | grep -c . || :
}
""",
)

NAME_THE_REST = Snippet(
    "Names each account without the role, and why. Fails if one was asked for.",
    "A success of the whole operation could hide accounts that failed.",
    posix=r"""
# What was chosen once and is not any more.
name_the_extra() {
  for unit in $EXTRA_UNITS; do
    say "extra    $unit: it is not chosen any more, but the StackSet goes there." \
      "Auto-deployment stays off, since it would go there too."
  done
  while IFS=$TAB read -r id state name reason; do
    [ "$state" != extra ] || say "extra    $id: it is not chosen, but has the role."
  done <"$TEMP/states"
  [ -z "$EXTRA_UNITS$(accounts_that_are extra)" ] || say "To take the role away from" \
    "what is extra, run remove, then apply: that makes it anew where it is chosen." \
    "Or delete these stacks from the StackSet in the CloudFormation console."
}

name_the_rest() {
  while IFS=$TAB read -r id state name reason; do
    case $state in
      failed) say "failed   $id $name: $reason" ;;
      inoperable) say "failed   $id $name: its stack is inoperable: $reason" ;;
      waiting) say "waiting  $id $name" ;;
      missing) say "missing  $id $name" ;;
      outside) say "missing  $id $name: it is not in this organization" ;;
      elsewhere) say "missing  $id $name: it is in none of the units that are read" ;;
      closed) say "skipped  $id $name: it is $reason" ;;
    esac
  done <"$TEMP/states"
  if grep -q 'failed.*already exists' "$TEMP/states"; then
    say "A role of this name that is there already is not changed. Remove or import" \
      "it, or choose another name in the wizard."
  fi
  say "StackSet $NAME: $(how_many ready) ready," \
    "$(how_many 'failed|inoperable') failed," \
    "$(how_many 'missing|outside|elsewhere|waiting') missing," \
    "$(how_many closed) skipped"
  name_the_extra
  unmade='failed|inoperable|missing|outside|elsewhere|waiting|moved'
  [ -z "$(accounts_that_are "$unmade")$EXTRA_UNITS" ] || exit 1
}
""",
)
