from __future__ import annotations

from dataclasses import replace

import pytest

from carto_wizard.render import folder
from carto_wizard.render.parts import BLANK, NOT_OURS, Part
from carto_wizard.render.places import Places
from carto_wizard.render.plan import plan
from carto_wizard.render.planned import Language, PlannedFile
from carto_wizard.setup.answers import Account, Answers, Mode
from tests.render.cases import (
    CASES,
    HERE,
    HUB_EC2,
    KEYS,
    SINGLE_ROLE,
    SINGLE_USER,
    many,
)


def unexplained(files: tuple[PlannedFile, ...]) -> list[str]:
    """Lines with text whose part is without words, or is not theirs."""
    found = []
    for file in files:
        for number, line in enumerate(file.text.split("\n"), start=1):
            part = file.explain(line, number)
            known = part not in (NOT_OURS, BLANK) and part.why and part.without
            if line.strip() and not (known and line in part.text):
                found.append(f"{file.key}:{number}: {line}")
    return found


@pytest.mark.parametrize("case", CASES)
def test_every_line_of_a_representative_plan_is_explained(case: str) -> None:
    assert unexplained(plan(*CASES[case], KEYS)) == []


def test_every_line_of_every_combination_of_answers_is_explained() -> None:
    files = {
        (file.key, file.text): file
        for answers, places in many()
        for file in plan(answers, places, KEYS)
    }
    assert len(files) > 200
    assert unexplained(tuple(files.values())) == []
    # A part that ends within a line would put the next one in the wrong place.
    parts = (part for file in files.values() for part in file.parts)
    assert all(part.text.endswith("\n") for part in parts)


def planned(key: str, answers: Answers = HUB_EC2) -> PlannedFile:
    return next(file for file in plan(answers, HERE, KEYS) if file.key == key)


@pytest.mark.parametrize(
    ("key", "line", "why"),
    [
        ("aws-config", "region = us-west-1", "first calls"),
        ("aws-config", "[profile prod]", "One account"),
        ("hub-trust-policy", '        "Service": "ec2.amazonaws.com"', "EC2 can"),
        ("create-roles-sh", "  read_only_role", "everything in the hub account"),
        ("create-roles-sh", '        "Service": "ec2.amazonaws.com"', "EC2 can"),
        ("create-roles-ps1", '        "Service": "ec2.amazonaws.com"', "EC2 can"),
        ("env-sh", "export CARTOGRAPHY_AWS_MAX_ATTEMPTS=9", "one less"),
        ("read-me", "    sh create-roles.sh hub", "administrator"),
    ],
)
def test_a_line_is_known_by_what_it_sets_where_its_place_is_unknown(
    key: str, line: str, why: str
) -> None:
    found = planned(key).explain(line, 0)
    assert why in found.why
    assert found.without


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("[default]", "if no other is named"),
        ("[profile payments-prod-carto]", "One account"),
        ("region=eu-west-1", "first calls"),
        ("credential_source = Environment", "AWS_ACCESS_KEY_ID"),
        ("source_profile = admin", "profile whose credentials"),
    ],
)
def test_a_line_of_a_merged_config_is_known_by_its_setting(line: str, why: str) -> None:
    """Renamed, respelled or about to go: it stands in no file of ours."""
    assert why in planned("aws-config").explain(line, 7).why


def test_a_header_of_the_credentials_file_says_whose_keys_follow() -> None:
    file = planned("aws-credentials", SINGLE_USER)
    for header in ("[carto]", "[default]", "[somebody]"):
        assert "keys belong to" in file.explain(header, 1).why


def test_a_line_that_was_there_before_is_said_to_be_somebody_elses() -> None:
    assert planned("aws-config").explain("sso_session = home", 3) is NOT_OURS
    assert planned("aws-config").explain("  region = us-west-1", 3) is NOT_OURS
    assert planned("create-roles-sh").explain("rm -rf /", 900) is NOT_OURS
    assert planned("create-roles-sh").explain("rm -rf /", 0) is NOT_OURS


def test_a_blank_line_is_nobodys() -> None:
    assert planned("create-roles-sh").explain("", 900) is BLANK
    assert planned("aws-config").explain("  ", 1) is BLANK


def test_the_same_line_is_explained_by_the_place_it_stands_in() -> None:
    script = planned("create-roles-sh")
    lines = script.text.split("\n")
    ends = [number for number, line in enumerate(lines, start=1) if line == "}"]
    assert len({script.explain("}", number).why for number in ends}) > 5
    assert script.explain("}", ends[-1] + 1) == script.explain("}", ends[0])


def test_no_representation_holds_what_a_file_says() -> None:
    file = planned("aws-credentials", SINGLE_USER)
    assert KEYS.secret in file.text
    assert KEYS.secret not in repr(file) + repr(file.parts)


def dummy(answers: Answers, places: Places) -> tuple[Part, ...]:
    return (
        Part("#!/bin/sh\n", "Runs it.", "It does not run."),
        Part(f"echo {len(answers.accounts)}\n", "Counts.", "Nobody counts."),
    )


def test_a_new_file_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    new = folder.GeneratedFile(
        "dummy",
        "dummy.sh",
        Language.SHELL,
        "Says how many accounts there are.",
        dummy,
        lambda answers: answers.mode is Mode.HUB,
    )
    monkeypatch.setattr(folder, "FILES", (*folder.FILES, new))
    files = plan(HUB_EC2, HERE)
    file = files[-1]
    assert (file.key, file.text) == ("dummy", "#!/bin/sh\necho 3\n")
    assert file.path == file.target_path == f"{HERE.folder}/dummy.sh"
    assert file.executable
    assert file.explain("echo 3", 2).why == "Counts."
    assert unexplained(files) == []
    listed = f"\n{file.target_path}\n    Says how many accounts there are.\n"
    assert listed in next(each.text for each in files if each.key == "read-me")
    assert "dummy" not in [each.key for each in plan(SINGLE_ROLE, HERE)]


def test_thousands_of_accounts_are_explained_to_the_last() -> None:
    accounts = tuple(Account(f"{n:012}", f"team {n}") for n in range(1, 2001))
    script = planned("create-roles-sh", replace(HUB_EC2, accounts=accounts))
    number = script.text.split("\n").index("000000002000 team-2000") + 1
    found = script.explain("000000002000 team-2000", number)
    assert "accounts that Cartography reads" in found.why
