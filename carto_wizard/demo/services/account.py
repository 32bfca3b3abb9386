"""AWS Account Management: the regions of an account."""

from __future__ import annotations

from typing import Any

from carto_wizard.aws.regions import regions
from carto_wizard.demo.aws_state import AwsState, Principal
from carto_wizard.demo.protocols import AwsError, Call

_STATUS = {
    "opt-in-not-required": "ENABLED_BY_DEFAULT",
    "opted-in": "ENABLED",
    "not-opted-in": "DISABLED",
}


def list_regions(aws: AwsState, caller: Principal, call: Call) -> dict[str, Any]:
    """Every region with its status, or those with one of the statuses asked for."""
    wanted = call.params.get("RegionOptStatusContains") or list(_STATUS.values())
    if not isinstance(wanted, list):
        raise AwsError("ValidationException", "RegionOptStatusContains is a list.")
    found = [
        {"RegionName": r.name, "RegionOptStatus": _status(aws, caller, r.name)}
        for r in regions(aws.partition)
    ]
    return {"Regions": [r for r in found if r["RegionOptStatus"] in wanted]}


def get_region_opt_status(
    aws: AwsState, caller: Principal, call: Call
) -> dict[str, Any]:
    """The status of one region."""
    name = call.text("RegionName")
    return {"RegionName": name, "RegionOptStatus": _status(aws, caller, name)}


def enable_region(aws: AwsState, caller: Principal, call: Call) -> dict[str, Any]:
    """Enable an opt-in region; in AWS that takes minutes, here it is done at once."""
    name = call.text("RegionName")
    _status(aws, caller, name)
    aws.members[caller.account].opted.add(name)
    return {}


def _status(aws: AwsState, caller: Principal, region: str) -> str:
    status = aws.opt_status(caller.account, region)
    if status is None:
        raise AwsError("ValidationException", f"Invalid region name: {region}")
    return _STATUS[status]


ACTIONS = {
    "EnableRegion": enable_region,
    "ListRegions": list_regions,
    "GetRegionOptStatus": get_region_opt_status,
}
