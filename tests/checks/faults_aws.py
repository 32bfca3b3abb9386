"""Faults of the accounts: roles, trust, policies, regions, the organization."""

from __future__ import annotations

import json
from dataclasses import replace

from carto_wizard.render.policies import hub_inline
from carto_wizard.render.policy_json import to_json
from carto_wizard.setup.answers import Account
from tests.checks.bench import AUDIT, HUB_ROLE, ROLE, Bench, statement

INLINE = "CartographyAssumeRolePolicy"
LOOKER = "SecurityLookup"


def without_audit(bench: Bench, account: str) -> None:
    bench.later(account, "attach_role_policy", RoleName=ROLE, PolicyArn=AUDIT)
    bench.iam(account, "detach_role_policy", RoleName=ROLE, PolicyArn=AUDIT)


def reads_otherwise(bench: Bench, account: str) -> None:
    """An inline policy allows all that is asked, but SecurityAudit is not there."""
    name = "reader"
    document = json.dumps(statement("Allow", "*"))
    bench.later(account, "delete_role_policy", RoleName=ROLE, PolicyName=name)
    bench.iam(
        account,
        "put_role_policy",
        RoleName=ROLE,
        PolicyName=name,
        PolicyDocument=document,
    )
    without_audit(bench, account)


def without_role(bench: Bench, account: str) -> None:
    """Delete the role; bring it back as it was."""
    old = bench.iam(account, "get_role", RoleName=ROLE)["Role"]
    trust = json.dumps(old["AssumeRolePolicyDocument"])
    kept = {key: old[key] for key in ("Tags", "MaxSessionDuration", "Path")}
    bench.iam(account, "detach_role_policy", RoleName=ROLE, PolicyArn=AUDIT)
    bench.iam(account, "delete_role", RoleName=ROLE)
    # Undone in reverse: first the role, then its policy.
    bench.later(account, "attach_role_policy", RoleName=ROLE, PolicyArn=AUDIT)
    bench.later(
        account, "create_role", RoleName=ROLE, AssumeRolePolicyDocument=trust, **kept
    )


def trust_other(bench: Bench, account: str, other: str = "123456789012") -> None:
    document = statement("Allow", "sts:AssumeRole")
    del document["Statement"][0]["Resource"]
    document["Statement"][0]["Principal"] = {"AWS": f"arn:aws:iam::{other}:root"}
    bench.trust(account, document)


def hub_policy(bench: Bench, effect: str, resource: str, name: str = INLINE) -> None:
    """Replace the hub role's own policy, or add one under another name."""
    put = {"RoleName": HUB_ROLE, "PolicyName": name}
    if name == INLINE:
        original = to_json(hub_inline(bench.answers))
        bench.later(bench.hub, "put_role_policy", **put, PolicyDocument=original)
    else:
        bench.later(bench.hub, "delete_role_policy", **put)
    document = json.dumps(statement(effect, "sts:AssumeRole", resource))
    bench.iam(bench.hub, "put_role_policy", **put, PolicyDocument=document)


def scp_on_hub(bench: Bench) -> None:
    """Service control policies never bind the management account: make it another."""
    bench.demo.fault("organization", management=bench.spokes[2])
    scp(bench, bench.hub, "sts:AssumeRole")


def region(bench: Bench, name: str, *enabled: str) -> None:
    """Move the first spoke to an opt-in region that these accounts have enabled."""
    for account in enabled:
        bench.demo.fault("region", account=account, region=name, enabled=True)
    accounts = tuple(
        replace(account, region=name) if account.id == bench.spokes[0] else account
        for account in bench.answers.accounts
    )
    bench.answers = replace(bench.answers, accounts=accounts)
    bench.write_config()


def scp(bench: Bench, account: str, action: str) -> None:
    bench.demo.fault("scp", account=account, document=statement("Deny", action))


def closed(bench: Bench, account: str) -> None:
    bench.demo.fault("member", account=account, state="SUSPENDED")
    without_role(bench, account)


def stranger(bench: Bench) -> None:
    """An account ID with a mistake in it, in the answers and in the file."""
    wrong = Account("300000000009", "typo", "us-east-1")
    bench.answers = replace(bench.answers, accounts=(*bench.answers.accounts, wrong))
    bench.write_config()


def forgotten(bench: Bench) -> None:
    """The last account is in the organization but not in the answers."""
    kept = bench.answers.accounts[:-1]
    bench.answers = replace(bench.answers, accounts=kept)
    bench.write_config()


def external_id(bench: Bench, sent: str, account: str, wanted: str) -> None:
    """Every trust policy wants what is sent, but for one account's; empty: no wish."""
    access = replace(bench.answers.access, external_id=sent)
    bench.answers = replace(bench.answers, access=access)
    bench.write_config()
    for each in (bench.hub, *bench.spokes):
        wish = wanted if each == account else sent
        if wish:
            bench.trust_with(each, StringEquals={"sts:ExternalId": wish})


def grants(bench: Bench, *actions: str) -> None:
    access = replace(bench.answers.access, grants=actions)
    bench.answers = replace(bench.answers, access=access)


def injected(bench: Bench, permission: str, account: str, **details: object) -> None:
    bench.demo.fault("call", permission=permission, account=account, **details)


def boundary(bench: Bench, account: str, role: str, *allowed: str) -> None:
    """Let a role do no more than this, whatever its policies allow."""
    document = statement("Allow", "*")
    document["Statement"][0]["Action"] = list(allowed)
    name = f"boundary-{role}"
    made = bench.iam(
        account, "create_policy", PolicyName=name, PolicyDocument=json.dumps(document)
    )
    arn = made["Policy"]["Arn"]
    bench.later(account, "delete_policy", PolicyArn=arn)
    bench.later(account, "delete_role_permissions_boundary", RoleName=role)
    bench.iam(
        account,
        "put_role_permissions_boundary",
        RoleName=role,
        PermissionsBoundary=arn,
    )


def may_look(bench: Bench, *accounts: str) -> None:
    """The hub may become a role in these accounts that may read roles."""
    bench.look_with = LOOKER
    names = {"PolicyName": "look"}
    may = statement("Allow", "sts:AssumeRole", f"arn:aws:iam::*:role/{LOOKER}")
    bench.later(bench.hub, "delete_role_policy", RoleName=HUB_ROLE, **names)
    bench.iam(
        bench.hub,
        "put_role_policy",
        RoleName=HUB_ROLE,
        PolicyDocument=json.dumps(may),
        **names,
    )
    trusted = statement("Allow", "sts:AssumeRole")
    del trusted["Statement"][0]["Resource"]
    principal = {"AWS": f"arn:aws:iam::{bench.hub}:root"}
    trusted["Statement"][0]["Principal"] = principal
    trust, read = json.dumps(trusted), json.dumps(statement("Allow", "iam:GetRole"))
    for account in accounts:
        role = {"RoleName": LOOKER}
        bench.later(account, "delete_role", **role)
        bench.iam(account, "create_role", AssumeRolePolicyDocument=trust, **role)
        bench.later(account, "delete_role_policy", **role, **names)
        bench.iam(account, "put_role_policy", PolicyDocument=read, **role, **names)


def behind(bench: Bench, account: str, other: str) -> None:
    """A wrong endpoint: the role turns out to be another account's."""
    bench.demo.fault("other-account", account=account, other=other)


def denied_once(bench: Bench, account: str) -> None:
    """All is well with the role, but AWS does not know it everywhere yet."""
    message = "User is not authorized to perform: sts:AssumeRole"
    details = {"code": "AccessDenied", "message": message, "status": 403}
    injected(bench, "sts:AssumeRole", account, times=1, **details)
