"""The texts that create-roles carries inside: its usage, lists, policies and tags."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from carto_wizard.render.next_steps import CREATE_ROLES, next_steps, other_accounts
from carto_wizard.render.parts import Part
from carto_wizard.render.policy_json import policy_parts
from carto_wizard.render.quoting import printable
from carto_wizard.render.scripts.constants import main_identity
from carto_wizard.render.scripts.role_values import (
    INLINE,
    TRUST,
    ScriptRole,
    script_roles,
)
from carto_wizard.render.scripts.shells import Shell, document
from carto_wizard.setup.answers import Answers, Mode
from carto_wizard.setup.profile_names import profile_names

_USAGE = (
    "The usage of the script, printed if no command is given.",
    "The commands of the script would not be known.",
)
_AFTER = (
    "What you still have to do by hand after the script.",
    "Everything exists, but nothing uses it.",
)


def documents(answers: Answers, shell: Shell) -> Iterator[Part]:
    """Give every document, in the order of the script."""
    yield from _lines(shell, "usage", _usage(answers, shell), *_USAGE)
    if answers.mode is Mode.HUB:
        named = zip(answers.accounts, profile_names(answers.accounts), strict=True)
        yield from _lines(
            shell,
            "accounts",
            [f"{account.id} {profile}" for account, profile in named],
            "The accounts that Cartography reads, each with the name of its profile.",
            "The script could not stop in an account that is not on the list.",
        )
        yield from _lines(shell, "other_accounts", other_accounts(shell), *_AFTER)
    for role in script_roles(answers):
        yield from _policies(role, shell)
    if tags := main_identity(answers).tags:
        yield from _tags(tags, shell)
    yield from _lines(shell, "next_steps", next_steps(answers), *_AFTER)


def _policies(role: ScriptRole, shell: Shell) -> Iterator[Part]:
    yield from document(
        shell,
        role.document(TRUST),
        policy_parts(role.wanted.trust),
        "The trust policy, included here so that this file is enough.",
        "The role cannot be created, because AWS requires a trust policy.",
    )
    if policy := role.inline[1]:
        yield from document(
            shell,
            role.document(INLINE),
            policy_parts(policy),
            "The inline policy of the role, included here so that this file is enough.",
            "The role exists but cannot do what this policy allows.",
        )


def _tags(tags: Mapping[str, str], shell: Shell) -> Iterator[Part]:
    why = "The tags of everything that the script makes, the mark first."
    without = "The script could not tell its own roles from those of others."
    pairs = [json.dumps({"Key": key, "Value": value}) for key, value in tags.items()]
    text = "[\n  " + ",\n  ".join(pairs) + "\n]\n"
    yield from document(shell, "tags", [Part(text, why, without)], why, without)


def _usage(answers: Answers, shell: Shell) -> list[str]:
    posix = shell is Shell.POSIX
    commands, options = _hub_usage(answers, posix), _hub_options(posix)
    if answers.mode is Mode.SINGLE:
        commands, options = _single_usage(answers, posix), ()
    if script_roles(answers):
        adopt = "--adopt" if posix else "-Adopt"
        take = f"  {adopt}  take over a role of that name that has no such tag"
        options = ("Options:", take, *options)
    width = max(map(len, commands))
    lines = (
        f"  {CREATE_ROLES[shell]} {command:{width}}  {where}"
        for command, where in commands.items()
    )
    return ["Usage:", *lines, *options]


def _hub_usage(answers: Answers, posix: bool) -> dict[str, str]:
    any_account = "--any" if posix else "-Any"
    commands = {
        "hub": f"once, in the hub account {answers.hub.account_id}",
        "spoke": "in every account that Cartography reads",
        f"spoke {any_account}": "in an account that is not on the list",
    }
    if posix:
        commands |= {
            "all": "in the hub and every account of the list",
            "remove": "remove what has the tag of this set-up, in one account",
            "remove all": "the same in every account, the hub last",
        }
    return commands


def _single_usage(answers: Answers, posix: bool) -> dict[str, str]:
    commands = {"single": f"in account {answers.single.account_id}"}
    if posix:
        commands["remove"] = "remove what has the tag of this set-up"
    return commands


def _hub_options(posix: bool) -> tuple[str, ...]:
    if not posix:
        return ()
    return (
        "  --through ROLE  all: assume this role in each account but that of your",
        "      credentials; without it, OrganizationAccountAccessRole",
        "  --profile-per-account  all: use the AWS profiles that the list names",
        "  --only ACCOUNT  stop if the credentials are for another account",
    )


def _lines(
    shell: Shell, name: str, lines: Iterable[str], why: str, without: str
) -> tuple[Part, ...]:
    text = "".join(f"{printable(line, name)}\n" for line in lines)
    return document(shell, name, [Part(text, why, without)], why, without)
