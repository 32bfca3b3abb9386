"""The folder of everything that the wizard remembers on this machine."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class StateFolder:
    """Where sessions, journal, locks and backups are."""

    path: Path

    @classmethod
    def of_user(cls) -> StateFolder:
        """The folder that the operating system keeps for the state of this user."""
        from platformdirs import user_state_path

        return cls(user_state_path("carto-wizard", appauthor=False))

    @property
    def sessions(self) -> Path:
        """The saved sessions."""
        return self.path / "sessions"

    @property
    def default_session(self) -> Path:
        """The session that is resumed when none is named."""
        return self.sessions / "default.toml"

    @property
    def journal(self) -> Path:
        """The record of what was written."""
        return self.path / "journal"

    @property
    def locks(self) -> Path:
        """The locks, which are never beside the files that they guard."""
        return self.path / "locks"

    @property
    def backups(self) -> Path:
        """Backups of files whose own folder takes none."""
        return self.path / "backups"

    @property
    def watch(self) -> Path:
        """The findings of the last `check --watch`, by session."""
        return self.path / "watch"

    @property
    def choice_key(self) -> Path:
        """What makes the digests of remembered choices this machine's own."""
        return self.path / "choice-key"

    def session_option(self, session: Path) -> str:
        """What a command needs to name this session; empty for the default one."""
        default = session.absolute() == self.default_session
        return "" if default else f" --session {shlex.quote(str(session))}"
