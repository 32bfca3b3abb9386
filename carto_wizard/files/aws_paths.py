"""Paths resolved as botocore resolves them: variables first, then the home."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from carto_wizard.files.aws_variables import is_quoted
from carto_wizard.files.config.aws_file import Kind

CONFIG_DEFAULT = "~/.aws/config"
FILE_VARIABLES: Mapping[Kind, tuple[str, str]] = {
    "config": ("AWS_CONFIG_FILE", CONFIG_DEFAULT),
    "credentials": ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
}
"""The variable that names each file, and its path without the variable."""

_POSIX_VARIABLE = re.compile(r"\$(\w+|\{[^}]*\})", re.ASCII)
_WINDOWS_VARIABLE = re.compile(r"%([^%]+)%|\$(\w+|\{[^}]*\})", re.ASCII)


def usual(
    kind: Kind,
    environ: Mapping[str, str],
    platform: str = sys.platform,
    home: str = "",
) -> str:
    """The file that botocore reads, absolute.

    An empty variable makes botocore read nothing at all, and one with quotes around the
    path does too; `overrides` reports it, and the path here is the one that was meant.
    """
    name, default = FILE_VARIABLES[kind]
    text = environ.get(name, "")
    if is_quoted(text):
        text = text[1:-1]
    return absolute(expand(text or default, environ, platform, home))


def expand(text: str, environ: Mapping[str, str], platform: str, home: str = "") -> str:
    """`expanduser(expandvars(text))` of the platform, with these variables."""
    if platform == "win32":
        values = {key.upper(): value for key, value in environ.items()}
        text = _WINDOWS_VARIABLE.sub(lambda found: _value(found, values, True), text)
    else:
        text = _POSIX_VARIABLE.sub(lambda found: _value(found, environ, False), text)
    return expand_home(text, environ, platform, home)


def expand_home(
    text: str, environ: Mapping[str, str], platform: str, home: str = ""
) -> str:
    """`expanduser(text)` of the platform: the `~` alone, and no variable."""
    if platform == "win32":
        values = {key.upper(): value for key, value in environ.items()}
        return _windows_home(text, values, home)
    return _posix_home(text, environ, home)


def absolute(path: str) -> str:
    """The absolute path; one of another platform is left as it is."""
    if re.match(r"[A-Za-z]:[\\/]|\\\\", path):
        return path
    return str(Path(path).absolute())


def _value(found: re.Match[str], values: Mapping[str, str], upper: bool) -> str:
    name = next(group for group in found.groups() if group is not None)
    if name.startswith("{"):
        name = name[1:-1]
    return values.get(name.upper() if upper else name, found.group())


def _posix_home(text: str, environ: Mapping[str, str], home: str) -> str:
    if not text.startswith("~"):
        return text
    user, slash, rest = text[1:].partition("/")
    if user:
        return _named_home(user, text) + slash + rest
    start = environ["HOME"] if "HOME" in environ else home or str(Path.home())
    return start.rstrip("/") + slash + rest or "/"


def _named_home(user: str, text: str) -> str:
    try:
        return str(Path(f"~{user}").expanduser())
    except RuntimeError:
        return text.partition("/")[0]


def _windows_home(text: str, values: Mapping[str, str], home: str) -> str:
    if not re.match(r"~([\\/]|$)", text):
        return text
    if "USERPROFILE" in values:
        start = values["USERPROFILE"]
    elif "HOMEPATH" in values:
        start = values.get("HOMEDRIVE", "") + values["HOMEPATH"]
    else:
        start = home
    return (start or "~") + text[1:].replace("/", "\\")
