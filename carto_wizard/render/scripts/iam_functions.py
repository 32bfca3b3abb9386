"""The functions of create-roles that make a role, or set one right that is ours.

They work on the values of the present role. In sh these are variables, ROLE and others,
which a function such as hub_role sets; in PowerShell the role is an argument.
"""

from __future__ import annotations

from carto_wizard.render.scripts.shells import Snippet

CREATE_ROLE = Snippet(
    "Creates the role with its path, trust policy, boundary, session length and tags.",
    "There would be no role.",
    posix="""
create_role() {
  set -- --role-name "$ROLE" --path "$ROLE_PATH" --tags "$(tags)"
  set -- "$@" --max-session-duration "$SESSION_SECONDS"
  limit=$(boundary)
  if [ -n "$limit" ]; then set -- "$@" --permissions-boundary "$limit"; fi
  iam create-role "$@" --assume-role-policy-document "$TRUST" >/dev/null
  iam wait role-exists --role-name "$ROLE"
  say "role $ROLE: created"
}
""",
    powershell="""
function Add-Role($Role) {
  $trust = Save-Policy $Role.Trust
  $marks = Save-Policy $Tags
  $limit = Get-Boundary
  $more = @()
  if ($limit) { $more = @('--permissions-boundary', $limit) }
  Invoke-Iam create-role --role-name $Role.Role --path $Role.RolePath @more `
    --max-session-duration $SessionSeconds --tags $marks `
    --assume-role-policy-document $trust
  Invoke-Iam wait role-exists --role-name $Role.Role
  Remove-Policy $trust
  Remove-Policy $marks
  "role $($Role.Role): created"
}
""",
)

UPDATE_ROLE = Snippet(
    "Sets an existing role right: trust policy, session length, boundary and tags.",
    "A second run would fail because the role exists.",
    posix="""
update_role() {
  set -- --role-name "$ROLE"
  if [ -z "$KEEPS_TRUST" ]; then
    iam update-assume-role-policy "$@" --policy-document "$TRUST"
  fi
  iam update-role "$@" --max-session-duration "$SESSION_SECONDS" >/dev/null
  limit=$(boundary)
  if [ -n "$limit" ]; then
    iam put-role-permissions-boundary "$@" --permissions-boundary "$limit"
  fi
  iam tag-role "$@" --tags "$(tags)"
  say "role $ROLE: updated"
}
""",
    powershell="""
function Update-Role($Role) {
  $which = @('--role-name', $Role.Role)
  if (-not $Role.KeepsTrust) {
    $trust = Save-Policy $Role.Trust
    Invoke-Iam update-assume-role-policy @which --policy-document $trust
    Remove-Policy $trust
  }
  Invoke-Iam update-role @which --max-session-duration $SessionSeconds
  $limit = Get-Boundary
  if ($limit) {
    Invoke-Iam put-role-permissions-boundary @which --permissions-boundary $limit
  }
  $marks = Save-Policy $Tags
  Invoke-Iam tag-role @which --tags $marks
  Remove-Policy $marks
  "role $($Role.Role): updated"
}
""",
)

SET_PERMISSIONS = Snippet(
    "Attaches the managed policy, and sets or removes the inline policy.",
    "The role exists but has not the permissions that you chose.",
    posix="""
attach_managed() {
  if [ -n "$MANAGED" ]; then
    iam attach-role-policy --role-name "$ROLE" --policy-arn "$MANAGED"
    say "role $ROLE: ${MANAGED##*/} attached"
  fi
}

set_permissions() {
  attach_managed
  set -- --role-name "$ROLE" --policy-name "$INLINE_NAME"
  if [ -n "$INLINE" ]; then
    iam put-role-policy "$@" --policy-document "$INLINE"
    say "role $ROLE: $INLINE_NAME set"
  elif [ -n "$INLINE_NAME" ] && exists get-role-policy "$@"; then
    iam delete-role-policy "$@"
    say "role $ROLE: $INLINE_NAME removed"
  fi
}
""",
    powershell="""
function Add-Managed($Role) {
  if ($Role.Managed) {
    Invoke-Iam attach-role-policy --role-name $Role.Role --policy-arn $Role.Managed
    "role $($Role.Role): $($Role.Managed -replace '.*/') attached"
  }
}

function Set-Permissions($Role) {
  Add-Managed $Role
  $which = @('--role-name', $Role.Role, '--policy-name', $Role.InlineName)
  if ($Role.Inline) {
    $file = Save-Policy $Role.Inline
    Invoke-Iam put-role-policy @which --policy-document $file
    Remove-Policy $file
    "role $($Role.Role): $($Role.InlineName) set"
  } elseif ($Role.InlineName -and (Test-Iam get-role-policy @which)) {
    Invoke-Iam delete-role-policy @which
    "role $($Role.Role): $($Role.InlineName) removed"
  }
}
""",
)

