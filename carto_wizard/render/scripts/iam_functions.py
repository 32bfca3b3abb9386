"""The functions of create-roles that make roles and what belongs to them."""

from __future__ import annotations

from carto_wizard.render.scripts.shells import Snippet

ROLE = Snippet(
    "Creates the role, or updates the trust policy of the existing role.",
    "A second run would fail because the role exists.",
    posix=r"""
ensure_role() {
  if exists get-role --role-name "$2"; then
    found=$(iam get-role --role-name "$2" --query Role.Path)
    [ "$found" = "$1" ] || stop "Role $2 exists with path $found instead of $1."
    if [ "$4" = keep ]; then
      say "role $2: exists, trust policy not changed"
      return
    fi
    iam update-assume-role-policy --role-name "$2" --policy-document "$3"
    say "role $2: exists, trust policy updated"
  else
    iam create-role --path "$1" --role-name "$2" \
      --assume-role-policy-document "$3" >/dev/null
    iam wait role-exists --role-name "$2"
    say "role $2: created"
  fi
}
""",
    powershell="""
function Set-Role([string]$Path, [string]$Name, [string]$Trust, [bool]$Keep) {
  $file = Save-Policy $Trust
  if (Test-Iam get-role --role-name $Name) {
    Invoke-Iam get-role --role-name $Name --query Role.Path
    if ($script:Answer -cne $Path) {
      throw "Role $Name exists with path $($script:Answer) instead of $Path."
    }
    if ($Keep) {
      "role ${Name}: exists, trust policy not changed"
    } else {
      Invoke-Iam update-assume-role-policy --role-name $Name --policy-document $file
      "role ${Name}: exists, trust policy updated"
    }
  } else {
    Invoke-Iam create-role --path $Path --role-name $Name `
      --assume-role-policy-document $file
    Invoke-Iam wait role-exists --role-name $Name
    "role ${Name}: created"
  }
  Remove-Policy $file
}
""",
)

INLINE_POLICY = Snippet(
    "Sets an inline policy of a role, replacing one of the same name.",
    "The role exists but has no permissions.",
    powershell="""
function Set-InlinePolicy([string]$Role, [string]$Name, [string]$Text) {
  $file = Save-Policy $Text
  Invoke-Iam put-role-policy --role-name $Role --policy-name $Name `
    --policy-document $file
  Remove-Policy $file
  "role ${Role}: $Name set"
}
""",
)

INSTANCE_PROFILE = Snippet(
    "Creates the instance profile, through which an EC2 instance gets the role.",
    "The role cannot be attached to an instance. The guide does not mention this.",
    posix=r"""
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
""",
    powershell="""
function Set-InstanceProfile([string]$Name) {
  if (-not (Test-Iam get-instance-profile --instance-profile-name $Name)) {
    Invoke-Iam create-instance-profile --instance-profile-name $Name
    Invoke-Iam wait instance-profile-exists --instance-profile-name $Name
    "instance profile ${Name}: created"
  }
  Invoke-Iam get-instance-profile --instance-profile-name $Name `
    --query 'InstanceProfile.Roles[].RoleName'
  $held = $script:Answer
  if ($held -ceq $Name) {
    "instance profile ${Name}: holds the role"
  } elseif ($held -eq '') {
    Invoke-Iam add-role-to-instance-profile --instance-profile-name $Name `
      --role-name $Name
    "instance profile ${Name}: role added"
  } else {
    throw "Instance profile $Name holds the role $held. Remove that role first."
  }
}
""",
)

_SPOKE_ROLE = (
    "The role with which Cartography reads this account: its trust policy, "
    "SecurityAudit and exactly the chosen extra actions.",
    "AWS denies Cartography access to this account.",
)

SPOKE_ROLE = Snippet(
    *_SPOKE_ROLE,
    posix="""
ensure_spoke_role() {
  ensure_role "$SPOKE_PATH" "$SPOKE_ROLE" "$(spoke_trust_policy)" replace
  iam attach-role-policy --role-name "$SPOKE_ROLE" --policy-arn "$SECURITY_AUDIT"
  say "role $SPOKE_ROLE: SecurityAudit attached"
""",
    powershell="""
function Set-SpokeRole {
  Set-Role $SpokePath $SpokeRole $SpokeTrustPolicy $false
  Invoke-Iam attach-role-policy --role-name $SpokeRole --policy-arn $SecurityAudit
  "role ${SpokeRole}: SecurityAudit attached"
""",
)

PUT_EXTRA_GRANTS = Snippet(
    *_SPOKE_ROLE,
    posix="""  set -- --role-name "$SPOKE_ROLE" --policy-name "$GRANTS_NAME"
  iam put-role-policy "$@" --policy-document "$(extra_grants_policy)"
  say "role $SPOKE_ROLE: $GRANTS_NAME set"
}
""",
    powershell="""  Set-InlinePolicy $SpokeRole $GrantsName $ExtraGrantsPolicy
}
""",
)

DROP_EXTRA_GRANTS = Snippet(
    *_SPOKE_ROLE,
    posix="""  set -- --role-name "$SPOKE_ROLE" --policy-name "$GRANTS_NAME"
  if exists get-role-policy "$@"; then
    iam delete-role-policy "$@"
    say "role $SPOKE_ROLE: $GRANTS_NAME removed"
  fi
}
""",
    powershell="""  $which = @(
    '--role-name', $SpokeRole, '--policy-name', $GrantsName
  )
  if (Test-Iam get-role-policy @which) {
    Invoke-Iam delete-role-policy @which
    "role ${SpokeRole}: $GrantsName removed"
  }
}
""",
)
