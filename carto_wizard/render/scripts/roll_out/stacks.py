"""The functions of roll-out.sh for the stacks of the hub and the management account."""

from __future__ import annotations

from carto_wizard.render.scripts.shells import Snippet

SETTLE = Snippet(
    "Waits until nothing is in progress in the stack, and keeps its status. A stack of "
    "this name that is not of this set-up is never changed.",
    "The script could change a stack that is being changed, or one of somebody else.",
    posix="""
settle() {
  while :; do
    if found=$(ask cloudformation describe-stacks --stack-name "$NAME" \\
      --query 'Stacks[0].[StackStatus,Description]'); then :; else
      failed_with 'does not exist' || explain cloudformation describe-stacks
      STATUS=none
      return
    fi
    STATUS=$(printf '%s\\n' "$found" | cut -f1)
    case $found in
      DELETE_COMPLETE* | *" Set up by carto-wizard $SETUP.") ;;
      *) stop "account $WHERE: the stack $NAME is there already ($STATUS), and its" \\
        "description does not name this set-up. It is not changed. Delete that" \\
        "stack, or choose another setup_id in the session file." ;;
    esac
    case $STATUS in
      # It waits for a person, and nothing is in it yet.
      REVIEW_IN_PROGRESS) return ;;
      *_IN_PROGRESS) say "account $WHERE, stack $NAME: $STATUS" ;;
      *) return ;;
    esac
    sleep "$PAUSE"
  done
}
""",
)

ROLE_IS_FREE = Snippet(
    "Stops if a role of this name is there that the stack did not make. It is never "
    "changed.",
    "CloudFormation fails later, with a less helpful reason.",
    posix="""
role_is_free() {
  if ask iam get-role --role-name "$1" >/dev/null; then
    : >"$TEMP/taken"
    owner=$(ask cloudformation describe-stack-resources --physical-resource-id "$1" \\
      --query 'StackResources[0].StackName') || owner='something else'
    stop "account $WHERE: the role $1 is there already, made by $owner. It is not" \\
      "changed. Choose another name in the wizard, or remove or import the role."
  fi
  failed_with NoSuchEntity || explain iam get-role
}
""",
)

MAKE_STACK = Snippet(
    "Creates the stack, or updates it if the template has changed.",
    "The roles of this account would have to be made by hand.",
    posix="""
# $1 is the template, the others are the roles in it.
make_stack() {
  "$1" >"$TEMP/stack.json"
  settle
  case $STATUS in
    REVIEW_IN_PROGRESS | ROLLBACK_COMPLETE | ROLLBACK_FAILED | CREATE_FAILED | \\
      DELETE_FAILED)
      say "account $WHERE: removes what is left of an earlier attempt"
      call cloudformation delete-stack --stack-name "$NAME"
      settle
      ;;
  esac
  verb=update-stack
  case $STATUS in
    none | DELETE_COMPLETE)
      verb=create-stack
      shift
      for role in "$@"; do role_is_free "$role"; done
      ;;
  esac
  if ask cloudformation "$verb" --stack-name "$NAME" \\
    --template-body "file://$TEMP/stack.json" \\
    --capabilities CAPABILITY_NAMED_IAM >/dev/null; then :; else
    failed_with 'No updates are to be performed' || explain cloudformation "$verb"
    say "account $WHERE: the stack $NAME is as it should be"
    return
  fi
  settle
  case $STATUS in
    CREATE_COMPLETE | UPDATE_COMPLETE) say "account $WHERE: the stack is made" ;;
    *) stack_failed ;;
  esac
}

stack_failed() {
  columns='ResourceType,ResourceStatus,LogicalResourceId'
  call cloudformation describe-stack-events --stack-name "$NAME" \\
    --query "StackEvents[].[$columns,to_string([ResourceStatusReason])]" \\
    >"$TEMP/events"
  # The newest is first, and earlier attempts are before the start of this one.
  awk -F'\\t' -v where="$WHERE" '
    $2 ~ /FAILED/ && $4 != "[null]" {
      gsub(/^\\["|"\\]$/, "", $4)
      print "account " where ": " $3 ": " $4
    }
    $1 == "AWS::CloudFormation::Stack" &&
      $2 ~ /^(CREATE|UPDATE|DELETE)_IN_PROGRESS$/ { exit }' "$TEMP/events" >&2
  stop "account $WHERE: the stack $NAME failed ($STATUS). Its reasons are above."
}
""",
)

