"""Whether a trust policy lets the hub in, and if not, why.

Only what the wizard itself writes is understood; anything more is quoted, not judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from carto_wizard.checks.finding_maker import name_without_path
from carto_wizard.setup.answers import Answers
from carto_wizard.setup.partitions import role_arn, root_arn

_ASSUME = "sts:assumerole"
_EXTERNAL_ID = "sts:externalid"


def why_refused(document: Mapping[str, Any], answers: Answers) -> tuple[str, str]:
    """Cause and evidence; empty where the policy lets the hub in as it is."""
    hub = answers.hub
    # AWS takes each of these for a principal of the hub.
    names = {
        "*",
        hub.account_id,
        root_arn(answers.partition, hub.account_id),
        role_arn(answers.partition, hub.account_id, hub.role),
    }
    denying = _statements_naming(document, "Deny", names)
    if denying:
        keys = sorted({key for one in denying for key in _condition_keys(one)})
        when = f" under conditions on {keys}" if keys else ""
        return "trust-does-not-name-hub", f"It denies the hub{when}."
    naming = _statements_naming(document, "Allow", names)
    if not naming:
        named = sorted(
            {
                p
                for one in _assume_statements(document, "Allow")
                for p in _principals(one)
            }
        )
        who = ", ".join(named) or "nobody"
        return "trust-does-not-name-hub", f"The trust policy names {who}."
    wanted = [_external_ids(one) for one in naming]
    sent = answers.access.external_id
    if all(ids and not any(fnmatchcase(sent, each) for each in ids) for ids in wanted):
        sentence = "sends another one" if sent else "sends none"
        return "external-id-refused", f"It wants an external ID; the hub {sentence}."
    others = [
        [key for key in _condition_keys(one) if key.lower() != _EXTERNAL_ID]
        for one in naming
    ]
    if all(others):
        keys = sorted({key for each in others for key in each})
        role = name_without_path(hub.role)
        evidence = f"It names the hub {role} under conditions on {keys}."
        return "trust-does-not-name-hub", evidence
    return "", ""


def _statements_naming(
    document: Mapping[str, Any], effect: str, names: set[str]
) -> list[Mapping[str, Any]]:
    return [
        one
        for one in _assume_statements(document, effect)
        if names & set(_principals(one))
    ]


def _assume_statements(
    document: Mapping[str, Any], effect: str
) -> list[Mapping[str, Any]]:
    """The statements about sts:AssumeRole."""
    return [
        one
        for one in _listed(document.get("Statement", []))
        if one.get("Effect") == effect
        and any(
            fnmatchcase(_ASSUME, str(action).lower())
            for action in _listed(one.get("Action", []))
        )
    ]


def _principals(statement: Mapping[str, Any]) -> list[str]:
    principal = statement.get("Principal", {})
    if isinstance(principal, str):
        return [principal]
    return [str(name) for names in principal.values() for name in _listed(names)]


def _external_ids(statement: Mapping[str, Any]) -> list[str]:
    return [
        str(value)
        for keys in statement.get("Condition", {}).values()
        for key, values in keys.items()
        if key.lower() == _EXTERNAL_ID
        for value in _listed(values)
    ]


def _condition_keys(statement: Mapping[str, Any]) -> list[str]:
    conditions = statement.get("Condition", {}).values()
    return [str(key) for keys in conditions for key in keys]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
