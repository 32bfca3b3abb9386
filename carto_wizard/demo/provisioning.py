"""Fill the embedded AWS: accounts first, then the roles that the wizard describes."""

from __future__ import annotations

import json
from dataclasses import replace

from carto_wizard.demo.aws_state import AwsState, MemberAccount
from carto_wizard.demo.iam_state import backend
from carto_wizard.demo.organization_state import OrganizationState
from carto_wizard.demo.policy_validation import (
    validate_identity_policy,
    validate_trust_policy,
)
from carto_wizard.demo.role_calls import CallIam, create_role, tags
from carto_wizard.demo.sample_organization import (
    INACTIVE,
    tags_of,
    unit_of,
    units_for,
)
from carto_wizard.demo.scenarios import (
    FORMER_HUB,
    HUB,
    MANAGEMENT,
    Key,
    Mistake,
    Scenario,
)
from carto_wizard.render.policy_json import VERSION, to_json
from carto_wizard.render.wanted_iam import hub_role, read_only_role, single_role
from carto_wizard.setup.answers import Account, Answers, Mode
from carto_wizard.setup.iam_names import name_without_path
from carto_wizard.setup.organization import ACCESS_ROLE, ACTIVE
from carto_wizard.setup.partitions import root_arn, security_audit_arn

_MOST_BY_CALLS = 20
"""Up to this many accounts are set up by calls, more by writing into moto."""

ADMIN = "admin"
_STACKSETS = "member.org.stacksets.cloudformation.amazonaws.com"


def new_organization(scenario: Scenario) -> AwsState:
    """The accounts of the scenario, before anybody set up Cartography."""
    answers = scenario.answers
    if answers.mode is Mode.SINGLE:
        single = MemberAccount(answers.single.account_id, "acme-production")
        region = answers.single.region
        return AwsState(
            answers.partition,
            {single.id: single, FORMER_HUB: _outside()},
            hub=single.id,
            instance_region=region,
        )
    members = {
        account.id: MemberAccount(
            account.id,
            account.name,
            _enabled_regions(scenario, account),
            unit=unit_of(account),
            tags=tags_of(account),
        )
        for account in answers.accounts
    }
    members[FORMER_HUB] = _outside()
    organization = OrganizationState(HUB, units_for(answers.accounts))
    if MANAGEMENT in members:
        members |= {each.id: replace(each) for each in INACTIVE}
        organization.management = MANAGEMENT
        # As many have it, so that the hub may list the accounts.
        organization.delegated = {HUB: [_STACKSETS]}
    return AwsState(
        answers.partition,
        members,
        hub=HUB,
        organization=organization,
        instance_region=answers.hub.region,
    )


def _outside() -> MemberAccount:
    return MemberAccount(FORMER_HUB, "former-hub", outside=True)


def _enabled_regions(scenario: Scenario, account: Account) -> set[str]:
    """Its own region; for the hub every region, as its credentials are used in all."""
    if account.id == HUB:
        return {other.region for other in scenario.answers.accounts}
    closed = scenario.has(Mistake.REGION_NOT_ENABLED, account.id)
    return set() if closed else {account.region}


def create_administrators(aws: AwsState) -> dict[str, Key]:
    """An administrator with an access key in every account that can be used."""
    arn = f"arn:{aws.partition}:iam::aws:policy/AdministratorAccess"
    keys = {}
    for account_id, member in aws.members.items():
        if member.state != ACTIVE:
            continue
        iam = backend(aws, account_id)
        user = iam.create_user(aws.home_region, ADMIN)
        iam.managed_policies[arn].attach_to(user)
        made = iam.create_access_key(ADMIN)
        keys[account_id] = Key(made.access_key_id, made.secret_access_key)
    return keys


