"""The texts that create-roles carries inside: its usage, lists and policies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from carto_wizard.render.next_steps import CREATE_ROLES, next_steps
from carto_wizard.render.parts import Part
from carto_wizard.render.policies import (
    extra_grants,
    has_extra_grants,
    hub_inline,
    spoke_trust,
    start_role_trust,
)
from carto_wizard.render.policy_json import Explained, policy_parts
from carto_wizard.render.quoting import printable
from carto_wizard.render.scripts.shells import Shell, document
from carto_wizard.setup.answers import Answers, Identity, Mode
from carto_wizard.setup.profile_names import profile_names


def documents(answers: Answers, shell: Shell) -> Iterator[Part]:
    """Give every document, in the order of the script."""
    hub = answers.mode is Mode.HUB
    yield from _lines(
        shell,
        "usage",
        _usage(answers, shell),
        "The usage of the script, printed if no command is given.",
        "The commands of the script would not be known.",
    )
    yield from _hub(answers, shell) if hub else _single(answers, shell)
    yield from _lines(
        shell,
        "next_steps",
        next_steps(answers, shell),
        "What you still have to do by hand after the script.",
        "Everything exists, but nothing uses it.",
    )


def _hub(answers: Answers, shell: Shell) -> Iterator[Part]:
    named = zip(answers.accounts, profile_names(answers.accounts), strict=True)
    yield from _lines(
        shell,
        "accounts",
        [f"{account.id} {profile}" for account, profile in named],
        "The accounts that Cartography reads, each with the name of its profile.",
        "The script could not stop in an account that is not on the list.",
    )
    yield from _trust(shell, "spoke_trust_policy", spoke_trust(answers))
    yield from _trust(shell, "hub_trust_policy", start_role_trust(answers))
    yield from document(
        shell,
        "hub_inline_policy",
        policy_parts(hub_inline(answers)),
        "The policy of the hub role, included here so that this file is enough.",
        "The hub role cannot assume other roles, so every account is denied.",
    )
    if has_extra_grants(answers):
        yield from document(
            shell,
            "extra_grants_policy",
            policy_parts(extra_grants(answers)),
            "The chosen actions beyond SecurityAudit, included here.",
            "Cartography leaves these parts of the graph empty and reports no error.",
        )


def _single(answers: Answers, shell: Shell) -> Iterator[Part]:
    if answers.single.identity is Identity.ROLE:
        yield from _trust(shell, "role_trust_policy", start_role_trust(answers))


def _usage(answers: Answers, shell: Shell) -> list[str]:
    commands = {"single": f"in account {answers.single.account_id}"}
    if answers.mode is Mode.HUB:
        commands = {
            "hub": f"once, in the hub account {answers.hub.account_id}",
            "spoke": "in every account that Cartography reads",
            f"spoke {'--any' if shell is Shell.POSIX else '-Any'}": (
                "in an account that is not on the list"
            ),
        }
    width = max(map(len, commands))
    lines = (
        f"  {CREATE_ROLES[shell]} {command:{width}}  {where}"
        for command, where in commands.items()
    )
    return ["Usage:", *lines]


def _trust(shell: Shell, name: str, policy: Explained) -> tuple[Part, ...]:
    return document(
        shell,
        name,
        policy_parts(policy),
        "The trust policy, included here so that this file is enough.",
        "The role cannot be created, because AWS requires a trust policy.",
    )


def _lines(
    shell: Shell, name: str, lines: Iterable[str], why: str, without: str
) -> tuple[Part, ...]:
    text = "".join(f"{printable(line, name)}\n" for line in lines)
    return document(shell, name, [Part(text, why, without)], why, without)
