"""How far the StackSet of a set-up is in each account."""

from __future__ import annotations

from carto_wizard.aws.clients import Connection
from carto_wizard.aws.failures import needed
from carto_wizard.setup.answers import Answers, CallAs
from carto_wizard.setup.ownership import setup_id
from carto_wizard.setup.text import one_line

_MOST_PAGES = 1_000
"""Of 100 accounts: a StackSet has no more."""


def stack_set_progress(connection: Connection, answers: Answers) -> dict[str, str]:
    """The state and the reason by account ID, in words; raises `CallFailed`.

    None of it is judged: a stack that is current says nothing of the trust policy.
    """
    found: dict[str, str] = {}
    call_as = answers.organization.call_as
    # StackSets want it in every call of a delegated administrator, and in no other.
    more = {"CallAs": call_as.value} if call_as is CallAs.DELEGATED_ADMIN else {}
    for _ in range(_MOST_PAGES):
        answer = connection.call(
            "cloudformation",
            "list_stack_instances",
            StackSetName=f"cartography-{setup_id(answers)}",
            **more,
        )
        for each in needed(answer, "Summaries", list):
            found[str(needed(each, "Account"))] = _in_words(each)
        if not answer.get("NextToken"):
            break
        more["NextToken"] = str(answer["NextToken"])
    return found


def _in_words(summary: dict[str, object]) -> str:
    status = summary.get("StackInstanceStatus")
    detailed = status.get("DetailedStatus") if isinstance(status, dict) else ""
    state = str(detailed or summary.get("Status") or "unknown")
    reason = str(summary.get("StatusReason") or "")
    return one_line(f"{state}. {reason}".strip(), 600)
