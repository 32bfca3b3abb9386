"""What the AWS_* and CARTOGRAPHY_AWS_* variables do to AWS tools and to Cartography."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

PROFILE_VARIABLES = ("AWS_DEFAULT_PROFILE", "AWS_PROFILE")
"""The profile that botocore starts from; the first one set wins."""

_COUNT = "a whole number of at least 1"
_MODES = ("standard", "adaptive", "legacy")
_MODE = "standard, adaptive or legacy"
_ENDPOINT = re.compile(r"AWS_ENDPOINT_URL(_\w+)?")


@dataclass(frozen=True, slots=True)
class AwsVariable:
    """What one variable does where it is set, and which values are a mistake."""

    effect: str = ""
    """Empty: it matters only where its value is a mistake."""
    file: str = ""
    """Which file it names."""
    empty_cause: str = ""
    """The cause of a finding where it is set but empty."""
    accepts: str = ""
    """The only values that are no mistake."""


VARIABLES: Mapping[str, AwsVariable] = {
    "AWS_PROFILE": AwsVariable(
        "Every AWS tool, including Cartography, uses that profile instead of default."
    ),
    "AWS_DEFAULT_PROFILE": AwsVariable(
        "botocore uses that profile. This variable overrides AWS_PROFILE."
    ),
    "AWS_DEFAULT_REGION": AwsVariable(
        "It overrides the region of every profile in the file."
    ),
    "AWS_CONFIG_FILE": AwsVariable(
        "botocore reads that config file instead of ~/.aws/config.",
        file="config",
        empty_cause="config-variable-empty",
    ),
    "AWS_SHARED_CREDENTIALS_FILE": AwsVariable(
        "botocore reads that credentials file instead of ~/.aws/credentials.",
        file="credentials",
        empty_cause="credentials-variable-empty",
    ),
    "AWS_ACCESS_KEY_ID": AwsVariable(
        "This key is used instead of the keys and roles of the default profile."
    ),
    "AWS_SESSION_TOKEN": AwsVariable(
        "It belongs to temporary keys. When they expire, the run fails."
    ),
    "AWS_EC2_METADATA_DISABLED": AwsVariable(
        "If it is true, the instance role cannot be used."
    ),
    "AWS_EC2_METADATA_SERVICE_ENDPOINT": AwsVariable(
        "botocore requests the instance role at that address."
    ),
    "AWS_CA_BUNDLE": AwsVariable("TLS trusts only the certificates in that file."),
    "AWS_ROLE_ARN": AwsVariable(
        "Together with AWS_WEB_IDENTITY_TOKEN_FILE, it makes botocore assume that "
        "role first."
    ),
    "AWS_MAX_ATTEMPTS": AwsVariable(
        "It sets how often AWS tools retry. Current versions of Cartography use "
        "CARTOGRAPHY_AWS_MAX_ATTEMPTS instead.",
        accepts=_COUNT,
    ),
    "AWS_RETRY_MODE": AwsVariable(
        "It sets how AWS tools retry. Current versions of Cartography use "
        "CARTOGRAPHY_AWS_RETRY_MODE instead.",
        accepts=_MODE,
    ),
    "AWS_METADATA_SERVICE_TIMEOUT": AwsVariable(accepts=_COUNT),
    "AWS_METADATA_SERVICE_NUM_ATTEMPTS": AwsVariable(accepts=_COUNT),
    "CARTOGRAPHY_AWS_MAX_ATTEMPTS": AwsVariable(accepts=_COUNT),
    "CARTOGRAPHY_AWS_RETRY_MODE": AwsVariable(accepts=_MODE),
    "CARTOGRAPHY_AWS_READ_TIMEOUT": AwsVariable(accepts=_COUNT),
}


class VariableMistake(NamedTuple):
    """A value with which botocore or Cartography does not do what a person expects."""

    name: str
    cause: str
    sentence: str
    remedy: str
    ends: bool = False
    """Whether the whole run ends with an error, and not only each profile."""
    fatal: bool = True
    """Whether Cartography sees fewer accounts, or none."""
    meant: str = ""
    """The value without the mistake; empty: the variable is better unset."""


class Override(NamedTuple):
    """A variable that changes what Cartography would read; never with its value."""

    name: str
    sentence: str
    mistake: bool = False


def mistakes(environ: Mapping[str, str]) -> Iterator[VariableMistake]:
    """The values that are wrong whatever the files say."""
    for name, variable in VARIABLES.items():
        text = environ.get(name)
        if text is None:
            continue
        if variable.file and not text:
            yield VariableMistake(
                name,
                variable.empty_cause,
                f"{name} is set but empty, so botocore reads no {variable.file} file.",
                "Unset the variable, or set it to the path of the file.",
                fatal=variable.file == "config",
            )
        elif variable.file and is_quoted(text):
            yield VariableMistake(
                name,
                "path-quoted",
                f"The quotes in {name} are part of the path, so botocore finds no "
                f"{variable.file} file.",
                "Set the path without quotes. docker --env-file does not remove them.",
                meant=text[1:-1],
                fatal=variable.file == "config",
            )
        elif variable.accepts and not _accepted(name, text, variable.accepts):
            yield VariableMistake(
                name,
                "retry-variable-invalid",
                f"{name} must be {variable.accepts}. Otherwise profiles with a role "
                "fail, or the whole run ends with an error.",
                "Correct or unset the variable.",
                # What `int` refuses is raised past all that catches botocore's errors.
                ends=name.startswith("CARTOGRAPHY")
                or (variable.accepts == _COUNT and not _is_number(text)),
            )


def starting_profile(environ: Mapping[str, str]) -> str | None:
    """The variable that names the profile botocore starts from, if one is set."""
    return next((name for name in PROFILE_VARIABLES if name in environ), None)


def missing_start(
    environ: Mapping[str, str], profiles: Container[str]
) -> VariableMistake | None:
    """The mistake of naming a profile to start from that is in neither file."""
    name = starting_profile(environ)
    if name is None or environ[name] in profiles:
        return None
    is_what = (
        "names a profile that"
        if environ[name]
        else ("is empty, which is a profile that")
    )
    return VariableMistake(
        name,
        "profile-variable-missing",
        f"{name} {is_what} neither file has. botocore refuses to start, and "
        "Cartography exits with status 0.",
        "Unset the variable.",
    )


def overrides(environ: Mapping[str, str]) -> tuple[Override, ...]:
    """The variables set here that change what Cartography would read."""
    wrong = {each.name: each for each in mistakes(environ)}
    start = missing_start(environ, ())
    # Whether any other name is that of a profile, only the files tell.
    if start and not environ[start.name]:
        wrong[start.name] = start
    found = []
    for name in sorted(environ):
        effect = _effect(name)
        if name in wrong:
            found.append(Override(name, wrong[name].sentence, mistake=True))
        elif effect and is_quoted(environ[name]):
            sentence = f"The value of {name} contains the enclosing quotes."
            found.append(Override(name, sentence, mistake=True))
        elif effect and environ[name]:
            found.append(Override(name, f"{name}: {effect}"))
    return tuple(found)


def endpoint_variables(environ: Mapping[str, str]) -> list[str]:
    """The variables that send calls to another address than AWS's own."""
    return sorted(n for n, value in environ.items() if value and _ENDPOINT.fullmatch(n))


def is_quoted(text: str) -> bool:
    """Whether a value is enclosed in quotes, which no reader of it takes off."""
    return len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"


def _is_number(text: str) -> bool:
    try:
        int(text)
    except ValueError:
        return False
    return True


def is_count(text: str) -> bool:
    """Whether `int` takes it for a number from 1 on."""
    return bool(re.fullmatch(r"\s*\+?\d{1,9}\s*", text, re.ASCII)) and int(text) > 0


def _accepted(name: str, text: str, accepts: str) -> bool:
    # Cartography takes an empty variable for unset, and trims and lowers its mode;
    # botocore takes its own variables literally.
    lenient = name.startswith("CARTOGRAPHY")
    if lenient and not text:
        return True
    if accepts == _COUNT:
        return is_count(text)
    return (text.strip().lower() if lenient else text) in _MODES


def _effect(name: str) -> str:
    if name == "AWS_ENDPOINT_URL":
        return "Every AWS call goes to that address instead of AWS."
    if _ENDPOINT.fullmatch(name):
        return "Every call to that service goes to that address instead of AWS."
    return VARIABLES[name].effect if name in VARIABLES else ""
