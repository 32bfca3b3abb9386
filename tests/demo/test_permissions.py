"""What a caller may do, and what the calls answer that moto does not have."""

from __future__ import annotations

import json
from typing import Any

import pytest

from carto_wizard.aws.regions import regions
from carto_wizard.demo.launch import Demo
from carto_wizard.demo.scenarios import HUB, MANAGEMENT
from tests.demo.client import Clients, admin, clients, ends, hub, spoke

SPOKE = "333333333333"
ROLE = "cartography-read-only"

CALLS: dict[str, Any] = {
    "list attached": lambda c: c("iam").list_attached_role_policies(RoleName=ROLE),
    "get role": lambda c: c("iam").get_role(RoleName=ROLE),
    "list users": lambda c: c("iam").list_users(),
    "simulate": lambda c: c("iam").simulate_principal_policy(
        PolicySourceArn=f"arn:aws:iam::{SPOKE}:role/{ROLE}",
        ActionNames=["iam:ListUsers"],
    ),
    "create user": lambda c: c("iam").create_user(UserName="intruder"),
    "detach": lambda c: c("iam").detach_role_policy(
        RoleName=ROLE, PolicyArn="arn:aws:iam::aws:policy/SecurityAudit"
    ),
    "regions": lambda c: c("ec2").describe_regions(),
    "instances": lambda c: c("ec2").describe_instances(),
    "region status": lambda c: c("account").get_region_opt_status(
        RegionName="us-east-1"
    ),
    "list regions": lambda c: c("account").list_regions(),
    "organization": lambda c: c("organizations").describe_organization(),
    "who": lambda c: c("sts").get_caller_identity(),
}

AUDIT_ALLOWS = {
    "list attached",
    "get role",
    "list users",
    "simulate",
    "regions",
    "instances",
    "region status",
    "organization",
    "who",
}
DENIALS = {
    "iam": "AccessDenied",
    "ec2": "UnauthorizedOperation",
    "account": "AccessDeniedException",
}


@pytest.mark.parametrize("name", CALLS)
def test_security_audit_allows_what_the_real_document_allows(
    healthy_aws: Demo, name: str
) -> None:
    services = {"create user": "iam", "detach": "iam", "list regions": "account"}
    code = "" if name in AUDIT_ALLOWS else DENIALS[services[name]]
    with ends(code):
        CALLS[name](spoke(healthy_aws, SPOKE))


def test_the_hub_role_may_list_regions_and_little_else(healthy_aws: Demo) -> None:
    instance = hub(healthy_aws)
    for name in ("regions", "who"):
        CALLS[name](instance)
    with ends("UnauthorizedOperation") as ending:
        CALLS["instances"](instance)
    assert "because no identity-based policy allows the ec2:Desc" in ending.message
    with ends("AccessDenied") as ending:
        CALLS["list users"](instance)
    assert ending.status == 403
    with ends("AccessDeniedException"):
        CALLS["organization"](instance)


def test_an_organization_policy_binds_members_and_not_the_management_account(
    healthy_aws: Demo,
) -> None:
    statement = {"Effect": "Deny", "Action": "ec2:Describe*", "Resource": "*"}
    deny = {"Version": "2012-10-17", "Statement": [statement]}
    for account in (SPOKE, MANAGEMENT):
        healthy_aws.fault("scp", account=account, document=deny)
    with ends("UnauthorizedOperation") as ending:
        spoke(healthy_aws, SPOKE)("ec2").describe_regions()
    assert "explicit deny in a service control policy" in ending.message
    with ends("UnauthorizedOperation"):
        admin(healthy_aws, SPOKE)("ec2").describe_regions()
    spoke(healthy_aws, MANAGEMENT)("ec2").describe_regions()


SIMULATED = [
    ("sts:AssumeRole", f"arn:aws:iam::{SPOKE}:role/{ROLE}", "allowed"),
    ("sts:AssumeRole", f"arn:aws:iam::{SPOKE}:role/other", "implicitDeny"),
    ("ec2:DescribeRegions", "*", "allowed"),
    ("iam:ListUsers", "*", "implicitDeny"),
]


@pytest.mark.parametrize(("action", "resource", "verdict"), SIMULATED)
def test_simulation_says_what_the_hub_role_may_do(
    healthy_aws: Demo, action: str, resource: str, verdict: str
) -> None:
    iam = spoke(healthy_aws, HUB)("iam")
    results = iam.simulate_principal_policy(
        PolicySourceArn=f"arn:aws:iam::{HUB}:role/cartography-service",
        ActionNames=[action],
        ResourceArns=[resource],
    )["EvaluationResults"]
    assert [result["EvalDecision"] for result in results] == [verdict]
    assert results[0]["OrganizationsDecisionDetail"]["AllowedByOrganizations"]


