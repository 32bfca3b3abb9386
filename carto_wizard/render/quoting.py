"""One value, quoted by the rules of the program that will read it.

Line breaks and control characters are refused, never escaped: no value needs them, and
half of these formats cannot carry them.
"""

from __future__ import annotations

import re
import shlex

from carto_wizard.errors import WizardError
from carto_wizard.setup.text import one_line

_HOME = re.compile(r"(?:~|%UserProfile%)[/\\](?=[^/\\])", re.IGNORECASE)
_INI_TROUBLE = re.compile(r"""\s[#;]|^[#;]|["']""")


def printable(value: str, what: str) -> str:
    """Return the value; refuse one that holds what no file can carry."""
    if value.isprintable():
        return value
    raise WizardError(
        f"{what}: {one_line(value, 60)} contains a line break or a control character, "
        "so it is not written.",
        f"Type {what} again without it.",
    )


def ini(value: str, what: str) -> str:
    """Return a value of an AWS config file; refuse what SDKs read differently.

    botocore knows no inline comments and no quotes, other SDKs do; only ASCII means the
    same in every code page.
    """
    whole = printable(value, what).isascii() and value == value.strip()
    if value and whole and not _INI_TROUBLE.search(value):
        return value
    raise WizardError(
        f"{what}: {one_line(value, 60) or 'an empty value'} would not be read the same "
        "way by every AWS tool.",
        "Use ASCII text without quotes, without spaces at the start or end, and "
        "without # or ; after a space.",
    )


def posix(value: str, what: str) -> str:
    """Quote for sh, dash, bash and zsh."""
    return shlex.quote(printable(value, what))


def posix_path(path: str, what: str) -> str:
    """Quote for sh; a path that begins with `~/` is in the home of the user there."""
    home = _HOME.match(path)
    if not home:
        return posix(path, what)
    return f'"$HOME"/{posix(path[home.end() :], what)}'


def fish(value: str, what: str) -> str:
    r"""Quote for fish, where a backslash escapes inside single quotes too."""
    escaped = printable(value, what).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def fish_path(path: str, what: str) -> str:
    """Quote for fish; a path that begins with `~/` is in the home of the user there."""
    home = _HOME.match(path)
    return f'"$HOME"/{fish(path[home.end() :], what)}' if home else fish(path, what)


def powershell(value: str, what: str) -> str:
    """Quote for PowerShell, in ASCII: version 5.1 reads a script in the code page."""
    if printable(value, what).isascii():
        return "'" + value.replace("'", "''") + "'"
    return f'"{_powershell_inner(value)}"'


def powershell_path(path: str, what: str) -> str:
    """Quote for PowerShell, with the user's profile folder for `%UserProfile%`."""
    home = _HOME.match(path)
    if not home:
        return powershell(path, what)
    return (
        f'"$env:USERPROFILE\\{_powershell_inner(printable(path[home.end() :], what))}"'
    )


def _powershell_inner(value: str) -> str:
    return "".join(_powershell_char(char) for char in value)


def _powershell_char(char: str) -> str:
    if char in '`"$':
        return f"`{char}"
    if char.isascii():
        return char
    units = char.encode("utf-16-be")
    pairs = (units[i : i + 2].hex() for i in range(0, len(units), 2))
    return "".join(f"$([char]0x{pair})" for pair in pairs)


def systemd(value: str, what: str) -> str:
    """Quote for a systemd EnvironmentFile, where four characters are escaped."""
    escaped = re.sub(r'([\\"$`])', r"\\\1", printable(value, what))
    return f'"{escaped}"'


def docker(value: str, what: str) -> str:
    """Leave as it is for `docker run --env-file`: quotes would become part of it."""
    return printable(value, what)


def terraform(value: str, what: str) -> str:
    """Quote for Terraform, which puts in values at `${` and `%{`."""
    escaped = printable(value, what).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{terraform_text(escaped)}"'


def terraform_text(text: str) -> str:
    """Escape a text for a heredoc of Terraform."""
    return text.replace("${", "$${").replace("%{", "%%{")
