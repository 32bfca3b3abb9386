"""The environment Cartography runs in, for every program that may start it.

Two families of retry variables: current Cartography builds its clients from its own,
versions before 0.136.0 and other tools obey those of AWS. They count differently: AWS's
include the first try, Cartography's are handed to botocore as repeats.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from carto_wizard.render import quoting
from carto_wizard.render.aws_config import writes_keys
from carto_wizard.render.places import Places
from carto_wizard.setup.answers import Answers, CredentialSource, Mode

CONTAINER_CONFIG = "/var/cartography/.aws/config"
"""Where Cartography's image, whose home is /var/cartography, looks for the file."""
CONTAINER_CREDENTIALS = "/var/cartography/.aws/credentials"


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable; a path may leave the home of the target open."""

    name: str
    value: str
    is_path: bool = False


def variables(answers: Answers, places: Places) -> tuple[Variable, ...]:
    """What has to be set, in the order of the files."""
    return (*_paths(answers, places), *_profile(answers), *_retry(answers))


def foreign(answers: Answers) -> tuple[str, ...]:
    """Variables of a person's own shell that would point Cartography elsewhere."""
    overriding = ("AWS_DEFAULT_PROFILE", "AWS_DEFAULT_REGION")
    return overriding if _profile(answers) else ("AWS_PROFILE", *overriding)


def owns_credentials_file(answers: Answers, places: Places) -> bool:
    """Whether Cartography gets a credentials file of its own, beside its config.

    Its profiles count as accounts too, so the usual one stays out of sight, unless the
    source profile may live there. Without a chosen config file the credentials file is
    the person's own.
    """
    return (
        places.dedicated
        and answers.mode is Mode.HUB
        and bool(answers.target.config_file)
        and answers.target.credentials is not CredentialSource.PROFILE
    )


def needs_credentials_file(answers: Answers) -> bool:
    """Whether Cartography's credentials come from a credentials file."""
    from_profile = answers.target.credentials is CredentialSource.PROFILE
    return from_profile or writes_keys(answers)


def posix_text(answers: Answers, places: Places) -> str:
    """For sh, dash, bash and zsh."""
    lines = [
        "# Load it with a dot and a blank before its path, then run Cartography.",
        f"unset {' '.join(foreign(answers))}",
    ]
    for one in variables(answers, places):
        quote = quoting.posix_path if one.is_path else quoting.posix
        lines.append(f"export {one.name}={quote(one.value, one.name)}")
    return _text(lines)


def fish_text(answers: Answers, places: Places) -> str:
    """For fish."""
    lines = ["# Load it with source, a blank and its path, then run Cartography."]
    lines += [f"set -e {name}" for name in foreign(answers)]
    for one in variables(answers, places):
        quote = quoting.fish_path if one.is_path else quoting.fish
        lines.append(f"set -gx {one.name} {quote(one.value, one.name)}")
    return _text(lines)


def powershell_text(answers: Answers, places: Places) -> str:
    """For PowerShell, whose $env: keeps a value for this session only."""
    lines = ["# Load it with a dot and a blank before its path, then run Cartography."]
    lines += [
        f"Remove-Item Env:{name} -ErrorAction SilentlyContinue"
        for name in foreign(answers)
    ]
    for one in variables(answers, places):
        quote = quoting.powershell_path if one.is_path else quoting.powershell
        lines.append(f"$env:{one.name} = {quote(one.value, one.name)}")
    return _text(lines)


def systemd_text(answers: Answers, places: Places) -> str:
    """For EnvironmentFile= of a systemd unit; botocore itself resolves `~`."""
    lines = [
        "# For EnvironmentFile= of a systemd unit, with this file's absolute path."
    ]
    return _text(lines + _assignments(variables(answers, places), quoting.systemd))


def docker_text(answers: Answers, places: Places) -> str:
    """For --env-file of docker or podman, with the paths inside Cartography's image."""
    inside = {
        "AWS_CONFIG_FILE": CONTAINER_CONFIG,
        "AWS_SHARED_CREDENTIALS_FILE": CONTAINER_CREDENTIALS,
    }
    lines = ["# For docker run --env-file: quotes would become part of a value."]
    mounted = [
        Variable(one.name, inside.get(one.name, one.value))
        for one in variables(answers, places)
    ]
    return _text(lines + _assignments(mounted, quoting.docker))


def _assignments(
    chosen: tuple[Variable, ...] | list[Variable], quote: Callable[[str, str], str]
) -> list[str]:
    return [f"{one.name}={quote(one.value, one.name)}" for one in chosen]


def _paths(answers: Answers, places: Places) -> tuple[Variable, ...]:
    if not places.dedicated:
        return ()
    config = Variable("AWS_CONFIG_FILE", places.target_config_file, is_path=True)
    if not (owns_credentials_file(answers, places) or writes_keys(answers)):
        return (config,)
    name, path = "AWS_SHARED_CREDENTIALS_FILE", places.target_credentials_file
    return config, Variable(name, path, is_path=True)


def _profile(answers: Answers) -> tuple[Variable, ...]:
    if answers.mode is Mode.SINGLE and answers.single.profile != "default":
        return (Variable("AWS_PROFILE", answers.single.profile),)
    return ()


def _retry(answers: Answers) -> tuple[Variable, ...]:
    tries = answers.retry.max_attempts
    return (
        Variable("AWS_MAX_ATTEMPTS", str(tries)),
        Variable("AWS_RETRY_MODE", answers.retry.mode),
        # Cartography stops at 0, so a single try becomes one repeat there.
        Variable("CARTOGRAPHY_AWS_MAX_ATTEMPTS", str(max(tries - 1, 1))),
        Variable("CARTOGRAPHY_AWS_RETRY_MODE", answers.retry.mode),
    )


def _text(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"
