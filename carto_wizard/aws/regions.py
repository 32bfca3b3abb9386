"""The regions of a partition, as the installed botocore knows them."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from carto_wizard.errors import WizardError

# Launched before AWS made new regions opt-in (20 March 2019); every account has them.
# Source: AWS Account Management guide, "Enable or disable AWS Regions".
_ALWAYS_ENABLED = frozenset(
    [
        "ap-northeast-1",
        "ap-northeast-2",
        "ap-northeast-3",
        "ap-south-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "ca-central-1",
        "eu-central-1",
        "eu-north-1",
        "eu-west-1",
        "eu-west-2",
        "eu-west-3",
        "sa-east-1",
        "us-east-1",
        "us-east-2",
        "us-west-1",
        "us-west-2",
    ]
)


@dataclass(frozen=True, slots=True)
class Region:
    """One region of a partition."""

    name: str
    title: str
    """Where it is, for people: `Europe (Frankfurt)`."""
    opt_in: bool
    """Whether an account has it only once it is enabled there."""


@cache
def regions(partition: str) -> tuple[Region, ...]:
    """Every region of the partition by name, without importing botocore (100 ms)."""
    known = _documents().get(partition)
    if known is None:
        raise WizardError(
            f"The installed botocore does not know the partition {partition}.",
            f"It knows {', '.join(sorted(_documents()))}.",
        )
    return tuple(
        Region(name, title, partition == "aws" and name not in _ALWAYS_ENABLED)
        for name, title in sorted(known.items())
        if not name.endswith("-global")
    )


def matching(text: str, known: Iterable[Region]) -> tuple[Region, ...]:
    """The regions that a person may mean: every word is in the name or the place."""
    words = _plain(text).split()
    return tuple(
        region
        for region in known
        if all(word in _plain(f"{region.name} {region.title}") for word in words)
    )


def opt_in_notice(region: Region, where: str) -> str:
    """What a person has to know before an opt-in region is taken."""
    return (
        f"{region.name}, {region.title}, is an opt-in region: it must be enabled in "
        f"{where}. If it is not, AWS rejects Cartography's calls to it, and "
        "Cartography skips the account."
    )


def _plain(text: str) -> str:
    """Without accents and capitals: São Paulo and Zürich are written without them."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(c for c in letters if not unicodedata.combining(c)).casefold()


@cache
def _documents() -> dict[str, dict[str, str]]:
    path = _data_folder() / "partitions.json"
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise WizardError(
            f"The list of regions could not be read: {path}: {error.strerror}.",
            "Install botocore again: pip install --force-reinstall botocore.",
        ) from error
    return {
        partition["id"]: {
            name: str(region.get("description", name))
            for name, region in partition["regions"].items()
        }
        for partition in document["partitions"]
    }


def _data_folder() -> Path:
    # find_spec of a top-level package locates it without running it.
    spec = find_spec("botocore")
    if spec is None or not spec.submodule_search_locations:
        raise WizardError(
            "botocore is not installed, so the regions of AWS are not known.",
            "Install carto-wizard again: pip install carto-wizard.",
        )
    return Path(spec.submodule_search_locations[0]) / "data"
