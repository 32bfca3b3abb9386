"""What create-roles.sh leaves behind in IAM when the real AWS CLI runs it."""

from __future__ import annotations

import json
import os
import subprocess
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
from carto_wizard.setup.ownership import MARK, all_tags
from carto_wizard.setup.partitions import PARTITIONS
from carto_wizard.setup.profile_names import profile_names
from tests.cloudformation.aws_cli import aws_cli
from tests.equality.iam_state import iam_of, made_in, make_boundary
from tests.equality.matrix import cells, pairwise, wanted
from tests.render.cases import as_json
from tests.sample import sample

SPOKE = "333333333333"


CLI: list[Path] = []
"""The folder of the program `aws`, while it is served."""


@pytest.fixture(scope="module", autouse=True)
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with aws_cli(tmp_path_factory.mktemp("cli")) as folder:
        CLI.append(folder)
        yield
        CLI.remove(folder)


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    with start("empty") as running:
        yield running


def attempt(
    demo: Demo,
    folder: Path,
    answers: Answers,
    account: str,
    *words: str,
    **more: str,
) -> subprocess.CompletedProcess[str]:
    """`sh create-roles.sh WORDS` as an administrator of that account."""
    script = folder / "create-roles.sh"
    script.write_text(text_of(create_roles(answers, Shell.POSIX)))
    admin = demo.admin[account]
    environ = demo.environ | {
        "AWS_ACCESS_KEY_ID": admin.key,
        "AWS_SECRET_ACCESS_KEY": admin.secret,
        "PATH": f"{CLI[-1]}{os.pathsep}{os.environ['PATH']}",
    }
    return subprocess.run(
        ["/bin/sh", str(script), *words],
        env=environ | more,
        capture_output=True,
        text=True,
        check=False,
    )


def run(demo: Demo, folder: Path, answers: Answers, account: str, *words: str) -> str:
    done = attempt(demo, folder, answers, account, *words)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def named(demo: Demo, name: str, **access: Any) -> Answers:
    """The demo's answers with other roles, as every test has its own."""
    access_of = replace(demo.answers.access, role=f"{name}-read-only", **access)
    hub = replace(demo.answers.hub, role=f"{name}-service")
    return replace(demo.answers, access=access_of, hub=hub)


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

    client = iam_of(demo, hub)
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
    client = iam_of(demo, SPOKE)
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
    client = iam_of(demo, SPOKE)
    on_ecs = replace(demo.answers, target=Target(credentials=CredentialSource.ECS))
    theirs = as_json(start_role_trust(on_ecs))
    client.create_role(RoleName="theirs", AssumeRolePolicyDocument=json.dumps(theirs))
    single = Single(SPOKE, "us-east-1", Identity.ROLE, "theirs")
    answers = Answers(mode=Mode.SINGLE, single=single)
    said = run(demo, tmp_path, answers, SPOKE, "single")
    assert "role theirs: exists, and is not marked as this set-up's" in said
    assert trust(client, "theirs") == theirs
    assert attached(client, "theirs") == ["arn:aws:iam::aws:policy/SecurityAudit"]


FULL = {
    "path": "team/carto",
    "permissions_boundary": "limits/most",
    "max_session_hours": 4,
    "external_id": "word",
    "grants": ("ses:ListEmailIdentities",),
}


def test_a_role_has_path_boundary_session_and_tags(demo: Demo, tmp_path: Path) -> None:
    client = iam_of(demo, SPOKE)
    everything = {"Version": "2012-10-17", "Statement": [ALLOW]}
    client.create_policy(
        PolicyName="most", Path="/limits/", PolicyDocument=json.dumps(everything)
    )
    tags = {"Team": 'It\'s "$(touch hurt)" `é`', "a b": "c=d"}
    answers = replace(named(demo, "full", **FULL), tags=tags)
    for word in ("created", "updated"):
        said = run(demo, tmp_path, answers, SPOKE, "spoke")
        assert f"role full-read-only: {word}" in said
        role = client.get_role(RoleName="full-read-only")["Role"]
        assert role["Path"] == "/team/carto/"
        assert role["MaxSessionDuration"] == 4 * 3600
        boundary = role["PermissionsBoundary"]["PermissionsBoundaryArn"]
        assert boundary == f"arn:aws:iam::{SPOKE}:policy/limits/most"
        assert {tag["Key"]: tag["Value"] for tag in role["Tags"]} == all_tags(answers)


