"""Foreign words made safe to show: no control characters, no secrets."""

from __future__ import annotations

import re
from collections.abc import Iterable

from carto_wizard.files.mask import mask_key_ids
from carto_wizard.setup.text import one_line

HIDDEN = "[hidden]"
_LENGTH = 600
# Session tokens and signatures; role ARNs hold colons and are never that long a run.
_BLOB = re.compile(r"[A-Za-z0-9+/=_%-]{80,}")
_HEADER = re.compile(r"(?i)(x-amz-security-token\s*[:=]\s*)\S+")
_ACCOUNT = re.compile(r"(?<!\d)\d{12}(?!\d)")


def safe_evidence(text: str, secrets: Iterable[str] = ()) -> str:
    """What AWS or the system said, on one line, without what must not be shown."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    text = _HEADER.sub(rf"\1{HIDDEN}", text)
    return one_line(mask_key_ids(_BLOB.sub(HIDDEN, text)).strip(), _LENGTH)


def without_accounts(text: str) -> str:
    """The text with every account ID cut to its last two digits."""
    return _ACCOUNT.sub(lambda found: "x" * 10 + found.group()[-2:], text)
