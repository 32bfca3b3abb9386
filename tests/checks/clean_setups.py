"""Set-ups on which all is well, made on the embedded AWS as the role script would."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from carto_wizard.aws.clients import Credentials
from carto_wizard.aws.metadata import probe
from carto_wizard.demo.launch import Demo
from carto_wizard.demo.metadata_server import TASK_ROLES
from carto_wizard.render.policies import extra_grants, spoke_trust, start_role_trust
from carto_wizard.render.policy_json import to_json
from carto_wizard.setup.answers import (
    Access,
    Answers,
    CredentialSource,
    Identity,
    Mode,
    Single,
    Target,
)
from carto_wizard.setup.partitions import security_audit_arn
from tests.checks.bench import HUB_ROLE, ROLE, Bench

USER = "reader"
GROUP = "readers"
ACCESS = Access()


@dataclass(frozen=True, slots=True)
class CleanSetup:
    """One set-up on which all is well."""

    partition: str
    source: CredentialSource
    access: Access = ACCESS
    identity: Identity | None = None
    """Of a single account; None: a hub."""

    @property
    def name(self) -> str:
        mode = (
            f"single {self.identity}" if self.identity else f"hub {self.access.trust}"
        )
        more = " external-id" if self.access.external_id else ""
        grants = " grants" if self.access.grants else ""
        return f"{self.partition} {self.source} {mode}{more}{grants}"


def hub_answers(world: CleanSetup, demo: Demo) -> Answers:
    profile = "default" if world.source is CredentialSource.PROFILE else ""
    target = Target(credentials=world.source, profile=profile)
    return replace(demo.answers, target=target, access=world.access)


def make_roles(bench: Bench) -> None:
    """What the role script would make of these answers, and the credentials."""
    answers = bench.answers
    for account in (each.id for each in answers.accounts):
        bench.trust(account, json.loads(to_json(spoke_trust(answers))))
        if answers.access.grants:
            policy = {"RoleName": ROLE, "PolicyName": "CartographyExtraGrants"}
            bench.later(account, "delete_role_policy", **policy)
            document = to_json(extra_grants(answers))
            bench.iam(account, "put_role_policy", PolicyDocument=document, **policy)
    keys = probe(bench.environ).credentials
    assert keys is not None
    source = answers.target.credentials
    if source is CredentialSource.ENVIRONMENT:
        bench.environ["AWS_ACCESS_KEY_ID"] = keys.id
        bench.environ["AWS_SECRET_ACCESS_KEY"] = keys.secret
        bench.environ["AWS_SESSION_TOKEN"] = keys.token
    elif source is CredentialSource.PROFILE:
        write_keys(bench, keys)
    elif source is CredentialSource.ECS:
        role = {"RoleName": HUB_ROLE}
        before = to_json(start_role_trust(bench.demo.answers))
        change = "update_assume_role_policy"
        bench.later(bench.hub, change, **role, PolicyDocument=before)
        trust = to_json(start_role_trust(answers))
        bench.iam(bench.hub, change, **role, PolicyDocument=trust)
        imds = bench.environ["AWS_EC2_METADATA_SERVICE_ENDPOINT"]
        uri = f"{imds}{TASK_ROLES}{HUB_ROLE}"
        bench.environ["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = uri


def write_keys(bench: Bench, keys: Credentials) -> None:
    lines = [
        "[default]",
        f"aws_access_key_id = {keys.id}",
        f"aws_secret_access_key = {keys.secret}",
        *([f"aws_session_token = {keys.token}"] if keys.token else []),
    ]
    Path(bench.where.credentials_file).write_text("\n".join([*lines, ""]))


def single_answers(world: CleanSetup, demo: Demo) -> Answers:
    assert world.identity is not None
    account = demo.answers.hub.account_id
    names = {Identity.USER: USER, Identity.GROUP: GROUP}
    name = names.get(world.identity, HUB_ROLE)
    return Answers(
        mode=Mode.SINGLE,
        partition=world.partition,
        target=Target(credentials=world.source),
        single=Single(account, demo.region, world.identity, name),
    )


def make_identity(bench: Bench, identity: Identity) -> None:
    account = bench.answers.single.account_id
    policy = {"PolicyArn": security_audit_arn(bench.answers.partition)}
    if identity is Identity.ROLE:
        role = {"RoleName": HUB_ROLE, **policy}
        bench.later(account, "detach_role_policy", **role)
        bench.iam(account, "attach_role_policy", **role)
        return
    user = {"UserName": USER}
    bench.later(account, "delete_user", **user)
    bench.iam(account, "create_user", **user)
    key = bench.iam(account, "create_access_key", **user)["AccessKey"]
    named = {"AccessKeyId": key["AccessKeyId"], **user}
    bench.later(account, "delete_access_key", **named)
    write_keys(bench, Credentials(key["AccessKeyId"], key["SecretAccessKey"]))
    if identity is Identity.USER:
        bench.later(account, "detach_user_policy", **user, **policy)
        bench.iam(account, "attach_user_policy", **user, **policy)
        return
    group = {"GroupName": GROUP}
    for do, undo, what in (
        ("create_group", "delete_group", group),
        ("attach_group_policy", "detach_group_policy", group | policy),
        ("add_user_to_group", "remove_user_from_group", group | user),
    ):
        bench.later(account, undo, **what)
        bench.iam(account, do, **what)
