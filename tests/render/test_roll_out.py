from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.errors import WizardError
from carto_wizard.render.cloudformation import (
    hub_and_read_only_template,
    hub_template,
    read_only_template,
)
from carto_wizard.render.parts import text_of
from carto_wizard.render.plan import plan
from carto_wizard.render.policy_json import Explained, to_json
from carto_wizard.render.scripts.roll_out.script import roll_out, whole_units
from carto_wizard.setup.answers import Account, Answers, ChosenOrganization, Hub
from tests.render.cases import (
    CASES,
    CHINA,
    GOV,
    HERE,
    HUB_EC2,
    HUB_ID,
    SINGLE_ROLE,
    SOVEREIGN,
)

UNITS = ("ou-ab12-work", "ou-ab12-sand")


def script(answers: Answers) -> str:
    return text_of(roll_out(answers))


def of_units(excluded: tuple[str, ...] = ()) -> Answers:
    organization = ChosenOrganization("o-1", ous=UNITS, excluded=excluded)
    return replace(HUB_EC2, organization=organization)


@pytest.mark.parametrize("case", [c for c in CASES if c.startswith("hub")])
def test_the_shell_can_read_the_script(case: str) -> None:
    text = script(CASES[case][0])
    subprocess.run(["/bin/sh", "-n"], input=text.encode(), check=True)


@pytest.mark.parametrize(
    ("answers", "made"),
    [
        (HUB_EC2, True),
        (GOV, True),
        (SOVEREIGN, True),
        (CHINA, False),
        (SINGLE_ROLE, False),
    ],
)
def test_it_is_for_an_organization_where_stack_sets_are(
    answers: Answers, made: bool
) -> None:
    assert ("roll-out" in {file.key for file in plan(answers, HERE)}) is made


@pytest.mark.parametrize(
    "template", [read_only_template, hub_template, hub_and_read_only_template]
)
def test_it_carries_the_templates_as_they_are(
    template: Callable[[Answers], Explained],
) -> None:
    name = template.__name__
    document = f"\n{name}() {{\n  cat <<'END'\n{to_json(template(GOV))}END\n}}\n"
    assert document in script(GOV)


def test_new_accounts_get_the_role_only_in_whole_units() -> None:
    assert whole_units(of_units()) == UNITS
    assert "\nAUTO=on\n" in script(of_units())
    for answers in (HUB_EC2, of_units(excluded=("ou-ab12-prod",))):
        assert whole_units(answers) == ()
        assert "\nAUTO=off\n" in script(answers)
        assert "ou-ab12" not in script(answers)


def test_no_name_of_an_account_reaches_it_unchanged() -> None:
    assert "033333333333 red-x-b-rm--rf\n" in script(HUB_EC2)
    assert "\x1b" not in script(HUB_EC2) and "\t" not in script(HUB_EC2)
    assert "rm -rf ~" not in script(HUB_EC2)


@pytest.mark.parametrize(
    "answers",
    [
        replace(HUB_EC2, hub=Hub(HUB_ID, "us-east-1", "x\nrm -rf /")),
        replace(HUB_EC2, accounts=(Account("1\nEND\nid"),)),
        replace(HUB_EC2, organization=ChosenOrganization(ous=("x\nEND\nid",))),
    ],
)
def test_a_line_break_in_an_answer_is_refused(answers: Answers) -> None:
    with pytest.raises(WizardError, match="line break"):
        roll_out(answers)


def test_without_the_aws_cli_it_says_so_and_calls_nobody(tmp_path: Path) -> None:
    path = tmp_path / "roll-out.sh"
    path.write_text(script(HUB_EC2))
    for tool in ("mktemp", "rm", "dirname"):
        (tmp_path / tool).symlink_to(f"/usr/bin/{tool}")
    done = subprocess.run(
        ["/bin/sh", str(path), "plan"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "The AWS CLI is not on the PATH.\n"
    usage = subprocess.run(
        ["/bin/sh", str(path)], capture_output=True, text=True, check=False
    )
    assert usage.returncode == 0 and usage.stdout.startswith("Usage:\n")


def test_every_line_says_why_it_is_there() -> None:
    assert all(part.why and part.without for part in roll_out(of_units()))
