"""The closed vocabulary of causes; it is public, and its order is what to fix first."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason why a check does not pass; the words are in `causes.toml`."""

    id: str
    title: str
    meaning: str
    remedy: str = ""
    """What to do, with `{names}` to fill in."""
    command: str = ""
    """What to copy into a shell, with `{names}` to fill in."""


def _load() -> dict[str, Cause]:
    text = Path(__file__).with_name("causes.toml").read_text(encoding="utf-8")
    return {key: Cause(key, **words) for key, words in tomllib.loads(text).items()}


CAUSES: dict[str, Cause] = _load()
RANK: dict[str, int] = {key: rank for rank, key in enumerate(CAUSES)}
