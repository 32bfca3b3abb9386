"""The commands of create-roles, hub, spoke and single, and the choice between them.

The functions of hub and single are begun by one snippet, filled by others as the
answers ask for, and ended by END_OF_HUB or END_OF_SINGLE.
"""

from __future__ import annotations

from carto_wizard.render.scripts.shells import Snippet
from carto_wizard.setup.answers import Identity

_HUB = (
    "Creates everything in the hub account, including its read-only role.",
    "Cartography has no identity to start with, so it reads no account.",
)
_SINGLE = (
    "Creates the identity that Cartography uses and allows it to read this account.",
    "Cartography has no identity or no permissions.",
)

HUB = Snippet(
    *_HUB,
    posix="""
hub() {
  read_account
  [ "$ACCOUNT" = "$HUB_ACCOUNT" ] || stop "This is not the hub account $HUB_ACCOUNT."
  hub_role
  ensure_role
""",
    powershell="""
function Set-Hub {
  Read-Account
  if ($Account -cne $HubAccount) { throw "This is not the hub account $HubAccount." }
  Set-Role $HubRole
""",
)

HUB_READS_ITSELF = Snippet(
    *_HUB,
    posix="  read_only_role\n  ensure_role\n",
    powershell="  Set-Role $ReadOnlyRole\n",
)

END_OF_HUB = Snippet(
    "Prints what you still have to do by hand.",
    "Everything exists, but nothing uses it.",
    posix="""  if [ -z "$ONLY_ACCOUNT" ]; then
    other_accounts
    next_steps
  fi
}
""",
    powershell="""  $OtherAccounts
  $NextSteps
}
""",
)

END_OF_SINGLE = Snippet(
    "Prints what you still have to do by hand.",
    "Everything exists, but nothing uses it.",
    posix="""  next_steps
}
""",
    powershell="""  $NextSteps
}
""",
)

SPOKE = Snippet(
    "Prepares one account, and stops if the account is not on the list.",
    "The role would have to be created by hand in every account.",
    posix="""
spoke() {
  read_account
  name=$(accounts | sed -n "s/^$ACCOUNT //p")
  if [ -z "$name" ] && [ -z "$ANY" ]; then
    stop "Account $ACCOUNT is not on the list. Add --any to change it anyway."
  fi
  say "Changing account $ACCOUNT ${name:-(not on the list)}"
  read_only_role
  ensure_role
}
""",
    powershell="""
function Set-Spoke {
  Read-Account
  $line = $Accounts -split "`n" | Where-Object { $_ -like "$Account *" }
  if (-not $line -and -not $Any) {
    throw "Account $Account is not on the list. Add -Any to change it anyway."
  }
  if ($line) { "Changing account $line" } else { "Changing an account not on the list" }
  Set-Role $ReadOnlyRole
}
""",
)

SINGLE = Snippet(
    *_SINGLE,
    posix="""
single() {
  read_account
  [ "$ACCOUNT" = "$WANTED_ACCOUNT" ] || stop "This is not account $WANTED_ACCOUNT."
""",
    powershell="""
function Set-Single {
  Read-Account
  if ($Account -cne $WantedAccount) { throw "This is not account $WantedAccount." }
""",
)

_USER = Snippet(
    *_SINGLE,
    posix="""  set -- --user-name "$NAME"
  if ! exists get-user "$@"; then
    limit=$(boundary)
    if [ -n "$limit" ]; then set -- "$@" --permissions-boundary "$limit"; fi
    iam create-user --path "$NAME_PATH" "$@" --tags "$(tags)" >/dev/null
    say "user $NAME: created"
  fi
  iam attach-user-policy --user-name "$NAME" --policy-arn "$MANAGED"
  say "user $NAME: SecurityAudit attached"
""",
    powershell="""  if (-not (Test-Iam get-user --user-name $Name)) {
    $marks = Save-Policy $Tags
    $limit = Get-Boundary
    $more = @()
    if ($limit) { $more = @('--permissions-boundary', $limit) }
    Invoke-Iam create-user --path $NamePath --user-name $Name @more --tags $marks
    Remove-Policy $marks
    "user ${Name}: created"
  }
  Invoke-Iam attach-user-policy --user-name $Name --policy-arn $Managed
  "user ${Name}: SecurityAudit attached"
""",
)

_GROUP = Snippet(
    *_SINGLE,
    posix="""  if ! exists get-group --group-name "$NAME"; then
    iam create-group --path "$NAME_PATH" --group-name "$NAME" >/dev/null
    say "group $NAME: created"
  fi
  iam attach-group-policy --group-name "$NAME" --policy-arn "$MANAGED"
  say "group $NAME: SecurityAudit attached"
""",
    powershell="""  if (-not (Test-Iam get-group --group-name $Name)) {
    Invoke-Iam create-group --path $NamePath --group-name $Name
    "group ${Name}: created"
  }
  Invoke-Iam attach-group-policy --group-name $Name --policy-arn $Managed
  "group ${Name}: SecurityAudit attached"
""",
)

_ROLE = Snippet(
    *_SINGLE,
    posix="  single_role\n  ensure_role\n",
    powershell="  Set-Role $SingleRole\n",
)

SINGLE_IDENTITY = {
    Identity.USER: _USER,
    Identity.GROUP: _GROUP,
    Identity.ROLE: _ROLE,
}

CHOICE = Snippet(
    "Selects the command.",
    "Nothing would run.",
    posix="""
case $COMMAND in
""",
    powershell="""
switch ($Command) {
""",
)

CHOOSE_HUB = Snippet(
    "Runs the part for the hub account.",
    "The hub role could not be created.",
    posix="  hub) hub ;;\n",
    powershell="  'hub' { Set-Hub }\n",
)

CHOOSE_SPOKE = Snippet(
    "Runs the part for an account that Cartography reads.",
    "The read-only roles could not be created.",
    posix="  spoke) spoke ;;\n",
    powershell="  'spoke' { Set-Spoke }\n",
)

CHOOSE_ALL = Snippet(
    "Runs the parts for every account.",
    "The script would have to be run by hand in every account.",
    posix="""  all)
    all make
    next_steps
    ;;
  'remove all') all remove ;;
""",
)

CHOOSE_SINGLE = Snippet(
    "Runs the part for the single account.",
    "The identity could not be created.",
    posix="  single) single ;;\n",
    powershell="  'single' { Set-Single }\n",
)

CHOOSE_REMOVE = Snippet(
    "Removes what this set-up made.",
    "It would have to be removed by hand.",
    posix="  remove) remove ;;\n",
)

CHOOSE_ANYTHING_ELSE = Snippet(
    "Prints the usage. An unknown command is an error.",
    "A typing mistake would look like success.",
    posix="""  *)
    [ -z "$GIVEN" ] || wrong_use
    usage
    ;;
""",
    powershell="""  '' { $Usage }
  default { throw $Usage }
""",
)

END_OF_CHOICE = Snippet(
    "Ends the selection.",
    "The shell rejects the script.",
    posix="esac\n",
    powershell="}\n",
)
