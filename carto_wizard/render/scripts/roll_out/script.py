"""roll-out.sh, put together: one file that is all that has to reach CloudShell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from carto_wizard.render.cloudformation import (
    hub_and_read_only_template,
    hub_template,
    read_only_template,
    template_parts,
)
from carto_wizard.render.parts import BLANK, Part
from carto_wizard.render.policies import EXTRA_GRANTS_NAME, HUB_INLINE_NAME
from carto_wizard.render.quoting import printable
from carto_wizard.render.scripts.aws_calls import SAY
from carto_wizard.render.scripts.roll_out import (
    accounts,
    calls,
    commands,
    removal,
    stack_set,
    stacks,
)
from carto_wizard.render.scripts.shells import (
    STOP,
    Shell,
    Snippet,
    constant,
    document,
    head,
    parts_for,
)
from carto_wizard.render.wanted_iam import needs_instance_profile
from carto_wizard.setup.answers import Answers
from carto_wizard.setup.iam_names import name_without_path
from carto_wizard.setup.ownership import setup_id
from carto_wizard.setup.partitions import PARTITIONS, security_audit_arn
from carto_wizard.setup.profile_names import profile_names

_ABOUT = (
    "Gives the accounts of your organization the read-only role for Cartography, with",
    "a CloudFormation StackSet, and the hub its role. It needs the AWS CLI, as in",
    "CloudShell, and credentials of the management account, or of a delegated",
    "administrator for StackSets. It is safe to run again.",
)
_USAGE = """\
Usage:
  sh roll-out.sh plan    what would be made where; changes nothing
  sh roll-out.sh apply   make what is missing, failed or different
  sh roll-out.sh status  how far it is
  sh roll-out.sh remove  remove everything again, the hub last
Options:
  --through ROLE         reach the hub by assuming this role in it
  --hub-template NAME    hub-role or hub-and-read-only-role, as apply says
It ends with 1 where something failed, or is still to do with other credentials.
"""


def whole_units(answers: Answers) -> tuple[str, ...]:
    """The units that are given to the StackSet as a whole, with what joins them.

    Auto-deployment knows no exceptions, so one exclusion makes a list of accounts.
    """
    organization = answers.organization
    return () if organization.excluded else organization.ous


def roll_out(answers: Answers) -> tuple[Part, ...]:
    """Return the script."""
    units = whole_units(answers)
    return (
        *_posix(*head(_ABOUT)),
        BLANK,
        *_posix(*_constants(answers)),
        *_documents(answers),
        *_posix(*_functions(whole=bool(units))),
    )


def _functions(*, whole: bool) -> Iterator[Snippet]:
    yield from (SAY, STOP, calls.TEMPORARY, calls.PLACES, calls.ASK, calls.EXPLAIN)
    yield from (calls.TRY, calls.IN_ACCOUNT, calls.READ_CALLER)
    yield from (stacks.SETTLE, stacks.ROLE_IS_FREE, stacks.MAKE_STACK)
    yield from (stacks.HUB_TEMPLATE, stacks.FOREIGN_POLICIES, stacks.REMOVE_STACK)
    yield from (stacks.REMOVE_REST, stacks.SHOW_STACK)
    yield from (stack_set.STACK_SET, stack_set.READ_STACK_SET, accounts.READ_ACCOUNTS)
    yield from (stack_set.OPERATION, stack_set.MAKE_STACK_SET)
    if not whole:
        yield stack_set.NO_UNITS
    yield from (accounts.NAME_THE_REST, removal.REMOVE_INOPERABLE)
    yield from (removal.REMOVE_STACK_SET, commands.STILL_TO_DO, commands.PLAN)
    yield from (commands.APPLY, commands.STATUS, commands.REMOVE, commands.CHOICE)


def _posix(*snippets: Snippet) -> tuple[Part, ...]:
    return parts_for(Shell.POSIX, *snippets)


def _constants(answers: Answers) -> Iterator[Snippet]:
    units = whole_units(answers)
    unknown = "The script would not know what to make."
    yield constant(
        "REGION",
        PARTITIONS[answers.partition].home_region,
        "IAM is the same in every region, so one region is enough: this one is in all "
        "accounts.",
        "In two regions, the second stack of an account would fail.",
    )
    yield constant(
        "PARTITION", answers.partition, "The part of AWS that it is for.", unknown
    )
    yield constant(
        "SETUP",
        setup_id(answers),
        "The ID of this set-up, by which it knows what is its own.",
        "Something that is not ours could be changed.",
    )
    yield Snippet(
        "The name of the StackSet, and of the stacks beside it.",
        unknown,
        posix="NAME=cartography-$SETUP\n",
    )
    yield constant("HUB_ACCOUNT", answers.hub.account_id, "The hub account.", unknown)
    yield constant(
        "HUB_ROLE",
        name_without_path(answers.hub_role),
        "The role that Cartography starts with.",
        unknown,
    )
    yield constant(
        "SPOKE_ROLE",
        name_without_path(answers.read_only_role),
        "The role that Cartography assumes in every account.",
        unknown,
    )
    yield constant(
        "PROFILE_REGION",
        answers.hub.region if needs_instance_profile(answers) else "",
        "Where instances may use the instance profile of the hub; empty: none.",
        unknown,
    )
    own = "Its own policies, as against those of others."
    kept = "Policies of others could be lost when the role is removed."
    yield constant("SECURITY_AUDIT", security_audit_arn(answers.partition), own, kept)
    yield constant("INLINE_NAME", HUB_INLINE_NAME, own, kept)
    yield constant("GRANTS_NAME", EXTRA_GRANTS_NAME, own, kept)
    yield constant(
        "HUB_IS_READ",
        "yes" if _hub_is_read(answers) else "no",
        "Whether Cartography also reads the hub.",
        unknown,
    )
    yield constant(
        "WHOLE_UNITS",
        "yes" if units else "no",
        "Whether organizational units are given as a whole.",
        unknown,
    )
    yield constant(
        "AUTO",
        "on" if units else "off",
        "Whether accounts that join later get the role by themselves. It knows no "
        "exceptions, so it is on only for whole organizational units.",
        "Accounts could get the role that were not chosen.",
    )


def _documents(answers: Answers) -> Iterator[Part]:
    usage = "The usage of the script, printed if no command is given."
    yield from _text("usage", _USAGE, usage)
    named = zip(answers.accounts, profile_names(answers.accounts), strict=True)
    yield from _text(
        "accounts",
        _lines(f"{account.id} {profile}" for account, profile in named),
        "The accounts that Cartography reads, each with the name of its profile.",
    )
    if units := whole_units(answers):
        why = "The organizational units, or the root, that are read as a whole."
        yield from _text("units", _lines(units), why)
    templates = {
        "read_only_template": read_only_template,
        "hub_template": hub_template,
    }
    if _hub_is_read(answers):
        templates["hub_and_read_only_template"] = hub_and_read_only_template
    for name, template in templates.items():
        yield from document(
            Shell.POSIX,
            name,
            template_parts(template(answers)),
            "The template, included here so that this file is enough.",
            "CloudFormation would not know what to make.",
        )


def _hub_is_read(answers: Answers) -> bool:
    return any(account.id == answers.hub.account_id for account in answers.accounts)


def _text(name: str, text: str, why: str) -> tuple[Part, ...]:
    without = "The script would not know what to make."
    return document(Shell.POSIX, name, [Part(text, why, without)], why, without)


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{printable(line, 'accounts')}\n" for line in lines)
