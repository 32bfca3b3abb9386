"""Validate answers: each function takes text and returns a problem, or None.

Patterns are IAM's and STS's own (IAM API reference, "Role", "AssumeRole").
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from carto_wizard.setup.answers import ID_LENGTH, Platform
from carto_wizard.setup.partitions import PARTITIONS, partition_of_region
from carto_wizard.setup.text import count, one_line

MOST_ZEROS = 2
"""That an account ID may have lost: with fewer digits, most of it is missing."""
ATTEMPTS = range(1, 101)
SESSION_HOURS = range(1, 13)
LONGEST_PATH = 510
_KEY_ID = re.compile(r"(AKIA|ASIA)[A-Z0-9]{16}")


@dataclass(frozen=True, slots=True)
class CleanedId:
    """An account ID as it was understood; `note` says what was changed."""

    value: str = ""
    note: str = ""
    problem: str = ""
    offer: str = ""
    """A guess that the person must accept first."""


def clean_account_id(text: str) -> CleanedId:
    """Drop dashes and spaces, and offer one or two zeros that a spreadsheet dropped."""
    raw = text.strip().strip("'\"").strip()
    digits = re.sub(r"[\s\-‐-―]", "", raw)
    shown = one_line(raw, 40)
    if not digits:
        return CleanedId(problem="Type the account's 12 digits, like 123456789012.")
    if re.fullmatch(r"\d([.,]\d+)?[eE]\+?\d+", digits):
        return CleanedId(
            problem=f"A spreadsheet rounded {shown}, so digits are lost. Format the "
            "column as text and copy the ID again."
        )
    if re.fullmatch(r"\d{4}-\d\d-\d\d", raw):
        return CleanedId(problem=f"{shown} is a date. An account ID has 12 digits.")
    if not (digits.isascii() and digits.isdigit()):
        return CleanedId(
            problem=f"{shown} contains characters that are not digits. An account ID "
            "has 12 digits."
        )
    if len(digits) > ID_LENGTH:
        return CleanedId(
            problem=f"{shown} has {len(digits)} digits. An account ID has 12 digits."
        )
    if len(digits) < ID_LENGTH:
        has = f"{shown} has {count(len(digits), 'digit')}. An account ID has 12 digits."
        if len(digits) < ID_LENGTH - MOST_ZEROS:
            return CleanedId(problem=has)
        padded = digits.zfill(ID_LENGTH)
        return CleanedId(
            problem=f"{has} If a spreadsheet dropped the leading zeros, it is "
            f"{padded}.",
            offer=padded,
        )
    note = f"read {shown} as {digits}" if digits != raw else ""
    return CleanedId(digits, note)


def account_id(text: str) -> str | None:
    """Refuse what is not an account ID once cleaned."""
    return clean_account_id(text).problem or None


def region(text: str, partition: str, known: Collection[str] = ()) -> str | None:
    """Refuse a region that is misspelt or belongs to another partition."""
    title = PARTITIONS[partition].title
    if not text:
        return f"Choose a region, like {PARTITIONS[partition].home_region}."
    shown = one_line(text, 40)
    if re.fullmatch(r"[a-z]{2,4}(-[a-z]+)+-\d[a-z]", text):
        return f"{shown} is an availability zone. Its region is {text[:-1]}."
    home = partition_of_region(text)
    if home is None:
        return f"{shown} is not a region name. A region name looks like us-east-1."
    if home.id != partition:
        return f"{shown} belongs to {home.title}, not to {title}."
    if known and text not in known:
        return f"There is no region {shown} in {title}."
    return None


def role_name(text: str) -> str | None:
    """Refuse what IAM would not take as a role name, with or without its path."""
    path, _, name = text.rpartition("/")
    if not text:
        return "Type the role's name, like cartography-read-only."
    if path and not re.fullmatch(r"[\w+=,.@/-]{0,510}", path, re.ASCII):
        return (
            "The path before the name can contain letters, digits and + = , . @ - _ /."
        )
    return _iam_name(name, "role", 64)


def iam_path(text: str) -> str | None:
    """Refuse what IAM would not take as a path; empty means none."""
    if len(text) > LONGEST_PATH:
        return f"A path can have at most {LONGEST_PATH} characters."
    # Each part ends at a /, so that no text can be read in many ways.
    part = r"[\w+=,.@-]+"
    if text and not re.fullmatch(rf"/?{part}(?:/{part})*/?", text, re.ASCII):
        return "A path has letters, digits and + = , . @ - _, with / between its parts."
    if text.strip("/").partition("/")[0] in ("aws-service-role", "aws-reserved"):
        return "AWS keeps that path for its own roles. Choose another one."
    return None


def boundary(text: str, partition: str) -> str | None:
    """Refuse what is no managed policy that every account can have; empty: none."""
    aws = f"arn:{partition}:iam::aws:policy/"
    name = text.removeprefix(aws)
    if not text or (name and name != text and not iam_path(name)):
        return None
    if text.startswith("arn:"):
        return (
            "An ARN with an account is right in that account only. Type the name of "
            f"the policy, which must be in every account, or an ARN like {aws}NAME."
        )
    return "Type the name of a managed policy." if iam_path(text) else None


def session_hours(text: str) -> str | None:
    """Refuse what IAM would not take as the longest session, in hours."""
    if not (text.isascii() and text.isdigit() and int(text) in SESSION_HOURS):
        return "Type a whole number of hours from 1 to 12."
    return None


def identity_name(text: str, kind: str) -> str | None:
    """Refuse what IAM would not take as the name of a user, group or role."""
    if kind == "role":
        return role_name(text)
    return _iam_name(text, kind, 64 if kind == "user" else 128)


def _iam_name(text: str, kind: str, longest: int) -> str | None:
    if not text:
        return f"Type the name of the {kind}."
    if len(text) > longest:
        return f"The name of a {kind} can have at most {longest} characters."
    if not re.fullmatch(r"[\w+=,.@-]+", text, re.ASCII):
        return f"The name of a {kind} can contain letters, digits and + = , . @ - _."
    return None


def profile_name(text: str) -> str | None:
    """Refuse an existing profile's name that not every AWS SDK can read."""
    if not text:
        return "Type the profile's name, like default."
    if _KEY_ID.fullmatch(text):
        return (
            "That is an access key ID. Type the name of the profile that contains it."
        )
    if not re.fullmatch(r"[A-Za-z0-9_\-./@:+%]{1,200}", text):
        return (
            "A profile name cannot have spaces, quotes or brackets: not every AWS SDK "
            "reads them."
        )
    return None


