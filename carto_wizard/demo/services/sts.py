"""AWS STS: AssumeRole, decided by the caller's policies and the role's trust."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from carto_wizard.demo.authorise import BOUNDARY, decide_for, denied
from carto_wizard.demo.aws_state import AwsState, Principal, RoleSession
from carto_wizard.demo.iam_state import role_by_arn, role_by_name
from carto_wizard.demo.policy_evaluation import Effect, Request, decide
from carto_wizard.demo.policy_validation import validate_identity_policy
from carto_wizard.demo.protocols import AwsError, Call, whole_number
from carto_wizard.setup.partitions import root_arn

_ROLE_ARN = re.compile(r"arn:[\w-]+:iam::\d{12}:role/[\x21-\x7e]*[\w+=,.@-]+")
_SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
_EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)
_CHAINED_LIMIT = 3600
_SHORTEST = 900
_LONGEST = 43_200


def get_caller_identity(
    _aws: AwsState, caller: Principal, _call: Call
) -> dict[str, Any]:
    """Answer who signed the call."""
    return {"Arn": caller.arn, "UserId": caller.user_id, "Account": caller.account}


def assume_role(aws: AwsState, caller: Principal, call: Call) -> dict[str, Any]:
    """Give credentials for a role when both the caller's and the role's side allow."""
    # In AWS's order: first the parameters, then the permissions, then the limits.
    arn, name = call.text("RoleArn"), call.text("RoleSessionName")
    seconds = _duration(call)
    if not _ROLE_ARN.fullmatch(arn):
        raise AwsError("ValidationError", f"{arn} is invalid")
    if not _SESSION_NAME.fullmatch(name):
        rule = r"satisfy regular expression pattern: [\w+=,.@-]*"
        raise _constraint(name, "roleSessionName", rule)
    external_id = call.text("ExternalId")
    if "ExternalId" in call.params and not _EXTERNAL_ID.fullmatch(external_id):
        rule = r"satisfy regular expression pattern: [\w+=,.@:\/-]*"
        raise _constraint(external_id, "externalId", rule)
    if call.members("PolicyArns"):
        message = "Managed session policies are not emulated here."
        raise AwsError("ValidationError", message)
    session_policy = call.text("Policy")
    if session_policy:
        validate_identity_policy(aws, session_policy)
    if caller.kind == "root":
        raise AwsError(
            "AccessDenied", "Roles may not be assumed by root accounts.", 403
        )
    role = _answering_role(aws, _permitted_role(aws, caller, call, arn))
    _refuse_disabled_region(aws, arn, call.region)
    if seconds > int(role.max_session_duration or 3600):
        raise AwsError(
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for"
            " this role.",
        )
    if caller.kind == "role" and seconds > _CHAINED_LIMIT:
        raise AwsError(
            "ValidationError",
            "The requested DurationSeconds exceeds the 1 hour session limit for roles"
            " assumed by role chaining.",
        )
    session = issue_credentials(aws, role, name, seconds, session_policy)
    return {
        "AssumedRoleUser": {
            "AssumedRoleId": session.caller.user_id,
            "Arn": session.caller.arn,
        },
        "Credentials": {
            "AccessKeyId": session.key_id,
            "SecretAccessKey": session.secret,
            "SessionToken": session.token,
            "Expiration": timestamp(session.expires),
        },
    }


def _answering_role(aws: AwsState, role: Any) -> Any:
    """The role itself, or under a fault the role of that name in another account."""
    other = aws.faults.other_accounts.get(role.account_id)
    return role if other is None else role_by_name(aws, other, role.name)


def _duration(call: Call) -> int:
    text = call.text("DurationSeconds") or "3600"
    seconds = whole_number(text) or 0
    if seconds < _SHORTEST:
        rule = f"have value greater than or equal to {_SHORTEST}"
        raise _constraint(text, "durationSeconds", rule)
    if seconds > _LONGEST:
        rule = f"have value less than or equal to {_LONGEST}"
        raise _constraint(text, "durationSeconds", rule)
    return seconds


def _constraint(value: str, name: str, rule: str) -> AwsError:
    return AwsError(
        "ValidationError",
        f"1 validation error detected: Value '{value}' at '{name}' failed to satisfy"
        f" constraint: Member must {rule}",
    )


def _permitted_role(aws: AwsState, caller: Principal, call: Call, arn: str) -> Any:
    """The role, or a refusal that is the same for a missing and a distrusting role."""
    identity, by = decide_for(aws, caller, call.permission, arn, call.region)
    if identity is Effect.DENY:
        raise denied(call, caller, arn, identity, by)
    role = role_by_arn(aws, arn)
    direct, account = _trust(aws, caller, call, role)
    trusted = Effect.DENY not in (direct, account)
    if arn.split(":")[4] != caller.account:
        # Across accounts AWS says neither which side refused nor why.
        trusted = trusted and Effect.ALLOW in (direct, account)
        if identity is not Effect.ALLOW or not trusted:
            raise _denied(caller, arn, "")
        return role
    if not trusted:
        raise _denied(caller, arn, " with an explicit deny in the role trust policy")
    if direct is Effect.ALLOW and by != BOUNDARY:
        return role
    for effect, policy in ((identity, by), (account, "role trust policy")):
        if effect is not Effect.ALLOW:
            raise denied(call, caller, arn, effect, policy)
    return role


def _trust(
    aws: AwsState, caller: Principal, call: Call, role: Any
) -> tuple[Effect, Effect]:
    """The trust policy's verdict on the caller itself, and on its whole account."""
    if role is None:
        return Effect.NONE, Effect.NONE
    base = aws.request(caller, call.permission, role.arn, call.region)
    context = {**base.context, "sts:rolesessionname": call.text("RoleSessionName")}
    context["aws:resourceaccount"] = role.account_id
    if "ExternalId" in call.params:
        context["sts:externalid"] = call.text("ExternalId")
    root = root_arn(aws.partition, caller.account)

    def verdict(*names: str) -> Effect:
        request = Request(call.permission, role.arn, context, {"AWS": frozenset(names)})
        return decide([role.assume_role_policy_document], request)

    return verdict(caller.arn, caller.identity_arn), verdict(root, caller.account)