def test_simulation_tells_the_organizations_refusal_apart(healthy_aws: Demo) -> None:
    statement = {"Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "*"}
    deny = {"Version": "2012-10-17", "Statement": [statement]}
    healthy_aws.fault("scp", account=HUB, document=deny)
    result = admin(healthy_aws, HUB)("iam").simulate_principal_policy(
        PolicySourceArn=f"arn:aws:iam::{HUB}:role/cartography-service",
        ActionNames=["sts:AssumeRole"],
        ResourceArns=[f"arn:aws:iam::{SPOKE}:role/{ROLE}"],
    )["EvaluationResults"][0]
    assert result["EvalDecision"] != "allowed"
    assert not result["OrganizationsDecisionDetail"]["AllowedByOrganizations"]


BOUNDARIES = [
    # The boundary; what may be done: allowed, allowed by the boundary, and why not.
    ("Allow", "ec2:*", "allowed", True, ""),
    ("Allow", "s3:*", "implicitDeny", False, "because no permissions boundary allows"),
    ("Deny", "ec2:*", "explicitDeny", False, "explicit deny in a permissions boundary"),
]


@pytest.mark.parametrize(("effect", "action", "verdict", "within", "why"), BOUNDARIES)
def test_a_boundary_limits_a_role(
    healthy_aws: Demo, effect: str, action: str, verdict: str, within: bool, why: str
) -> None:
    iam, role = admin(healthy_aws, SPOKE)("iam"), {"RoleName": ROLE}
    document = {"Effect": effect, "Action": action, "Resource": "*"}
    arn = iam.create_policy(
        PolicyName="boundary",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [document]}),
    )["Policy"]["Arn"]
    iam.put_role_permissions_boundary(**role, PermissionsBoundary=arn)
    try:
        (result,) = iam.simulate_principal_policy(
            PolicySourceArn=f"arn:aws:iam::{SPOKE}:role/{ROLE}",
            ActionNames=["ec2:DescribeInstances"],
        )["EvaluationResults"]
        with ends("UnauthorizedOperation" if why else "") as ending:
            spoke(healthy_aws, SPOKE)("ec2").describe_instances()
    finally:
        iam.delete_role_permissions_boundary(**role)
        iam.delete_policy(PolicyArn=arn)
    detail = result["PermissionsBoundaryDecisionDetail"]
    assert (result["EvalDecision"], detail["AllowedByPermissionsBoundary"]) == (
        verdict,
        within,
    )
    assert why in ending.message


def test_what_no_policy_allows_a_boundary_does_not_give(healthy_aws: Demo) -> None:
    iam, role = admin(healthy_aws, SPOKE)("iam"), {"RoleName": ROLE}
    iam.put_role_permissions_boundary(
        **role, PermissionsBoundary="arn:aws:iam::aws:policy/AdministratorAccess"
    )
    try:
        with ends("AccessDenied") as ending:
            spoke(healthy_aws, SPOKE)("iam").create_user(UserName="intruder")
    finally:
        iam.delete_role_permissions_boundary(**role)
    assert "because no identity-based policy allows" in ending.message


def described(client: Clients, **details: Any) -> dict[str, str]:
    found = client("ec2").describe_regions(**details)["Regions"]
    return {region["RegionName"]: region["OptInStatus"] for region in found}


def test_regions_have_a_status_of_their_own_in_each_account(healthy_aws: Demo) -> None:
    gulf, other = (spoke(healthy_aws, account) for account in ("777777777777", SPOKE))
    everywhere = described(gulf, AllRegions=True)
    assert set(everywhere) == {region.name for region in regions("aws")}
    assert everywhere["us-east-1"] == "opt-in-not-required"
    assert everywhere["me-central-1"] == "opted-in"
    assert described(other, AllRegions=True)["me-central-1"] == "not-opted-in"
    assert set(described(gulf)) - set(described(other)) == {"me-central-1"}


def test_regions_can_be_chosen(healthy_aws: Demo) -> None:
    client = spoke(healthy_aws, SPOKE)
    assert set(described(client, RegionNames=["us-west-2"])) == {"us-west-2"}
    gulf = [{"Name": "region-name", "Values": ["me-*"]}]
    assert described(client, Filters=gulf) == {}
    assert "me-central-1" in described(client, Filters=gulf, AllRegions=True)
    closed = [{"Name": "opt-in-status", "Values": ["not-opted-in"]}]
    statuses = described(client, Filters=closed, AllRegions=True).values()
    assert set(statuses) == {"not-opted-in"}
    with ends("InvalidParameterValue"):
        described(client, RegionNames=["us-east-9"])
    with ends("DryRunOperation"):
        described(client, DryRun=True)


