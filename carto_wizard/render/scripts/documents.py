"""The texts that create-roles carries inside: its usage, lists and policies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from carto_wizard.render.next_steps import CREATE_ROLES, next_steps
from carto_wizard.render.parts import Part
from carto_wizard.render.policies import (
    ec2_trust,
    extra_grants,
    has_extra_grants,
    hub_inline,
    spoke_trust,
)
from carto_wizard.render.policy_json import Explained, policy_parts
from carto_wizard.render.quoting import plain
from carto_wizard.render.scripts.shells import Shell
from carto_wizard.setup.answers import Answers, Identity, Mode
from carto_wizard.setup.profile_names import profile_names


@dataclass(frozen=True, slots=True)
class Document:
    """A text that the functions of the script use by its name."""

    name: str
    content: tuple[Part, ...]
    why: str
    without: str


def documents(answers: Answers, shell: Shell) -> tuple[Document, ...]:
    """Return every document, in the order of the script."""
    hub = answers.mode is Mode.HUB
    usage = _text(
        "usage",
        _hub_usage(answers, shell) if hub else _single_usage(answers, shell),
        "What the script can be asked to do; shown when it is asked nothing.",
        "The script would have to guess in which account it is.",
    )
    after = _text(
        "next_steps",
        next_steps(answers, shell),
        "What is left to do by hand once the roles are there.",
        "The roles exist and nothing uses them.",
    )
    return (usage, *(_hub(answers) if hub else _single(answers)), after)


def _hub(answers: Answers) -> Iterator[Document]:
    named = zip(answers.accounts, profile_names(answers.accounts), strict=True)
    yield _text(
        "accounts",
        [f"{plain(a.id, 'an account ID')} {profile}" for a, profile in named],
        "The accounts that Cartography reads, each with its profile's name.",
        "The script could not tell a listed account from a stranger's.",
    )
    yield _trust("spoke_trust_policy", spoke_trust(answers))
    yield _trust("hub_trust_policy", ec2_trust(answers))
    yield Document(
        "hub_inline_policy",
        policy_parts(hub_inline(answers)),
        "What the hub role may do, carried inside so that this one file is enough.",
        "The hub role may assume no other role: every account is denied.",
    )
    if has_extra_grants(answers):
        yield Document(
            "extra_grants_policy",
            policy_parts(extra_grants(answers)),
            "The chosen actions beyond SecurityAudit, carried inside.",
            "Cartography leaves the gaps that they fill, and says nothing.",
        )


def _single(answers: Answers) -> Iterator[Document]:
    if answers.single.identity is Identity.ROLE:
        yield _trust("role_trust_policy", ec2_trust(answers))


def _hub_usage(answers: Answers, shell: Shell) -> list[str]:
    hub = plain(answers.hub.account_id, "hub.account_id")
    new = "spoke --any" if shell is Shell.POSIX else "spoke -Any"
    return _usage(
        shell,
        ("hub", f"once, in the hub account {hub}"),
        ("spoke", "in every account that Cartography reads"),
        (new, "in an account that is not on the list"),
    )


def _single_usage(answers: Answers, shell: Shell) -> list[str]:
    account = plain(answers.single.account_id, "single.account_id")
    return _usage(shell, ("single", f"in account {account}"))


def _usage(shell: Shell, *commands: tuple[str, str]) -> list[str]:
    width = max(len(command) for command, _ in commands)
    script = CREATE_ROLES[shell]
    lines = (f"  {script} {command:{width}}  {where}" for command, where in commands)
    return ["Usage:", *lines]


def _trust(name: str, policy: Explained) -> Document:
    return Document(
        name,
        policy_parts(policy),
        "The trust policy, carried inside so that this one file is enough.",
        "The role cannot be made: AWS asks who may assume it.",
    )


def _text(name: str, lines: Sequence[str], why: str, without: str) -> Document:
    text = "".join(f"{plain(line, name)}\n" for line in lines)
    return Document(name, (Part(text, why, without),), why, without)
