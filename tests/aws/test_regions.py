from __future__ import annotations

import re
import subprocess
import sys

import pytest

from carto_wizard.aws.regions import matching, opt_in_notice, regions
from carto_wizard.errors import WizardError
from carto_wizard.setup.partitions import PARTITIONS, Partition


@pytest.mark.parametrize("known", PARTITIONS.values(), ids=lambda p: p.id)
def test_every_region_fits_its_partition(known: Partition) -> None:
    found = regions(known.id)
    assert known.home_region in {region.name for region in found}
    assert all(re.fullmatch(known.region_pattern, region.name) for region in found)
    assert [region.name for region in found] == sorted(r.name for r in found)
    assert all(region.title for region in found)


@pytest.mark.parametrize(
    ("partition", "name", "opt_in"),
    [
        ("aws", "us-east-1", False),
        ("aws", "eu-north-1", False),
        ("aws", "ap-northeast-3", False),
        ("aws", "ap-east-1", True),
        ("aws", "eu-south-1", True),
        ("aws", "me-central-1", True),
        ("aws-us-gov", "us-gov-east-1", False),
        ("aws-cn", "cn-northwest-1", False),
        ("aws-eusc", "eusc-de-east-1", False),
    ],
)
def test_regions_after_march_2019_are_opt_in(
    partition: str, name: str, opt_in: bool
) -> None:
    assert {r.name: r.opt_in for r in regions(partition)}[name] is opt_in


def test_an_unknown_partition_is_refused_with_the_known_ones() -> None:
    with pytest.raises(WizardError, match="aws-us-gov"):
        regions("moon")


def test_the_list_is_read_without_botocore() -> None:
    code = (
        "import sys; from carto_wizard.aws.regions import regions; regions('aws');"
        "print([m for m in sys.modules if m.startswith(('boto', 's3transfer'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("frankfurt", ["eu-central-1"]),
        ("São Paulo", ["sa-east-1"]),
        ("Zürich", ["eu-central-2"]),
        ("us virginia", ["us-east-1"]),
        ("VIRGINIA", ["us-east-1"]),
        ("us-east", ["us-east-1", "us-east-2"]),
        ("atlantis", []),
        ("[red]", []),
    ],
)
def test_a_region_is_found_by_its_place_too(text: str, names: list[str]) -> None:
    assert [region.name for region in matching(text, regions("aws"))] == names


def test_an_opt_in_region_is_explained() -> None:
    (region,) = matching("me-central-1", regions("aws"))
    told = opt_in_notice(region, "the account")
    assert "me-central-1, Middle East (UAE)," in told
    assert "must be enabled in the account" in told