def test_account_management_knows_the_same_regions(healthy_aws: Demo) -> None:
    client = admin(healthy_aws, "777777777777")("account")
    listed = client.list_regions(RegionOptStatusContains=["ENABLED"])["Regions"]
    assert [region["RegionName"] for region in listed] == ["me-central-1"]
    one = client.get_region_opt_status(RegionName="af-south-1")
    assert one["RegionOptStatus"] == "DISABLED"
    with ends("ValidationException"):
        client.get_region_opt_status(RegionName="moon-1")


def test_only_administrators_of_the_organization_may_list_it(
    healthy_aws: Demo,
) -> None:
    for account, code in ((HUB, ""), (MANAGEMENT, ""), (SPOKE, "AccessDenied")):
        with ends(f"{code}Exception" if code else ""):
            spoke(healthy_aws, account)("organizations").list_accounts()
    found = spoke(healthy_aws, SPOKE)("organizations").describe_organization()
    assert found["Organization"]["MasterAccountId"] == MANAGEMENT
    with ends("AccountNotFoundException"):
        listing = spoke(healthy_aws, HUB)("organizations")
        listing.describe_account(AccountId="314159265358")


def test_there_may_be_no_organization(healthy_aws: Demo) -> None:
    healthy_aws.fault("organization", management="")
    for call in ("describe_organization", "list_accounts"):
        with ends("AWSOrganizationsNotInUseException"):
            getattr(spoke(healthy_aws, HUB)("organizations"), call)()


def test_every_call_is_logged_with_its_end(healthy_aws: Demo) -> None:
    healthy_aws.fault("forget-calls")
    reader = spoke(healthy_aws, SPOKE)
    with ends("AccessDenied"):
        reader("iam").create_user(UserName="intruder")
    ended = [(call["permission"], call["code"]) for call in healthy_aws.calls()]
    assert ended == [("sts:AssumeRole", ""), ("iam:CreateUser", "AccessDenied")]


def test_a_fault_can_be_injected_a_few_times(healthy_aws: Demo) -> None:
    healthy_aws.fault(
        "call",
        permission="sts:AssumeRole",
        account=SPOKE,
        code="Throttling",
        message="Rate exceeded",
        times=2,
    )
    for code in ("Throttling", "Throttling", ""):
        with ends(code):
            spoke(healthy_aws, SPOKE)
    spoke(healthy_aws, HUB)


def test_what_is_not_emulated_says_so(healthy_aws: Demo) -> None:
    client = admin(healthy_aws, SPOKE)
    with ends("InvalidAction") as ending:
        client("ec2").describe_vpcs()
    assert "not emulated" in ending.message
    with ends("InvalidAction") as ending:
        client("kms").list_keys()
    assert ending.message == "The demo does not emulate kms."


def test_a_setup_fault_of_the_test_itself_is_refused(healthy_aws: Demo) -> None:
    from urllib.error import HTTPError

    for kind, details in (
        ("no-such-kind", {}),
        ("imds", {"fault": "no-such-fault"}),
        ("scp", {"account": "1", "document": json.loads("{}")}),
    ):
        with pytest.raises(HTTPError) as caught:
            healthy_aws.fault(kind, **details)
        caught.value.close()


def test_a_role_is_put_on_an_instance_only_by_who_may_pass_it(
    healthy_aws: Demo,
) -> None:
    iam = admin(healthy_aws, SPOKE)("iam")
    iam.create_user(UserName="operator")
    key = iam.create_access_key(UserName="operator")["AccessKey"]
    operator = clients(healthy_aws, key["AccessKeyId"], key["SecretAccessKey"])("iam")
    rights = ["iam:CreateInstanceProfile", "iam:AddRoleToInstanceProfile"]
    for name, code in (("without", "AccessDenied"), ("with", "")):
        statement = {"Effect": "Allow", "Action": rights, "Resource": "*"}
        iam.put_user_policy(
            UserName="operator",
            PolicyName="rights",
            PolicyDocument=json.dumps(
                {"Version": "2012-10-17", "Statement": statement}
            ),
        )
        operator.create_instance_profile(InstanceProfileName=name)
        with ends(code) as ending:
            operator.add_role_to_instance_profile(
                InstanceProfileName=name, RoleName=ROLE
            )
        rights.append("iam:PassRole")
        if code:
            assert ending.message.endswith(
                f"role/{ROLE} because no identity-based"
                " policy allows the iam:PassRole action"
            )
