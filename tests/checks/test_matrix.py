"""Faults one at a time, and some in pairs: each gives its own cause and no other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from carto_wizard.demo.launch import Demo
from carto_wizard.setup.answers import CredentialSource, Identity
from tests.checks.bench import Bench
from tests.checks.clean_setups import CleanSetup, make_identity, single_answers
from tests.checks.faults import (
    CREDENTIALS,
    ENVIRONMENT,
    INSTANCE,
    NETWORK,
    RIGHTS,
    ROLES,
    Fault,
)
from tests.checks.faults_answers import HUB, SPOKES
from tests.checks.faults_files import FILES
from tests.checks.faults_single import SINGLE
from tests.checks.runs import bench_on, findings, troubles

ALL = (
    *(*NETWORK, *ENVIRONMENT, *INSTANCE, *CREDENTIALS, *ROLES, *RIGHTS, *FILES),
    *(*HUB, *SPOKES),
)
USER_WORLD = CleanSetup("aws", CredentialSource.PROFILE, identity=Identity.USER)
BY_NAME = {fault.name: fault for fault in ALL}
PAIRS = (
    ("SecurityAudit detached", "role missing"),
    ("clock slow", "config gone"),
    ("somebody else's profile", "hub may assume nothing"),
    ("closed account", "SecurityAudit detached"),
    ("AWS_RETRY_MODE=fast", "imds: no-profile"),
    ("keys of a person", "region not enabled"),
)

OF_MANY = re.compile(r"\b(hubs?|spokes?|accounts|(every|all|each) account)\b", re.I)
"""What a finding about a single account does not speak of."""

Matrix = Counter[tuple[str, str]]


@pytest.fixture
def bench(small_aws: Demo, tmp_path: Path) -> Iterator[Bench]:
    with bench_on(small_aws, tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def matrix(request: pytest.FixtureRequest) -> Iterator[Matrix]:
    """Printed when the module is done, where there is a terminal to print to."""
    counted: Matrix = Counter()
    yield counted
    terminal = request.config.pluginmanager.get_plugin("terminalreporter")
    capture = request.config.pluginmanager.get_plugin("capturemanager")
    if terminal is not None and capture is not None:
        with capture.global_and_fixture_disabled():
            terminal.write_line("")
            for line in _table(counted):
                terminal.write_line(line)


def _seen(bench: Bench) -> set[tuple[str, str, str]]:
    return troubles(findings(bench.request))


def test_nothing_is_reported_where_nothing_is_wrong(bench: Bench) -> None:
    assert _seen(bench) == set()


@pytest.mark.one_in(6)
@pytest.mark.parametrize("fault", ALL, ids=lambda fault: fault.name)
def test_each_fault_has_its_own_cause(
    fault: Fault, bench: Bench, matrix: Matrix
) -> None:
    fault.make(bench)
    seen = _seen(bench)
    causes = {cause for _, _, cause in seen}
    matrix.update((fault.cause, cause) for cause in causes or {"(nothing)"})
    assert causes == {fault.cause}
    if fault.blamed is not None:
        assert {account for _, account, _ in seen} == set(fault.blamed(bench))


@pytest.fixture
def single(small_aws: Demo, tmp_path: Path) -> Iterator[Bench]:
    with bench_on(small_aws, tmp_path, single_answers(USER_WORLD, small_aws)) as made:
        make_identity(made, Identity.USER)
        yield made
        # A wrong clock would keep the administrator from undoing the rest.
        small_aws.clear()


@pytest.mark.one_in(6)
@pytest.mark.parametrize("fault", SINGLE, ids=lambda fault: fault.name)
def test_each_fault_of_a_single_account_has_its_own_cause(
    fault: Fault, single: Bench, matrix: Matrix
) -> None:
    fault.make(single)
    told = findings(single.request)
    causes = {cause for _, _, cause in troubles(told)}
    words = [t for f in told for t in (f.message, f.remedy) if OF_MANY.search(t)]
    assert words == []
    matrix.update((fault.cause, cause) for cause in causes or {"(nothing)"})
    assert causes == {fault.cause}


@pytest.mark.parametrize("names", PAIRS, ids=" + ".join)
def test_two_faults_have_both_causes(names: tuple[str, str], bench: Bench) -> None:
    chosen = [BY_NAME[name] for name in names]
    for fault in chosen:
        fault.make(bench)
    assert {cause for _, _, cause in _seen(bench)} == {f.cause for f in chosen}


def _table(counted: Matrix) -> list[str]:
    """Rows: what was made wrong; columns, by number: what was reported."""
    made = [row for row, _ in counted]
    causes = list(dict.fromkeys([*made, *(column for _, column in counted)]))
    numbers = {cause: f"{index:2}" for index, cause in enumerate(causes, 1)}
    width = max(map(len, causes), default=0)
    lines = [f"{'made wrong, and reported':{width + 3}} {' '.join(numbers.values())}"]
    for row in causes:
        cells = (counted[row, column] for column in causes)
        shown = " ".join(f"{number or '·':>2}" for number in cells)
        lines.append(f"{numbers[row]} {row:{width}} {shown}")
    return lines
