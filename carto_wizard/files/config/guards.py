"""The proofs before and after an edit, with botocore's own parser as the judge."""

from __future__ import annotations

import configparser
import io
from collections.abc import Iterable, Mapping, Sequence

from carto_wizard.errors import ConfigRefused
from carto_wizard.files.config.names import DEFAULT_PROFILE, Kind, profile_name
from carto_wizard.files.config.progress import Doing, counted
from carto_wizard.files.config.scan import DEFAULTS, ScannedSection, shown
from carto_wizard.files.config.splices import Splice, apply_splices, invert_splices
from carto_wizard.setup.text import one_line

MAX_BYTES = 8 * 1024 * 1024
"""Some 40,000 profiles; botocore reads the whole file again for every one it uses."""

Reading = Mapping[str, Mapping[str, str]]
"""Section → key → value, in the order of the file."""

BOM = b"\xef\xbb\xbf"
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")

_ELSEWHERE = (
    "Nothing was changed. Use a file of its own for Cartography (AWS_CONFIG_FILE), or "
    "make the edit by hand."
)


def without_bom(data: bytes) -> bytes:
    """The file without the three bytes that hide it from AWS tools."""
    return data.removeprefix(BOM)


def decoded(data: bytes, path: str) -> str:
    """The text of a file that AWS tools can read; others raise ConfigRefused."""
    if len(data) > MAX_BYTES:
        raise ConfigRefused(
            f"the file has {len(data):,} bytes, and {MAX_BYTES:,} is the most that is "
            "edited.",
            "Use a file of its own for Cartography (AWS_CONFIG_FILE).",
            path=path,
        )
    if data.startswith(BOM):
        raise ConfigRefused(
            "the file begins with a byte order mark, which makes AWS tools reject it.",
            "Remove these 3 bytes, which the wizard offers as a change of its own, or "
            'save the file as "UTF-8" without BOM.',
            path=path,
            line=1,
        )
    if data.startswith(_WIDE_BOMS) or b"\0" in data:
        raise ConfigRefused(
            "the file is UTF-16 or not text, which AWS tools cannot read.",
            "Save it as UTF-8 without BOM.",
            path=path,
            line=line_at(data, max(data.find(b"\0"), 0)),
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ConfigRefused(
            f"byte 0x{data[error.start]:02x} is not UTF-8, which makes AWS tools "
            "reject the whole file.",
            "Save the file as UTF-8 without BOM.",
            path=path,
            line=line_at(data, error.start),
        ) from None


def read_as_botocore(
    data: bytes, doing: Doing = Doing.JUDGE
) -> dict[str, dict[str, str]]:
    """Every section and value as botocore's parser reads them from a UTF-8 file."""
    parser = configparser.RawConfigParser()
    lines = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8")
    parser.read_file(counted(lines, data.count(b"\n"), doing))
    return {name: dict(parser.items(name)) for name in parser.sections()}


def check_reading(
    sections: Sequence[ScannedSection], data: bytes, path: str
) -> dict[str, dict[str, str]]:
    """Prove that the scan and botocore's parser read the same; the reading."""
    try:
        reading = read_as_botocore(data)
    except (configparser.Error, UnicodeDecodeError) as error:
        raise ConfigRefused(
            "AWS tools reject this file: "
            + one_line(str(error).splitlines()[0].partition(":")[0], 200),
            "Repair it by hand, then run this again.",
            path=path,
            line=getattr(error, "lineno", None),
        ) from None
    own = {each.header: each for each in sections if each.header != DEFAULTS}
    lent = {
        key.key: key.value
        for each in sections
        if each.header == DEFAULTS
        for key in each.keys
    }
    for header, values in reading.items():
        section = own.get(header)
        if section is None or values != lent | {k.key: k.value for k in section.keys}:
            raise _unsure(header, path, section.line if section else None)
    if list(own) != list(reading):
        raise _unsure(next(each for each in own if each not in reading), path, None)
    _check_nested(sections, path)
    return reading


def check_editable(sections: Iterable[ScannedSection], kind: Kind, path: str) -> None:
    """Refuse what AWS tools read, but not all of them alike."""
    defaults: list[ScannedSection] = []
    for section in sections:
        if section.header == DEFAULTS:
            raise ConfigRefused(
                "the keys under [DEFAULT], in capitals, leak into every other profile.",
                "Write [default] in small letters if that is meant, or move the keys.",
                path=path,
                line=section.line,
            )
        if profile_name(section.header, kind) == DEFAULT_PROFILE:
            defaults.append(section)
    if len(defaults) > 1:
        first, second = defaults[:2]
        raise ConfigRefused(
            f"[{shown(second.header)}] and [{shown(first.header)}] on line "
            f"{first.line} are both the default profile, and AWS tools do not agree on "
            "which of the two counts.",
            "Join the two by hand.",
            path=path,
            line=second.line,
        )


def check_result(
    before: bytes,
    after: bytes,
    splices: Sequence[Splice],
    expected: Reading,
    path: str,
) -> None:
    """Prove that the edit did what was planned, nothing else, and can be taken back."""
    try:
        reading = read_as_botocore(after, Doing.PROVE)
    except (configparser.Error, UnicodeDecodeError):
        raise ConfigRefused(
            "after this edit AWS tools would reject the file.", _ELSEWHERE, path=path
        ) from None
    if reading != expected or list(reading) != list(expected):
        names = [*expected, *reading]
        wrong = next((n for n in names if reading.get(n) != expected.get(n)), names[0])
        raise ConfigRefused(
            f"this edit would change how AWS tools read [{shown(wrong)}], "
            "because of how the lines around it are indented.",
            _ELSEWHERE,
            path=path,
        )
    if apply_splices(after, invert_splices(splices)) != before:
        raise ConfigRefused(
            "this edit could not be taken back exactly.", _ELSEWHERE, path=path
        )


def _check_nested(sections: Iterable[ScannedSection], path: str) -> None:
    """Nested settings are split on `=` by botocore, line by line."""
    for section in sections:
        for key in section.keys:
            if not key.value.startswith("\n"):
                continue
            lines = [each.strip() for each in key.value.splitlines()]
            if any(each and "=" not in each for each in lines):
                raise ConfigRefused(
                    f"an indented line under {shown(key.key)} is not `key = "
                    "value`, which makes AWS tools reject the whole file.",
                    "Complete that line, put # before it, or remove it.",
                    path=path,
                    line=key.line,
                )


def _unsure(header: str, path: str, line: int | None) -> ConfigRefused:
    return ConfigRefused(
        f"[{shown(header)}] cannot be read with certainty.",
        _ELSEWHERE,
        path=path,
        line=line,
    )


def line_at(data: bytes, offset: int) -> int:
    """The 1-based line of a byte."""
    head = data[:offset].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return head.count(b"\n") + 1