def test_a_role_of_ours_is_set_right(demo: Demo, tmp_path: Path) -> None:
    answers = named(demo, "ours")
    run(demo, tmp_path, answers, SPOKE, "spoke")
    client = iam_of(demo, SPOKE)
    name = "ours-read-only"
    everybody = {"Version": "2012-10-17", "Statement": [ANYBODY]}
    client.update_assume_role_policy(
        RoleName=name, PolicyDocument=json.dumps(everybody)
    )
    client.detach_role_policy(
        RoleName=name, PolicyArn="arn:aws:iam::aws:policy/SecurityAudit"
    )
    run(demo, tmp_path, replace(answers, tags={"Team": "x"}), SPOKE, "spoke")
    assert trust(client, name) == as_json(spoke_trust(answers))
    assert attached(client, name) == ["arn:aws:iam::aws:policy/SecurityAudit"]
    assert tags_of(client, name)["Team"] == "x"


OTHERS = {
    "unmarked": ({}, "is not marked as this set-up's and is not as wanted"),
    "another set-up's": ({MARK: "theirs"}, "belongs to another set-up"),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_a_role_of_others_is_never_changed(
    demo: Demo, tmp_path: Path, kind: str
) -> None:
    tags, reason = OTHERS[kind]
    answers = named(demo, "x" + kind.replace(" ", "").replace("'", ""))
    name = answers.access.role
    client = iam_of(demo, SPOKE)
    make_foreign(client, name, tags)
    before = demo.calls()
    done = attempt(demo, tmp_path, answers, SPOKE, "spoke")
    assert done.returncode == 1
    assert reason in done.stderr
    assert "Choose another name" in done.stderr
    assert not [call for call in demo.calls()[len(before) :] if changes(call)]

    done = attempt(demo, tmp_path, answers, SPOKE, "spoke", "--adopt")
    if tags:
        assert (done.returncode, trust(client, name)) == (1, FOREIGN_TRUST)
    else:
        assert done.returncode == 0, done.stderr
        assert trust(client, name) == as_json(spoke_trust(answers))
        assert tags_of(client, name)[MARK] == all_tags(answers)[MARK]


def test_a_role_with_another_path_is_never_changed(demo: Demo, tmp_path: Path) -> None:
    answers = named(demo, "pathless", path="team")
    make_foreign(iam_of(demo, SPOKE), "pathless-read-only", {})
    for words in (["spoke"], ["spoke", "--adopt"]):
        done = attempt(demo, tmp_path, answers, SPOKE, *words)
        assert done.returncode == 1
        assert "exists with the path /, not /team/" in done.stderr


def test_a_role_from_before_that_is_as_wanted_stays_and_is_not_removed(
    demo: Demo, tmp_path: Path
) -> None:
    answers = named(demo, "before", grants=("ses:ListEmailIdentities",))
    run(demo, tmp_path, answers, SPOKE, "spoke")
    client, name = iam_of(demo, SPOKE), "before-read-only"
    client.untag_role(RoleName=name, TagKeys=[MARK])
    before = len(demo.calls())
    said = run(demo, tmp_path, answers, SPOKE, "spoke")
    assert f"role {name}: as wanted, and not marked" in said
    said = run(demo, tmp_path, answers, SPOKE, "remove")
    assert f"role {name}: not marked as this set-up's, so it stays" in said
    assert not [call for call in demo.calls()[before:] if changes(call)]


def test_one_difference_is_enough_not_to_be_as_wanted(
    demo: Demo, tmp_path: Path
) -> None:
    answers = replace(
        named(demo, "lost", grants=("ses:ListEmailIdentities",)), tags={"Team": "a b"}
    )
    run(demo, tmp_path, answers, SPOKE, "spoke")
    client, name = iam_of(demo, SPOKE), answers.access.role
    client.untag_role(RoleName=name, TagKeys=[MARK])
    others = [
        replace(answers, access=replace(answers.access, **difference))
        for difference in (
            {"external_id": "word"},
            {"grants": ()},
            {"grants": ("ecr:BatchGetImage",)},
            {"max_session_hours": 2},
            {"permissions_boundary": "limit"},
        )
    ]
    for other in (*others, replace(answers, tags={"Team": "a c"})):
        done = attempt(demo, tmp_path, other, SPOKE, "spoke")
        assert done.returncode == 1
        assert "is not as wanted" in done.stderr
    client.detach_role_policy(
        RoleName=name, PolicyArn="arn:aws:iam::aws:policy/SecurityAudit"
    )
    done = attempt(demo, tmp_path, answers, SPOKE, "spoke")
    assert "is not as wanted" in done.stderr


@pytest.mark.parametrize("number", sample([3, 9], 3))
def test_all_names_what_failed_and_a_second_run_does_the_rest(
    demo: Demo, tmp_path: Path, number: int
) -> None:
    answers = replace(named(demo, "all"), accounts=demo.answers.accounts[:number])
    assert len(answers.accounts) == number
    management = "222222222222"
    failing = answers.accounts[-1].id
    blocked = iam_of(demo, failing)
    make_foreign(blocked, "all-read-only", {})
    done = attempt(demo, tmp_path, answers, management, "all")
    assert done.returncode == 1
    summary = done.stderr.partition("Not done in these accounts")[2]
    named_there = [word for word in summary.split() if word.isdigit()]
    assert named_there == [failing]
    assert "Start Cartography" not in done.stdout
    made = [a.id for a in answers.accounts if a.id != failing]
    assert all(exists(demo, account, "all-read-only") for account in made)
    assert exists(demo, answers.hub.account_id, "all-service")

    blocked.delete_role(RoleName="all-read-only")
    said = run(demo, tmp_path, answers, management, "all")
    assert said.count("role all-read-only: updated") == len(made)
    assert said.count("role all-read-only: created") == 1
    assert "Start Cartography as described" in said

    said = run(demo, tmp_path, answers, management, "remove", "all")
    assert said.count("role all-read-only: removed") == len(answers.accounts)
    assert said.rindex("all-read-only") < said.index("role all-service: removed")
    assert not exists(demo, answers.hub.account_id, "all-service")
    said = run(demo, tmp_path, answers, management, "remove", "all")
    assert said.count("role all-read-only: not there") == len(answers.accounts)


@pytest.mark.parametrize("partition", PARTITIONS)
def test_what_the_cli_makes_is_what_is_wanted(partition: str, tmp_path: Path) -> None:
    """Pairwise over the matrix, two cells in each partition."""
    at = list(PARTITIONS).index(partition)
    mine = pairwise()[at :: len(PARTITIONS)]
    assert mine
    with start("empty", partition=partition) as aws:
        hub = aws.answers.hub.account_id
        make_boundary(iam_of(aws, hub))
        for number, cell in enumerate(mine):
            answers = cells(partition)[cell]
            roles = {"role": f"service-{number}"}
            own = replace(answers.access, role=f"read-only-{number}")
            answers = replace(answers, hub=replace(answers.hub, **roles), access=own)
            run(aws, tmp_path, answers, hub, "hub")
            expected = wanted(answers, hub)
            assert made_in(iam_of(aws, hub), expected.roles) == expected


@pytest.mark.parametrize("command", sample(["hub", "remove"], "hub"))
def test_every_denied_call_names_the_right_that_it_needs(
    command: str, demo: Demo, tmp_path: Path
) -> None:
    answers = named(demo, f"denied-{command}", grants=("ses:ListEmailIdentities",))
    hub = answers.hub.account_id
    if command == "remove":
        run(demo, tmp_path, answers, hub, "hub")
    needed = needed_by(demo, tmp_path, answers, command)
    for right in needed:
        if command == "remove":
            run(demo, tmp_path, answers, hub, "hub")
        deny = {"Effect": "Deny", "Action": right, "Resource": "*"}
        document = {"Version": "2012-10-17", "Statement": [deny]}
        demo.fault("scp", account=hub, document=document)
        done = attempt(demo, tmp_path, answers, hub, command)
        demo.clear()
        assert done.returncode != 0, right
        assert f"perform: {right}" in done.stderr, right
        if command == "hub":
            run(demo, tmp_path, answers, hub, "remove")
    run(demo, tmp_path, answers, hub, command)


def needed_by(demo: Demo, folder: Path, answers: Answers, command: str) -> list[str]:
    """What the command asks AWS for; the identity of the caller is denied to nobody."""
    hub = answers.hub.account_id
    before = len(demo.calls())
    run(demo, folder, answers, hub, command)
    asked = dict.fromkeys(call["permission"] for call in demo.calls()[before:])
    if command == "hub":
        run(demo, folder, answers, hub, "remove")
    return [right for right in asked if right != "sts:GetCallerIdentity"]


def test_a_role_that_cannot_be_assumed_is_said_for_each_account(
    demo: Demo, tmp_path: Path
) -> None:
    answers = replace(named(demo, "through"), accounts=demo.answers.accounts[:2])
    words = ("all", "--through", "team/Nobody")
    done = attempt(demo, tmp_path, answers, "222222222222", *words)
    assert done.returncode == 1
    # With its own credentials the management account needs no role.
    others = [each for each in answers.accounts if each.id != "222222222222"]
    assert others
    for account in others:
        said = f"The role team/Nobody of account {account.id} cannot be assumed"
        assert said in done.stderr


def test_a_profile_for_each_account_is_checked(demo: Demo, tmp_path: Path) -> None:
    accounts = demo.answers.accounts[:3]
    answers = replace(named(demo, "profile"), accounts=accounts)
    config = tmp_path / "config"
    # The last one is the profile of another account.
    owners = (accounts[0], accounts[1], accounts[1])
    lines = []
    for profile, owner in zip(profile_names(accounts), owners, strict=True):
        key = demo.admin[owner.id]
        lines += [f"[profile {profile}]", f"aws_access_key_id = {key.key}"]
        lines += [f"aws_secret_access_key = {key.secret}", "region = us-east-1"]
    config.write_text("\n".join(lines) + "\n")
    done = attempt(
        demo,
        tmp_path,
        answers,
        SPOKE,
        *("all", "--profile-per-account"),
        AWS_CONFIG_FILE=str(config),
        AWS_DEFAULT_PROFILE="missing",
    )
    wrong = f"These credentials are for account {accounts[1].id}, not {accounts[2].id}."
    assert wrong in done.stderr
    assert exists(demo, accounts[1].id, "profile-read-only")
    assert not exists(demo, accounts[2].id, "profile-read-only")
    for secret in (key.secret for key in demo.admin.values()):
        assert secret not in done.stdout + done.stderr


def test_remove_stops_at_what_others_attached(demo: Demo, tmp_path: Path) -> None:
    answers = named(demo, "stops")
    run(demo, tmp_path, answers, SPOKE, "spoke")
    client, name = iam_of(demo, SPOKE), "stops-read-only"
    client.put_role_policy(
        RoleName=name,
        PolicyName="of-the-team",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [ALLOW]}),
    )
    before = len(demo.calls())
    done = attempt(demo, tmp_path, answers, SPOKE, "remove")
    assert done.returncode == 1
    assert "of-the-team" in done.stderr
    assert not [call for call in demo.calls()[before:] if changes(call)]
    client.delete_role_policy(RoleName=name, PolicyName="of-the-team")
    assert f"role {name}: removed" in run(demo, tmp_path, answers, SPOKE, "remove")
    assert not exists(demo, SPOKE, name)
    assert f"role {name}: not there" in run(demo, tmp_path, answers, SPOKE, "remove")


