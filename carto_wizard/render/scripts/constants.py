"""The names and values at the head of create-roles."""

from __future__ import annotations

from dataclasses import replace

from carto_wizard.render.quoting import posix, powershell
from carto_wizard.render.scripts.shells import Snippet, constant
from carto_wizard.render.wanted_iam import (
    WantedIdentity,
    WantedRole,
    hub_role,
    single_identity,
    single_role,
)
from carto_wizard.setup.answers import Answers, Identity, Mode
from carto_wizard.setup.ownership import MARK, setup_id
from carto_wizard.setup.partitions import PARTITIONS

ACCOUNT = "$ACCOUNT"
"""Stands in a wanted value for the account that the script finds itself in."""


def constants(answers: Answers) -> tuple[Snippet, ...]:
    """Return every constant, in the order of the script."""
    hub = answers.mode is Mode.HUB
    wanted = main_identity(answers)
    return (
        constant(
            "REGION",
            PARTITIONS[answers.partition].home_region,
            "A region of the partition that is always enabled.",
            "The AWS CLI could call another partition, or a region that is not "
            "enabled.",
        ),
        *(_mark(answers) if wanted.tags else ()),
        constant(
            "HUB_ACCOUNT" if hub else "WANTED_ACCOUNT",
            answers.account_id,
            "The account of the main role. The script stops in any other account.",
            "The role could be created in the wrong account.",
        ),
        *(_partition(answers) if hub else ()),
        *(_role(answers, wanted) if isinstance(wanted, WantedRole) else ()),
        *(_identity(wanted) if isinstance(wanted, WantedIdentity) else ()),
        *((_boundary(wanted),) if wanted.tags else ()),
    )


def main_identity(answers: Answers) -> WantedRole | WantedIdentity:
    """Return what Cartography starts with; its tags and boundary are those of all."""
    if answers.mode is Mode.HUB:
        return hub_role(answers, ACCOUNT)
    if answers.single.identity is Identity.ROLE:
        return single_role(answers, ACCOUNT)
    return single_identity(answers, ACCOUNT)


def _mark(answers: Answers) -> tuple[Snippet, ...]:
    return (
        constant(
            "MARK",
            MARK,
            "The key of the tag that marks what this set-up made.",
            "The script could not tell its own roles from those of others.",
        ),
        constant(
            "SETUP_ID",
            setup_id(answers),
            "The value of that tag: the ID of this set-up.",
            "What belongs to another set-up would be changed too.",
        ),
    )


def _partition(answers: Answers) -> tuple[Snippet, ...]:
    partition = constant(
        "PARTITION",
        answers.partition,
        "The part of AWS that all the accounts are in, as ARNs name it.",
        "The role that gives access to another account could not be named.",
    )
    return (_only_posix(partition),)


def _role(answers: Answers, wanted: WantedRole) -> tuple[Snippet, ...]:
    region = constant(
        "EC2_REGION",
        answers.region,
        "Where an instance of Cartography is looked for before removing.",
        "The role could be taken from a running instance.",
    )
    session = constant(
        "SESSION_SECONDS",
        str(wanted.session_seconds),
        "How long a session of a role can be at most.",
        "AWS sets an hour.",
    )
    return (_only_posix(region), session)


def _identity(wanted: WantedIdentity) -> tuple[Snippet, ...]:
    (managed,) = wanted.managed
    return (
        constant(
            "NAME",
            wanted.name,
            f"The {wanted.kind} that Cartography uses.",
            "The script would not know what to create.",
        ),
        constant(
            "NAME_PATH",
            wanted.path,
            "The path before the name, which is part of the ARN. / means none.",
            "The ARN would be another one than you chose.",
        ),
        constant(
            "MANAGED",
            managed,
            "The AWS managed policy for reading security settings, in this partition.",
            "Cartography cannot read anything.",
        ),
    )


def _only_posix(snippet: Snippet) -> Snippet:
    return replace(snippet, powershell="")


def _boundary(wanted: WantedRole | WantedIdentity) -> Snippet:
    """Return the permissions boundary, which is a policy of the account itself."""
    before, account, after = wanted.boundary.partition(ACCOUNT)
    what = "the permissions boundary"
    sh, ps = posix(before, what), powershell(before, what)
    if account:
        sh += f'"$ACCOUNT"{posix(after, what)}'
        ps += f" + $Account + {powershell(after, what)}"
    return Snippet(
        "The permissions boundary: what the role can do at most. Empty means none.",
        "A company that requires a boundary denies the creation of the role.",
        posix=f"\nboundary() {{\n  printf '%s' {sh}\n}}\n",
        powershell=f"\nfunction Get-Boundary {{\n  {ps}\n}}\n",
    )
