"""What an AWS file that is not the person's own would have botocore do when it is read.

A session may come from somebody else, and names the files that are checked. Whoever
wrote those can have botocore start a program or send secrets away, so they are read
here first, where nothing that they say is done.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from carto_wizard.errors import UsageError
from carto_wizard.files.aws_paths import FILE_VARIABLES, usual
from carto_wizard.files.config.aws_file import AwsFile, ConfigKey, Kind
from carto_wizard.files.config.reading import read
from carto_wizard.files.disk.file_state import real_path
from carto_wizard.render.places import Places
from carto_wizard.setup.text import count, one_line

EFFECTS: Mapping[str, str] = {
    "credential_process": "starts that program",
    "web_identity_token_file": "reads that file and sends its content",
    "endpoint_url": "sends calls to that address",
    "ec2_metadata_service_endpoint": "gets credentials from that address",
    "csm_enabled": "sends session tokens to a monitor",
    "ca_bundle": "trusts every server with a certificate from that file",
    "data_path": "reads the AWS endpoint addresses from that folder",
}
"""Every key by which botocore acts for whoever wrote a file; the rest only describes.

`[plugins]` is not one: the AWS CLI alone loads them, and it is never started here.
"""
_MOST_SHOWN = 10


class ForeignSetting(NamedTuple):
    """One key of a file that is not the person's own, and where it is."""

    path: str
    line: int
    key: str
    value: str

    def __str__(self) -> str:
        value = one_line(self.value, 200)
        return f"line {self.line}: {self.key} = {value} ({EFFECTS[self.key]})"


class ForeignConfigError(UsageError):
    """Files of somebody else that would act when botocore reads them."""

    settings: tuple[ForeignSetting, ...] = ()

    @classmethod
    def about(cls, settings: Sequence[ForeignSetting]) -> ForeignConfigError:
        """The refusal that names the file, each line of it, and the way out."""
        error = cls(
            "\n".join(named(settings)),
            "None of this was done. Remove these lines. If you trust who wrote them, "
            "repeat with --allow-helper.",
        )
        error.settings = tuple(settings)
        return error


def named(settings: Sequence[ForeignSetting]) -> Iterator[str]:
    """The files and their lines, for a person who has to decide."""
    for path in dict.fromkeys(each.path for each in settings):
        yield (
            f"{one_line(path)} is not your default AWS file. AWS tools that read it "
            "do more than read:"
        )
        own = [each for each in settings if each.path == path]
        yield from (f"  {each}" for each in own[:_MOST_SHOWN])
        if len(own) > _MOST_SHOWN:
            yield f"  and {count(len(own) - _MOST_SHOWN, 'more line')}"


def foreign_settings(
    places: Places, environ: Mapping[str, str]
) -> tuple[ForeignSetting, ...]:
    """What the files of these places would have botocore do.

    Nothing where they are the person's own: the usual ones, or those that the
    environment names. A file that the wizard made holds none of it either.
    """
    own = {
        real_path(usual(kind, variables))
        for kind in FILE_VARIABLES
        for variables in (environ, {**environ, FILE_VARIABLES[kind][0]: ""})
    }
    files: tuple[tuple[str, Kind], ...] = (
        (places.config_file, "config"),
        (places.credentials_file, "credentials"),
    )
    return tuple(
        setting
        for path, kind in files
        if real_path(path) not in own
        for setting in _settings(_read(path, kind))
    )


def refuse_foreign(
    places: Places, environ: Mapping[str, str], allowed: Container[ForeignSetting]
) -> None:
    """Raise ForeignConfigError unless all that these files would do was allowed."""
    found = foreign_settings(places, environ)
    if any(setting not in allowed for setting in found):
        raise ForeignConfigError.about(found)


def _read(path: str, kind: Kind) -> AwsFile:
    try:
        # botocore skips what is not a file and what it may not open, without a word.
        if Path(path).is_file():
            return read(Path(path).read_bytes(), path, kind)
    except (OSError, ValueError):
        pass
    return AwsFile(path, kind)


def _settings(file: AwsFile) -> Iterator[ForeignSetting]:
    """In every section, profile or not: whatever leads to it, it is found."""
    for section in file.sections:
        for key in section.keys:
            yield from _acting(file.path, key)


def _acting(path: str, key: ConfigKey) -> Iterator[ForeignSetting]:
    if key.key in EFFECTS:
        yield ForeignSetting(path, key.line, key.key, key.value)
    # `[services x]` holds an address for each service, one level deeper.
    for number, text in key.more:
        name, _, value = text.partition("=")
        if name.strip().lower() in EFFECTS:
            yield ForeignSetting(path, number, name.strip().lower(), value.strip())
