"""The functions of create-roles.sh that remove what this set-up made.

Only sh has them: PowerShell cannot be run in our tests, and what was never run must not
delete.
"""

from __future__ import annotations

from carto_wizard.render.scripts.shells import Snippet

_NO_ROLE = "Everything would have to be removed by hand, in the right order."

REMOVE_PROFILE = Snippet(
    "Removes the instance profile, unless an instance still has it.",
    "AWS does not delete a role that an instance profile holds.",
    posix=r"""
remove_instance_profile() {
  set -- --instance-profile-name "$ROLE"
  exists get-instance-profile "$@" || return 0
  held=$(iam get-instance-profile "$@" --query 'InstanceProfile.Roles[].RoleName')
  mark=$(profile_mark)
  if [ "$mark" != "$SETUP_ID" ] && [ -z "$held" ]; then
    say "instance profile $ROLE: not marked as this set-up's, so it stays"
    return 0
  elif [ "$mark" != "$SETUP_ID" ]; then
    stop "Instance profile $ROLE is not marked as this set-up's, and it holds a role." \
      "If CloudFormation made it, delete the stack. If not, delete the profile first."
  fi
  arn=$(iam get-instance-profile "$@" --query InstanceProfile.Arn)
  [ "${held:-$ROLE}" = "$ROLE" ] ||
    stop "Instance profile $ROLE holds the role $held. Remove that role first."
  used=$(aws ec2 describe-iam-instance-profile-associations \
    --region "$EC2_REGION" --output text --query \
    "IamInstanceProfileAssociations[?IamInstanceProfile.Arn=='$arn'].AssociationId")
  if [ -n "$used" ]; then
    stop "An instance in $EC2_REGION still has the instance profile $ROLE." \
      "Stop Cartography there and take it away, then run this again:" \
      "aws ec2 disassociate-iam-instance-profile --region $EC2_REGION" \
      "--association-id $used"
  fi
  if [ -n "$held" ]; then
    iam remove-role-from-instance-profile "$@" --role-name "$ROLE"
  fi
  iam delete-instance-profile "$@"
  say "instance profile $ROLE: removed"
}
""",
)

REFUSE_FOREIGN = Snippet(
    "Stops if others attached something to a role of ours, and names it.",
    "What others still need would be deleted with the role.",
    posix=r"""
refuse_foreign() {
  others=$(
    iam list-attached-role-policies --role-name "$ROLE" \
      --query "AttachedPolicies[?PolicyArn!='$MANAGED'].PolicyArn"
    iam list-role-policies --role-name "$ROLE" \
      --query "PolicyNames[?@!='$INLINE_NAME']"
    iam list-instance-profiles-for-role --role-name "$ROLE" --query \
      "InstanceProfiles[?InstanceProfileName!='$ROLE'].InstanceProfileName"
  )
  if [ -n "$others" ]; then
    stop "Role $ROLE also has what this script did not give it:" \
      "$(printf '%s' "$others" | tr '\t\n' '  ')." \
      "Nothing of the role was removed. Detach this first, if nobody needs it."
  fi
}
""",
)

REMOVE_ROLE = Snippet(
    "Removes the present role and what belongs to it, if its tag says that it is ours.",
    _NO_ROLE,
    posix=r"""
remove_role() {
  set -- --role-name "$ROLE"
  mark=$SETUP_ID
  found=''
  if exists get-role "$@"; then
    found=yes
    mark=$(iam list-role-tags "$@" --query "Tags[?Key=='$MARK'].Value")
  fi
  if [ "$mark" != "$SETUP_ID" ]; then
    say "role $ROLE: not marked as this set-up's, so it stays"
    return 0
  fi
  if [ -n "$found" ]; then refuse_foreign; fi
  remove_instance_profile
  if [ -z "$found" ]; then
    say "role $ROLE: not there"
    return 0
  fi
  attached=$(iam list-attached-role-policies "$@" \
    --query 'AttachedPolicies[].PolicyArn')
  if [ -n "$attached" ]; then
    iam detach-role-policy "$@" --policy-arn "$MANAGED"
  fi
  if [ -n "$INLINE_NAME" ] && exists get-role-policy "$@" --policy-name "$INLINE_NAME"
  then
    iam delete-role-policy "$@" --policy-name "$INLINE_NAME"
  fi
  iam delete-role "$@"
  say "role $ROLE: removed"
}
""",
)

_REMOVE = (
    "Removes what this set-up made in the account of these credentials.",
    _NO_ROLE,
)

REMOVE_HUB_AND_READ_ONLY = Snippet(
    *_REMOVE,
    posix="""
remove() {
  read_account
  read_only_role
  remove_role
  if [ "$ACCOUNT" = "$HUB_ACCOUNT" ]; then
    hub_role
    remove_role
  fi
}
""",
)

REMOVE_SINGLE_ROLE = Snippet(
    *_REMOVE,
    posix="""
remove() {
  read_account
  [ "$ACCOUNT" = "$WANTED_ACCOUNT" ] || stop "This is not account $WANTED_ACCOUNT."
  single_role
  remove_role
}
""",
)

REMOVE_USER = Snippet(
    *_REMOVE,
    posix=r"""
remove() {
  read_account
  [ "$ACCOUNT" = "$WANTED_ACCOUNT" ] || stop "This is not account $WANTED_ACCOUNT."
  set -- --user-name "$NAME"
  if ! exists get-user "$@"; then
    say "user $NAME: not there"
    return 0
  fi
  mark=$(iam list-user-tags "$@" --query "Tags[?Key=='$MARK'].Value")
  if [ "$mark" != "$SETUP_ID" ]; then
    say "user $NAME: not marked as this set-up's, so it stays"
    return 0
  fi
  others=$(
    iam list-access-keys "$@" --query 'AccessKeyMetadata[].AccessKeyId'
    iam list-attached-user-policies "$@" \
      --query "AttachedPolicies[?PolicyArn!='$MANAGED'].PolicyArn"
    iam list-user-policies "$@" --query PolicyNames
    iam list-groups-for-user "$@" --query 'Groups[].GroupName'
  )
  if [ -n "$others" ]; then
    stop "User $NAME also has what this script did not give it:" \
      "$(printf '%s' "$others" | tr '\t\n' '  ')." \
      "Nothing was removed. Remove its keys, policies and groups first."
  fi
  attached=$(iam list-attached-user-policies "$@" \
    --query 'AttachedPolicies[].PolicyArn')
  if [ -n "$attached" ]; then
    iam detach-user-policy "$@" --policy-arn "$MANAGED"
  fi
  iam delete-user "$@"
  say "user $NAME: removed"
}
""",
)

REMOVE_GROUP = Snippet(
    *_REMOVE,
    posix="""
remove() {
  stop "IAM has no tags for groups, so nothing shows who made group $NAME." \\
    "Remove it by hand, if nobody needs it: detach its policies, then run" \\
    "aws iam delete-group --group-name $NAME"
}
""",
)
