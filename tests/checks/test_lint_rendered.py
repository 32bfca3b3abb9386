"""What the wizard itself writes has nothing wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from carto_wizard.checks.finding import Status
from carto_wizard.checks.lint.run import lint
from carto_wizard.render.aws_config import expected_profiles
from carto_wizard.render.places import Places
from carto_wizard.render.plan import plan
from carto_wizard.setup.answers import Answers, CredentialSource, Mode
from tests.render.cases import CASES, KEYS, many

ENVIRON = {
    "AWS_ACCESS_KEY_ID": KEYS.key_id,
    "AWS_SECRET_ACCESS_KEY": KEYS.secret,
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials",
}


def troubles(answers: Answers, places: Places, folder: Path) -> set[tuple[str, str]]:
    """Cause and profile of what the lint says about the files of these answers."""
    texts = {file.key: file.text for file in plan(answers, places, KEYS)}
    config, credentials = folder / "config", folder / "credentials"
    config.write_text(texts["aws-config"], encoding="utf-8")
    source = answers.target.profile
    keys = f"aws_access_key_id = {KEYS.key_id}\naws_secret_access_key = {KEYS.secret}\n"
    theirs = f"[{source}]\nregion = us-east-1\n{keys}" if source else ""
    text = texts.get("aws-credentials", "") + theirs
    credentials.write_text(text, encoding="utf-8")
    environ = dict(ENVIRON)
    if answers.mode is Mode.SINGLE:
        environ["AWS_PROFILE"] = answers.single.profile
    findings = lint(
        config,
        credentials,
        environ,
        expected=expected_profiles(answers),
        every_profile=answers.mode is Mode.HUB,
    )
    return {(f.cause, f.profile or "") for f in findings if f.status is not Status.OK}


def wanted(answers: Answers) -> set[tuple[str, str]]:
    """The person's own source profile is read as an account too, which is said."""
    source = answers.target.profile
    if answers.mode is Mode.SINGLE or not source:
        return set()
    if source == "default":
        return set()
    is_source = answers.target.credentials is CredentialSource.PROFILE
    return {("source-profile-counted" if is_source else "profile-unexpected", source)}


@pytest.mark.parametrize("name", CASES)
def test_a_golden_config_has_no_finding(name: str, tmp_path: Path) -> None:
    answers, places = CASES[name]
    assert troubles(answers, places, tmp_path) == wanted(answers)


@pytest.mark.long
def test_no_combination_of_choices_has_a_finding(tmp_path: Path) -> None:
    for answers, places in many():
        assert troubles(answers, places, tmp_path) == wanted(answers)
