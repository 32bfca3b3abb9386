from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.errors import WizardError
from carto_wizard.render import environment, environment_files
from carto_wizard.render.environment import variables
from carto_wizard.render.parts import Part, text_of
from carto_wizard.render.places import Places
from carto_wizard.setup.answers import (
    AccessKeyChoice,
    Answers,
    CredentialSource,
    Retry,
    Target,
)
from tests.render.cases import (
    ELSEWHERE,
    FROM_PROFILE,
    GOV,
    HERE,
    HERE_DEDICATED,
    HUB_EC2,
    SINGLE_ROLE,
    SINGLE_USER,
    WINDOWS,
    WINDOWS_TARGET,
)

Render = Callable[[Answers, Places], tuple[Part, ...]]

RETRY = {
    "AWS_MAX_ATTEMPTS": "5",
    "AWS_RETRY_MODE": "standard",
    "CARTOGRAPHY_AWS_MAX_ATTEMPTS": "4",
    "CARTOGRAPHY_AWS_RETRY_MODE": "standard",
}
CONFIG = {"AWS_CONFIG_FILE": "/home/jo/.aws/cartography-config"}
CREDENTIALS = {"AWS_SHARED_CREDENTIALS_FILE": "/home/jo/.aws/cartography-credentials"}


def as_dict(answers: Answers, places: Places) -> dict[str, str]:
    return {one.name: one.value for one in variables(answers, places)}


@pytest.mark.parametrize(
    ("answers", "places", "expected"),
    [
        (HUB_EC2, HERE, RETRY),
        (HUB_EC2, ELSEWHERE, RETRY),
        (GOV, HERE_DEDICATED, CONFIG | CREDENTIALS | RETRY),
        # The source profile may live in the usual credentials file.
        (FROM_PROFILE, HERE_DEDICATED, CONFIG | RETRY),
        # Where AWS_CONFIG_FILE chose the config, the credentials are the person's.
        (HUB_EC2, HERE_DEDICATED, CONFIG | RETRY),
        (SINGLE_ROLE, HERE_DEDICATED, CONFIG | RETRY),
        (SINGLE_USER, HERE, {"AWS_PROFILE": "carto"} | RETRY),
        (
            SINGLE_USER,
            HERE_DEDICATED,
            CONFIG | CREDENTIALS | {"AWS_PROFILE": "carto"} | RETRY,
        ),
    ],
)
def test_what_is_set_follows_the_answers(
    answers: Answers, places: Places, expected: dict[str, str]
) -> None:
    assert as_dict(answers, places) == expected


@pytest.mark.parametrize(
    ("tries", "repeats"), [(1, "1"), (2, "1"), (3, "2"), (10, "9")]
)
def test_cartography_counts_repeats_where_aws_counts_tries(
    tries: int, repeats: str
) -> None:
    found = as_dict(replace(HUB_EC2, retry=Retry("adaptive", tries)), HERE)
    assert found["AWS_MAX_ATTEMPTS"] == str(tries)
    assert found["CARTOGRAPHY_AWS_MAX_ATTEMPTS"] == repeats
    assert found["CARTOGRAPHY_AWS_RETRY_MODE"] == found["AWS_RETRY_MODE"] == "adaptive"


def test_a_shell_that_loads_the_file_has_these_variables_and_no_others(
    tmp_path: Path,
) -> None:
    folder = "/home/o'neil/$x `id`"
    places = replace(HERE_DEDICATED, target_config_file=f"{folder}/config")
    file = tmp_path / "cartography.sh"
    file.write_text(text_of(environment_files.posix(GOV, places)))
    before = {
        "AWS_PROFILE": "work",
        "AWS_DEFAULT_PROFILE": "work",
        "AWS_DEFAULT_REGION": "xx",
    }
    done = subprocess.run(
        ["/bin/sh", "-euc", '. "$1" && /usr/bin/env -0', "sh", str(file)],
        env=before,
        capture_output=True,
        check=True,
    )
    found = dict(line.split("=", 1) for line in done.stdout.decode().split("\0")[:-1])
    ours = {k: v for k, v in found.items() if k.startswith(("AWS_", "CARTOGRAPHY_"))}
    assert ours == as_dict(GOV, places)


def test_an_open_home_is_the_home_of_whoever_loads_the_file(tmp_path: Path) -> None:
    places = replace(HERE_DEDICATED, target_config_file="~/.aws/carto")
    file = tmp_path / "cartography.sh"
    file.write_text(text_of(environment_files.posix(GOV, places)))
    done = subprocess.run(
        ["/bin/sh", "-euc", '. "$1" && echo "$AWS_CONFIG_FILE"', "sh", str(file)],
        env={"HOME": "/home/ann"},
        capture_output=True,
        check=True,
    )
    assert done.stdout == b"/home/ann/.aws/carto\n"


@pytest.mark.parametrize(
    ("render", "pattern"),
    [
        (environment_files.posix, r"export (\w+)="),
        (environment_files.fish, r"set -gx (\w+) "),
        (environment_files.powershell, r"\$env:(\w+) = "),
        (environment_files.systemd, r"(\w+)="),
        (environment_files.docker, r"(\w+)="),
    ],
)
def test_every_form_sets_the_same(render: Render, pattern: str) -> None:
    text = text_of(render(GOV, HERE_DEDICATED))
    assert text.endswith("\n")
    found = [m[1] for line in text.splitlines() if (m := re.match(pattern, line))]
    assert found == [one.name for one in variables(GOV, HERE_DEDICATED)]


def test_a_container_reads_its_own_paths_and_no_quotes() -> None:
    parts = environment_files.docker(WINDOWS_TARGET, WINDOWS)
    lines = text_of(parts).splitlines()
    assert "AWS_CONFIG_FILE=/var/cartography/.aws/config" in lines
    assert "AWS_SHARED_CREDENTIALS_FILE=/var/cartography/.aws/credentials" in lines
    assert not any(quote in line for line in lines for quote in "'\"")


@pytest.mark.parametrize(
    "render",
    [
        environment_files.posix,
        environment_files.fish,
        environment_files.powershell,
        environment_files.systemd,
    ],
)
def test_a_path_with_a_line_break_is_refused(render: Render) -> None:
    places = replace(HERE_DEDICATED, target_config_file="/x\nexport LD_PRELOAD=/y")
    with pytest.raises(WizardError, match="AWS_CONFIG_FILE"):
        render(GOV, places)


@pytest.mark.parametrize(
    ("answers", "places", "owned"),
    [
        (GOV, HERE_DEDICATED, True),
        (GOV, HERE, False),
        (HUB_EC2, HERE_DEDICATED, False),
        (FROM_PROFILE, HERE_DEDICATED, False),
        (replace(SINGLE_ROLE, target=Target(config_file="/x")), HERE_DEDICATED, False),
    ],
)
def test_a_credentials_file_is_made_only_beside_a_chosen_config(
    answers: Answers, places: Places, owned: bool
) -> None:
    assert environment.owns_credentials_file(answers, places) is owned


@pytest.mark.parametrize(
    ("answers", "needed"),
    [
        (HUB_EC2, False),
        (FROM_PROFILE, True),
        (SINGLE_USER, True),
        (
            replace(
                SINGLE_USER,
                single=replace(SINGLE_USER.single, keys=AccessKeyChoice.EXISTING),
                target=Target(credentials=CredentialSource.ENVIRONMENT),
            ),
            False,
        ),
    ],
)
def test_a_container_gets_the_credentials_file_where_it_is_used(
    answers: Answers, needed: bool
) -> None:
    assert environment.needs_credentials_file(answers) is needed
