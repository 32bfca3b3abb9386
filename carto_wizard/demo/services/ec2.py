"""The few EC2 calls that setting up Cartography needs: regions, and one instance."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from carto_wizard.aws.regions import regions
from carto_wizard.demo.aws_state import AwsState, Principal
from carto_wizard.demo.iam_state import backend
from carto_wizard.demo.policy_evaluation import wildcard
from carto_wizard.demo.protocols import AwsError, Call
from carto_wizard.setup.partitions import PARTITIONS

_ASSOCIATION = "iip-assoc-0c0ffee0c0ffee000"


def describe_regions(aws: AwsState, caller: Principal, call: Call) -> dict[str, Any]:
    """The enabled regions, or with AllRegions all of them; each with its status."""
    suffix = PARTITIONS[aws.partition].dns_suffix
    rows = [
        {
            "regionName": region.name,
            "regionEndpoint": f"ec2.{region.name}.{suffix}",
            "optInStatus": aws.opt_status(caller.account, region.name) or "",
        }
        for region in regions(aws.partition)
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
    return {"regionInfo": {"item": _filtered(rows, call, _REGION_FILTERS)}}


_REGION_FILTERS = {
    "region-name": "regionName",
    "endpoint": "regionEndpoint",
    "opt-in-status": "optInStatus",
}


def _filtered(
    rows: list[dict[str, Any]], call: Call, known: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The rows that fit every filter of the call; `known` names what each looks at."""
    number = 1
    while name := call.text(f"Filter.{number}.Name"):
        if name not in known:
            raise AwsError("InvalidParameterValue", f"The filter '{name}' is invalid")
        values = call.members(f"Filter.{number}.Value")
        pattern = re.compile("|".join(wildcard(value) for value in values))
        rows = [row for row in rows if pattern.fullmatch(_at(row, known[name]))]
        number += 1
    return rows


def _at(row: Any, path: str) -> str:
    for part in path.split("."):
        row = row.get(part, {})
    return row if isinstance(row, str) else ""


_INSTANCE_FILTERS = {
    "iam-instance-profile.arn": "iamInstanceProfile.arn",
    "instance-id": "instanceId",
    "instance-state-name": "instanceState.name",
}
_ASSOCIATION_FILTERS = {"instance-id": "instanceId", "state": "state"}


def describe_instances(aws: AwsState, caller: Principal, call: Call) -> dict[str, Any]:
    """The hub's instance, where the hub asks in its region."""
    wanted = call.members("InstanceId")
    if not _sees_instance(aws, caller, call):
        if wanted:
            raise _no_instance(wanted[0])
        return {"reservationSet": ""}
    if unknown := [i for i in wanted if i != aws.instance]:
        raise _no_instance(unknown[0])
    instance: dict[str, Any] = {
        "instanceId": aws.instance,
        "instanceState": {"code": 16, "name": "running"},
        "instanceType": "t3.small",
        "privateIpAddress": "10.0.0.10",
        "placement": {"availabilityZone": f"{aws.instance_region}a"},
        "metadataOptions": {
            "state": "applied",
            "httpTokens": "required",
            "httpPutResponseHopLimit": 1,
            "httpEndpoint": "enabled",
        },
    }
    if aws.profile_name:
        instance["iamInstanceProfile"] = _profile(aws)
    if not _filtered([instance], call, _INSTANCE_FILTERS):
        return {"reservationSet": ""}
    group = {"ownerId": aws.hub, "instancesSet": {"item": [instance]}}
    return {"reservationSet": {"item": [group]}}


def describe_associations(
    aws: AwsState, caller: Principal, call: Call
) -> dict[str, Any]:
    """Which instance profile is on the instance."""
    if not aws.profile_name or not _sees_instance(aws, caller, call):
        return {"iamInstanceProfileAssociationSet": ""}
    found = _filtered([_association(aws)], call, _ASSOCIATION_FILTERS)
    return {"iamInstanceProfileAssociationSet": {"item": found} if found else ""}


