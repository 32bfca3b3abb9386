"""The credentials of a person that may look into AWS, to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from carto_wizard.setup.text import one_line


class Credentials(NamedTuple):
    """What to ask botocore for, and how it is offered."""

    profile: str
    """Empty: what the AWS CLI uses without one."""
    label: str


def offered(
    environ: Mapping[str, str], profiles: Iterable[str]
) -> tuple[Credentials, ...]:
    """What the environment names, then the profiles, then what is found without."""
    named = [Credentials(name, f"Profile {one_line(name, 60)}") for name in profiles]
    for variable in ("AWS_DEFAULT_PROFILE", "AWS_PROFILE"):
        if profile := environ.get(variable):
            label = f"Profile {one_line(profile, 60)}, from {variable}"
            others = (each for each in named if each.profile != profile)
            return (Credentials("", label), *others)
    if environ.get("AWS_ACCESS_KEY_ID"):
        return (Credentials("", "The environment: AWS_ACCESS_KEY_ID"), *named)
    if any(each.profile == "default" for each in named):
        return tuple(named)
    return (*named, Credentials("", "What the AWS CLI uses here without a profile"))


def profiles_here(environ: Mapping[str, str], home: Path) -> tuple[str, ...]:
    """The profiles of the AWS files on this machine."""
    from carto_wizard.files.existing_setup import existing_files

    files = existing_files(environ, home)
    return tuple(dict.fromkeys(name for file in files for name in file.profiles))