def test_the_hub_is_removed_with_its_profile_unless_an_instance_has_it(
    demo: Demo, tmp_path: Path
) -> None:
    answers = named(demo, "used")
    hub = answers.hub.account_id
    run(demo, tmp_path, answers, hub, "hub")
    admin = demo.admin[hub]
    ec2 = boto3.client(
        "ec2",
        endpoint_url=demo.endpoint,
        region_name=answers.region,
        aws_access_key_id=admin.key,
        aws_secret_access_key=admin.secret,
    )
    made = ec2.associate_iam_instance_profile(
        IamInstanceProfile={"Name": "used-service"}, InstanceId=demo.instance
    )["IamInstanceProfileAssociation"]
    done = attempt(demo, tmp_path, answers, hub, "remove")
    assert done.returncode == 1
    assert f"--association-id {made['AssociationId']}" in done.stderr
    ec2.disassociate_iam_instance_profile(AssociationId=made["AssociationId"])
    said = run(demo, tmp_path, answers, hub, "remove")
    assert "instance profile used-service: removed" in said
    assert "role used-service: removed" in said


def test_a_user_of_ours_is_removed_once_its_keys_are_gone(
    demo: Demo, tmp_path: Path
) -> None:
    single = Single(SPOKE, "us-east-1", Identity.USER, "team/leaving")
    answers = Answers(mode=Mode.SINGLE, single=single, tags={"Team": "x"})
    run(demo, tmp_path, answers, SPOKE, "single")
    client = iam_of(demo, SPOKE)
    key = client.create_access_key(UserName="leaving")["AccessKey"]["AccessKeyId"]
    done = attempt(demo, tmp_path, answers, SPOKE, "remove")
    assert done.returncode == 1 and key in done.stderr
    client.delete_access_key(UserName="leaving", AccessKeyId=key)
    assert "user leaving: removed" in run(demo, tmp_path, answers, SPOKE, "remove")
    assert "user leaving: not there" in run(demo, tmp_path, answers, SPOKE, "remove")


ALLOW = {"Effect": "Allow", "Action": "*", "Resource": "*"}
ANYBODY = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}
FOREIGN_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"AWS": "arn:aws:iam::999999999999:root"},
        }
    ],
}


def make_foreign(client: Any, name: str, tags: dict[str, str]) -> None:
    client.create_role(
        RoleName=name,
        AssumeRolePolicyDocument=json.dumps(FOREIGN_TRUST),
        Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
    )


def exists(demo: Demo, account: str, role: str) -> bool:
    client = iam_of(demo, account)
    try:
        client.get_role(RoleName=role)
    except client.exceptions.NoSuchEntityException:
        return False
    return True


def tags_of(client: Any, role: str) -> dict[str, str]:
    listed = client.list_role_tags(RoleName=role)["Tags"]
    return {tag["Key"]: tag["Value"] for tag in listed}


def changes(call: dict[str, str]) -> bool:
    """Whether a call is one that changes something, by the name of its permission."""
    action = call["permission"].partition(":")[2]
    return not action.startswith(("Get", "List", "Describe"))
