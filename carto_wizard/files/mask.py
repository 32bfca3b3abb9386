"""Secrets hidden in any text that is shown, whatever file it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable

from carto_wizard.files.lines import split
from carto_wizard.setup.text import one_line

MASK = "••••••••"
"""Of one length, so that it does not give away that of the secret."""

_WORDS = (
    "(?:secret|password|passwd|passphrase|token(?!s)|private_?key|api_?key"
    "|access[_-]?key(?:[_-]?id)?(?![a-z_-]))"
)
_NOT_SECRET = r"(?<!_file)(?<!_path)(?<!_uri)(?<!_url)(?<!_arn)(?<!_endpoint)"
_KEY = re.compile(
    # What may stand before a key: `$env:`, a comment sign, a quote, `export `, `--`.
    r"(?P<before>(?:^|(?<=[\s\"'{,;#(\[]|\$|-)|(?<=env:))[\"']?)"
    rf"(?P<key>(?!secretsmanager\b)[\w.-]*{_WORDS}[\w.-]*)"
    rf"{_NOT_SECRET}(?P<delimiter>[\"']?\s*[=:]\s*)"
    # A reference to a shell variable is not its content.
    r"(?![\"']?\$[({A-Z_])(?P<value>\S.*)$",
    re.IGNORECASE,
)
_KEY_ALONE = re.compile(
    rf"^\s*[#;]?\s*(?!secretsmanager\b)[\w.-]*{_WORDS}[\w.-]*\s*[=:]\s*$", re.IGNORECASE
)
_FLAG = re.compile(rf"(--?[\w-]*{_WORDS}[\w-]*(?:\s+|=))(?!-)(\S.*)$", re.IGNORECASE)
_SET = re.compile(
    rf"(\bset(?:x|\s+-\w+)\s+[\w]*{_WORDS}\w*\s+)(?!\$)(\S.*)$", re.IGNORECASE
)
_IN_URL = re.compile(r"(?<=://)([^\s/@:]*):([^\s/@]+)(?=@)")
_KEY_ID = re.compile(r"(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}")
_BARE = re.compile(r"(?<![\w/+=-])[A-Za-z0-9/+]{40}(?![\w/+=-])")


def mask_lines(lines: Iterable[str]) -> list[str]:
    """The lines of one file with every secret hidden, continuation lines included."""
    shown = []
    depth: int | None = None
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if depth is not None and line.strip() and indent > depth:
            shown.append(line[:indent] + MASK)
            continue
        if line.strip():
            depth = None
        masked = mask_line(line)
        if masked != line or _KEY_ALONE.match(line):
            depth = indent
        shown.append(masked)
    return shown


def mask_line(line: str) -> str:
    """One line with every secret hidden."""
    line = _KEY.sub(_hide, line)
    line = _FLAG.sub(rf"\1{MASK}", line)
    line = _SET.sub(rf"\1{MASK}", line)
    line = _IN_URL.sub(rf"\1:{MASK}", line)
    return _BARE.sub(_hide_bare, mask_key_ids(line))


def mask_key_ids(text: str) -> str:
    """Any text, such as an error of AWS, with every access key ID in it hidden."""
    return _KEY_ID.sub(MASK, text)


def mask_value(key: str, value: str) -> str:
    """The value of a key in a file, with every secret hidden."""
    start = f"{key} = "
    return "\n".join(mask_lines(f"{start}{value}".split("\n"))).removeprefix(start)


def hides_secret(text: str) -> bool:
    """Whether any line of the text would be masked."""
    lines = [
        line.rstrip(b"\r\n").decode("utf-8", "replace") for line in split(text.encode())
    ]
    return mask_lines(lines) != lines


def shown(text: str) -> str:
    """Somebody's name, key or value: one short line with every secret hidden."""
    # Cut before anything else: a hostile name may be megabytes long.
    line = one_line(text[:200].partition("\n")[0])
    # Masked before it is cut to its width: half a secret would not be recognised.
    return one_line(mask_line(line), 80)


def _hide(found: re.Match[str]) -> str:
    return f"{found['before']}{found['key']}{found['delimiter']}{MASK}"


def _hide_bare(found: re.Match[str]) -> str:
    """Forty characters of every sort are an AWS secret key, not a word or a digest."""
    text = found.group()
    sorts = (str.isupper, str.islower, str.isdigit)
    return MASK if all(any(map(sort, text)) for sort in sorts) else text
