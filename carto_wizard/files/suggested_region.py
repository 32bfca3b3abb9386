"""The region that a person probably means, before they said anything."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from carto_wizard.files.aws_paths import usual
from carto_wizard.files.config.profiles import named_sections
from carto_wizard.files.config.reading import read
from carto_wizard.files.disk.file_state import read_state
from carto_wizard.setup.answers import Answers, CredentialSource, Mode
from carto_wizard.setup.partitions import PARTITIONS
from carto_wizard.setup.text import one_line

REGION_VARIABLES = ("AWS_REGION", "AWS_DEFAULT_REGION")
PROFILE_VARIABLES = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")


@dataclass(frozen=True, slots=True)
class SuggestedRegion:
    """A region of the partition, and where the suggestion comes from."""

    name: str
    reason: str
    """A sentence."""


def suggested_region(
    answers: Answers, environ: Mapping[str, str], home: Path, known: Collection[str]
) -> SuggestedRegion:
    """From the environment, the profile in the AWS config, or else the partition.

    `known` are the regions of the partition; another one is no suggestion.
    """
    for variable in REGION_VARIABLES:
        name = environ.get(variable, "").strip()
        if name in known:
            return SuggestedRegion(name, f"{variable} is set to it.")
    regions = _regions_of_profiles(usual("config", environ, home=str(home)))
    for profile in _profiles(answers, environ):
        name = regions.get(profile, "")
        if name in known:
            reason = f"Profile {one_line(profile, 40)} has it."
            return SuggestedRegion(name, reason)
    home_region = PARTITIONS[answers.partition].home_region
    return SuggestedRegion(home_region, "It is the default region of the partition.")


def _profiles(answers: Answers, environ: Mapping[str, str]) -> list[str]:
    """The profiles to look at, the one of the answers first."""
    own = ""
    if answers.mode is Mode.SINGLE:
        own = answers.single.profile
    elif answers.target.credentials is CredentialSource.PROFILE:
        own = answers.target.profile
    others = (environ.get(variable, "") for variable in PROFILE_VARIABLES)
    return [name for name in (own, *others, "default") if name]


def _regions_of_profiles(path: str) -> dict[str, str]:
    """The region of each profile; of a file that botocore refuses, none."""
    data = read_state(path).data
    file = None if data is None else read(data, path, "config")
    if file is None or file.errors:
        return {}
    return {
        name: section.values.get("region", "") for name, section in named_sections(file)
    }
