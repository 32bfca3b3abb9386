"""Merge what is wanted of a profile into what the file says of it.

`theirs` is the file as it is, `ours` what is wanted, `base` what was written last time.
A profile that was written last time is ours: what is wanted is put back, and what keeps
botocore from reading it goes. In one that is shared with other tools hand edits stay.
Without a base, the keys that decide which identity a profile has belong to the person,
and are never overwritten without asking.
"""

from __future__ import annotations

from dataclasses import dataclass

from carto_wizard.files.config.aws_file import ConfigSection
from carto_wizard.files.config.names import DEFAULT_PROFILE
from carto_wizard.files.config.settings import is_accepted
from carto_wizard.files.mask import mask_value
from carto_wizard.render.planned import Section

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

_OVERRIDES = SOURCES | {"external_id", "mfa_serial", "web_identity_token_file"}
"""What botocore obeys in a profile beside the role and source that it is to have."""


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
    repaired: tuple[str, ...] = ()
    """Keys of ours that were changed by hand, and of others that kept it from working;
    they are put right."""


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
    if written is not None and _is_ours(ours, wanted, written):
        return _repair(ours, wanted, current, written)
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


def _is_ours(ours: Section, wanted: dict[str, str], written: dict[str, str]) -> bool:
    """Whether an earlier run wrote what makes the profile what it is."""
    mark = "role_arn" if "role_arn" in wanted else "region"
    return not ours.shared and mark in wanted and mark in written


def _repair(
    ours: Section,
    wanted: dict[str, str],
    current: dict[str, str],
    written: dict[str, str],
) -> ProfileMerge:
    """Make a profile of ours what it should be; other settings that work stay."""
    put = tuple(
        (key, value)
        for key, value in ours.keys
        if current.get(key) != value
        # Only the AWS CLI reads it, so it is the person's to change.
        and not (key == "output" and written.get(key) == value)
    )
    others = [key for key in current if key not in wanted]
    broken = [k for k in others if k in _OVERRIDES or not is_accepted(k, current[k])]
    unwanted = [k for k in others if k in ours.remove or k in written]
    by_hand = [k for k, _ in put if k in written and current.get(k) != written[k]]
    foreign = [k for k in broken if k not in written]
    return ProfileMerge(
        put=put,
        drop=tuple(dict.fromkeys([*unwanted, *broken])),
        repaired=(*by_hand, *foreign),
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
    return Conflict(
        profile=profile,
        key=key,
        theirs=mask_value(key, found.value) if found else "",
        ours=mask_value(key, value) if value is not None else "",
        line=found.line if found else theirs.line,
    )
