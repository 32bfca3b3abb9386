"""Merge what is wanted of a profile into what the file says of it.

`theirs` is the file as it is, `ours` what is wanted, `base` what was written last time.
With a base this is a three-way merge. Without one, the keys that decide which identity
a profile has belong to the person, and are never overwritten without asking.
"""

from __future__ import annotations

from dataclasses import dataclass

from carto_wizard.files.config.aws_file import ConfigSection
from carto_wizard.files.config.names import DEFAULT_PROFILE
from carto_wizard.files.mask import MASK
from carto_wizard.render.planned import Section

SECRETS = frozenset({"aws_secret_access_key", "aws_session_token"})
"""Keys whose values are never shown."""

SOURCES = frozenset({"credential_source", "source_profile"})
"""Where a role's first credentials come from; botocore refuses both at once."""

IDENTITY = SOURCES | {
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "credential_process",
    "external_id",
    "login_session",
    "mfa_serial",
    "role_arn",
    "sso_account_id",
    "sso_region",
    "sso_registration_scopes",
    "sso_role_name",
    "sso_session",
    "sso_start_url",
    "web_identity_token_file",
}
"""The keys that decide which identity a profile has."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A key on which file and wizard disagree; empty: that side has no such key."""

    profile: str
    key: str
    theirs: str
    """Secrets masked."""
    ours: str
    line: int
    """Of their key, else of their header."""


@dataclass(frozen=True, slots=True)
class ProfileMerge:
    """What happens to one existing section; with conflicts, nothing does."""

    put: tuple[tuple[str, str], ...] = ()
    drop: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


def merge_profile(
    profile: str,
    theirs: ConfigSection,
    ours: Section,
    base: Section | None,
    *,
    replace: bool = False,
) -> ProfileMerge:
    """Merge one section; with `replace`, ours wins every conflict."""
    wanted = dict(ours.keys)
    current = theirs.values
    written = dict(base.keys) if base is not None else None
    # Of two sources the other goes, even if the plan does not say so.
    contradicted = sorted(SOURCES - wanted.keys()) if SOURCES & wanted.keys() else ()
    unwanted = [*ours.remove, *contradicted, *(written or ())]
    changes: dict[str, str | None] = {}
    contested: dict[str, str | None] = {}
    whole = "role_arn" not in wanted or profile == DEFAULT_PROFILE
    for key, value in [*ours.keys, *((k, None) for k in unwanted if k not in wanted)]:
        edited = written is not None and key in written and written[key] == value
        if edited or current.get(key) == value:
            continue
        if _contested(key, current, written, whole=whole):
            contested[key] = value
        changes[key] = value
    if contested and not replace:
        found = (_conflict(profile, theirs, k, v) for k, v in contested.items())
        return ProfileMerge(conflicts=tuple(found))
    if contested and "role_arn" in wanted:
        changes |= {k: None for k in current if k in IDENTITY and k not in wanted}
    return ProfileMerge(
        put=tuple((k, v) for k, v in changes.items() if v is not None),
        drop=tuple(k for k, v in changes.items() if v is None),
    )


def _contested(
    key: str,
    current: dict[str, str],
    written: dict[str, str] | None,
    *,
    whole: bool,
) -> bool:
    """Whether a person has to choose a side; `whole` protects every key."""
    if written is not None:
        return current.get(key) != written.get(key)
    if key not in current:
        return key == "role_arn" and bool(current)
    return whole or key in IDENTITY


def _conflict(
    profile: str, theirs: ConfigSection, key: str, value: str | None
) -> Conflict:
    found = theirs.find(key)
    hidden = key in SECRETS
    return Conflict(
        profile=profile,
        key=key,
        theirs=(MASK if hidden else found.value) if found else "",
        ours=(MASK if hidden else value) if value is not None else "",
        line=found.line if found else theirs.line,
    )
