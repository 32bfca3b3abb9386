"""The commands of create-roles, hub, spoke and single, and the choice between them.

The functions of hub and single are begun by one snippet, filled by others as the
answers ask for, and ended by END_WITH_NEXT_STEPS.
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
    posix=r"""
hub() {
  read_account
  [ "$ACCOUNT" = "$HUB_ACCOUNT" ] || stop "This is not the hub account $HUB_ACCOUNT."
  ensure_role "$HUB_PATH" "$HUB_ROLE" "$(hub_trust_policy)" replace
  iam put-role-policy --role-name "$HUB_ROLE" --policy-name "$INLINE_NAME" \
    --policy-document "$(hub_inline_policy)"
  say "role $HUB_ROLE: $INLINE_NAME set"
""",
    powershell="""
function Set-Hub {
  Read-Account
  if ($Account -cne $HubAccount) { throw "This is not the hub account $HubAccount." }
  Set-Role $HubPath $HubRole $HubTrustPolicy $false
  Set-InlinePolicy $HubRole $InlineName $HubInlinePolicy
""",
)

HUB_PROFILE = Snippet(
    *_HUB,
    posix='  ensure_instance_profile "$HUB_ROLE"\n',
    powershell="  Set-InstanceProfile $HubRole\n",
)

HUB_READS_ITSELF = Snippet(
    *_HUB,
    posix="  ensure_spoke_role\n",
    powershell="  Set-SpokeRole\n",
)

END_WITH_NEXT_STEPS = Snippet(
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
  if [ -z "$name" ] && [ "${1-}" != --any ]; then
    stop "Account $ACCOUNT is not on the list. Add --any to change it anyway."
  fi
  say "Changing account $ACCOUNT ${name:-(not on the list)}"
  ensure_spoke_role
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
  Set-SpokeRole
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
    posix="""  if ! exists get-user --user-name "$NAME"; then
    iam create-user --path "$NAME_PATH" --user-name "$NAME" >/dev/null
    say "user $NAME: created"
  fi
  iam attach-user-policy --user-name "$NAME" --policy-arn "$SECURITY_AUDIT"
  say "user $NAME: SecurityAudit attached"
""",
    powershell="""  if (-not (Test-Iam get-user --user-name $Name)) {
    Invoke-Iam create-user --path $NamePath --user-name $Name
    "user ${Name}: created"
  }
  Invoke-Iam attach-user-policy --user-name $Name --policy-arn $SecurityAudit
  "user ${Name}: SecurityAudit attached"
""",
)

# A group is made by the same calls under another name.
_GROUP = Snippet(
    *_SINGLE,
    posix=_USER.posix.replace("user", "group"),
    powershell=_USER.powershell.replace("user", "group"),
)

_ROLE = Snippet(
    *_SINGLE,
    posix="""  ensure_role "$NAME_PATH" "$NAME" "$(role_trust_policy)" keep
  iam attach-role-policy --role-name "$NAME" --policy-arn "$SECURITY_AUDIT"
  say "role $NAME: SecurityAudit attached"
""",
    powershell="""  Set-Role $NamePath $Name $RoleTrustPolicy $true
  Invoke-Iam attach-role-policy --role-name $Name --policy-arn $SecurityAudit
  "role ${Name}: SecurityAudit attached"
""",
)

SINGLE_IDENTITY = {
    Identity.USER: _USER,
    Identity.GROUP: _GROUP,
    Identity.ROLE: _ROLE,
}

SINGLE_PROFILE = Snippet(
    *_SINGLE,
    posix='  ensure_instance_profile "$NAME"\n',
    powershell="  Set-InstanceProfile $Name\n",
)

CHOICE = Snippet(
    "Selects the command.",
    "Nothing would run.",
    posix="""
case ${1-} in
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
    posix='  spoke) spoke "${2-}" ;;\n',
    powershell="  'spoke' { Set-Spoke }\n",
)

CHOOSE_SINGLE = Snippet(
    "Runs the part for the single account.",
    "The identity could not be created.",
    posix="  single) single ;;\n",
    powershell="  'single' { Set-Single }\n",
)

CHOOSE_ANYTHING_ELSE = Snippet(
    "Prints the usage. An unknown command is an error.",
    "A typing mistake would look like success.",
    posix="""  *)
    usage
    [ $# -eq 0 ] || exit 2
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
