"""A mistake of our own costs one check, is said to be ours, and is never exit 0."""

from __future__ import annotations

import json
from collections.abc import Iterator
from inspect import isgeneratorfunction
from pathlib import Path

import pytest

from carto_wizard.aws import profiles
from carto_wizard.aws.failures import CallFailed, FailureKind
from carto_wizard.checks.finding import Status
from carto_wizard.checks.probes import (
    files,
    hub,
    machine,
    organization,
    permissions,
    rights,
    spoke,
)
from carto_wizard.checks.results.report import as_json
from carto_wizard.checks.results.verdict import verdict
from carto_wizard.commands.check import exit_code
from carto_wizard.demo.launch import Demo
from tests.checks.bench import Bench
from tests.checks.runs import bench_on, findings

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

PLACES = [
    (machine, "environment", "machine.environment"),
    (machine, "cartography", "machine.cartography"),
    (machine, "reach", "machine.endpoint"),
    (machine, "_clock", "machine.clock"),
    (hub, "identified", "hub.credentials"),
    (hub, "_role", "hub.role"),
    (spoke, "assume", "spoke.assume-role"),
    (rights, "attached_policies", "spoke.security-audit"),
    (rights, "region_status", "spoke.describe-regions"),
    (permissions, "simulate", "spoke.permissions"),
    (organization, "read_members", "organization.accounts"),
    (files, "account_map", "files.account-map"),
    (files, "profiles", "files.profile"),
]


@pytest.mark.one_in(4)
@pytest.mark.parametrize(("module", "name", "check"), PLACES)
def test_a_defect_costs_its_check_alone(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, module: object, name: str, check: str
) -> None:
    well = {(f.check, f.account) for f in findings(bench.request)}

    def broken(*_: object, **__: object) -> None:
        raise KeyError(SECRET)

    def broken_on_the_way(*_: object, **__: object) -> Iterator[None]:
        yield from ()
        broken()

    generates = isgeneratorfunction(getattr(module, name))
    monkeypatch.setattr(module, name, broken_on_the_way if generates else broken)
    found = findings(bench.request)
    ours = [f for f in found if f.cause == "defect"]
    assert {f.check for f in ours} == {check}
    assert {f.status for f in ours} == {Status.FAILED}
    assert all(f.evidence.startswith("KeyError at tests/checks/test_def") for f in ours)
    judged = verdict(found, None)
    document = "".join(as_json(judged))
    assert SECRET not in document
    assert exit_code(judged) == 1 and json.loads(document)["ok"] is False
    # Every account is still told of, and every check that does not need this one.
    told = {(f.check, f.account) for f in found}
    spokes = {a for c, a in well if c.startswith("spoke.")}
    assert {a for c, a in told if c.startswith("spoke.")} == spokes
    if check not in ("machine.endpoint", "hub.credentials", "spoke.assume-role"):
        lost = {c for c, _ in well - told} - {check, "spoke.region", "files.profile"}
        assert lost == set()


CHILDREN = {
    "dies": ("raise SystemExit(3)", "ended with status 3"),
    "says junk": ("print('Warning'); print('[]')", "ended with status 0"),
    "says half": ('print(\'{"account": "1\')', "ended with status 0"),
    "is killed": ("import os; os.kill(os.getpid(), 9)", "ended with status -9"),
}


@pytest.mark.parametrize("name", CHILDREN)
def test_whatever_the_process_that_asks_profiles_does_is_told(
    small_aws: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    script, told = CHILDREN[name]
    (tmp_path / "profiles_main.py").write_text(script)
    monkeypatch.setattr(profiles, "__file__", str(tmp_path / "profiles.py"))
    with bench_on(small_aws, tmp_path) as bench:
        found = findings(bench.request)
    failed = [f for f in found if f.status is Status.FAILED]
    assert {f.check for f in failed} == {"files.profile"}
    assert all(told in f.evidence for f in failed)


def test_a_process_that_asks_and_hangs_is_not_said_to_have_died(
    small_aws: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "profiles_main.py").write_text("import time; time.sleep(60)")
    monkeypatch.setattr(profiles, "__file__", str(tmp_path / "profiles.py"))
    monkeypatch.setattr(profiles, "_LIMIT_SECONDS", 0.3)
    with bench_on(small_aws, tmp_path) as bench:
        found = [f for f in findings(bench.request) if f.check == "files.profile"]
    assert [f.status for f in found] == [Status.FAILED] * len(found)
    assert "No answer within" in found[0].evidence
    assert "used up all the time" in found[-1].evidence


def test_a_call_that_fails_where_nobody_expects_it_is_no_defect(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise CallFailed(FailureKind.BROKEN, "The line broke.")

    monkeypatch.setattr(rights, "region_status", broken)
    found = findings(bench.request.only(bench.spokes[:1]))
    (seen,) = [f for f in found if f.status is not Status.OK]
    assert (seen.check, seen.cause) == ("spoke.describe-regions", "call-unanswered")
