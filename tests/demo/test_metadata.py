"""The metadata service in health, and each way it fails on a real instance."""

from __future__ import annotations

import json
from urllib.error import URLError

import pytest

from carto_wizard.demo.launch import Demo
from carto_wizard.demo.scenarios import FORMER_HUB, HUB, INSTANCE
from tests.demo.client import CREDENTIALS, admin, clients, ends, fetch, metadata

ROLE = "cartography-service"
TTL = "X-aws-ec2-metadata-token-ttl-seconds"


def test_the_instance_knows_itself(healthy_aws: Demo) -> None:
    assert metadata(healthy_aws, CREDENTIALS) == (200, ROLE)
    assert metadata(healthy_aws, "meta-data/instance-id") == (200, INSTANCE)
    assert metadata(healthy_aws, "meta-data/placement/region") == (200, "us-east-1")
    identity = json.loads(
        metadata(healthy_aws, "dynamic/instance-identity/document")[1]
    )
    assert (identity["accountId"], identity["region"]) == (HUB, "us-east-1")
    info = json.loads(metadata(healthy_aws, "meta-data/iam/info")[1])
    assert info["Code"] == "Success"
    assert info["InstanceProfileArn"].endswith(f"::{HUB}:instance-profile/{ROLE}")
    assert metadata(healthy_aws, "meta-data/no/such")[0] == 404
    assert metadata(healthy_aws, f"{CREDENTIALS}another-role")[0] == 404


def test_the_credentials_are_real_and_stay_the_same(healthy_aws: Demo) -> None:
    first, again = (metadata(healthy_aws, f"{CREDENTIALS}{ROLE}")[1] for _ in "ab")
    assert first == again
    assert json.loads(first)["Code"] == "Success"


TOKEN_REQUESTS = [
    ("PUT", {TTL: "21600"}, 200),
    ("PUT", {TTL: "1"}, 200),
    ("PUT", {}, 400),
    ("PUT", {TTL: "0"}, 400),
    ("PUT", {TTL: "21601"}, 400),
    ("PUT", {TTL: "x"}, 400),
    ("PUT", {TTL: "60", "X-Forwarded-For": "10.0.0.1"}, 403),
    ("GET", {}, 401),
    ("GET", {"X-aws-ec2-metadata-token": "wrong"}, 401),
]


@pytest.mark.parametrize(("method", "headers", "status"), TOKEN_REQUESTS)
def test_a_token_comes_first(
    healthy_aws: Demo, method: str, headers: dict[str, str], status: int
) -> None:
    url = f"{healthy_aws.imds}/latest/api/token"
    assert fetch(url, method, headers)[0] == status


def test_a_token_ends(healthy_aws: Demo) -> None:
    token = fetch(f"{healthy_aws.imds}/latest/api/token", "PUT", {TTL: "60"})[1]
    url = f"{healthy_aws.imds}/latest/meta-data/instance-id"
    headers = {"X-aws-ec2-metadata-token": token}
    assert fetch(url, "GET", headers)[0] == 200
    healthy_aws.fault("clock", seconds=61)
    assert fetch(url, "GET", headers)[0] == 401


def test_silence(healthy_aws: Demo) -> None:
    healthy_aws.fault("imds", fault="silent")
    for method in ("PUT", "GET"):
        with pytest.raises((URLError, TimeoutError)):
            url = f"{healthy_aws.imds}/latest/api/token"
            fetch(url, method, {TTL: "60"}, timeout=0.3)


def test_a_hop_too_far(healthy_aws: Demo) -> None:
    """The limit counts for the answer to PUT only; GET is refused at once."""
    healthy_aws.fault("imds", fault="hop-limit")
    url = f"{healthy_aws.imds}/latest/api/token"
    with pytest.raises((URLError, TimeoutError)):
        fetch(url, "PUT", {TTL: "60"}, timeout=0.3)
    assert fetch(f"{healthy_aws.imds}/latest/meta-data/", "GET", {})[0] == 401


def test_forbidden(healthy_aws: Demo) -> None:
    healthy_aws.fault("imds", fault="forbidden")
    url = f"{healthy_aws.imds}/latest/api/token"
    assert fetch(url, "PUT", {TTL: "60"})[0] == 403
    assert fetch(url, "GET", {})[0] == 403


