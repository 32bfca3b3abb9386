"""A single account is spoken of as one: nothing of hubs, spokes or every account."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from carto_wizard.commands.options import COMMANDS
from carto_wizard.commands.usage import help_of
from carto_wizard.demo.launch import start
from carto_wizard.files.locations import places
from carto_wizard.render.aws_config import AccessKeys
from carto_wizard.render.plan import plan
from carto_wizard.setup.answers import (
    AccessKeyChoice,
    Answers,
    CredentialSource,
    Identity,
    Mode,
    Platform,
    Target,
)
from carto_wizard.setup.partitions import PARTITIONS
from carto_wizard.setup.problems import all_problems
from carto_wizard.setup.questions import questions
from carto_wizard.setup.steps import steps_for
from tests.plain.conftest import HUB, typed, walked
from tests.terminal import environ, run
from tests.tui.wizard import SINGLE, opened

OTHERS = re.compile(
    r"\b(hubs?|spokes?|accounts|the roles"
    r"|(every|all|each|another|the other|no other) (account|role)s?"
    r"|\d+ (account|finding)s?)\b",
    re.IGNORECASE,
)
USER = replace(
    SINGLE,
    target=Target(credentials=CredentialSource.PROFILE, profile="default"),
    single=replace(SINGLE.single, identity=Identity.USER, keys=AccessKeyChoice.WRITE),
)
GROUP = replace(USER, single=replace(USER.single, identity=Identity.GROUP))


def found(*texts: str) -> list[str]:
    """Every sentence or line that speaks of what a single account has not."""
    lines = (line for text in texts for line in re.split(r"(?<=[.!?])\s|\n", text))
    return sorted({" ".join(line.split()) for line in lines if OTHERS.search(line)})


def test_what_is_looked_for_is_in_the_other_mode() -> None:
    assert found("The hub. Every account is read.\nAll accounts") == [
        "All accounts",
        "Every account is read.",
        "The hub.",
    ]
    assert found("create-roles.sh reads the account, no account ID") == []


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    "answers", [SINGLE, USER, GROUP], ids=["role", "user", "group"]
)
@pytest.mark.parametrize("step", [s.key for s in steps_for(SINGLE) if s.key != "mode"])
async def test_every_page_and_its_help(
    step: str, answers: Answers, tmp_path: Path
) -> None:
    # The mode page is left out: it offers both.
    async with opened(tmp_path, answers, size=(200, 60)) as wizard:
        if step != "welcome":
            await wizard.show(step)
        if step == "preview":
            await wizard.until(lambda: "create" in wizard.screen())
        assert found(wizard.screen()) == []
        await wizard.press("f1")
        assert found(wizard.dialog_text()) == []


@pytest.mark.parametrize("scenario", ["troubled", "empty"])
async def test_the_check_page_with_its_answers(scenario: str, tmp_path: Path) -> None:
    with start(scenario, mode=Mode.SINGLE) as demo:
        size, environ = (200, 60), demo.environ
        async with opened(
            tmp_path, demo.answers, "check", size=size, environ=environ
        ) as wizard:
            await wizard.until(lambda: wizard.state.checked is not None)
            for key in ("home", "end", "tab", "tab", "home", "end"):
                await wizard.press(key)
                assert found(wizard.screen()) == []
            assert "Fix first" in wizard.screen()
            assert "Profile" not in wizard.screen()


def test_every_problem_of_a_step() -> None:
    wrong = replace(
        SINGLE,
        single=replace(SINGLE.single, account_id="12", name="", profile=""),
    )
    for partition in PARTITIONS:
        answers = replace(wrong, partition=partition)
        problems = all_problems(answers, {"us-east-2"})
        assert len(problems) >= 4
        assert found(*(problem.message for problem in problems)) == []


def test_every_question_and_its_choices() -> None:
    for answers in (SINGLE, USER, GROUP):
        for step in steps_for(answers):
            if step.key == "mode":
                continue
            assert found(step.ask, step.why) == []
            for question in questions(step.key, answers):
                choices = (f"{c.label}\n{c.help}" for c in question.choices)
                assert found(question.label, question.help, *choices) == []


def _set_ups() -> Iterable[Answers]:
    """Every identity with every source of credentials, here and elsewhere."""
    for identity, source, keys, platform in product(
        Identity, CredentialSource, AccessKeyChoice, Platform
    ):
        target = Target(platform is Platform.LINUX, platform, source)
        single = replace(SINGLE.single, identity=identity, keys=keys)
        yield replace(SINGLE, target=target, single=single)
        # A role that is assumed with the keys of another profile.
        named = replace(single, profile="reader")
        yield replace(SINGLE, target=replace(target, profile="keys"), single=named)


def test_every_generated_file_and_the_reason_of_each_part() -> None:
    keys = AccessKeys("AKIA" + "X" * 16, "x" * 40)
    for answers in _set_ups():
        for file in plan(answers, places(answers, {}, Path("/home/jo")), keys):
            reasons = (f"{part.why}\n{part.without}" for part in file.parts)
            texts = (file.purpose, *(part.text for part in file.parts), *reasons)
            assert found(*texts) == [], file.key


@pytest.mark.parametrize("scenario", ["healthy", "troubled", "empty"])
def test_findings_reports_and_the_last_words(scenario: str, tmp_path: Path) -> None:
    env = environ(tmp_path)
    folder = tmp_path / "demo"
    world = ("--mode", "single", "--scenario", scenario)
    done = run("demo", "--no-input", *world, "--directory", folder, env=env)
    assert "account" in done.out
    assert found(done.out, done.err) == []


def test_line_prompts_to_the_end(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    single = Answers(mode=Mode.SINGLE)
    lines = [
        *typed("mode", mode="2"),
        *typed("target", single),
        *typed("identity", single, account_id=HUB),
        *["?", "frankfurt", *typed("access", single), *typed("retry", single)],
        *["", "?", "y", "?", "", "?", "", "?"],
    ]
    done = walked(home / "s.toml", environ(home), *lines)
    before, mode, after = done.err.partition("Mode, step")
    _, target, rest = after.partition("Target, step")
    assert mode and target
    assert "Start Cartography" in rest
    assert found(before, rest) == []


def test_help_speaks_of_both_modes_alike() -> None:
    """Some lines are of the other mode: they name it, a list, or denied accounts."""
    text = "".join(help_of(command) for command in COMMANDS if command != "refresh")
    entries = re.split(r"\n(?=  \S|\n)", text)
    both = [e for e in entries if not re.search(r"--mode|\brefresh\b", e)]
    assert len(both) > len(entries) / 2
    assert found(*both) == []
