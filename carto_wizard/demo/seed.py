"""Building the organization: accounts, then roles by the wizard's own policies."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from carto_wizard.demo.documents import check_identity, check_trust
from carto_wizard.demo.iam_state import backend
from carto_wizard.demo.organization import (
    FORMER_HUB,
    HUB,
    MANAGEMENT,
    DemoFault,
    Key,
    Scenario,
)
from carto_wizard.demo.world import AwsState, MemberAccount
from carto_wizard.render.policies import (
    EXTRA_GRANTS_NAME,
    HUB_INLINE_NAME,
    ec2_trust,
    extra_grants,
    hub_inline,
    spoke_trust,
    to_json,
)
from carto_wizard.setup.answers import Account, Answers
from carto_wizard.setup.partitions import security_audit_arn

THROUGH_THE_API = 20
"""Up to so many accounts are set up by calls; more are written into moto directly."""

ADMIN = "admin"


def found(scenario: Scenario) -> AwsState:
    """The organization as it was before anybody set up Cartography."""
    answers = scenario.answers
    members = {
        account.id: MemberAccount(account.id, account.name, _opted(scenario, account))
        for account in answers.accounts
    }
    members[FORMER_HUB] = MemberAccount(FORMER_HUB, "former-hub", outside=True)
    return AwsState(
        answers.partition,
        members,
        hub=HUB,
        management=MANAGEMENT if MANAGEMENT in members else HUB,
        instance_region=answers.hub.region,
    )


def _opted(scenario: Scenario, account: Account) -> set[str]:
    """An account's own region; the hub's credentials must work in every region used."""
    if account.id == HUB:
        return {other.region for other in scenario.answers.accounts}
    closed = scenario.has(DemoFault.REGION_NOT_ENABLED, account.id)
    return set() if closed else {account.region}


def administrators(world: AwsState) -> dict[str, Key]:
    """An administrator with an access key in every account."""
    arn = f"arn:{world.partition}:iam::aws:policy/AdministratorAccess"
    keys = {}
    for account_id in world.members:
        iam = backend(world, account_id)
        user = iam.create_user(world.home_region, ADMIN)
        iam.managed_policies[arn].attach_to(user)
        made = iam.create_access_key(ADMIN)
        keys[account_id] = Key(made.access_key_id, made.secret_access_key)
    return keys


def set_up(
    world: AwsState, scenario: Scenario, endpoint: str, keys: dict[str, Key]
) -> None:
    """Do what the wizard's instructions say, but for the scenario's troubles."""
    if not scenario.with_roles:
        return
    answers = scenario.answers
    many = len(answers.accounts) > THROUGH_THE_API
    for account in answers.accounts:
        by_call = not many or account.id == HUB
        client = _client(endpoint, world, keys[account.id]) if by_call else None
        if account.id == HUB:
            _set_up_hub(client, answers)
            world.profile_name = answers.hub.role
        if client is None:
            _plant(world, answers, account.id)
        elif not scenario.has(DemoFault.ROLE_MISSING, account.id):
            _set_up_spoke(client, scenario, account.id)


def _client(endpoint: str, world: AwsState, key: Key) -> Any:
    import boto3
    from botocore.config import Config

    return boto3.client(
        "iam",
        endpoint_url=endpoint,
        region_name=world.home_region,
        aws_access_key_id=key.key,
        aws_secret_access_key=key.secret,
        config=Config(retries={"total_max_attempts": 1}, proxies={}),
    )


def _set_up_hub(iam: Any, answers: Answers) -> None:
    role = answers.hub.role
    iam.create_role(RoleName=role, AssumeRolePolicyDocument=to_json(ec2_trust(answers)))
    iam.put_role_policy(
        RoleName=role,
        PolicyName=HUB_INLINE_NAME,
        PolicyDocument=to_json(hub_inline(answers)),
    )
    iam.create_instance_profile(InstanceProfileName=role)
    iam.add_role_to_instance_profile(InstanceProfileName=role, RoleName=role)


def _set_up_spoke(iam: Any, scenario: Scenario, account_id: str) -> None:
    answers, role = scenario.answers, scenario.answers.access.role
    trusting = answers
    if scenario.has(DemoFault.OTHER_HUB, account_id):
        trusting = replace(answers, hub=replace(answers.hub, account_id=FORMER_HUB))
    trust = to_json(spoke_trust(trusting))
    iam.create_role(RoleName=role, AssumeRolePolicyDocument=trust)
    if not scenario.has(DemoFault.NO_SECURITY_AUDIT, account_id):
        arn = security_audit_arn(answers.partition)
        iam.attach_role_policy(RoleName=role, PolicyArn=arn)
    if answers.access.grants:
        iam.put_role_policy(
            RoleName=role,
            PolicyName=EXTRA_GRANTS_NAME,
            PolicyDocument=to_json(extra_grants(answers)),
        )


def _plant(world: AwsState, answers: Answers, account_id: str) -> None:
    """The same spoke without calls: a thousand accounts would take ten seconds."""
    trust = to_json(spoke_trust(answers))
    check_trust(world, trust)
    iam = backend(world, account_id)
    role = iam.create_role(answers.access.role, trust, "/", None, "", [], None)
    iam.managed_policies[security_audit_arn(answers.partition)].attach_to(role)
    if answers.access.grants:
        grants = to_json(extra_grants(answers))
        check_identity(world, grants)
        role.put_policy(EXTRA_GRANTS_NAME, grants)
