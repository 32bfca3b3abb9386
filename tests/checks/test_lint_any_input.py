"""The lint against any bytes and any environment, and what it never shows."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carto_wizard.checks.finding import Status
from carto_wizard.checks.lint.run import lint
from tests.checks.lint_case import GOOD, expecting, role
from tests.checks.test_lint_reading import TEXTS, files

IN_FOLDER = settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


ENVIRONS = st.dictionaries(
    st.sampled_from(
        [
            "AWS_PROFILE",
            "AWS_DEFAULT_REGION",
            "AWS_MAX_ATTEMPTS",
            "AWS_RETRY_MODE",
            "AWS_CONFIG_FILE",
            "AWS_ENDPOINT_URL",
            "CARTOGRAPHY_AWS_MAX_ATTEMPTS",
        ]
    ),
    st.text(max_size=12),
)
KEYS = st.sampled_from(
    [
        "role_arn",
        "region",
        "source_profile",
        "credential_source",
        "duration_seconds",
        "credential_process",
        "web_identity_token_file",
        "external_id",
        "sso_session",
        "s3",
    ]
)
PROFILES = st.lists(
    st.tuples(st.text(max_size=6), st.dictionaries(KEYS, st.text(max_size=20))),
    max_size=4,
).map(
    lambda profiles: "".join(
        f"[profile {name}]\n" + "".join(f"{key} = {v}\n" for key, v in values.items())
        for name, values in profiles
    )
)


@IN_FOLDER
@given(
    config=st.binary(max_size=200) | PROFILES.map(lambda text: text.encode()),
    credentials=st.binary(max_size=60) | TEXTS.map(lambda text: text.encode()),
    environ=ENVIRONS,
)
def test_no_bytes_and_no_environment_make_it_stumble(
    tmp_path: Path, config: bytes, credentials: bytes, environ: dict[str, str]
) -> None:
    for finding in lint(*files(tmp_path, config, credentials), environ, container=True):
        assert finding.message.isprintable()
        assert finding.evidence.isprintable()
        assert finding.remedy.isprintable()
        assert finding.command.isprintable()
        assert finding.status is Status.OK or finding.cause


HOSTILE = "[red]x[/b]\x1b[31m\u202e" + "y" * 300


def test_hostile_names_and_values_stay_on_their_line(tmp_path: Path) -> None:
    text = GOOD + role(HOSTILE, "2", extra=f"external_id = {HOSTILE}\n")
    text += f"[profile b]\nregion = {HOSTILE}\nsource_profile = {HOSTILE}\n"
    findings = lint(*files(tmp_path, text.encode(), b""), {"AWS_PROFILE": HOSTILE})
    assert len(findings) > 4
    for finding in findings:
        said = finding.message + finding.evidence + finding.remedy + finding.command
        assert said.isprintable()
        assert "y" * 90 not in finding.message


SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


@pytest.mark.parametrize(
    "line",
    [
        f"aws_secret_access_key = {SECRET} # mine",
        f'aws_secret_access_key = "{SECRET}"',
        f"aws_secret_access_key {SECRET}",
        f"aws_secret_access_key =\n  {SECRET}",
        f"region = {SECRET}",
        f"role_arn = x\n  aws_secret_access_key = {SECRET}",
        f"credential_process = /nowhere --secret {SECRET}",
        f"external_id = {SECRET} x",
        f"[profile {SECRET}",
    ],
)
def test_a_secret_is_never_repeated(tmp_path: Path, line: str) -> None:
    text = f"[profile a]\n{line}\n"
    findings = lint(*files(tmp_path, text.encode(), text.encode()), {})
    assert any(each.status is Status.FAILED for each in findings)
    assert SECRET not in repr(findings)


def seconds(folder: Path, profiles: int) -> float:
    """The better of two, for a file of this many profiles with a finding each."""
    folder.mkdir()
    text = "".join(
        role(f"p{n}").replace("1" * 12, f"{n:012}").replace("json", "'json'")
        for n in range(profiles)
    )
    paths = files(folder, text.encode(), b"")
    expected = {f"p{n}": f"{n:012}" for n in range(profiles)}
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        found = lint(*paths, {}, expected=expecting(expected))
        best = min(best, time.process_time() - start)
        assert len(found) == profiles + 1
    shutil.rmtree(folder)
    return best


def test_ten_times_the_profiles_take_about_ten_times_as_long(tmp_path: Path) -> None:
    small, large = seconds(tmp_path / "small", 800), seconds(tmp_path / "l", 8_000)
    assert large < small * 25
