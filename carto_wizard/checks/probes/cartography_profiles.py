"""The AWS files as Cartography reads them: through botocore, profile by profile."""

from __future__ import annotations

import configparser
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from carto_wizard.files.config.names import profile_name
from carto_wizard.setup.text import one_line

Sections = dict[str, dict[str, str]]

ROLE_ARN = re.compile(r"arn:(aws[a-z-]*):iam::(\d{12}):role/\S+", re.ASCII)
"""What STS takes as the role of a profile: partition, account, role."""

PROFILE_VARIABLES = ("AWS_DEFAULT_PROFILE", "AWS_PROFILE")
"""The profile that botocore starts from; the first one set wins."""

_BLANK_RUN = re.compile(r"[^\S\r\n]{1000}")
"""Before a missing `=` this costs configparser seconds (CPython gh-146333)."""


@dataclass(frozen=True, slots=True)
class ReadProblem:
    """Why Cartography sees no account at all; `cause` is a key of `CAUSES`."""

    path: str
    line: int | None
    cause: str
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message}" if place else self.message


@dataclass(frozen=True, slots=True)
class AccountMap:
    """Every profile that Cartography would try, in its order, with its account.

    None stands where only a live call can tell. With a problem there are no profiles:
    Cartography then logs a line and ends with status 0.
    """

    profiles: dict[str, str | None]
    problems: tuple[ReadProblem, ...] = ()


def read_accounts(
    config: Path, credentials: Path, environ: Mapping[str, str]
) -> AccountMap:
    """The account map of `--aws-sync-all-profiles`, as far as the files tell it."""
    problems: list[ReadProblem] = []
    profiles: Sections = {}
    for section, values in _parsed(config, problems).items():
        name = profile_name(section, "config")
        if name is not None:
            profiles[name] = dict(values)
    for name, values in _parsed(credentials, problems).items():
        # botocore overlays key by key: the credentials file wins.
        profiles.setdefault(name, {}).update(values)
    variable = starting_profile(environ)
    if not problems and variable and environ[variable] not in profiles:
        shown = one_line(environ[variable], 80)
        message = (
            f"{variable} names the profile {shown!r}, which neither file holds, and"
            " botocore refuses to start without it."
        )
        problems.append(ReadProblem("", None, "profile-variable-missing", message))
    if problems:
        return AccountMap({}, tuple(problems))
    return AccountMap(
        {
            name: account_of(values)
            for name, values in profiles.items()
            if name != "default"
        }
    )


def starting_profile(environ: Mapping[str, str]) -> str | None:
    """The variable that names the profile botocore starts from, if one is set."""
    return next((name for name in PROFILE_VARIABLES if name in environ), None)


def account_of(values: Mapping[str, str]) -> str | None:
    """The account a profile says it leads to: that of its role, or of its SSO keys."""
    arn = values.get("role_arn")
    if arn is not None:
        found = ROLE_ARN.fullmatch(arn)
        return found[2] if found else None
    sso = values.get("sso_account_id", "")
    return sso if re.fullmatch(r"\d{12}", sso, re.ASCII) else None


def _parsed(path: Path, problems: list[ReadProblem]) -> Sections:
    """The sections as botocore's own parser gives them; a bad file adds a problem."""
    try:
        # botocore skips what is not a file and what it may not open, without a word.
        data = path.read_bytes() if path.is_file() else b""
    except OSError:
        return {}
    try:
        return _sections(data.decode())
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = "this byte is not UTF-8, and botocore rejects the whole file."
        problems.append(ReadProblem(str(path), line, "config-unparsable", message))
    except (configparser.Error, ValueError) as error:
        message = "botocore cannot parse this file and rejects all of it."
        found = ReadProblem(str(path), _line(error), "config-unparsable", message)
        problems.append(found)
    return {}


def _sections(text: str) -> Sections:
    if _BLANK_RUN.search(text):
        raise ValueError("a run of blanks that would take very long to parse")
    parser = configparser.RawConfigParser()
    # newline=None: CRLF and a lone CR end lines too, as in a file opened as text.
    parser.read_file(io.StringIO(text, newline=None))
    sections = {name: dict(parser.items(name)) for name in parser.sections()}
    for values in sections.values():
        for value in values.values():
            _check_nested(value)
    return sections


def _check_nested(value: str) -> None:
    """Refuse what botocore cannot split into nested keys."""
    if not value.startswith("\n"):
        return
    for line in value.splitlines():
        if line.strip() and "=" not in line:
            raise ValueError("a nested line without an equals sign")


def _line(error: Exception) -> int | None:
    # A ParsingError lists its lines; the other errors, subclasses too, have one.
    listed = getattr(error, "errors", None)
    line = listed[0][0] if listed else getattr(error, "lineno", None)
    return line if isinstance(line, int) else None