def external_id(text: str) -> str | None:
    """Refuse what STS would not take; empty means none."""
    if text and not re.fullmatch(r"[\w+=,.@:/-]{2,1224}", text, re.ASCII):
        return "An external ID has 2 to 1224 letters, digits or + = , . @ : / -."
    return None


def attempts(text: str) -> str | None:
    """Refuse what botocore and Cartography would not take as a number of attempts."""
    if not (text.isascii() and text.isdigit() and int(text) in ATTEMPTS):
        return "Type a whole number from 1 to 100. The first attempt counts."
    return None


def absolute_path(text: str, platform: Platform) -> str | None:
    """Refuse a path that is not whole on that platform; empty means the default."""
    if not text:
        return None
    if not text.isprintable():
        return "A path cannot contain line breaks or control characters."
    if platform is Platform.WINDOWS:
        windows = PureWindowsPath(text)
        profile = "%userprofile%\\"
        rest = text[len(profile) :] if text.lower().startswith(profile) else text
        fine = windows.is_absolute() or rest != text
        example = r"C:\Users\you\.aws\cartography-config"
        if fine and (set(windows.name) & set('<>:"|?*')):
            return 'A Windows file name cannot contain < > : " | ? *.'
        variable = bool(set(rest) & set("%$"))
    else:
        fine = PurePosixPath(text).is_absolute() or text.startswith("~/")
        example = "~/.aws/cartography-config"
        variable = "$" in text
    if variable:
        return f"Variables are not expanded. Type the absolute path, like {example}."
    return None if fine else f"Type the absolute path, like {example}."


def access_key_id(text: str) -> str | None:
    """The problem with an access key ID to write; it is never repeated."""
    if not text:
        return "Type the access key ID. It begins with AKIA."
    if text.startswith("ASIA"):
        return (
            "Keys that begin with ASIA are temporary and need a session token. Type a "
            "key ID that begins with AKIA."
        )
    if not re.fullmatch(r"[A-Z0-9]{16,128}", text):
        return "An access key ID has at least 16 capital letters and digits."
    return None


def secret_access_key(text: str) -> str | None:
    """The problem with a secret access key to write; it is never repeated."""
    if not text:
        return (
            "Type the secret access key. AWS showed it once, when the key was created."
        )
    if not re.fullmatch(r"[A-Za-z0-9/+=]{16,128}", text):
        return "A secret access key has only letters, digits, + and /, without spaces."
    return None
