"""The proofs before and after an edit, with botocore's own parser as the judge."""

from __future__ import annotations

import configparser
import io
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from carto_wizard.errors import ConfigRefused
from carto_wizard.files.config.aws_file import DEFAULTS, AwsFile, ConfigSection, Kind
from carto_wizard.files.config.names import DEFAULT_PROFILE, profile_name
from carto_wizard.files.config.progress import ConfigPhase, counted
from carto_wizard.files.config.reading import line_at, read
from carto_wizard.files.config.splices import Splice, apply_splices, invert_splices
from carto_wizard.files.mask import shown
from carto_wizard.setup.text import one_line

MAX_BYTES = 8 * 1024 * 1024
"""Some 40,000 profiles. botocore has no limit, but reads the whole file again for every
profile that Cartography uses; more need a file for Cartography alone."""

ParsedSections = Mapping[str, Mapping[str, str]]
"""Section → key → value, in the order of the file."""

_BLANK_RUN = re.compile(r"\s{64}")

_ELSEWHERE = (
    "Nothing was changed. Use a separate config file for Cartography "
    "(AWS_CONFIG_FILE), or edit the file by hand."
)


def read_editable(data: bytes, path: str, kind: Kind) -> AwsFile:
    """Read a file that botocore can read and its parser can judge; refuse others."""
    if len(data) > MAX_BYTES:
        raise ConfigRefused(
            f"the file has {len(data):,} bytes. Files of more than {MAX_BYTES:,} bytes "
            "are not edited.",
            "Use a separate config file for Cartography (AWS_CONFIG_FILE).",
            path=path,
        )
    file = read(data, path, kind)
    for error in file.errors:
        raise ConfigRefused(error.message, error.remedy, path=path, line=error.line)
    # botocore reads a NUL like any other character, but a person who edits this file
    # by hand would not see it.
    if (nul := data.find(b"\0")) >= 0:
        raise ConfigRefused(
            "the file contains a NUL byte, so it is not a text file.",
            "Remove that byte.",
            path=path,
            line=line_at(data, nul),
        )
    for section in file.sections:
        for key in section.keys:
            # The parser's pattern is quadratic in blanks inside a key: 20,000 of them
            # take seconds (CPython gh-146333), for every profile that is used.
            if _BLANK_RUN.search(key.spelled):
                raise ConfigRefused(
                    "the key in this line contains more than 63 spaces in a row, "
                    "which AWS tools read very slowly.",
                    "Shorten or remove the line.",
                    path=path,
                    line=key.line,
                )
    return file


def read_as_botocore(
    data: bytes, phase: ConfigPhase = ConfigPhase.JUDGE
) -> dict[str, dict[str, str]]:
    """Every section and value as botocore's parser reads them from a UTF-8 file."""
    parser = configparser.RawConfigParser()
    lines = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8")
    parser.read_file(counted(lines, data.count(b"\n"), phase))
    return {name: dict(parser.items(name)) for name in parser.sections()}


def proved_reading(
    sections: Sequence[ConfigSection], data: bytes, path: str
) -> dict[str, dict[str, str]]:
    """Prove that botocore's parser reads the same, and return what it reads."""
    try:
        parsed = read_as_botocore(data)
    except (configparser.Error, UnicodeDecodeError) as error:
        raise ConfigRefused(
            "AWS tools reject this file: "
            + one_line(str(error).splitlines()[0].partition(":")[0], 200),
            "Repair the file by hand, then try again.",
            path=path,
            line=getattr(error, "lineno", None),
        ) from None
    own = {each.header: each for each in sections if each.header != DEFAULTS}
    lent: dict[str, str] = {}
    for each in sections:
        if each.header == DEFAULTS:
            lent |= each.values
    for header, values in parsed.items():
        section = own.get(header)
        if section is None or values != lent | section.values:
            raise _unsure(header, path, section.line if section else None)
    if list(own) != list(parsed):
        raise _unsure(next(each for each in own if each not in parsed), path, None)
    return parsed


def check_unambiguous(file: AwsFile) -> None:
    """Refuse what AWS tools read, but not all of them alike."""
    defaults: list[ConfigSection] = []
    for section in file.sections:
        if section.header == DEFAULTS:
            raise ConfigRefused(
                "the keys under [DEFAULT], in capitals, are added to every other "
                "profile.",
                "Write [default] in lower case if you mean the default profile, or "
                "move the keys.",
                path=file.path,
                line=section.line,
            )
        if profile_name(section.header, file.kind) == DEFAULT_PROFILE:
            defaults.append(section)
    if len(defaults) > 1:
        first, second = defaults[:2]
        raise ConfigRefused(
            f"[{shown(second.header)}] and [{shown(first.header)}] on line "
            f"{first.line} are both the default profile. AWS tools do not agree which "
            "one is used.",
            "Merge the two sections by hand.",
            path=file.path,
            line=second.line,
        )


def check_result(
    before: bytes,
    after: bytes,
    splices: Sequence[Splice],
    expected: ParsedSections,
    path: str,
) -> None:
    """Prove that the edit did what was planned, nothing else, and can be undone."""
    try:
        parsed = read_as_botocore(after, ConfigPhase.PROVE)
    except (configparser.Error, UnicodeDecodeError):
        raise ConfigRefused(
            "after this edit AWS tools would reject the file.", _ELSEWHERE, path=path
        ) from None
    if parsed != expected or list(parsed) != list(expected):
        names = [*expected, *parsed]
        wrong = next((n for n in names if parsed.get(n) != expected.get(n)), names[0])
        raise ConfigRefused(
            f"this edit would change how AWS tools read [{shown(wrong)}], because of "
            "the indentation of the lines around it.",
            _ELSEWHERE,
            path=path,
        )
    if apply_splices(after, invert_splices(splices)) != before:
        raise ConfigRefused(
            "this edit could not be undone exactly.", _ELSEWHERE, path=path
        )


def prove_readable(temporary: Path, path: str, kind: str) -> None:
    """Load a file with botocore's own loader before it is put in place of another."""
    from botocore.configloader import load_config, raw_config_parse
    from botocore.exceptions import BotoCoreError

    name = str(temporary)
    if os.path.expandvars(name) != name:
        # botocore would expand the folder's name and read another file; its parser has
        # read the same bytes already.
        return
    load = load_config if kind == "config" else raw_config_parse
    try:
        load(name)
    except BotoCoreError as error:
        raise ConfigRefused(
            f"botocore cannot read the new content ({type(error).__name__}).",
            "Nothing was changed. Use a separate config file for Cartography.",
            path=path,
        ) from None


def _unsure(header: str, path: str, line: int | None) -> ConfigRefused:
    return ConfigRefused(
        f"[{shown(header)}] is ambiguous.",
        _ELSEWHERE,
        path=path,
        line=line,
    )
