"""What is told of the variables, and how botocore takes the same values."""

from __future__ import annotations

import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError
from botocore.session import Session

from carto_wizard.files.aws_variables import missing_start, mistakes, overrides


def test_overrides_name_variables_and_never_values() -> None:
    environ = {
        "AWS_PROFILE": "VALUE",
        "AWS_CONFIG_FILE": "",
        "AWS_ACCESS_KEY_ID": "VALUE",
        "AWS_SECRET_ACCESS_KEY": "VALUE",
        "AWS_ENDPOINT_URL_STS": "VALUE",
        "AWS_ENDPOINT_URL": "'VALUE'",
        "AWS_DEFAULT_REGION": "",
        "PATH": "VALUE",
    }
    seen = {each.name: each for each in overrides(environ)}
    assert set(seen) == {
        "AWS_PROFILE",
        "AWS_CONFIG_FILE",
        "AWS_ACCESS_KEY_ID",
        "AWS_ENDPOINT_URL_STS",
        "AWS_ENDPOINT_URL",
    }
    assert {name for name, each in seen.items() if each.mistake} == {
        "AWS_CONFIG_FILE",
        "AWS_ENDPOINT_URL",
    }
    assert "VALUE" not in str(seen)


@pytest.mark.parametrize(
    ("environ", "mistake"),
    [
        ({"AWS_PROFILE": ""}, True),
        ({"AWS_PROFILE": "", "AWS_DEFAULT_PROFILE": "a"}, False),
        ({"AWS_PROFILE": "'a'"}, True),
        ({"AWS_MAX_ATTEMPTS": ""}, True),
        ({"AWS_MAX_ATTEMPTS": "5"}, False),
        ({"AWS_RETRY_MODE": "fast"}, True),
        ({"CARTOGRAPHY_AWS_MAX_ATTEMPTS": "0"}, True),
    ],
)
def test_a_value_with_which_nothing_works_is_a_mistake(
    environ: dict[str, str], mistake: bool
) -> None:
    assert any(each.mistake for each in overrides(environ)) is mistake


def test_a_hidden_credentials_file_costs_no_account_of_a_role() -> None:
    (config,) = mistakes({"AWS_CONFIG_FILE": ""})
    (credentials,) = mistakes({"AWS_SHARED_CREDENTIALS_FILE": ""})
    assert config.fatal and not credentials.fatal


@pytest.mark.parametrize("text", ["", "0", "1", "+2", " 3 ", "x", "1.5", "-1"])
def test_attempts_are_a_mistake_where_botocore_stops_at_them(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", text)
    try:
        Session().create_client("sts", region_name="us-east-1")
        stops = False
    except (BotoCoreError, ValueError):
        stops = True
    assert bool(list(mistakes({"AWS_MAX_ATTEMPTS": text}))) is stops


@pytest.mark.parametrize("text", ["", "standard", "Standard", "legacy", "adaptive "])
def test_a_retry_mode_is_a_mistake_where_botocore_stops_at_it(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_RETRY_MODE", text)
    try:
        Session().create_client("sts", region_name="us-east-1", config=Config())
        stops = False
    except (BotoCoreError, ValueError):
        stops = True
    assert bool(list(mistakes({"AWS_RETRY_MODE": text}))) is stops


def test_the_profile_to_start_from_is_the_first_variable_that_is_set() -> None:
    environ = {"AWS_PROFILE": "a", "AWS_DEFAULT_PROFILE": "b"}
    assert missing_start(environ, {"b"}) is None
    found = missing_start(environ, {"a"})
    assert found is not None and found.name == "AWS_DEFAULT_PROFILE"
    assert missing_start({}, ()) is None
