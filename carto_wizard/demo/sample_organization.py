"""The units of the demo's organization, and the accounts that nobody can read."""

from __future__ import annotations

from carto_wizard.demo.aws_state import MemberAccount
from carto_wizard.demo.organization_state import ROOT
from carto_wizard.demo.scenarios import MANAGEMENT
from carto_wizard.setup.answers import Account
from carto_wizard.setup.organization import Unit

_WORKLOADS, _PRODUCTION = "ou-demo-workloads", "ou-demo-production"
_RETAIL, _STAGING = "ou-demo-retail00", "ou-demo-staging0"
_PLATFORM, _SECURITY = "ou-demo-platform", "ou-demo-security"
_SANDBOXES, _CLOSED = "ou-demo-sandboxes", "ou-demo-suspended"

_UNITS = (
    Unit(ROOT, "Root"),
    Unit(_PLATFORM, "Platform", ROOT),
    Unit(_SECURITY, "Security", _PLATFORM),
    Unit(_WORKLOADS, "Workloads", ROOT),
    Unit(_PRODUCTION, "Production", _WORKLOADS),
    Unit(_RETAIL, "Retail", _PRODUCTION),
    Unit(_STAGING, "Staging", _WORKLOADS),
    Unit(_SANDBOXES, "Sandboxes", ROOT),
    Unit(_CLOSED, "Suspended", ROOT),
)
_UNIT_OF = {
    "111111111111": _PLATFORM,
    "333333333333": _PRODUCTION,
    "444444444444": _STAGING,
    "555555555555": _PRODUCTION,
    "666666666666": _RETAIL,
    "777777777777": _RETAIL,
    "888888888888": _SECURITY,
    "999999999999": _SANDBOXES,
}
_TEAM_OF_UNIT = {
    _PLATFORM: "platform",
    _RETAIL: "retail",
    _SECURITY: "security",
    _SANDBOXES: "research",
}

INACTIVE = (
    MemberAccount("131313131313", "old-shop", state="SUSPENDED", unit=_CLOSED),
    MemberAccount(
        "121212121212", "analytics-new", state="PENDING_ACTIVATION", unit=_STAGING
    ),
)
"""Accounts of the organization in which no role can be assumed."""

PROFILES = {"org-admin": MANAGEMENT, "payments-admin": "333333333333"}
"""The profiles of a person: the first may list the organization, the second not."""


def units_for(accounts: tuple[Account, ...]) -> dict[str, Unit]:
    """The units: those of the sample, and one for each team of invented accounts."""
    teams = {_team(a): a for a in accounts if a.id not in _UNIT_OF and _team(a)}
    return {unit.id: unit for unit in _UNITS} | {
        _unit_of_team(team): Unit(_unit_of_team(team), team.title(), _WORKLOADS)
        for team in sorted(teams)
    }


def unit_of(account: Account) -> str:
    """The unit that an account is in."""
    if account.id in _UNIT_OF or not _team(account):
        return _UNIT_OF.get(account.id, ROOT)
    return _unit_of_team(_team(account))


def tags_of(account: Account) -> dict[str, str]:
    """The tags of an account: its team, and whether it is for production."""
    unit = unit_of(account)
    team = _TEAM_OF_UNIT.get(unit) or account.name.partition("-")[0]
    production = unit in (_PRODUCTION, _RETAIL)
    return {"team": team, "environment": "production" if production else "other"}


def _team(account: Account) -> str:
    """Of an invented account such as `search-0041`."""
    team, dash, number = account.name.partition("-")
    return team if dash and number.isdigit() else ""


def _unit_of_team(team: str) -> str:
    return f"ou-demo-{team:0<8}"
