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
from carto_wizard.setup.ownership import (
    tags_as_text,
    tags_from_text,
    tags_problem,
    tags_refused,
)
from carto_wizard.setup.partitions import PARTITIONS
from carto_wizard.setup.text import one_line


class FieldKind(StrEnum):
    """The kind of field that asks a question."""

    TEXT = "text"
    ACCOUNT_ID = "account-id"
    REGION = "region"
    NUMBER = "number"
    TAGS = "tags"
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
    """Shown under the field; it fits a line."""
    kind: FieldKind = FieldKind.TEXT
    example: str = ""
    unit: str = ""
    """Of a number, as of one."""
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


def _hub(answers: Answers) -> bool:
    return answers.mode is Mode.HUB


def _makes_roles(answers: Answers) -> bool:
    return _hub(answers) or answers.single.identity is Identity.ROLE


QUESTIONS: tuple[Question, ...] = (
    Question(
        "mode",
        "mode",
        "Set-up",
        "This decides which IAM roles are needed. You can change it later.",
        FieldKind.CHOICE,
        choices=(
            Choice(
                Mode.HUB,
                "Several: hub-and-spoke",
                "A role in the hub account assumes a read-only role in every account.",
            ),
            Choice(
                Mode.SINGLE,
                "One: a single account",
                "One user, group or role reads its own account.",
            ),
        ),
    ),
    Question(
        "partition",
        "mode",
        "AWS partition",
        "Usually the first one. One set-up covers one partition.",
        FieldKind.CHOICE,
        choices=tuple(Choice(p.id, p.title) for p in PARTITIONS.values()),
    ),
    Question(
        "target.here",
        "target",
        "Machine",
        "For another machine, all files go to a folder to copy there.",
        FieldKind.FLAG,
        choices=(
            Choice("true", "On this machine"),
            Choice("false", "On another machine"),
        ),
    ),
    Question(
        "target.platform",
        "target",
        "Operating system",
        "The system of that machine decides the form of paths and scripts.",
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
        "AWS credentials",
        "Cartography starts with these credentials.",
        FieldKind.CHOICE,
        choices=(
            Choice(
                CredentialSource.EC2,
                "EC2 instance role",
                "The role attached to the instance. No keys are stored.",
            ),
            Choice(
                CredentialSource.ECS,
                "ECS task role",
                "The role of the ECS task. No keys are stored.",
            ),
            Choice(
                CredentialSource.ENVIRONMENT,
                "Environment variables",
                "You set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
            ),
            Choice(
                CredentialSource.PROFILE,
                "Existing profile",
                "A profile with credentials in the config or credentials file.",
            ),
        ),
    ),
    Question(
        "target.profile",
        "target",
        "Source profile",
        "Use default. Cartography reads any other profile as one more account.",
        example="default",
        check=_text(validate.profile_name),
        applies=lambda a: a.target.credentials is CredentialSource.PROFILE,
    ),
    Question(
        "target.config_file",
        "target",
        "AWS config file",
        "Leave empty for the file in AWS_CONFIG_FILE, or else the default file.",
        example="~/.aws/cartography-config",
        check=_path,
    ),
    Question(
        "target.folder",
        "target",
        "Folder for policies and scripts",
        "On this machine. Leave empty for cartography-setup in your home folder.",
        example="~/cartography-setup",
        check=_path_here,
    ),
    Question(
        "single.account_id",
        "identity",
        "Account ID",
        "12 digits. Dashes and spaces are dropped.",
        FieldKind.ACCOUNT_ID,
        example="123456789012",
        check=_text(validate.account_id),
    ),
    Question(
        "single.identity",
        "identity",
        "Identity",
        "The IAM identity that Cartography uses. It gets the SecurityAudit policy.",
        FieldKind.CHOICE,
        choices=(
            Choice(
                Identity.ROLE, "A role", "For EC2 or ECS, or to assume from a profile."
            ),
            Choice(Identity.USER, "A user", "With its own access keys."),
            Choice(
                Identity.GROUP,
                "A group",
                "Every user in the group can read the account.",
            ),
        ),
    ),
    Question(
        "single.name",
        "identity",
        "IAM name",
        "The script creates it if it does not exist.",
        example="cartography",
        check=lambda text, a: validate.identity_name(text, a.single.identity),
    ),
    Question(
        "single.profile",
        "identity",
        "AWS profile",
        "Cartography uses the profile default unless another one is named.",
        example="default",
        check=_text(validate.profile_name),
    ),
    Question(
        "single.keys",
        "identity",
        "Access keys",
        "You type keys hidden, just before writing. They go nowhere else.",
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
        "12 digits. The role that assumes all other roles is in this account.",
        FieldKind.ACCOUNT_ID,
        example="111111111111",
        check=_text(validate.account_id),
    ),
    Question(
        "hub.region",
        "hub",
        "Hub region",
        "Where Cartography runs. Also the default region of the accounts.",
        FieldKind.REGION,
        example="us-east-1",
        check=lambda text, a: validate.region(text, a.partition),
    ),
    Question(
        "hub.role",
        "hub",
        "Hub role",
        "The role of the machine that runs Cartography, in the hub account.",
        example="cartography-service",
        check=_text(validate.role_name),
    ),
    Question(
        "access.role",
        "access",
        "Role in every account",
        "Cartography assumes this role to read an account, the hub included.",
        example="cartography-read-only",
        check=_text(validate.role_name),
        applies=_hub,
    ),
    Question(
        "access.trust",
        "access",
        "Who can assume this role",
        "The guide trusts the whole hub account. Trusting only the role is stricter.",
        FieldKind.CHOICE,
        choices=(
            Choice(
                Trust.HUB_ACCOUNT,
                "The whole hub account",
                "Any identity in the hub account that has sts:AssumeRole.",
            ),
            Choice(
                Trust.HUB_ROLE,
                "Only the hub role",
                "A condition on the role's ARN. It still works if the role is "
                "re-created.",
            ),
        ),
        applies=_hub,
    ),
    Question(
        "access.external_id",
        "access",
        "External ID",
        "A value that the trust policies require. Leave empty for none.",
        example="",
        check=_text(validate.external_id),
        applies=_hub,
    ),
    Question(
        "access.grants",
        "access",
        "Permissions beyond SecurityAudit",
        "Without one of these, Cartography leaves that part of the graph empty.",
        FieldKind.MANY,
        choices=tuple(
            Choice(g.action, g.action, f"Without it: no {g.lost}. {g.caution}".strip())
            for g in GRANTS.values()
        ),
        applies=_hub,
    ),
    Question(
        "access.path",
        "access",
        "IAM path",
        "A path before every name, which becomes part of the ARN. Empty: none.",
        example="/security/",
        check=_text(validate.iam_path),
    ),
    Question(
        "access.permissions_boundary",
        "access",
        "Permissions boundary",
        "The name of a managed policy, which must exist wherever this does.",
        example="developer-boundary",
        check=lambda text, a: validate.boundary(text, a.partition),
    ),
    Question(
        "access.max_session_hours",
        "access",
        "Longest session",
        "In hours, from 1 to 12. Roles that assume roles get one hour at most.",
        FieldKind.NUMBER,
        example="1",
        unit="hour",
        check=_text(validate.session_hours),
        applies=_makes_roles,
    ),
    Question(
        "tags",
        "access",
        "Tags",
        "On everything that is made in AWS. Empty: only the mark of this set-up.",
        FieldKind.TAGS,
        example="Team=Security, CostCenter=42",
        check=_text(tags_problem),
    ),
    Question(
        "retry.mode",
        "retry",
        "Retry mode",
        "How AWS SDKs wait between attempts when AWS throttles a call.",
        FieldKind.CHOICE,
        choices=(
            Choice(
                "standard",
                "standard",
                "Waits longer after each attempt. The usual choice.",
            ),
            Choice(
                "adaptive", "adaptive", "Also slows down all calls when AWS throttles."
            ),
            Choice("legacy", "legacy", "The behaviour of older SDKs."),
        ),
    ),
    Question(
        "retry.max_attempts",
        "retry",
        "Attempts",
        "Attempts per call, from 1 to 100. The first one counts.",
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
    if question.kind is FieldKind.TAGS:
        return tags_as_text(value)
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
        case FieldKind.TAGS:
            return tags_from_text(text)
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
    if question.kind is FieldKind.TAGS:
        # Of a session: as text, one with a comma would be two.
        return tags_refused(answers.tags)
    return question.check(text, answers)
