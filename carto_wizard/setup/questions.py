"""The catalogue of questions, for the screens and the line prompts.

Accounts and regions are not in it: they are lists, asked on pages of their own.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from carto_wizard.setup import validate
from carto_wizard.setup.answers import (
    AccessKeyChoice,
    Answers,
    CredentialSource,
    Identity,
    Mode,
    Platform,
    Trust,
)
from carto_wizard.setup.answers import get as answer
from carto_wizard.setup.grants import GRANTS
from carto_wizard.setup.partitions import PARTITIONS
from carto_wizard.setup.text import one_line


class FieldKind(StrEnum):
    """The kind of field that asks a question."""

    TEXT = "text"
    ACCOUNT_ID = "account-id"
    REGION = "region"
    NUMBER = "number"
    CHOICE = "choice"
    FLAG = "flag"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: `value` is kept, `label` and `help` are shown."""

    value: str
    label: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `key` is the dotted key of its answer."""

    key: str
    step: str
    label: str
    help: str
    """One sentence under the field."""
    kind: FieldKind = FieldKind.TEXT
    example: str = ""
    choices: tuple[Choice, ...] = ()
    check: Callable[[str, Answers], str | None] = lambda text, answers: None
    applies: Callable[[Answers], bool] = lambda answers: True


def _text(rule: Callable[[str], str | None]) -> Callable[[str, Answers], str | None]:
    return lambda text, answers: rule(text)


def _path(text: str, answers: Answers) -> str | None:
    if answers.target.here:
        return _path_here(text, answers)
    return validate.absolute_path(text, answers.target.platform)


def _path_here(text: str, answers: Answers) -> str | None:
    here = Platform.WINDOWS if os.name == "nt" else Platform.LINUX
    return validate.absolute_path(text, here)


QUESTIONS: tuple[Question, ...] = (
    Question(
        "mode",
        "mode",
        "Set-up",
        "This decides which roles are needed; it can be changed later.",
        FieldKind.CHOICE,
        choices=(
            Choice(
                Mode.HUB,
                "Several: hub-and-spoke",
                "One hub account assumes a read-only role in every account.",
            ),
            Choice(
                Mode.SINGLE,
                "One: a single account",
                "One user, group or role reads the account it lives in.",
            ),
        ),
    ),
    Question(
        "partition",
        "mode",
        "Part of AWS",
        "Almost always the first; accounts of different partitions cannot be mixed.",
        FieldKind.CHOICE,
        choices=tuple(Choice(p.id, p.title) for p in PARTITIONS.values()),
    ),
    Question(
        "target.here",
        "target",
        "Machine",
        "On another machine, everything goes to a folder to copy there.",
        FieldKind.FLAG,
        choices=(
            Choice("true", "On this machine"),
            Choice("false", "On another machine"),
        ),
    ),
    Question(
        "target.platform",
        "target",
        "Its system",
        "Paths and scripts are spelled for it.",
        FieldKind.CHOICE,
        choices=(
            Choice("linux", "Linux"),
            Choice("macos", "macOS"),
            Choice("windows", "Windows"),
        ),
        applies=lambda a: not a.target.here,
    ),
    Question(
        "target.credentials",
        "target",
        "Its AWS credentials",
        "Cartography starts from these and assumes every other role with them.",
        FieldKind.CHOICE,
        choices=(
            Choice(
                CredentialSource.EC2,
                "EC2 instance role",
                "Nothing to store: the instance itself is allowed in.",
            ),
            Choice(
                CredentialSource.ECS, "ECS task role", "The same for a container task."
            ),
            Choice(
                CredentialSource.ENVIRONMENT,
                "Environment variables",
                "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, set by you.",
            ),
            Choice(
                CredentialSource.PROFILE,
                "A profile with keys",
                "An existing profile in the config or credentials file.",
            ),
        ),
    ),
    Question(
        "target.profile",
        "target",
        "Profile with the keys",
        "Use default: Cartography would read any other name as one more account.",
        example="default",
        check=_text(validate.profile_name),
        applies=lambda a: a.target.credentials is CredentialSource.PROFILE,
    ),
    Question(
        "target.config_file",
        "target",
        "AWS config file",
        "Empty: the usual file, or the one that AWS_CONFIG_FILE names.",
        example="~/.aws/cartography-config",
        check=_path,
    ),
    Question(
        "target.folder",
        "target",
        "Folder for policies and scripts",
        "On this machine; empty: cartography-setup in your home folder.",
        example="~/cartography-setup",
        check=_path_here,
    ),
    Question(
        "single.account_id",
        "identity",
        "Account ID",
        "The 12 digits of the account to read; dashes and spaces are dropped.",
        FieldKind.ACCOUNT_ID,
        example="123456789012",
        check=_text(validate.account_id),
    ),
    Question(
        "single.identity",
        "identity",
        "Cartography is",
        "SecurityAudit is attached to it.",
        FieldKind.CHOICE,
        choices=(
            Choice(Identity.ROLE, "A role", "For EC2, ECS, or assumed from a profile."),
            Choice(Identity.USER, "A user", "With access keys of its own."),
            Choice(Identity.GROUP, "A group", "Every user in it may read."),
        ),
    ),
    Question(
        "single.name",
        "identity",
        "Its name",
        "Created when it does not exist.",
        example="cartography",
        check=lambda text, a: validate.identity_name(text, a.single.identity),
    ),
    Question(
        "single.profile",
        "identity",
        "AWS profile",
        "default is what Cartography uses when nothing else is said.",
        example="default",
        check=_text(validate.profile_name),
    ),
    Question(
        "single.keys",
        "identity",
        "Access keys",
        "Keys are typed hidden, just before writing, and kept nowhere else.",
        FieldKind.CHOICE,
        choices=(
            Choice(AccessKeyChoice.EXISTING, "Use credentials that are already set up"),
            Choice(AccessKeyChoice.WRITE, "Write keys to the credentials file"),
        ),
        applies=lambda a: (
            a.single.identity is not Identity.ROLE
            and a.target.credentials is CredentialSource.PROFILE
        ),
    ),
    Question(
        "hub.account_id",
        "hub",
        "Hub account ID",
        "The account whose role reaches all the others, 12 digits.",
        FieldKind.ACCOUNT_ID,
        example="111111111111",
        check=_text(validate.account_id),
    ),
    Question(
        "hub.region",
        "hub",
        "Hub region",
        "Where Cartography runs, and the region of accounts that name none.",
        FieldKind.REGION,
        example="us-east-1",
        check=lambda text, a: validate.region(text, a.partition),
    ),
    Question(
        "hub.role",
        "hub",
        "Hub role",
        "The role of the machine that runs Cartography; it is made in the hub.",
        example="cartography-service",
        check=_text(validate.role_name),
    ),
    Question(
        "access.role",
        "access",
        "Role in every account",
        "Made in each account, the hub included; Cartography reads with it.",
        example="cartography-read-only",
        check=_text(validate.role_name),
    ),
    Question(
        "access.trust",
        "access",
        "Who may assume it",
        "The account is what the guide uses; the role alone is tighter.",
        FieldKind.CHOICE,
        choices=(
            Choice(
                Trust.HUB_ACCOUNT,
                "The whole hub account",
                "Any identity in the hub that the hub itself allows.",
            ),
            Choice(
                Trust.HUB_ROLE,
                "Only the hub role",
                "The account, narrowed by a condition that survives re-creation.",
            ),
        ),
    ),
    Question(
        "access.external_id",
        "access",
        "External ID",
        "A shared word that the roles ask for; empty: none, as in the guide.",
        example="",
        check=_text(validate.external_id),
    ),
    Question(
        "access.grants",
        "access",
        "Reads beyond SecurityAudit",
        "Each fills a gap that Cartography would leave without saying so.",
        FieldKind.MANY,
        choices=tuple(
            Choice(g.action, g.action, f"Without it: no {g.lost}. {g.caution}".strip())
            for g in GRANTS.values()
        ),
    ),
    Question(
        "retry.mode",
        "retry",
        "Retry mode",
        "How a call is repeated when AWS asks to slow down.",
        FieldKind.CHOICE,
        choices=(
            Choice("standard", "standard", "Waits longer each time; the usual choice."),
            Choice("adaptive", "adaptive", "Also slows down when AWS limits us."),
            Choice("legacy", "legacy", "The rules of old SDKs."),
        ),
    ),
    Question(
        "retry.max_attempts",
        "retry",
        "Attempts",
        "How often a call is tried, the first time included: 1 to 100.",
        FieldKind.NUMBER,
        example="5",
        check=_text(validate.attempts),
    ),
)


def questions(step: str, answers: Answers) -> tuple[Question, ...]:
    """The questions of a step that apply to these answers."""
    return tuple(q for q in QUESTIONS if q.step == step and q.applies(answers))


def as_text(question: Question, answers: Answers) -> str:
    """The answer to a question as a person would type it."""
    value = answer(answers, question.key)
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(value) if isinstance(value, tuple) else str(value)


def from_text(question: Question, text: str) -> object:
    """The value that `put` takes, from text that passed the question's check."""
    match question.kind:
        case FieldKind.FLAG:
            return text == "true"
        case FieldKind.NUMBER:
            return int(text)
        case FieldKind.ACCOUNT_ID:
            return validate.clean_account_id(text).value
        case FieldKind.MANY:
            return tuple(part for part in text.split(",") if part)
        case _:
            return text


def problem(question: Question, answers: Answers) -> str | None:
    """What is wrong with the present answer, if anything."""
    text = as_text(question, answers)
    if question.kind in (FieldKind.CHOICE, FieldKind.FLAG, FieldKind.MANY):
        offered = {choice.value for choice in question.choices}
        given = (
            set(text.split(",")) - {""} if question.kind is FieldKind.MANY else {text}
        )
        unknown = ", ".join(sorted(given - offered))
        if not unknown:
            return None
        return f"{one_line(unknown, 60)} is not one of {', '.join(sorted(offered))}."
    return question.check(text, answers)
