"""The functions of create-roles for a role that is there without our tag.

The script compares texts without their white space. A policy that says the same in
another order is taken for another one, so that nothing is ever changed by mistake.
"""

from __future__ import annotations

from carto_wizard.render.scripts.shells import Snippet

AS_WANTED = Snippet(
    "Finds out whether a role is already as wanted.",
    "A role from before could not be used without taking it over.",
    posix=r"""
squeeze() {
  tr -d ' \t\r\n'
}

iam_json() {
  aws iam "$@" --region "$REGION" --output json | squeeze
}

as_wanted() {
  set -- --role-name "$ROLE"
  found=$(iam_json get-role "$@" --query Role.AssumeRolePolicyDocument)
  [ "$found" = "$(printf '%s' "$TRUST" | squeeze)" ] || return 1
  if [ -n "$INLINE_NAME" ]; then
    found=''
    if exists get-role-policy "$@" --policy-name "$INLINE_NAME"; then
      found=$(iam_json get-role-policy "$@" --policy-name "$INLINE_NAME" \
        --query PolicyDocument)
    fi
    [ "$found" = "$(printf '%s' "$INLINE" | squeeze)" ] || return 1
  fi
  found=$(iam list-attached-role-policies "$@" \
    --query "AttachedPolicies[?PolicyArn=='$MANAGED'].PolicyArn")
  [ "$found" = "$MANAGED" ] || return 1
  limit=$(boundary)
  found=$(iam get-role "$@" --query Role.PermissionsBoundary.PermissionsBoundaryArn)
  [ "$found" = "${limit:-$found}" ] || return 1
  found=$(iam get-role "$@" --query Role.MaxSessionDuration)
  [ "$found" -ge "$SESSION_SECONDS" ] || return 1
  found=$(iam_json list-role-tags "$@" --query Tags)
  tags | sed '1,2d; $d; s/,$//; s/[[:space:]]//g' | while read -r tag; do
    case $found in *"$tag"*) ;; *) exit 1 ;; esac
  done
}
""",
    powershell=r"""
function Test-Text([string]$Text) {
  ($script:Answer -replace '\s') -ceq ($Text -replace '\s')
}

function Test-AsWanted($Role) {
  $which = @('--role-name', $Role.Role)
  Invoke-Iam get-role @which --query Role.AssumeRolePolicyDocument --output json
  if (-not (Test-Text $Role.Trust)) { return $false }
  if ($Role.InlineName) {
    $policy = @('--policy-name', $Role.InlineName)
    if (Test-Iam get-role-policy @which @policy --query PolicyDocument --output json) {
      if (-not (Test-Text $Role.Inline)) { return $false }
    } elseif ($Role.Inline) { return $false }
  }
  Invoke-Iam list-attached-role-policies @which `
    --query "AttachedPolicies[?PolicyArn=='$($Role.Managed)'].PolicyArn"
  if (-not (Test-Text $Role.Managed)) { return $false }
  $limit = Get-Boundary
  Invoke-Iam get-role @which `
    --query Role.PermissionsBoundary.PermissionsBoundaryArn
  if ($limit -and -not (Test-Text $limit)) { return $false }
  Invoke-Iam get-role @which --query Role.MaxSessionDuration
  if ([int]$script:Answer -lt [int]$SessionSeconds) { return $false }
  Invoke-Iam list-role-tags @which --query Tags --output json
  $found = @{}
  foreach ($tag in (ConvertFrom-Json $script:Answer)) { $found[$tag.Key] = $tag.Value }
  foreach ($tag in (ConvertFrom-Json $Tags)) {
    if ($tag.Key -cne $Mark -and $found[$tag.Key] -cne $tag.Value) { return $false }
  }
  return $true
}
""",
)

LEAVE_ROLE = Snippet(
    "Leaves a role that is not marked as ours, and stops if it is not as wanted.",
    "A role of the same name that others need could be changed.",
    posix="""
leave_role() {
  if [ -n "$KEEPS_TRUST" ]; then
    say "role $ROLE: exists, and is not marked as this set-up's: only policies added"
    attach_managed
  elif as_wanted; then
    say "role $ROLE: as wanted, and not marked as this set-up's: not changed"
  else
    stop "Role $ROLE exists, is not marked as this set-up's and is not as wanted." \\
      "Choose another name, or take it over: add --adopt."
  fi
}
""",
    powershell="""
function Skip-Role($Role) {
  $name = $Role.Role
  if ($Role.KeepsTrust) {
    "role ${name}: exists, and is not marked as this set-up's: only policies added"
    Add-Managed $Role
  } elseif (Test-AsWanted $Role) {
    "role ${name}: as wanted, and not marked as this set-up's: not changed"
  } else {
    throw ("Role $name exists, is not marked as this set-up's and is not as wanted. " +
      'Choose another name, or take it over: add -Adopt.')
  }
}
""",
)
