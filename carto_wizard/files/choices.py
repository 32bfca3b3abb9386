"""What a person chose to do about files and profiles that are there already.

What keeps everything holds wherever the name is the same. What could lose something
holds only for what the person had seen: it is remembered with a digest of that, which
only this machine can make. So no session from somebody else replaces a file unseen.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from carto_wizard.errors import WizardError
from carto_wizard.files.state_folder import StateFolder

SAFE = ("keep", "rename")
"""The answers that leave every byte which is there."""
_KEY_BYTES = 32
_DIGEST = 32


@dataclass(frozen=True, slots=True)
class OpenChoice:
    """A choice that waits for a person: its name, and the answers it allows."""

    name: str
    """The path of the file, or `PATH [PROFILE]`."""
    options: tuple[str, ...]
    """The safe one first."""
    there: bytes = field(repr=False)
    """What the person decides about."""
    profile: str = ""

    def remembered(self, how: str, state_folder: StateFolder) -> str:
        """The answer as the session keeps it; raises WizardError."""
        if how in SAFE:
            return how
        return f"{how} {_digest(_key_of(state_folder), self.name, self.there)}"


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of a session, as they hold for what is on this machine now."""

    given: Mapping[str, str] = field(default_factory=dict)
    key: bytes = field(default=b"", repr=False)

    @classmethod
    def of_session(
        cls, given: Mapping[str, str], home: Path, state_folder: StateFolder
    ) -> Choices:
        """Choices by their names in the session."""
        if not given:
            return cls()
        whole = {_whole(name, home): value for name, value in given.items()}
        return cls(whole, _read_key(state_folder))

    def word(self, name: str, there: bytes) -> str:
        """What was chosen about exactly this; empty: it is to be asked."""
        how, _, seen = self.given.get(name, "").partition(" ")
        if how in SAFE:
            return how
        fits = seen and self.key and seen == _digest(self.key, name, there)
        return how if fits else ""

    def of_profiles(self, path: str) -> list[str]:
        """The profiles of a file about which something was chosen."""
        start = f"{path} ["
        return [n[len(start) : -1] for n in self.given if n.startswith(start)]

    def lapsed(self, name: str) -> str:
        """Why a choice that is in the session is asked again; empty: none is."""
        how = self.given.get(name, "").partition(" ")[0]
        if not how or how in SAFE:
            return ""
        return f" The session says {how}, but not of what is there now."


def name_of(path: str, profile: str) -> str:
    """The name of the choice about a profile of a file."""
    return f"{path} [{profile}]"


def mark_name(path: str) -> str:
    """The name of the choice that removes a byte order mark."""
    return f"{path} (byte order mark)"


def of_file(names: Iterable[str], path: str) -> list[str]:
    """Those of the names that are about this file or its profiles."""
    starts = (f"{path} [", mark_name(path))
    return [name for name in names if name == path or name.startswith(starts)]


def in_session(name: str, home: Path) -> str:
    """The name as the session has it: with `~` for the home."""
    rest = name.removeprefix(str(home))
    return f"~{rest}" if rest != name and rest[:1] in ("/", "\\") else name


def profile_content(values: Mapping[str, str]) -> bytes:
    """What a profile says, whatever the order of its keys."""
    return json.dumps(sorted(values.items())).encode()


def _whole(name: str, home: Path) -> str:
    return f"{home}{name[1:]}" if name.startswith(("~/", "~\\")) else name


def _digest(key: bytes, name: str, there: bytes) -> str:
    seen = name.encode(errors="replace") + b"\0" + hashlib.sha256(there).digest()
    return hmac.new(key, seen, hashlib.sha256).hexdigest()[:_DIGEST]


def _read_key(state_folder: StateFolder) -> bytes:
    try:
        key = state_folder.choice_key.read_bytes()
    except OSError:
        return b""
    return key if len(key) == _KEY_BYTES else b""


def _key_of(state_folder: StateFolder) -> bytes:
    """The key of this machine, made at the first use."""
    if key := _read_key(state_folder):
        return key
    path = state_folder.choice_key
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
    except OSError as error:
        raise WizardError(
            f"Your choice cannot be remembered: could not write {path}: "
            f"{error.strerror}.",
            "Make room there, or make it writable.",
        ) from None
    # Another wizard may have made its own in this moment: the last one counts.
    return _read_key(state_folder)
