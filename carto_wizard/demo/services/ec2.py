"""The few EC2 calls that setting up Cartography needs: regions, and one instance."""

from __future__ import annotations

import re
from typing import Any

from carto_wizard.aws.regions import regions
from carto_wizard.demo.iam_state import backend
from carto_wizard.demo.policy import wildcard
from carto_wizard.demo.wire import AwsError, Call
from carto_wizard.demo.world import AwsState, Principal
from carto_wizard.setup.partitions import PARTITIONS

_ASSOCIATION = "iip-assoc-0c0ffee0c0ffee000"


def describe_regions(world: AwsState, caller: Principal, call: Call) -> dict[str, Any]:
    """The enabled regions, or with AllRegions all of them; each with its status."""
    suffix = PARTITIONS[world.partition].dns_suffix
    rows = [
        {
            "regionName": region.name,
            "regionEndpoint": f"ec2.{region.name}.{suffix}",
            "optInStatus": world.opt_status(caller.account, region.name) or "",
        }
        for region in regions(world.partition)
    ]
    wanted = call.members("RegionName")
    if unknown := sorted(set(wanted) - {row["regionName"] for row in rows}):
        raise AwsError(
            "InvalidParameterValue",
            f"Invalid value(s) '{unknown}' for regionNames.",
        )
    if call.text("AllRegions") != "true":
        rows = [row for row in rows if row["optInStatus"] != "not-opted-in"]
    if wanted:
        rows = [row for row in rows if row["regionName"] in wanted]
    return {"regionInfo": {"item": _filtered(rows, call)}}


_FILTERS = {
    "region-name": "regionName",
    "endpoint": "regionEndpoint",
    "opt-in-status": "optInStatus",
}


def _filtered(rows: list[dict[str, str]], call: Call) -> list[dict[str, str]]:
    number = 1
    while name := call.text(f"Filter.{number}.Name"):
        if name not in _FILTERS:
            raise AwsError("InvalidParameterValue", f"The filter '{name}' is invalid")
        values = call.members(f"Filter.{number}.Value")
        pattern = re.compile("|".join(wildcard(value) for value in values))
        rows = [row for row in rows if pattern.fullmatch(row[_FILTERS[name]])]
        number += 1
    return rows


def describe_instances(
    world: AwsState, caller: Principal, call: Call
) -> dict[str, Any]:
    """The hub's instance, where the hub asks in its region."""
    wanted = call.members("InstanceId")
    if not _sees_instance(world, caller, call):
        if wanted:
            raise _no_instance(wanted[0])
        return {"reservationSet": ""}
    if unknown := [i for i in wanted if i != world.instance]:
        raise _no_instance(unknown[0])
    instance: dict[str, Any] = {
        "instanceId": world.instance,
        "instanceState": {"code": 16, "name": "running"},
        "instanceType": "t3.small",
        "privateIpAddress": "10.0.0.10",
        "placement": {"availabilityZone": f"{world.instance_region}a"},
        "metadataOptions": {
            "state": "applied",
            "httpTokens": "required",
            "httpPutResponseHopLimit": 1,
            "httpEndpoint": "enabled",
        },
    }
    if world.profile_name:
        instance["iamInstanceProfile"] = _profile(world)
    group = {"ownerId": world.hub, "instancesSet": {"item": [instance]}}
    return {"reservationSet": {"item": [group]}}


def describe_associations(
    world: AwsState, caller: Principal, call: Call
) -> dict[str, Any]:
    """Which instance profile is on the instance."""
    if not world.profile_name or not _sees_instance(world, caller, call):
        return {"iamInstanceProfileAssociationSet": ""}
    return {"iamInstanceProfileAssociationSet": {"item": [_association(world)]}}


def associate(world: AwsState, caller: Principal, call: Call) -> dict[str, Any]:
    """Put an instance profile on the instance that has none."""
    if not _sees_instance(world, caller, call) or (
        call.text("InstanceId") != world.instance
    ):
        raise _no_instance(call.text("InstanceId"))
    if world.profile_name:
        raise AwsError(
            "IncorrectState",
            f"There is an existing association for instance {world.instance}",
        )
    world.profile_name = _existing_profile(world, call)
    return {"iamInstanceProfileAssociation": _association(world)}


def replace(world: AwsState, caller: Principal, call: Call) -> dict[str, Any]:
    """Put another instance profile on the instance."""
    _known_association(world, caller, call)
    world.profile_name = _existing_profile(world, call)
    return {"iamInstanceProfileAssociation": _association(world)}


def disassociate(world: AwsState, caller: Principal, call: Call) -> dict[str, Any]:
    """Take the instance profile off the instance."""
    _known_association(world, caller, call)
    gone = _association(world)
    world.profile_name = ""
    return {"iamInstanceProfileAssociation": {**gone, "state": "disassociating"}}


def _known_association(world: AwsState, caller: Principal, call: Call) -> None:
    asked = call.text("AssociationId")
    known = world.profile_name and _sees_instance(world, caller, call)
    if not known or asked != _ASSOCIATION:
        raise AwsError(
            "InvalidAssociationID.NotFound",
            f"An invalid association-id of '{asked}' was given",
        )


def _existing_profile(world: AwsState, call: Call) -> str:
    arn = call.text("IamInstanceProfile.Arn")
    name = call.text("IamInstanceProfile.Name") or arn.rpartition("/")[2]
    if name not in backend(world, world.hub).instance_profiles:
        raise AwsError(
            "InvalidParameterValue",
            f"Value ({name}) for parameter iamInstanceProfile.name is invalid."
            " Invalid IAM Instance Profile name",
        )
    return name


def _sees_instance(world: AwsState, caller: Principal, call: Call) -> bool:
    return caller.account == world.hub and call.region == world.instance_region


def _no_instance(instance: str) -> AwsError:
    return AwsError(
        "InvalidInstanceID.NotFound", f"The instance ID '{instance}' does not exist"
    )


def _profile(world: AwsState) -> dict[str, str]:
    profile = backend(world, world.hub).instance_profiles.get(world.profile_name)
    arn = f"arn:{world.partition}:iam::{world.hub}:instance-profile"
    return {
        "arn": f"{arn}/{world.profile_name}",
        "id": "AIPADELETED" if profile is None else profile.id,
    }


def _association(world: AwsState) -> dict[str, Any]:
    return {
        "associationId": _ASSOCIATION,
        "instanceId": world.instance,
        "iamInstanceProfile": _profile(world),
        "state": "associated",
    }


ACTIONS = {
    "DescribeRegions": describe_regions,
    "DescribeInstances": describe_instances,
    "DescribeIamInstanceProfileAssociations": describe_associations,
    "AssociateIamInstanceProfile": associate,
    "ReplaceIamInstanceProfileAssociation": replace,
    "DisassociateIamInstanceProfile": disassociate,
}
