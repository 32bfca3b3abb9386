"""AWS Organizations: who belongs together, for those who may ask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from carto_wizard.demo.aws_state import AwsState, MemberAccount, Principal
from carto_wizard.demo.organization_state import ORGANIZATION, ROOT
from carto_wizard.demo.protocols import AwsError, Call
from carto_wizard.demo.services.organization_access import admitted
from carto_wizard.demo.services.organization_shapes import (
    JOINED,
    account_shape,
    arn,
    email,
    invalid,
    page_of,
    unit_shape,
)


def describe_organization(
    aws: AwsState, _who: Principal, _call: Call
) -> dict[str, Any]:
    """The organization that the caller's account is in."""
    management = aws.organization.management
    return {
        "Organization": {
            "Id": ORGANIZATION,
            "Arn": arn(aws, "organization"),
            "FeatureSet": "ALL",
            "MasterAccountId": management,
            "MasterAccountArn": arn(aws, "account", management),
            "MasterAccountEmail": email(management),
        }
    }


def list_accounts(aws: AwsState, _who: Principal, call: Call) -> dict[str, Any]:
    """The accounts, twenty to a page as in reality."""
    return page_of(aws, call, "Accounts", _members(aws))


def list_accounts_for_parent(
    aws: AwsState, _who: Principal, call: Call
) -> dict[str, Any]:
    """The accounts that are directly in the root or in a unit."""
    parent = _parent(aws, call)
    inside = (member for member in _members(aws) if member.unit == parent)
    return page_of(aws, call, "Accounts", inside)


def describe_account(aws: AwsState, _who: Principal, call: Call) -> dict[str, Any]:
    """One account of the organization."""
    return {"Account": account_shape(aws, _member(aws, call.text("AccountId")))}


def list_roots(aws: AwsState, _who: Principal, call: Call) -> dict[str, Any]:
    """The one root."""
    kinds = [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}]
    root = {
        "Id": ROOT,
        "Arn": arn(aws, "root", ROOT),
        "Name": aws.organization.units[ROOT].name,
        "PolicyTypes": kinds,
    }
    return page_of(aws, call, "Roots", [root])


def list_units(aws: AwsState, _who: Principal, call: Call) -> dict[str, Any]:
    """The units that are directly in the root or in a unit."""
    inside = aws.organization.below(_parent(aws, call))
    return page_of(aws, call, "OrganizationalUnits", inside)


def describe_unit(aws: AwsState, _who: Principal, call: Call) -> dict[str, Any]:
    """One unit."""
    found = aws.organization.units.get(call.text("OrganizationalUnitId"))
    if found is None or found.id == ROOT:
        raise _unknown("OrganizationalUnit", "an organizational unit")
    return {"OrganizationalUnit": unit_shape(aws, found)}


def list_children(aws: AwsState, _who: Principal, call: Call) -> dict[str, Any]:
    """The IDs of what is directly in the root or in a unit."""
    parent, kind = _parent(aws, call), call.text("ChildType")
    if kind == "ACCOUNT":
        found = [each.id for each in _members(aws) if each.unit == parent]
    elif kind == "ORGANIZATIONAL_UNIT":
        found = [each.id for each in aws.organization.below(parent)]
    else:
        raise invalid()
    return page_of(aws, call, "Children", [{"Id": i, "Type": kind} for i in found])


def list_parents(aws: AwsState, _who: Principal, call: Call) -> dict[str, Any]:
    """The unit or the root that an account or a unit is in."""
    child = call.text("ChildId")
    member, unit = aws.members.get(child), aws.organization.units.get(child)
    if unit is not None and unit.parent:
        parent = unit.parent
    elif member is not None and not member.outside:
        parent = member.unit
    else:
        raise _unknown("Child", "an organizational unit or an account")
    kind = "ROOT" if parent == ROOT else "ORGANIZATIONAL_UNIT"
    return page_of(aws, call, "Parents", [{"Id": parent, "Type": kind}])


def list_tags(aws: AwsState, _who: Principal, call: Call) -> dict[str, Any]:
    """The tags of an account; units and the root have none here."""
    target = call.text("ResourceId")
    if target in aws.organization.units:
        return page_of(aws, call, "Tags", [])
    member = aws.members.get(target)
    if member is None or member.outside:
        raise _unknown("Target", "a root, an organizational unit or an account")
    tags = [{"Key": key, "Value": value} for key, value in member.tags.items()]
    return page_of(aws, call, "Tags", tags)


def list_delegated_administrators(
    aws: AwsState, _who: Principal, call: Call
) -> dict[str, Any]:
    """The delegated administrators, or those of one service."""
    service = call.text("ServicePrincipal")
    found = [
        account_shape(aws, aws.members[account]) | {"DelegationEnabledDate": JOINED}
        for account, services in aws.organization.delegated.items()
        if not service or service in services
    ]
    return page_of(aws, call, "DelegatedAdministrators", found)


def list_delegated_services(
    aws: AwsState, _who: Principal, call: Call
) -> dict[str, Any]:
    """The services for which an account is a delegated administrator."""
    account = _member(aws, call.text("AccountId")).id
    services = aws.organization.delegated.get(account)
    if services is None:
        raise AwsError(
            "AccountNotRegisteredException",
            "The specified account is not a delegated administrator for this"
            " Amazon Web Services service.",
        )
    found = [
        {"ServicePrincipal": service, "DelegationEnabledDate": JOINED}
        for service in services
    ]
    return page_of(aws, call, "DelegatedServices", found)


def describe_resource_policy(
    aws: AwsState, _who: Principal, _call: Call
) -> dict[str, Any]:
    """The policy by which the management account lets others look."""
    content = aws.organization.resource_policy
    if not content:
        raise AwsError(
            "ResourcePolicyNotFoundException",
            "We can't find a resource policy request with the parameter that you"
            " specified.",
        )
    name = "rp-cartodemo"
    summary = {"Id": name, "Arn": arn(aws, "resourcepolicy", name)}
    return {"ResourcePolicy": {"ResourcePolicySummary": summary, "Content": content}}


def _members(aws: AwsState) -> Iterable[MemberAccount]:
    return (member for member in aws.members.values() if not member.outside)


def _member(aws: AwsState, account: str) -> MemberAccount:
    found = aws.members.get(account)
    if found is None or found.outside:
        raise _unknown("Account", "an account")
    return found


def _parent(aws: AwsState, call: Call) -> str:
    parent = call.text("ParentId")
    if parent not in aws.organization.units:
        raise _unknown("Parent", "a root or organizational unit")
    return parent


def _unknown(kind: str, what: str) -> AwsError:
    return AwsError(
        f"{kind}NotFoundException", f"You specified {what} that doesn't exist."
    )


ACTIONS = {
    name: admitted(action)
    for name, action in {
        "DescribeOrganization": describe_organization,
        "ListAccounts": list_accounts,
        "ListAccountsForParent": list_accounts_for_parent,
        "DescribeAccount": describe_account,
        "ListRoots": list_roots,
        "ListOrganizationalUnitsForParent": list_units,
        "DescribeOrganizationalUnit": describe_unit,
        "ListChildren": list_children,
        "ListParents": list_parents,
        "ListTagsForResource": list_tags,
        "ListDelegatedAdministrators": list_delegated_administrators,
        "ListDelegatedServicesForAccount": list_delegated_services,
        "DescribeResourcePolicy": describe_resource_policy,
    }.items()
}
