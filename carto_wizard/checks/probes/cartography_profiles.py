"""The profiles that Cartography would try, and the accounts they lead to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from carto_wizard.files.aws_variables import missing_start
from carto_wizard.files.config.aws_file import AwsFile, Kind
from carto_wizard.files.config.profiles import profiles_of
from carto_wizard.files.config.reading import read


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


def read_account_map(
    config: Path, credentials: Path, environ: Mapping[str, str]
) -> AccountMap:
    """The account map of `--aws-sync-all-profiles`, as far as the files tell it."""
    files = _read(config, "config"), _read(credentials, "credentials")
    profiles = profiles_of(*files)
    problems = [
        ReadProblem(file.path, error.line, "config-unparsable", error.message)
        for file in files
        for error in file.errors[:1]
    ]
    missing = missing_start(environ, profiles)
    if missing and not problems:
        problems.append(ReadProblem("", None, missing.cause, missing.sentence))
    if problems:
        return AccountMap({}, tuple(problems))
    accounts = {name: profile.account for name, profile in profiles.items()}
    accounts.pop("default", None)
    return AccountMap(accounts)


def _read(path: Path, kind: Kind) -> AwsFile:
    try:
        # botocore skips what is not a file and what it may not open, without a word.
        if path.is_file():
            return read(path.read_bytes(), str(path), kind)
    except OSError:
        pass
    return AwsFile(str(path), kind)
