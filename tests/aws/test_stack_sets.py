"""The progress of a StackSet: read by those who may, said beside our own verdict."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.aws.clients import Clients, Connection, Credentials
from carto_wizard.aws.failures import CallFailed
from carto_wizard.aws.stack_sets import stack_set_progress
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.demo.launch import client_environ
from carto_wizard.demo.scenarios import HUB, MANAGEMENT, sample_answers
from carto_wizard.setup.answers import CallAs, ChosenOrganization, Form
from carto_wizard.setup.derived import with_derived
from carto_wizard.setup.ownership import setup_id
from tests.cloudformation.server import Cloud, cloud
from tests.cloudformation.stack_sets import Instance, StackSet
from tests.tui.wizard import Wizard, app_on

_LISTED = sample_answers("empty")
ORGANIZATION = ChosenOrganization("o-cartodemo1", MANAGEMENT, CallAs.SELF)
ANSWERS = with_derived(
    replace(
        _LISTED,
        organization=ORGANIZATION,
        access=replace(_LISTED.access, form=Form.STACKSET),
    )
)
FAILED = ANSWERS.accounts[2].id
HOSTILE = "[red]x[/b]\n\u202e" + "y" * 900


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    with cloud(ANSWERS, tmp_path_factory.mktemp("cloud")) as running:
        name = f"cartography-{setup_id(ANSWERS)}"
        made = running.sets.all[name] = StackSet(name, "", "{}", True, True)
        for number in range(250):
            account = str(400_000_000_000 + number)
            made.instances[account] = Instance(account, "ou", "CURRENT", "SUCCEEDED")
        made.instances[FAILED] = Instance(FAILED, "ou", "OUTDATED", "FAILED", HOSTILE)
        yield running


def environ(aws: Cloud, account: str, folder: Path) -> dict[str, str]:
    key, imds = aws.keys[account], "http://127.0.0.1:9"
    found = client_environ(os.environ, aws.endpoint, imds, folder)
    return found | {
        "AWS_ACCESS_KEY_ID": key.key,
        "AWS_SECRET_ACCESS_KEY": key.secret,
        "HOME": str(folder),
    }


def connection(aws: Cloud, account: str, folder: Path) -> Connection:
    key = aws.keys[account]
    clients = Clients(environ(aws, account, folder), workers=1)
    return Connection(clients, Credentials(key.key, key.secret), "us-east-1")


def test_every_page_is_read_and_a_reason_is_one_line(
    aws: Cloud, tmp_path: Path
) -> None:
    found = stack_set_progress(connection(aws, MANAGEMENT, tmp_path), ANSWERS)
    assert len(found) == 251
    assert found["400000000249"] == "SUCCEEDED."
    assert found[FAILED].startswith("FAILED. [red]x[/b]")
    assert found[FAILED].isprintable() and len(found[FAILED]) <= 600


def test_a_delegated_administrator_says_so_in_every_call(
    aws: Cloud, tmp_path: Path
) -> None:
    with pytest.raises(CallFailed):
        stack_set_progress(connection(aws, HUB, tmp_path), ANSWERS)
    organization = replace(ORGANIZATION, call_as=CallAs.DELEGATED_ADMIN)
    answers = replace(ANSWERS, organization=organization)
    assert len(stack_set_progress(connection(aws, HUB, tmp_path), answers)) == 251


@pytest.mark.parametrize("account", [MANAGEMENT, HUB])
async def test_it_stands_beside_our_own_verdict_once_a_person_said_yes(
    aws: Cloud, account: str, tmp_path: Path
) -> None:
    app = app_on(tmp_path, ANSWERS, environ(aws, account, tmp_path))
    app.state.monotonic = lambda: 0.0
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        wizard = Wizard(app, pilot)
        denied = Finding("spoke.assume-role", Status.FAILED, "No.", FAILED, cause="x")
        wizard.state.findings = [denied]
        wizard.state.checked = wizard.state.answers.rendered
        await wizard.show("check")
        await wizard.press("p")
        assert "are not kept" in " ".join(wizard.dialog_text().split())
        await wizard.press("enter")
        await wizard.until(lambda: "would read the StackSet" in wizard.dialog_text())
        await wizard.press("enter")
        if account == HUB:
            await wizard.until(lambda: "could not be read" in wizard.problem)
            return
        await wizard.until(lambda: "in the details" in wizard.problem)
        await wizard.press("tab", "tab", *["down"] * 3)
        await wizard.until(lambda: "FAILED. [red]" in wizard.text("#text"))
        assert "No." in wizard.text("#text")
