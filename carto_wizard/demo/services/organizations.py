"""AWS Organizations: who belongs together, for those who may ask."""

from __future__ import annotations

import base64
from typing import Any

from carto_wizard.demo.aws_state import AwsState, MemberAccount, Principal
from carto_wizard.demo.protocols import AwsError, Call, whole_number

_PAGE = 20
_JOINED = 1_700_000_000.0
_ROOT = "r-demo"


def describe_organization(
    aws: AwsState, caller: Principal, _call: Call
) -> dict[str, Any]:
    """The organization that the caller's account is in; any member may ask."""
    organization = _organization(aws, caller)
    return {
        "Organization": {
            "Id": organization,
            "Arn": _arn(aws, "organization", organization),
            "FeatureSet": "ALL",
            "MasterAccountId": aws.management,
            "MasterAccountArn": _arn(aws, "account", organization, aws.management),
            "MasterAccountEmail": _email(aws.management),
        }
    }


def list_accounts(aws: AwsState, caller: Principal, call: Call) -> dict[str, Any]:
    """The accounts, twenty to a page as in reality."""
    _administrators_only(aws, caller)
    return _accounts(aws, caller, call)


def list_accounts_for_parent(
    aws: AwsState, caller: Principal, call: Call
) -> dict[str, Any]:
    """The accounts under the root: all of them, the demo has no units."""
    _administrators_only(aws, caller)
    if call.text("ParentId") != _ROOT:
        raise AwsError(
            "ParentNotFoundException",
            "You specified a root or organizational unit that doesn't exist.",
        )
    return _accounts(aws, caller, call)


def describe_account(aws: AwsState, caller: Principal, call: Call) -> dict[str, Any]:
    """One account of the organization."""
    _administrators_only(aws, caller)
    account_id = call.text("AccountId")
    if not aws.organization_of(account_id):
        raise AwsError(
            "AccountNotFoundException",
            "You specified an account that doesn't exist.",
        )
    member = aws.members[account_id]
    return {"Account": _account(aws, member, aws.organization_of(account_id))}


def list_roots(aws: AwsState, caller: Principal, _call: Call) -> dict[str, Any]:
    """The one root."""
    _administrators_only(aws, caller)
    organization = _organization(aws, caller)
    return {
        "Roots": [
            {
                "Id": _ROOT,
                "Arn": _arn(aws, "root", organization, _ROOT),
                "Name": "Root",
                "PolicyTypes": [
                    {"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}
                ],
            }
        ]
    }


def list_units(aws: AwsState, caller: Principal, _call: Call) -> dict[str, Any]:
    """No organizational units."""
    _administrators_only(aws, caller)
    return {"OrganizationalUnits": []}


def _organization(aws: AwsState, caller: Principal) -> str:
    organization = aws.organization_of(caller.account)
    if not organization:
        raise AwsError(
            "AWSOrganizationsNotInUseException",
            "Your account is not a member of an organization.",
        )
    return organization


def _administrators_only(aws: AwsState, caller: Principal) -> None:
    """The management account, and the hub as delegated administrator."""
    _organization(aws, caller)
    if caller.account not in (aws.management, aws.hub):
        raise AwsError(
            "AccessDeniedException",
            "You don't have permissions to access this resource.",
        )


def _accounts(aws: AwsState, caller: Principal, call: Call) -> dict[str, Any]:
    organization = _organization(aws, caller)
    members = [m for m in aws.members.values() if not m.outside]
    start = _position(call.text("NextToken"))
    size = min(whole_number(call.text("MaxResults")) or _PAGE, _PAGE)
    page = members[start : start + size]
    result: dict[str, Any] = {
        "Accounts": [_account(aws, member, organization) for member in page]
    }
    if start + size < len(members):
        token = base64.urlsafe_b64encode(str(start + size).encode())
        result["NextToken"] = token.decode()
    return result


def _position(token: str) -> int:
    if not token:
        return 0
    try:
        return max(int(base64.urlsafe_b64decode(token)), 0)
    except ValueError:
        raise AwsError(
            "InvalidInputException", "You specified an invalid value."
        ) from None


def _account(aws: AwsState, member: MemberAccount, organization: str) -> dict[str, Any]:
    return {
        "Id": member.id,
        "Arn": _arn(aws, "account", organization, member.id),
        "Email": _email(member.id),
        "Name": member.name,
        "Status": member.status,
        "JoinedMethod": "CREATED",
        "JoinedTimestamp": _JOINED,
    }


def _arn(aws: AwsState, *path: str) -> str:
    return f"arn:{aws.partition}:organizations::{aws.management}:{'/'.join(path)}"


def _email(account_id: str) -> str:
    return f"aws+{account_id}@example.com"


ACTIONS = {
    "DescribeOrganization": describe_organization,
    "ListAccounts": list_accounts,
    "ListAccountsForParent": list_accounts_for_parent,
    "DescribeAccount": describe_account,
    "ListRoots": list_roots,
    "ListOrganizationalUnitsForParent": list_units,
}
