"""What a screen asks of the findings so far."""

from __future__ import annotations

import pytest

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.results.results import Results
from carto_wizard.setup.answers import Account, Answers, Hub, Mode

IDS = ("111111111111", "333333333333", "222222222222")
ANSWERS = Answers(
    mode=Mode.HUB, hub=Hub(IDS[0]), accounts=tuple(Account(each) for each in IDS)
)


@pytest.mark.parametrize("arrival", [IDS, IDS[::-1]])
def test_a_cause_lists_its_accounts_in_the_order_of_the_answers(
    arrival: tuple[str, ...],
) -> None:
    results = Results(ANSWERS)
    for account in arrival:
        results.add(
            Finding("spoke.region", Status.FAILED, "", account, cause="no-region")
        )
    (group,) = results.causes.by_urgency()
    assert group.accounts == IDS