def modify_metadata(aws: AwsState, caller: Principal, call: Call) -> dict[str, Any]:
    """Switch the metadata service on, or let its answers go further."""
    if not _sees_instance(aws, caller, call) or (
        call.text("InstanceId") != aws.instance
    ):
        raise _no_instance(call.text("InstanceId"))
    further = call.text("HttpPutResponseHopLimit") not in ("", "1")
    enabled = call.text("HttpEndpoint") == "enabled"
    fault = aws.faults.imds
    if (fault, True) in (("hop-limit", further), ("forbidden", enabled)):
        aws.faults.imds = ""
    return {"instanceId": aws.instance, "instanceMetadataOptions": {"state": "pending"}}


def associate(aws: AwsState, caller: Principal, call: Call) -> dict[str, Any]:
    """Put an instance profile on the instance that has none."""
    if not _sees_instance(aws, caller, call) or (
        call.text("InstanceId") != aws.instance
    ):
        raise _no_instance(call.text("InstanceId"))
    if aws.profile_name:
        raise AwsError(
            "IncorrectState",
            f"There is an existing association for instance {aws.instance}",
        )
    aws.profile_name = _existing_profile(aws, call)
    return {"iamInstanceProfileAssociation": _association(aws)}


def replace(aws: AwsState, caller: Principal, call: Call) -> dict[str, Any]:
    """Put another instance profile on the instance."""
    _known_association(aws, caller, call)
    aws.profile_name = _existing_profile(aws, call)
    return {"iamInstanceProfileAssociation": _association(aws)}


def disassociate(aws: AwsState, caller: Principal, call: Call) -> dict[str, Any]:
    """Take the instance profile off the instance."""
    _known_association(aws, caller, call)
    gone = _association(aws)
    aws.profile_name = ""
    return {"iamInstanceProfileAssociation": {**gone, "state": "disassociating"}}


def _known_association(aws: AwsState, caller: Principal, call: Call) -> None:
    asked = call.text("AssociationId")
    known = aws.profile_name and _sees_instance(aws, caller, call)
    if not known or asked != _ASSOCIATION:
        raise AwsError(
            "InvalidAssociationID.NotFound",
            f"An invalid association-id of '{asked}' was given",
        )


def _existing_profile(aws: AwsState, call: Call) -> str:
    arn = call.text("IamInstanceProfile.Arn")
    name = call.text("IamInstanceProfile.Name") or arn.rpartition("/")[2]
    if name not in backend(aws, aws.hub).instance_profiles:
        raise AwsError(
            "InvalidParameterValue",
            f"Value ({name}) for parameter iamInstanceProfile.name is invalid."
            " Invalid IAM Instance Profile name",
        )
    return name


def _sees_instance(aws: AwsState, caller: Principal, call: Call) -> bool:
    return caller.account == aws.hub and call.region == aws.instance_region


def _no_instance(instance: str) -> AwsError:
    return AwsError(
        "InvalidInstanceID.NotFound", f"The instance ID '{instance}' does not exist"
    )


def _profile(aws: AwsState) -> dict[str, str]:
    profile = backend(aws, aws.hub).instance_profiles.get(aws.profile_name)
    arn = f"arn:{aws.partition}:iam::{aws.hub}:instance-profile"
    return {
        "arn": f"{arn}/{aws.profile_name}",
        "id": "AIPADELETED" if profile is None else profile.id,
    }


def _association(aws: AwsState) -> dict[str, Any]:
    return {
        "associationId": _ASSOCIATION,
        "instanceId": aws.instance,
        "iamInstanceProfile": _profile(aws),
        "state": "associated",
    }


ACTIONS = {
    "DescribeRegions": describe_regions,
    "ModifyInstanceMetadataOptions": modify_metadata,
    "DescribeInstances": describe_instances,
    "DescribeIamInstanceProfileAssociations": describe_associations,
    "AssociateIamInstanceProfile": associate,
    "ReplaceIamInstanceProfileAssociation": replace,
    "DisassociateIamInstanceProfile": disassociate,
}
