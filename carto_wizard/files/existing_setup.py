"""What is here already: AWS files, their profiles, and variables that override them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from carto_wizard.files.config.profiles import named_sections
from carto_wizard.files.config.reading import Kind, read
from carto_wizard.files.disk.file_state import look
from carto_wizard.files.resolve import CONFIG_DEFAULT, CREDENTIALS_DEFAULT, usual


@dataclass(frozen=True, slots=True)
class Override:
    """A variable that changes what Cartography would read; never with its value."""

    name: str
    effect: str
    mistake: bool = False
    """True: as it is set, nothing works."""


@dataclass(frozen=True, slots=True)
class ExistingFile:
    """One AWS file as it is now."""

    path: str
    kind: Kind
    exists: bool
    profiles: tuple[str, ...] = ()
    refusal: str = ""
    """Why it cannot be read, with the way out; empty: it can."""


_EFFECTS = {
    "AWS_PROFILE": "Every AWS tool, Cartography too, starts from that profile "
    "instead of default.",
    "AWS_DEFAULT_PROFILE": "botocore starts from that profile, and prefers this "
    "variable to AWS_PROFILE.",
    "AWS_DEFAULT_REGION": "It wins over the region of every profile in the file.",
    "AWS_CONFIG_FILE": "botocore reads that config file instead of ~/.aws/config.",
    "AWS_SHARED_CREDENTIALS_FILE": "botocore reads that credentials file instead of "
    "~/.aws/credentials.",
    "AWS_ACCESS_KEY_ID": "Its key is used before the keys and roles of the default "
    "profile.",
    "AWS_SESSION_TOKEN": "It belongs to temporary keys; these expire, and the run with "
    "them.",
    "AWS_ENDPOINT_URL": "Every AWS call goes to that address instead of AWS.",
    "AWS_EC2_METADATA_DISABLED": "If it is true, the instance role cannot be used.",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT": "The instance role is asked for at that "
    "address.",
    "AWS_CA_BUNDLE": "TLS trusts only the certificates in that file.",
    "AWS_ROLE_ARN": "With AWS_WEB_IDENTITY_TOKEN_FILE it makes botocore assume that "
    "role first.",
    "AWS_MAX_ATTEMPTS": "It sets the retries of AWS tools; current Cartography obeys "
    "CARTOGRAPHY_AWS_MAX_ATTEMPTS instead.",
    "AWS_RETRY_MODE": "It sets how AWS tools retry; current Cartography obeys "
    "CARTOGRAPHY_AWS_RETRY_MODE instead.",
}

_EMPTY = {
    "AWS_CONFIG_FILE": "It is empty, so botocore reads no config file; unset it.",
    "AWS_SHARED_CREDENTIALS_FILE": "It is empty, so botocore reads no credentials "
    "file; unset it.",
    "AWS_PROFILE": "It is empty, so botocore looks for a profile without a name and "
    "stops; unset it.",
    "AWS_MAX_ATTEMPTS": "It is empty, which botocore rejects as a number; unset it.",
}


def overrides(environ: Mapping[str, str]) -> tuple[Override, ...]:
    """The AWS_* variables set here that change what Cartography would read."""
    found = []
    for name in sorted(environ):
        effect = _EFFECTS.get(name) or _effect_of_service(name)
        if not effect:
            continue
        value = environ[name]
        if value == "" and name in _EMPTY:
            found.append(Override(name, _EMPTY[name], mistake=True))
        elif value and value[0] == value[-1] and value[0] in "\"'" and len(value) > 1:
            sentence = "Its value holds the quotes that were meant to enclose it."
            found.append(Override(name, sentence, mistake=True))
        elif value:
            found.append(Override(name, effect))
    return tuple(found)


def _effect_of_service(name: str) -> str:
    service = name.removeprefix("AWS_ENDPOINT_URL_")
    if service in (name, ""):
        return ""
    return "Calls to that service go to its address instead of AWS."


def found(
    environ: Mapping[str, str], home: Path, platform: str = sys.platform
) -> tuple[ExistingFile, ...]:
    """The config and the credentials file as botocore finds them."""
    wanted: tuple[tuple[Kind, str, str], ...] = (
        ("config", "AWS_CONFIG_FILE", CONFIG_DEFAULT),
        ("credentials", "AWS_SHARED_CREDENTIALS_FILE", CREDENTIALS_DEFAULT),
    )
    return tuple(
        _existing(usual(environ, name, default, platform, str(home)), kind)
        for kind, name, default in wanted
    )


def _existing(path: str, kind: Kind) -> ExistingFile:
    spot = look(path)
    if spot.data is None:
        return ExistingFile(path, kind, exists=bool(spot.problem), refusal=spot.refusal)
    file = read(spot.data, path, kind)
    for error in file.errors:
        refusal = f"{path}:{error.line}: {error.message} {error.remedy}"
        return ExistingFile(path, kind, True, refusal=refusal)
    names = dict.fromkeys(name for name, _ in named_sections(file))
    return ExistingFile(path, kind, True, tuple(names))
