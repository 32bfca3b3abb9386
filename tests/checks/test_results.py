"""What a screen asks of the findings so far."""

from __future__ import annotations

from dataclasses import replace

import pytest

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.results.results import Results
from carto_wizard.setup.answers import Account, Answers, Hub, Mode

IDS = ("111111111111", "333333333333", "222222222222")
ANSWERS = Answers(
    mode=Mode.HUB, hub=Hub(IDS[0]), accounts=tuple(Account(each) for each in IDS)
)


def denied(account: str, cause: str = "role-missing") -> Finding:
    return Finding("spoke.region", Status.FAILED, "", account, cause=cause)


@pytest.mark.parametrize("arrival", [IDS, IDS[::-1]])
def test_a_cause_lists_its_accounts_in_the_order_of_the_answers(
    arrival: tuple[str, ...],
) -> None:
    results = Results(ANSWERS)
    for account in arrival:
        results.add_all([denied(account, "no-region")])
    (group,) = results.causes.by_urgency()
    assert group.accounts == IDS


def test_the_row_of_the_set_up_counts_each_check_as_what_it_is() -> None:
    results = Results(ANSWERS)
    ways = [(Status.OK, 1), (Status.WARNING, 2), (Status.FAILED, 1)]
    left = list(results.setup)
    for status, number in ways:
        for _ in range(number):
            results.add_all([Finding(left.pop(), status, "", cause="defect")])
    told = f"The set-up: 1 ok, 2 warnings, 1 failed, {len(left)}"
    assert results.setup_row("running").title == f"{told} running"
    assert results.setup_row("not asked").title == f"{told} not asked"


def test_an_account_behind_a_failure_is_not_counted_as_asked() -> None:
    results = Results(ANSWERS)
    statuses = (Status.SKIPPED, Status.FAILED, Status.OK)
    for account, status in zip(IDS, statuses, strict=True):
        found = Finding("spoke.region", status, "", account, cause="defect")
        results.add_all([found])
    assert results.tally.asked == 2
    results.forget(IDS[2:])
    assert results.tally.asked == 1


def test_a_row_keeps_what_is_known_until_it_is_answered_anew() -> None:
    results = Results(ANSWERS)
    results.add_all([*map(denied, IDS), Finding("hub.role", Status.OK, "")])
    results.start_run(IDS[:2])
    assert results.to_retry() == IDS
    assert results.asked == len(IDS)
    well = Finding("spoke.region", Status.OK, "", IDS[0])
    results.add_all([well, replace(well, check="spoke.account")])
    assert results.to_retry() == IDS[1:]
    (group,) = results.causes.by_urgency()
    assert group.accounts == IDS[1:]
    # The one that was asked and gave no answer is not known any more.
    results.end_run()
    assert (results.accounts[IDS[1]].findings, results.asked) == ([], 2)
    assert [f.check for f in results.setup["hub.role"].findings] == ["hub.role"]
    assert dict(results.counts) == {Status.OK: 3, Status.FAILED: 1}


def test_what_a_whole_run_did_not_answer_again_is_forgotten() -> None:
    results = Results(Answers(mode=Mode.SINGLE))
    results.add_all([Finding("single.region", Status.OK, "")])
    results.start_run()
    results.add_all([Finding("single.credentials", Status.FAILED, "", cause="x")])
    results.end_run()
    assert list(results.setup) == ["single.credentials"]
