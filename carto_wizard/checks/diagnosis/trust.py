"""Whether a trust policy lets the hub in, and if not, why.

Only what the wizard itself writes is understood; anything more is quoted, not judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from carto_wizard.checks.diagnosis.errors import Reason
from carto_wizard.setup.answers import Answers
from carto_wizard.setup.iam_names import name_without_path
from carto_wizard.setup.partitions import role_arn, root_arn

_ASSUME = "sts:assumerole"
_EXTERNAL_ID = "sts:externalid"
_REFUSES = "trust-does-not-name-hub"
_IS_WELL = (
    "The role exists and its trust policy names the hub. Either it was changed a "
    "minute ago, or a policy of the organization denies the call."
)
_UNCLEAR = (
    "The role exists. Its trust policy has a statement that only AWS can evaluate"
)

Statement = Mapping[str, Any]


def why_refused(document: Mapping[str, Any], answers: Answers) -> Reason:
    """Why this policy keeps the hub out; no cause where only AWS could tell."""
    hub = answers.hub
    # AWS takes each of these for a principal of the hub.
    names = {
        "*",
        hub.account_id,
        root_arn(answers.partition, hub.account_id),
        role_arn(answers.partition, hub.account_id, answers.hub_role),
    }
    try:
        about = [s for s in _listed(document["Statement"]) if _is_about_assuming(s)]
        for each in (s for s in about if s["Effect"] == "Deny"):
            if reason := _denied(each, names, hub.account_id):
                return reason
        allowing = [s for s in about if s["Effect"] == "Allow"]
        return _not_allowed(allowing, names, answers)
    except (KeyError, TypeError, AttributeError):
        return Reason("", f"{_UNCLEAR}.")


def _denied(statement: Statement, names: set[str], hub: str) -> Reason | None:
    """Why a Deny keeps the hub out; None where it is about others."""
    principals = set(_principals(statement))
    shown = ", ".join(sorted(principals)) or "nobody"
    if "NotPrincipal" in statement:
        if not principals & names:
            return Reason(
                _REFUSES, f"The trust policy denies every principal except {shown}."
            )
        return Reason("", f"{_UNCLEAR}: a Deny for every principal except {shown}.")
    if principals & names:
        keys = sorted({key for _, key, _ in _conditions(statement)})
        when = f" under conditions on {keys}" if keys else ""
        return Reason(_REFUSES, f"The trust policy denies the hub{when}.")
    # A session of the hub role, or the ID that IAM gives a role.
    if any(hub in each or not each.startswith("arn:") for each in principals):
        return Reason("", f"{_UNCLEAR}: a Deny for {shown}.")
    return None


def _not_allowed(
    allowing: list[Statement], names: set[str], answers: Answers
) -> Reason:
    if any("NotPrincipal" in each for each in allowing):
        return Reason("", f"{_UNCLEAR}: an Allow with NotPrincipal.")
    naming = [each for each in allowing if names & set(_principals(each))]
    if not naming:
        named = sorted({p for each in allowing for p in _principals(each)})
        who = ", ".join(named) or "nobody"
        return Reason(_REFUSES, f"The trust policy names {who}.")
    sent = answers.access.external_id
    if not any(_accepts_external_id(each, sent) for each in naming):
        sentence = "sends another one" if sent else "sends none"
        note = f"The trust policy requires an external ID. The hub {sentence}."
        return Reason("external-id-refused", note)
    others = [
        [key for operator, key, _ in _conditions(one) if not _is_wish(operator, key)]
        for one in naming
    ]
    if all(others):
        keys = sorted({key for each in others for key in each})
        role = name_without_path(answers.hub_role)
        note = f"The trust policy names the hub {role} under conditions on {keys}."
        return Reason(_REFUSES, note)
    return Reason("still-propagating", _IS_WELL)


def _is_about_assuming(statement: Statement) -> bool:
    """Whether the statement covers sts:AssumeRole."""
    named = statement.get("Action", statement.get("NotAction", []))
    covered = any(
        fnmatchcase(_ASSUME, str(action).lower()) for action in _listed(named)
    )
    return covered is not ("NotAction" in statement)


def _principals(statement: Statement) -> list[str]:
    principal = statement.get("Principal", statement.get("NotPrincipal", {}))
    if isinstance(principal, str):
        return [principal]
    return [str(name) for names in principal.values() for name in _listed(names)]


def _accepts_external_id(statement: Statement, sent: str) -> bool:
    """Whether its wishes for an external ID, if it has any, are met."""
    return all(
        any(fnmatchcase(sent, str(each)) for each in values)
        for operator, key, values in _conditions(statement)
        if _is_wish(operator, key)
    )


def _is_wish(operator: str, key: str) -> bool:
    """Whether a condition is the one that the wizard itself writes."""
    plain = operator in ("StringEquals", "StringLike")
    return plain and key.lower() == _EXTERNAL_ID


def _conditions(statement: Statement) -> Iterator[tuple[str, str, list[Any]]]:
    for operator, keys in statement.get("Condition", {}).items():
        for key, values in keys.items():
            yield str(operator), str(key), _listed(values)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