def create_access_roles(aws: AwsState) -> None:
    """The role that AWS Organizations makes in each account that it creates.

    Its trust names the management account; many accounts do without.
    """
    management = aws.organization.management
    if not management or len(aws.members) > _MOST_BY_CALLS:
        return
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": root_arn(aws.partition, management)},
        "Action": "sts:AssumeRole",
    }
    trust = json.dumps({"Version": VERSION, "Statement": [statement]})
    arn = f"arn:{aws.partition}:iam::aws:policy/AdministratorAccess"
    for account_id, member in aws.members.items():
        if member.state != ACTIVE or member.outside or account_id == management:
            continue
        iam = backend(aws, account_id)
        role = iam.create_role(ACCESS_ROLE, trust, "/", None, "", [], None)
        iam.managed_policies[arn].attach_to(role)


def create_roles(
    aws: AwsState, scenario: Scenario, endpoint: str, keys: dict[str, Key]
) -> None:
    """Make the roles as the wizard's scripts do, with the scenario's mistakes."""
    if not scenario.with_roles:
        return
    answers = scenario.answers
    if answers.mode is Mode.SINGLE:
        _set_up_single(aws, scenario, endpoint, keys)
        return
    many = len(answers.accounts) > _MOST_BY_CALLS
    for account in answers.accounts:
        if many and account.id != HUB:
            _write_spoke(aws, answers, account.id)
            continue
        call = _client(endpoint, aws, keys[account.id])
        if account.id == HUB:
            _set_up_hub(call, scenario)
            aws.profile_name = name_without_path(answers.hub_role)
        if not scenario.has(Mistake.ROLE_MISSING, account.id):
            _set_up_spoke(call, scenario, account.id)


def _client(endpoint: str, aws: AwsState, key: Key) -> CallIam:
    import boto3
    from botocore.config import Config

    client = boto3.client(
        "iam",
        endpoint_url=endpoint,
        region_name=aws.home_region,
        aws_access_key_id=key.key,
        aws_secret_access_key=key.secret,
        config=Config(retries={"total_max_attempts": 1}, proxies={}),
    )
    return lambda operation, **details: getattr(client, operation)(**details)


def _set_up_hub(call: CallIam, scenario: Scenario) -> None:
    role = hub_role(scenario.answers, HUB)
    create_role(call, role)
    if scenario.hub_reads_itself:
        arn = security_audit_arn(scenario.answers.partition)
        call("attach_role_policy", RoleName=role.name, PolicyArn=arn)


def _set_up_single(
    aws: AwsState, scenario: Scenario, endpoint: str, keys: dict[str, Key]
) -> None:
    account = scenario.answers.single.account_id
    role = single_role(scenario.answers, account)
    if scenario.has(Mistake.NO_SECURITY_AUDIT, account):
        role = replace(role, managed=())
    create_role(_client(endpoint, aws, keys[account]), role)
    aws.profile_name = role.name


def _set_up_spoke(call: CallIam, scenario: Scenario, account_id: str) -> None:
    answers = scenario.answers
    role = read_only_role(answers, account_id)
    if scenario.has(Mistake.OTHER_HUB, account_id):
        former = replace(answers, hub=replace(answers.hub, account_id=FORMER_HUB))
        role = replace(read_only_role(former, account_id), tags={})
    if scenario.has(Mistake.NO_SECURITY_AUDIT, account_id):
        role = replace(role, managed=())
    create_role(call, role)


def _write_spoke(aws: AwsState, answers: Answers, account_id: str) -> None:
    """Write the spoke role into moto: calls for 1,000 accounts would take 10 s."""
    role = read_only_role(answers, account_id)
    trust = to_json(role.trust)
    validate_trust_policy(aws, trust)
    iam = backend(aws, account_id)
    made = iam.create_role(
        role.name, trust, role.path, None, "", tags(role), str(role.session_seconds)
    )
    for arn in role.managed:
        iam.managed_policies[arn].attach_to(made)
    for name, policy in role.inline.items():
        validate_identity_policy(aws, to_json(policy))
        made.put_policy(name, to_json(policy))
