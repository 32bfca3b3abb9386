"""The splices that change or add one section, in the style of the file."""

from __future__ import annotations

import re

from carto_wizard.errors import ConfigRefused
from carto_wizard.files.config.aws_file import AwsFile, ConfigKey, ConfigSection
from carto_wizard.files.config.profile_merge import ProfileMerge
from carto_wizard.files.config.section_edits import SectionEdit
from carto_wizard.files.config.splices import Splice, cut, last_line_is_open
from carto_wizard.files.mask import shown
from carto_wizard.render.planned import Section

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_VALUE = re.compile(r"[!-~](?:[ -~]*[!-~])?")
_TROUBLE = re.compile(r"""\s[#;]|["']""")


def valid_section(section: Section, path: str) -> None:
    """Refuse what the readers of these files would not all take as it is meant."""
    keys = [key for key, _ in section.keys]
    if len(set(keys)) < len(keys):
        raise ConfigRefused(
            f"a key of [{shown(section.header)}] is planned twice.", path=path
        )
    for key, value in section.keys:
        if not _KEY.fullmatch(key):
            raise ConfigRefused(
                f"{shown(key)} is not a valid key for this file.", path=path
            )
        if not _VALUE.fullmatch(value) or _TROUBLE.search(value):
            raise ConfigRefused(
                f"the value of {key} for [{shown(section.header)}] would not be read "
                "the same way by every AWS tool.",
                "Use one line of ASCII text, without quotes, without spaces at the "
                "start or end, and without # or ; after a space.",
                path=path,
            )


def edit_section(
    file: AwsFile,
    theirs: ConfigSection,
    merge: ProfileMerge,
    end: bytes,
    following: ConfigSection | None,
) -> list[Splice]:
    """Change a section; `end` is the file's line end, `following` the next section."""
    splices: list[Splice] = []
    added: list[tuple[str, str]] = []
    for key, value in merge.put:
        found = theirs.find(key)
        if found is None:
            added.append((key, value))
        else:
            splices.append(_new_value(file, found, value))
    gone = [each for each in theirs.keys if each.key in merge.drop]
    for each in gone:
        _refuse_multi_line(each, file.path)
    splices += cut(file.data, ((each.start, each.end) for each in gone))
    if added:
        splices.append(_added_keys(file.data, theirs, added, end, following))
    return splices


def new_section(data: bytes, edit: SectionEdit, end: bytes, *, first: bool) -> Splice:
    """A section at the end of the file, with a blank line above.

    Where the last line is open, ours is left open too: so the cut is exact later.
    """
    lines = [f"[{edit.header}]", *(f"{k} = {v}" for k, v in edit.merge.put)]
    body = end.join(line.encode() for line in lines)
    if last_line_is_open(data):
        return Splice(len(data), b"", end + end + body)
    if first and not data:
        return Splice(0, b"", body + end)
    # A lone line feed would join a carriage return above it to one line end.
    blank = b"\r\n" if data.endswith(b"\r") and end == b"\n" else end
    return Splice(len(data), b"", blank + body + end)


def _new_value(file: AwsFile, key: ConfigKey, value: str) -> Splice:
    _refuse_multi_line(key, file.path)
    data = file.data
    old = data[key.value_start : key.value_end]
    head = data[key.start : key.value_start]
    sign = head.rstrip(b" \t")
    # A blank stands behind the sign if one stands before it.
    blank = sign[-2:-1] if sign[-2:-1] in (b" ", b"\t") else b""
    if not old:
        # Right behind the sign, so that blanks at the end of the line stay there.
        return Splice(key.start + len(sign), b"", blank + value.encode())
    if not value and blank and head.endswith(blank):
        return Splice(key.value_start - 1, blank + old, b"")
    return Splice(key.value_start, old, value.encode())


def _added_keys(
    data: bytes,
    section: ConfigSection,
    added: list[tuple[str, str]],
    end: bytes,
    following: ConfigSection | None,
) -> Splice:
    """New keys below the last one, indented as it is."""
    at = section.end
    if section.keys:
        indent = section.keys[-1].indent
    else:
        # Less than the next header's, and that header would become part of our value.
        indent = following.indent if following else ""
    lines = [f"{indent}{key} = {value}".encode() for key, value in added]
    if at == len(data) and last_line_is_open(data):
        return Splice(at, b"", end + end.join(lines))
    if end == b"\r" and data[at : at + 1] == b"\n":
        end = b"\n"
    return Splice(at, b"", end.join(lines) + end)


def _refuse_multi_line(key: ConfigKey, path: str) -> None:
    if key.more:
        raise ConfigRefused(
            f"the value of {shown(key.key)} continues to line {key.last_line}, because "
            "the lines below it are indented further.",
            "Indent all keys of this section the same way, then try again.",
            path=path,
            line=key.line,
        )
