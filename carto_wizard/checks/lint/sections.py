"""Section headers: which are profiles to botocore, and which only look like one."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import partial

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.lint.model import LintContext, lint_finding
from carto_wizard.files.config.aws_file import AwsFile, ConfigSection, Kind
from carto_wizard.files.config.names import READABLE_BY_ALL, profile_name
from carto_wizard.files.config.profiles import FileLine, named_sections
from carto_wizard.files.config.settings import SETTINGS
from carto_wizard.files.mask import shown

_finding = partial(lint_finding, "lint.section")

_PLAIN: dict[Kind, str] = {
    "config": "Use letters, digits, - and _, and write [profile NAME] without quotes.",
    "credentials": "Use letters, digits, - and _, and write [NAME] without quotes.",
}

_OTHERS = re.compile(r"(DEFAULT$|plugins$|preview$|sso-session|services)")
"""Sections that are no profiles and are not meant to be."""

_PROFILE_WORD = re.compile(r"profile[\s:_-]+", re.IGNORECASE)


def vanished(context: LintContext) -> Iterator[Finding]:
    """Sections that were meant as profiles and are none to botocore."""
    config = context.config
    for section in config.sections:
        header = section.header
        if profile_name(header, "config") is not None or _OTHERS.match(header):
            continue
        looks = "profile" in header.lower() or header.strip().lower() == "default"
        settings = any(entry.key in SETTINGS for entry in section.keys)
        if looks or settings:
            reason, remedy = _why(header)
            name = _PROFILE_WORD.sub("", header.strip())
            ours = (context.expected or {}).get(name)
            yield _finding(
                "section-ignored",
                FileLine(config.path, section.line),
                f"botocore does not read [{shown(header)}] as a profile: {reason} It "
                "ignores the section without an error.",
                # Beside the profile that was meant it costs nothing.
                status=Status.WARNING if name in context.profiles else Status.FAILED,
                profile=name if ours else None,
                account=ours.account if ours else None,
                remedy=remedy,
            )


def _why(header: str) -> tuple[str, str]:
    """Why botocore takes the header for no profile, and how to write it."""
    bare = header.strip()
    if "]" in bare:
        reason = "the name extends to the last bracket of the line."
        return reason, "Put the comment on the line above."
    words = _words(bare)
    if words is None:
        plain = "-".join(re.findall(r"[A-Za-z0-9_.@-]+", bare)[1:]) or "NAME"
        return "a quote in the name is not closed.", f"Write [profile {plain}]."
    if bare.lower() == "default":
        return "the name must be in lower case.", "Write [default]."
    if words[:1] == ["profile"] and len(words) > 2:
        name = shown("-".join(words[1:]))
        return "the name contains a space.", f"Write it with a dash: [profile {name}]."
    if words[:1] == ["profile"] and len(words) == 2:
        return "there is a space after the bracket.", f"Write [{shown(bare)}]."
    if words and words[0].lower() == "profile":
        name = shown("-".join(words[1:])) or "NAME"
        if words[0] == "profile":
            return "the name is missing.", "Write [profile NAME]."
        return (
            "the word profile must be in lower case.",
            f"Write [profile {name}].",
        )
    if len(words) == 1 and (found := re.fullmatch(r"profile[:_-]?(.+)", bare)):
        reason = "the space after the word profile is missing."
        return reason, f"Write [profile {shown(found[1])}]."
    name = shown("-".join(words)) or "NAME"
    return "the word profile is missing.", f"Write [profile {name}]."


def _words(text: str) -> list[str] | None:
    try:
        return shlex.split(text)
    except ValueError:
        return None


def twice(file: AwsFile) -> Iterator[Finding]:
    """Two spellings of one profile, of which the later replaces the earlier."""
    seen: dict[str, ConfigSection] = {}
    for name, section in named_sections(file):
        first = seen.setdefault(name, section)
        if first is not section and first.header != section.header:
            yield _finding(
                "profile-twice",
                FileLine(file.path, section.line),
                f"[{shown(section.header)}] replaces [{shown(first.header)}] on line "
                f"{first.line}. For botocore, both are the profile {shown(name)}, and "
                "the keys of the first are ignored.",
                profile=name,
                remedy="Merge the two sections into one.",
            )


def role_in_default(context: LintContext) -> Iterator[Finding]:
    """A role that Cartography never reads, because its profile is `default`."""
    default = context.profiles.get("default")
    if default is None or "role_arn" not in default or not context.every_profile:
        return
    if "default" in context.dependents or "default" in (context.expected or ()):
        return
    alone = context.tried == (default,)
    yield _finding(
        "role-in-default",
        default.place,
        "this profile has a role, but Cartography skips the profile default when it "
        "reads all profiles, and logs nothing.",
        # Alone it may be meant for a single account, where the default is read.
        status=Status.WARNING if alone else Status.FAILED,
        about=default,
        remedy="Give the role a profile with another name.",
    )


def names(file: AwsFile) -> Iterator[Finding]:
    """Names that botocore reads and other AWS tools do not."""
    for name, section in named_sections(file):
        plain = name if file.kind == "credentials" else f"profile {name}"
        spelled = section.header.replace("\t", " ")
        ordinary = name == "default" or spelled == plain
        if READABLE_BY_ALL.fullmatch(name) and name != "__proto__" and ordinary:
            continue
        yield _finding(
            "name-not-portable",
            FileLine(file.path, section.line),
            f"botocore reads this as the profile {shown(name)!r};"
            f" {_odd(name, file.kind)}.",
            status=Status.WARNING,
            profile=name,
            remedy=_PLAIN[file.kind],
        )


def _odd(name: str, kind: Kind) -> str:
    if kind == "credentials" and name.startswith("profile "):
        return "in a credentials file the word profile is part of the name"
    if not name.isascii():
        return (
            "other AWS tools read only ASCII letters, and botocore on Windows depends "
            "on the code page"
        )
    if "#" in name or ";" in name:
        return "some AWS SDKs reject the whole file if a name contains # or ;"
    if name.startswith("-"):
        return "aws --profile reads a name with a leading dash as an option"
    return "most other AWS tools read another name or ignore the section"
