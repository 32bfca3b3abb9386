"""The closed vocabulary of causes; it is public, and its order is what to fix first."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from carto_wizard.checks.catalogue import Scope, scope_of
from carto_wizard.checks.finding import Effect, Status
from carto_wizard.setup.answers import Platform


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason why a check does not pass; the words are in `causes.toml`."""

    id: str
    title: str
    meaning: str
    effect: Effect
    """What Cartography does where a check fails for it."""
    remedy: str = ""
    """What to do, with `{names}` to fill in."""
    command: str = ""
    """What to copy into a shell, with `{names}` to fill in."""
    windows: str = ""
    """The same for PowerShell, where it is another command."""
    macos: str = ""
    write_repairs: str = ""
    """Whether writing the files again puts it right in a profile of the set-up.

    `always`, or `foreign-source`: where the answers want no source profile.
    """
    form_repairs: str = ""
    """Whether the form that makes the roles also sets it right in an account.

    `always`; `unless drifted`: a stack does, unless the role was changed behind it;
    or `not by stack`: only such a change leads to this cause.
    """

    def command_on(self, platform: Platform) -> str:
        """The command for the shell of a platform."""
        others = {Platform.WINDOWS: self.windows, Platform.MACOS: self.macos}
        return others.get(platform) or self.command


def _load() -> dict[str, Cause]:
    text = Path(__file__).with_name("causes.toml").read_text(encoding="utf-8")
    return {
        key: Cause(key, **(words | {"effect": Effect(words["effect"])}))
        for key, words in tomllib.loads(text).items()
    }


CAUSES: dict[str, Cause] = _load()
RANK: dict[str, int] = {key: rank for rank, key in enumerate(CAUSES)}

_FOR_ALL = frozenset({Scope.MACHINE, Scope.INSTANCE, Scope.HUB, Scope.SINGLE})
"""What fails here, fails for every account."""


def effect_of(cause: str, status: Status, check: str) -> Effect:
    """What Cartography does where this check ends like this."""
    if status is Status.SKIPPED:
        return Effect.UNKNOWN
    effect = CAUSES[cause].effect
    if status is Status.WARNING:
        # A warning costs no account.
        mild = effect in (Effect.GAPS, Effect.TWICE, Effect.MORE, Effect.UNKNOWN)
        return effect if mild else Effect.UNTOUCHED
    if effect is Effect.SKIPPED and scope_of(check) in _FOR_ALL:
        return Effect.NOTHING
    return effect