FAULTS = {
    # fault: role list, Code and a word of the message of iam/info
    "no-profile": (404, "", None, ""),
    "profile-not-found": (404, "", "InstanceProfileNotFound", "cannot be found"),
    "no-role": (404, "", "Success", "does not contain a role"),
    "unauthorized": (200, ROLE, "Success", ""),
    "wrong-role": (200, "web-server", "Success", ""),
    "wrong-account": (200, ROLE, "Success", ""),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_profile(healthy_aws: Demo, fault: str) -> None:
    status, role, code, words = FAULTS[fault]
    healthy_aws.fault("imds", fault=fault)
    assert metadata(healthy_aws, CREDENTIALS) == (status, role)
    found, text = metadata(healthy_aws, "meta-data/iam/info")
    if code is None:
        assert found == 404
    else:
        info = json.loads(text)
        assert info["Code"] == code
        assert words in info.get("Message", "")


def test_ec2_may_not_assume_the_role(empty_aws: Demo) -> None:
    """As a person makes it happen: the trust names the account instead of EC2."""
    iam = admin(empty_aws, HUB)("iam")
    principal = {"AWS": f"arn:aws:iam::{HUB}:root"}
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    trust = {"Version": "2012-10-17", "Statement": [statement]}
    iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=json.dumps(trust))
    ec2 = admin(empty_aws, HUB)("ec2")
    assert metadata(empty_aws, CREDENTIALS)[0] == 404
    assert metadata(empty_aws, "meta-data/iam/info")[0] == 404
    profile = {"Name": ROLE}
    with ends("InvalidParameterValue"):
        ec2.associate_iam_instance_profile(
            InstanceId=INSTANCE, IamInstanceProfile=profile
        )
    iam.create_instance_profile(InstanceProfileName=ROLE)
    made = ec2.associate_iam_instance_profile(
        InstanceId=INSTANCE, IamInstanceProfile=profile
    )["IamInstanceProfileAssociation"]
    assert "does not contain a role" in metadata(empty_aws, "meta-data/iam/info")[1]
    iam.add_role_to_instance_profile(InstanceProfileName=ROLE, RoleName=ROLE)
    given = json.loads(metadata(empty_aws, f"{CREDENTIALS}{ROLE}")[1])
    assert given["Code"] == "AssumeRoleUnauthorizedAccess"
    assert "AccessKeyId" not in given

    statement["Principal"] = {"Service": "ec2.amazonaws.com"}
    iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=json.dumps(trust))
    given = json.loads(metadata(empty_aws, f"{CREDENTIALS}{ROLE}")[1])
    assert given["Code"] == "Success"

    instance = ec2.describe_instances()["Reservations"][0]["Instances"][0]
    assert instance["IamInstanceProfile"]["Arn"].endswith(f"/{ROLE}")
    ec2.disassociate_iam_instance_profile(AssociationId=made["AssociationId"])
    assert metadata(empty_aws, CREDENTIALS)[0] == 404
    assert (
        ec2.describe_iam_instance_profile_associations()[
            "IamInstanceProfileAssociations"
        ]
        == []
    )


@pytest.mark.parametrize(
    ("fault", "arn"),
    [
        ("wrong-role", f"arn:aws:sts::{HUB}:assumed-role/web-server/{INSTANCE}"),
        ("wrong-account", f"arn:aws:sts::{FORMER_HUB}:assumed-role/{ROLE}/{INSTANCE}"),
    ],
)
def test_the_wrong_credentials_work_and_show_who_they_are(
    healthy_aws: Demo, fault: str, arn: str
) -> None:
    healthy_aws.fault("imds", fault=fault)
    role = metadata(healthy_aws, CREDENTIALS)[1]
    given = json.loads(metadata(healthy_aws, f"{CREDENTIALS}{role}")[1])
    client = clients(
        healthy_aws, given["AccessKeyId"], given["SecretAccessKey"], given["Token"]
    )
    assert client("sts").get_caller_identity()["Arn"] == arn