INSTANCE_PROFILE = Snippet(
    "Creates the instance profile, through which an EC2 instance gets the role.",
    "The role cannot be attached to an instance. The guide does not mention this.",
    posix="""
profile_mark() {
  mark=$(iam get-instance-profile --instance-profile-name "$ROLE" \\
    --query "InstanceProfile.Tags[?Key=='$MARK'].Value")
  say "${mark#None}"
}

ensure_instance_profile() {
  set -- --instance-profile-name "$ROLE"
  if ! exists get-instance-profile "$@"; then
    iam create-instance-profile "$@" --path "$ROLE_PATH" --tags "$(tags)" >/dev/null
    iam wait instance-profile-exists "$@"
    say "instance profile $ROLE: created"
  fi
  held=$(iam get-instance-profile "$@" --query 'InstanceProfile.Roles[].RoleName')
  case $held in
    "$ROLE") say "instance profile $ROLE: holds the role" ;;
    '')
      iam add-role-to-instance-profile "$@" --role-name "$ROLE"
      say "instance profile $ROLE: role added"
      ;;
    *) stop "Instance profile $ROLE holds the role $held. Remove that role first." ;;
  esac
  mark=$(profile_mark)
  if [ "${mark:-${ADOPT:+$SETUP_ID}}" = "$SETUP_ID" ]; then
    iam tag-instance-profile "$@" --tags "$(tags)"
  fi
}
""",
    powershell="""
function Set-InstanceProfile($Role) {
  $name = $Role.Role
  $which = @('--instance-profile-name', $name)
  $marks = Save-Policy $Tags
  if (-not (Test-Iam get-instance-profile @which)) {
    Invoke-Iam create-instance-profile @which --path $Role.RolePath --tags $marks
    Invoke-Iam wait instance-profile-exists @which
    "instance profile ${name}: created"
  }
  Invoke-Iam get-instance-profile @which --query 'InstanceProfile.Roles[].RoleName'
  $held = $script:Answer
  if ($held -ceq $name) {
    "instance profile ${name}: holds the role"
  } elseif ($held -eq '') {
    Invoke-Iam add-role-to-instance-profile @which --role-name $name
    "instance profile ${name}: role added"
  } else {
    throw "Instance profile $name holds the role $held. Remove that role first."
  }
  Invoke-Iam get-instance-profile @which `
    --query "InstanceProfile.Tags[?Key=='$Mark'].Value"
  $mark = $script:Answer -replace '^None$'
  if ($mark -ceq $SetupId -or ($Adopt -and $mark -eq '')) {
    Invoke-Iam tag-instance-profile @which --tags $marks
  }
  Remove-Policy $marks
}
""",
)

ENSURE_ROLE = Snippet(
    "Creates the role, or updates it if its tag says that this set-up made it. The "
    "role of anybody else is never changed.",
    "A role of the same name that others need could be changed.",
    posix="""
ensure_role() {
  if ! exists get-role --role-name "$ROLE"; then
    create_role
    set_permissions
  else
    found=$(iam get-role --role-name "$ROLE" --query Role.Path)
    if [ "$found" != "$ROLE_PATH" ]; then
      stop "Role $ROLE exists with the path $found, not $ROLE_PATH." \\
        "IAM cannot change a path. Choose another name, or use that path."
    fi
    mark=$(iam list-role-tags --role-name "$ROLE" --query "Tags[?Key=='$MARK'].Value")
    case ${mark:-${ADOPT:+$SETUP_ID}} in
      "$SETUP_ID")
        update_role
        set_permissions
        ;;
      '') leave_role ;;
      *)
        stop "Role $ROLE belongs to another set-up: its tag $MARK is $mark," \\
          "and this one is $SETUP_ID. Choose another name."
        ;;
    esac
  fi
  if [ -n "$PROFILE" ]; then ensure_instance_profile; fi
}
""",
    powershell="""
function Set-Role($Role) {
  $name = $Role.Role
  if (-not (Test-Iam get-role --role-name $name)) {
    Add-Role $Role
    Set-Permissions $Role
  } else {
    Invoke-Iam get-role --role-name $name --query Role.Path
    $found = $script:Answer
    if ($found -cne $Role.RolePath) {
      throw ("Role $name exists with the path $found, not $($Role.RolePath). " +
        'IAM cannot change a path. Choose another name, or use that path.')
    }
    Invoke-Iam list-role-tags --role-name $name --query "Tags[?Key=='$Mark'].Value"
    $mark = $script:Answer
    if ($mark -ceq $SetupId -or ($Adopt -and $mark -eq '')) {
      Update-Role $Role
      Set-Permissions $Role
    } elseif ($mark -eq '') {
      Skip-Role $Role
    } else {
      throw ("Role $name belongs to another set-up: its tag $Mark is $mark, " +
        "and this one is $SetupId. Choose another name.")
    }
  }
  if ($Role.Profile) { Set-InstanceProfile $Role }
}
""",
)
