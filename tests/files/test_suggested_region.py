from __future__ import annotations

from pathlib import Path

import pytest

from carto_wizard.aws.regions import regions
from carto_wizard.files.suggested_region import suggested_region
from carto_wizard.setup.answers import Answers, CredentialSource, Mode, Single, Target
from carto_wizard.setup.partitions import PARTITIONS, Partition

CONFIG = """\
[default]
region = eu-north-1
[profile reader]
region = eu-west-3
[profile broken]
region = eu-nowhere-1
"""
HUB = Answers()
SINGLE = Answers(mode=Mode.SINGLE, single=Single(profile="reader"))
WITH_PROFILE = Answers(
    target=Target(credentials=CredentialSource.PROFILE, profile="reader")
)
BROKEN = Answers(mode=Mode.SINGLE, single=Single(profile="broken"))


def suggested(
    home: Path, environ: dict[str, str], answers: Answers, config: str | None = CONFIG
) -> tuple[str, str]:
    if config is not None:
        (home / ".aws").mkdir(exist_ok=True)
        (home / ".aws" / "config").write_text(config)
    names = {region.name for region in regions(answers.partition)}
    found = suggested_region(answers, environ, home, names)
    return found.name, found.reason


@pytest.mark.parametrize(
    ("environ", "answers", "name", "reason"),
    [
        ({"AWS_REGION": "eu-west-1"}, SINGLE, "eu-west-1", "AWS_REGION"),
        ({"AWS_DEFAULT_REGION": "eu-west-2"}, HUB, "eu-west-2", "AWS_DEFAULT_REGION"),
        ({"AWS_REGION": "  "}, SINGLE, "eu-west-3", "Profile reader"),
        ({"AWS_REGION": "us-gov-west-1"}, SINGLE, "eu-west-3", "Profile reader"),
        ({}, SINGLE, "eu-west-3", "Profile reader"),
        ({}, WITH_PROFILE, "eu-west-3", "Profile reader"),
        ({}, HUB, "eu-north-1", "Profile default"),
        ({"AWS_PROFILE": "reader"}, HUB, "eu-west-3", "Profile reader"),
        ({}, BROKEN, "eu-north-1", "Profile default"),
    ],
)
def test_environment_and_profile_come_before_the_partition(
    environ: dict[str, str], answers: Answers, name: str, reason: str, tmp_path: Path
) -> None:
    found, why = suggested(tmp_path, environ, answers)
    assert found == name
    assert why.startswith(reason)


@pytest.mark.parametrize("partition", PARTITIONS.values(), ids=lambda p: p.id)
@pytest.mark.parametrize(
    "config",
    [None, "", "[default]\nregion = ap-nowhere-9\n", "[default\nregion = eu-west-1\n"],
    ids=["none", "empty", "no such region", "refused"],
)
def test_without_a_hint_it_is_the_home_region_of_the_partition(
    partition: Partition, config: str | None, tmp_path: Path
) -> None:
    answers = Answers(partition=partition.id)
    name, _ = suggested(tmp_path, {"AWS_REGION": "mars-1"}, answers, config)
    assert name == partition.home_region