HUB_TEMPLATE = Snippet(
    "Chooses the template of the hub, so that exactly one of the StackSet and the "
    "stack makes its read-only role.",
    "Two makers of one role: the second fails.",
    posix="""
HUB_IS_IN_SET=
choose_hub_template() {
  case $HUB_TEMPLATE in
    hub-role) HUB_TEMPLATE=hub_template ;;
    hub-and-read-only-role) HUB_TEMPLATE=hub_and_read_only_template ;;
    '')
      HUB_TEMPLATE=hub_and_read_only_template
      if [ "$HUB_IS_READ" = no ] || hub_is_in_stack_set; then
        HUB_TEMPLATE=hub_template
      fi
      ;;
    *) stop "--hub-template is hub-role or hub-and-read-only-role." ;;
  esac
  [ "$HUB_IS_READ" = yes ] || HUB_TEMPLATE=hub_template
}

hub_is_in_stack_set() {
  if [ -z "$HUB_IS_IN_SET" ]; then
    HUB_IS_IN_SET=no
    if stack_set_goes_to_hub; then HUB_IS_IN_SET=yes; fi
  fi
  [ "$HUB_IS_IN_SET" = yes ]
}

stack_set_goes_to_hub() {
  # A StackSet never goes to the management account, and lists leave the hub out.
  [ "$HUB_ACCOUNT" != "$MANAGEMENT" ] && [ "$WHOLE_UNITS" = yes ] || return 1
  if [ -z "$CALL_AS" ]; then
    owner=$(ask cloudformation describe-stack-resources \\
      --physical-resource-id "$SPOKE_ROLE" --query 'StackResources[0].StackName') || {
      failed_with 'does not exist' || explain cloudformation describe-stack-resources
      stop "From here it cannot be seen whether the StackSet makes the read-only" \\
        "role of the hub. First run apply with credentials of the management" \\
        "account: it prints the command for the hub."
    }
    case $owner in "StackSet-$NAME"*) return 0 ;; *) return 1 ;; esac
  fi
  node=$HUB_ACCOUNT
  while :; do
    node=$(call organizations list-parents --child-id "$node" \\
      --query 'Parents[0].Id') || exit 1
    if units | grep -qxF "$node"; then return 0; fi
    case $node in ou-*) ;; *) return 1 ;; esac
  done
}
""",
)

FOREIGN_POLICIES = Snippet(
    "Stops if somebody else gave a role more policies, and names them.",
    "Removing the role fails half-way, or takes away what others rely on.",
    posix="""
# $1 is the role, the others name the policies that belong to it.
no_foreign_policies() {
  role=$1
  shift
  if ask iam list-attached-role-policies --role-name "$role" \\
    --query 'AttachedPolicies[].[PolicyArn]' >"$TEMP/policies"; then :; else
    failed_with NoSuchEntity || explain iam list-attached-role-policies
    return 0
  fi
  call iam list-role-policies --role-name "$role" --query 'PolicyNames[].[@]' \\
    >>"$TEMP/policies"
  for own in "$@"; do
    grep -vxF -e "$own" "$TEMP/policies" >"$TEMP/others" || :
    mv "$TEMP/others" "$TEMP/policies"
  done
  if grep -q . "$TEMP/policies"; then
    sed "s/^/account $WHERE, role $role: /" "$TEMP/policies" >&2
    stop "account $WHERE: somebody else gave the role $role the policies above. Take" \\
      "them off, then run remove again."
  fi
}

# Of the roles that this stack made, and of no others.
no_foreign_policies_of_ours() {
  roles="StackResources[?ResourceType=='AWS::IAM::Role'].[PhysicalResourceId]"
  call cloudformation describe-stack-resources --stack-name "$NAME" --query "$roles" \\
    >"$TEMP/made"
  while read -r made; do
    case $made in
      None) ;;
      "$HUB_ROLE") no_foreign_policies "$made" "$INLINE_NAME" ;;
      *) no_foreign_policies "$made" "$SECURITY_AUDIT" "$GRANTS_NAME" ;;
    esac
  done <"$TEMP/made"
}

# An instance keeps its profile by its ID, and gets no credentials once it is gone.
name_users_of_the_profile() {
  [ "$WHERE" = "$HUB_ACCOUNT" ] && [ -n "$PROFILE_REGION" ] || return 0
  profile="ends_with(IamInstanceProfile.Arn,'/$HUB_ROLE')"
  if aws ec2 describe-iam-instance-profile-associations --region "$PROFILE_REGION" \\
    --query "IamInstanceProfileAssociations[?$profile].[InstanceId]" \\
    --output text >"$TEMP/users" 2>"$TEMP/error"; then
    sed "s/^/account $WHERE: still uses the instance profile that goes: instance /" \\
      "$TEMP/users"
  else
    say "account $WHERE: it could not be seen whether an instance still uses the" \\
      "instance profile. That needs ec2:DescribeIamInstanceProfileAssociations."
  fi
}
""",
)

REMOVE_STACK = Snippet(
    "Removes the stack of this account with its roles. Gone already is fine.",
    "The roles would have to be removed by hand.",
    posix="""
remove_stack() {
  settle
  if [ "$STATUS" = none ] || [ "$STATUS" = DELETE_COMPLETE ]; then
    say "account $WHERE: there is no stack $NAME"
    return
  fi
  no_foreign_policies_of_ours
  name_users_of_the_profile
  call cloudformation delete-stack --stack-name "$NAME"
  settle
  case $STATUS in
    none | DELETE_COMPLETE) say "account $WHERE: the stack and its roles are removed" ;;
    *) stack_failed ;;
  esac
}
""",
)

REMOVE_REST = Snippet(
    "Removes the stack that a StackSet could not remove, in its account.",
    "The role would have to be removed by hand there.",
    posix="""
remove_rest() {
  NAME=$1
  remove_stack
}
""",
)

SHOW_STACK = Snippet(
    "Shows how far the stack of this account is.",
    "You would have to look in the console.",
    posix="""
show_stack() {
  settle
  say "account $WHERE: stack $NAME: $STATUS"
  case $STATUS in CREATE_COMPLETE | UPDATE_COMPLETE) ;; *) exit 1 ;; esac
}
""",
)
