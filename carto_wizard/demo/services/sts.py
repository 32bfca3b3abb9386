"""AssumeRole decided by both sides, and the credentials that come of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from carto_wizard.demo.authorise import BOUNDARY, decide_for
from carto_wizard.demo.documents import check_identity
from carto_wizard.demo.iam_state import role_by_arn, role_by_name
from carto_wizard.demo.policy import Effect, Request, decide
from carto_wizard.demo.wire import AwsError, Call
from carto_wizard.demo.world import AwsState, Principal, Session

_ROLE_ARN = re.compile(r"arn:[\w-]+:iam::\d{12}:role/[\x21-\x7e]*[\w+=,.@-]+")
_SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
_CHAINED_LIMIT = 3600
_SHORTEST = 900
_LONGEST = 43_200


def get_caller_identity(
    _world: AwsState, caller: Principal, _call: Call
) -> dict[str, Any]:
    """Who am I."""
    return {"Arn": caller.arn, "UserId": caller.user_id, "Account": caller.account}


def assume_role(world: AwsState, caller: Principal, call: Call) -> dict[str, Any]:
    """Become a role, where the caller's side and the role's side both agree."""
    arn, name = call.text("RoleArn"), call.text("RoleSessionName")
    seconds = _duration(call)
    if not _ROLE_ARN.fullmatch(arn):
        raise AwsError("ValidationError", f"{arn} is invalid")
    if not _SESSION_NAME.fullmatch(name):
        rule = r"satisfy regular expression pattern: [\w+=,.@-]*"
        raise _constraint(name, "roleSessionName", rule)
    if call.members("PolicyArns"):
        message = "Managed session policies are not emulated here."
        raise AwsError("ValidationError", message)
    limit = call.text("Policy")
    if limit:
        check_identity(world, limit)
    if caller.kind == "root":
        raise AwsError(
            "AccessDenied", "Roles may not be assumed by root accounts.", 403
        )
    role = _behind(world, _permitted_role(world, caller, call, arn))
    _refuse_disabled_region(world, arn, call.region)
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
    session = open_session(world, role, name, seconds, limit)
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


def _behind(world: AwsState, role: Any) -> Any:
    """The role itself, or one of its name elsewhere where a fault says so."""
    other = world.faults.behind.get(role.account_id)
    return role if other is None else role_by_name(world, other, role.name)


def _duration(call: Call) -> int:
    text = call.text("DurationSeconds") or "3600"
    seconds = int(text) if text.isdigit() else 0
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


def _permitted_role(world: AwsState, caller: Principal, call: Call, arn: str) -> Any:
    """The role, or a refusal that does not tell a missing role from a closed one."""
    identity, by = decide_for(world, caller, call.permission, arn, call.region)
    if identity is Effect.DENY:
        article = "a" if by.startswith("s") else "an"
        raise _denied(caller, arn, f" with an explicit deny in {article} {by}")
    role = role_by_arn(world, arn)
    direct, account = _trust(world, caller, call, role)
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
            allows = f"no {policy} allows the sts:AssumeRole action"
            raise _denied(caller, arn, f" because {allows}")
    return role


def _trust(
    world: AwsState, caller: Principal, call: Call, role: Any
) -> tuple[Effect, Effect]:
    """What the trust policy says of the caller itself, and of its whole account."""
    if role is None:
        return Effect.NONE, Effect.NONE
    base = world.request(caller, call.permission, role.arn, call.region)
    context = {**base.context, "sts:rolesessionname": call.text("RoleSessionName")}
    context["aws:resourceaccount"] = role.account_id
    if "ExternalId" in call.params:
        context["sts:externalid"] = call.text("ExternalId")
    root = f"arn:{world.partition}:iam::{caller.account}:root"

    def verdict(*names: str) -> Effect:
        request = Request(call.permission, role.arn, context, {"AWS": frozenset(names)})
        return decide([role.assume_role_policy_document], request)

    return verdict(caller.arn, caller.identity_arn), verdict(root, caller.account)


def trusts_service(world: AwsState, role: Any, service: str) -> bool:
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


def _refuse_disabled_region(world: AwsState, arn: str, region: str) -> None:
    account = arn.split(":")[4]
    if not world.is_enabled(account, region):
        raise AwsError(
            "RegionDisabledException",
            f"STS is not activated in this region for account:{account}. Your account"
            " administrator can activate STS in this region using the IAM Console.",
            403,
        )


def open_session(
    world: AwsState, role: Any, name: str, seconds: int, limit: str = ""
) -> Session:
    """Temporary credentials of the role, made by moto's STS and known to the gate."""
    from moto.sts.models import sts_backends

    made = sts_backends[role.account_id][world.partition].assume_role(
        region_name=world.home_region,
        role_session_name=name,
        role_arn=role.arn,
        policy="",
        duration=seconds,
        external_id="",
    )
    now = world.now()
    session = Session(
        caller=Principal(
            role.account_id,
            f"arn:{world.partition}:sts::{role.account_id}:assumed-role/{role.name}/{name}",
            f"{role.id}:{name}",
            "role",
            role.name,
            role.arn,
            limit,
        ),
        key_id=made.access_key_id,
        secret=made.secret_access_key,
        token=made.session_token,
        issued=now,
        expires=now + seconds,
    )
    world.sessions[session.key_id] = session
    return session


def timestamp(seconds: float) -> str:
    """A moment as AWS writes it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


ACTIONS = {"GetCallerIdentity": get_caller_identity, "AssumeRole": assume_role}
