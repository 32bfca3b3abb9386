"""The same variables as files, for every program that may start Cartography."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from carto_wizard.render import quoting
from carto_wizard.render.environment import (
    TO_UNSET,
    Variable,
    variables,
    variables_to_unset,
)
from carto_wizard.render.parts import Part
from carto_wizard.render.places import Places
from carto_wizard.setup.answers import Answers

CONTAINER_CONFIG = "/var/cartography/.aws/config"
"""Where Cartography's image, whose home is /var/cartography, looks for the file."""
CONTAINER_CREDENTIALS = "/var/cartography/.aws/credentials"


def posix(answers: Answers, places: Places) -> tuple[Part, ...]:
    """Return the file for sh, dash, bash and zsh."""
    forget = Part(
        f"unset {' '.join(variables_to_unset(answers))}\n",
        "Unsets the profile and region variables of your shell.",
        "With a profile that is not in this config, Cartography reads nothing. A "
        "region variable overrides the region in this config.",
    )
    return (
        _usage("Load it with a dot and a space before its path, then run Cartography."),
        forget,
        *_set(
            variables(answers, places),
            "export {}={}",
            quoting.posix,
            quoting.posix_path,
        ),
    )


def fish(answers: Answers, places: Places) -> tuple[Part, ...]:
    """Return the file for fish."""
    return (
        _usage("Load it with source, a space and its path, then run Cartography."),
        *_forget(answers, "set -e {}"),
        *_set(
            variables(answers, places), "set -gx {} {}", quoting.fish, quoting.fish_path
        ),
    )


def powershell(answers: Answers, places: Places) -> tuple[Part, ...]:
    """Return the file for PowerShell, whose $env: keeps a value for this session."""
    return (
        _usage("Load it with a dot and a space before its path, then run Cartography."),
        *_forget(answers, "Remove-Item Env:{} -ErrorAction SilentlyContinue"),
        *_set(
            variables(answers, places),
            "$env:{} = {}",
            quoting.powershell,
            quoting.powershell_path,
        ),
    )


def systemd(answers: Answers, places: Places) -> tuple[Part, ...]:
    """Return the EnvironmentFile= of a systemd unit; botocore itself resolves `~`."""
    return (
        _usage(
            "For EnvironmentFile= of a systemd unit, with the absolute path of this "
            "file."
        ),
        *_set(variables(answers, places), "{}={}", quoting.systemd),
    )


def docker(answers: Answers, places: Places) -> tuple[Part, ...]:
    """Return the --env-file of docker or podman, with the paths inside the image."""
    inside = {
        "AWS_CONFIG_FILE": CONTAINER_CONFIG,
        "AWS_SHARED_CREDENTIALS_FILE": CONTAINER_CREDENTIALS,
    }
    mounted = [
        replace(each, value=inside.get(each.name, each.value))
        for each in variables(answers, places)
    ]
    return (
        _usage("For docker run --env-file. Quotes would become part of a value."),
        *_set(mounted, "{}={}", quoting.docker),
    )


def _usage(text: str) -> Part:
    return Part(
        f"# {text}\n",
        "How this file is used.",
        "If the file is run instead of loaded, it sets no variables.",
    )


def _forget(answers: Answers, form: str) -> Iterable[Part]:
    for name in variables_to_unset(answers):
        yield Part(f"{form.format(name)}\n", *TO_UNSET[name])


_Quote = Callable[[str, str], str]


def _set(
    wanted: Iterable[Variable],
    form: str,
    quote: _Quote,
    quote_path: _Quote | None = None,
) -> Iterable[Part]:
    for each in wanted:
        quoted = (quote_path or quote) if each.is_path else quote
        value = quoted(each.value, each.name)
        yield Part(f"{form.format(each.name, value)}\n", each.why, each.without)
