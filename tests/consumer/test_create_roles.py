"""What create-roles.sh leaves behind in IAM when the real AWS CLI runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest

from carto_wizard.demo.launch import Demo, start
from carto_wizard.render.parts import text_of
from carto_wizard.render.policies import hub_inline, spoke_trust, start_role_trust
from carto_wizard.render.scripts.create_roles import create_roles
from carto_wizard.render.scripts.shells import Shell
from carto_wizard.setup.answers import (
    Access,
    Answers,
    CredentialSource,
    Identity,
    Mode,
    Single,
    Target,
)
from tests.render.cases import as_json

SPOKE = "333333333333"


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    with start("empty") as running:
        yield running


def run(demo: Demo, folder: Path, answers: Answers, account: str, word: str) -> str:
    script = folder / "create-roles.sh"
    script.write_text(text_of(create_roles(answers, Shell.POSIX)))
    admin = demo.admin[account]
    environ = demo.environ | {
        "AWS_ACCESS_KEY_ID": admin.key,
        "AWS_SECRET_ACCESS_KEY": admin.secret,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    done = subprocess.run(
        ["/bin/sh", str(script), word],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def iam(demo: Demo, account: str) -> Any:
    admin = demo.admin[account]
    return boto3.client(
        "iam",
        endpoint_url=demo.endpoint,
        region_name="us-east-1",
        aws_access_key_id=admin.key,
        aws_secret_access_key=admin.secret,
    )


def trust(client: Any, role: str) -> Any:
    return client.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]


def attached(client: Any, role: str) -> list[str]:
    answer = client.list_attached_role_policies(RoleName=role)
    return [policy["PolicyArn"] for policy in answer["AttachedPolicies"]]


def test_the_hub_gets_all_it_needs(demo: Demo, tmp_path: Path) -> None:
    answers = demo.answers
    hub = answers.hub.account_id
    said = run(demo, tmp_path, answers, hub, "hub")
    assert "role cartography-service: created" in said
    assert "associate-iam-instance-profile" in said

    client = iam(demo, hub)
    name = "cartography-service"
    assert trust(client, name) == as_json(start_role_trust(answers))
    inline = client.get_role_policy(
        RoleName=name, PolicyName="CartographyAssumeRolePolicy"
    )
    assert inline["PolicyDocument"] == as_json(hub_inline(answers))
    profile = client.get_instance_profile(InstanceProfileName=name)["InstanceProfile"]
    assert [role["RoleName"] for role in profile["Roles"]] == [name]
    assert attached(client, answers.access.role) == [
        "arn:aws:iam::aws:policy/SecurityAudit"
    ]


def test_a_spoke_follows_the_answers_from_run_to_run(
    demo: Demo, tmp_path: Path
) -> None:
    client = iam(demo, SPOKE)
    role = demo.answers.access.role
    more = Access(external_id="shared/word", grants=("ses:ListEmailIdentities",))
    granted = replace(demo.answers, access=more)
    assert "created" in run(demo, tmp_path, granted, SPOKE, "spoke")
    assert trust(client, role) == as_json(spoke_trust(granted))
    assert client.list_role_policies(RoleName=role)["PolicyNames"] == [
        "CartographyExtraGrants"
    ]

    said = run(demo, tmp_path, demo.answers, SPOKE, "spoke")
    assert f"role {role}: CartographyExtraGrants removed" in said
    assert trust(client, role) == as_json(spoke_trust(demo.answers))
    assert client.list_role_policies(RoleName=role)["PolicyNames"] == []
    assert attached(client, role) == ["arn:aws:iam::aws:policy/SecurityAudit"]


@pytest.mark.parametrize("identity", Identity)
def test_a_single_account_gets_its_identity(
    demo: Demo, tmp_path: Path, identity: Identity
) -> None:
    single = Single(SPOKE, "us-east-1", identity, f"team/carto-{identity}")
    answers = Answers(mode=Mode.SINGLE, single=single)
    said = run(demo, tmp_path, answers, SPOKE, "single")
    assert f"{identity} carto-{identity}: created" in said
    assert f"{identity} carto-{identity}: SecurityAudit attached" in said


def test_a_role_that_somebody_made_keeps_its_trust_policy(
    demo: Demo, tmp_path: Path
) -> None:
    client = iam(demo, SPOKE)
    on_ecs = replace(demo.answers, target=Target(credentials=CredentialSource.ECS))
    theirs = as_json(start_role_trust(on_ecs))
    client.create_role(RoleName="theirs", AssumeRolePolicyDocument=json.dumps(theirs))
    single = Single(SPOKE, "us-east-1", Identity.ROLE, "theirs")
    answers = Answers(mode=Mode.SINGLE, single=single)
    said = run(demo, tmp_path, answers, SPOKE, "single")
    assert "role theirs: exists, trust policy not changed" in said
    assert trust(client, "theirs") == theirs
    assert attached(client, "theirs") == ["arn:aws:iam::aws:policy/SecurityAudit"]
