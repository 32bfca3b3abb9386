"""What is asked again, and after how long."""

from __future__ import annotations

from carto_wizard.checks.catalogue import CHECKS, Scope
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.results.results import Results
from carto_wizard.checks.run.rounds import Round, Rounds
from carto_wizard.setup.answers import Account, Answers, Mode

IDS = ("111111111111", "333333333333", "222222222222")
HUB = Answers(mode=Mode.HUB, accounts=tuple(Account(each) for each in IDS))


def put(results: Results, status: Status, *accounts: str) -> None:
    results.start_run(accounts)
    results.add_all(
        [Finding("spoke.region", status, "", account) for account in accounts]
    )


def pause(planned: Round | None) -> float | None:
    return planned.pause if planned else None


def test_the_pause_grows_to_a_minute_and_is_short_after_every_progress() -> None:
    results, rounds = Results(HUB), Rounds()
    put(results, Status.FAILED, *IDS)
    pauses = [pause(rounds.after(results)) for _ in range(6)]
    assert pauses == [5, 10, 20, 40, 60, 60]
    put(results, Status.OK, IDS[0])
    assert rounds.after(results) == Round(5, IDS[1:])
    assert rounds.after(results) == Round(10, IDS[1:])


def test_at_the_end_all_that_depends_on_the_accounts_is_asked_once() -> None:
    results, rounds = Results(HUB), Rounds()
    put(results, Status.FAILED, *IDS)
    assert rounds.after(results) is not None
    put(results, Status.OK, *IDS)
    last = rounds.after(results)
    assert last is not None
    assert last.pause == 0
    spokes = {each.id for each in CHECKS.values() if each.scope is Scope.SPOKE}
    assert set(last.only) == CHECKS.keys() - spokes
    assert rounds.after(results) is None


def test_where_all_is_well_nothing_is_asked_again() -> None:
    results = Results(HUB)
    put(results, Status.OK, *IDS)
    assert Rounds().after(results) is None


def test_what_asking_again_cannot_change_is_not_asked_again() -> None:
    results = Results(HUB)
    skipped = (Finding("spoke.region", Status.SKIPPED, "", each) for each in IDS)
    results.add_all([*skipped, Finding("hub.role", Status.WARNING, "", cause="x")])
    assert Rounds().after(results) is None


def test_a_single_account_is_asked_as_a_whole() -> None:
    results = Results(Answers(mode=Mode.SINGLE))
    results.add_all([Finding("single.region", Status.FAILED, "", cause="x")])
    rounds = Rounds()
    assert rounds.after(results) == Round(5, ())
    results.start_run()
    results.add_all([Finding("single.region", Status.OK, "")])
    assert rounds.after(results) is None