def trusts_service(aws: AwsState, role: Any, service: str) -> bool:
    """Whether the role's trust lets this AWS service assume it."""
    request = Request(
        "sts:AssumeRole",
        role.arn,
        {"aws:principalisawsservice": "true", "aws:resourceaccount": role.account_id},
        {"Service": frozenset({service})},
    )
    return decide([role.assume_role_policy_document], request) is Effect.ALLOW


def _denied(caller: Principal, arn: str, why: str) -> AwsError:
    return AwsError(
        "AccessDenied",
        f"User: {caller.arn} is not authorized to perform: sts:AssumeRole on"
        f" resource: {arn}{why}",
        403,
    )


def _refuse_disabled_region(aws: AwsState, arn: str, region: str) -> None:
    account = arn.split(":")[4]
    if not aws.is_enabled(account, region):
        raise AwsError(
            "RegionDisabledException",
            f"STS is not activated in this region for account:{account}. Your account"
            " administrator can activate STS in this region using the IAM Console.",
            403,
        )


def issue_credentials(
    aws: AwsState, role: Any, name: str, seconds: int, session_policy: str = ""
) -> RoleSession:
    """Temporary credentials of the role, which moto's STS makes."""
    from moto.sts.models import sts_backends

    made = sts_backends[role.account_id][aws.partition].assume_role(
        region_name=aws.home_region,
        role_session_name=name,
        role_arn=role.arn,
        policy="",
        duration=seconds,
        external_id="",
    )
    now = aws.now()
    session = RoleSession(
        caller=Principal(
            role.account_id,
            f"arn:{aws.partition}:sts::{role.account_id}:assumed-role/{role.name}/{name}",
            f"{role.id}:{name}",
            "role",
            role.name,
            role.arn,
            session_policy,
        ),
        key_id=made.access_key_id,
        secret=made.secret_access_key,
        token=made.session_token,
        issued=now,
        expires=now + seconds,
    )
    aws.sessions[session.key_id] = session
    return session


def timestamp(seconds: float) -> str:
    """A moment as AWS writes it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


ACTIONS = {"GetCallerIdentity": get_caller_identity, "AssumeRole": assume_role}
