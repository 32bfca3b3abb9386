"""The exceptions that a person sees: a message, a hint and an exit code.

WizardError
├── UsageError      2   wrong use, no terminal
├── SessionError    2   the session file cannot be used
│   ├── SessionMissing  it is not there
│   └── SessionDamaged  its content cannot be understood
├── NotListed       2   the accounts of the organization could not be listed
├── ConfigRefused   3   an existing file cannot be edited safely
├── WriteError      3   a file could not be written
└── DemoError       2   the embedded AWS cannot run here
"""

from __future__ import annotations


class WizardError(Exception):
    """What went wrong in `message`, and what to do about it in `hint`."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UsageError(WizardError):
    """The command line is wrong, or the terminal cannot show the screens."""

    exit_code = 2


class SessionError(WizardError):
    """The session file cannot be used as it is."""

    exit_code = 2


class SessionMissing(SessionError):
    """There is no session file yet."""


class SessionDamaged(SessionError):
    """The session file cannot be parsed; the wizard sets it aside."""


class NotListed(WizardError):
    """The organization could not be listed, or not the part that was asked for."""

    exit_code = 2


class DemoError(WizardError):
    """The embedded AWS cannot run on this machine."""

    exit_code = 2


class ConfigRefused(WizardError):
    """An AWS config file that cannot be edited without guessing what is meant."""

    exit_code = 3

    def __init__(
        self, message: str, hint: str = "", *, path: str = "", line: int | None = None
    ) -> None:
        place = f"{path}:{line}: " if path and line else f"{path}: " if path else ""
        super().__init__(place + message, hint)
        self.path = path
        self.line = line
        self.reason = message


class WriteError(WizardError):
    """A file could not be written; what was there is still there."""

    exit_code = 3
