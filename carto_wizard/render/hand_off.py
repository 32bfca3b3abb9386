"""hand-off.md: what the owner of an account reads, agrees to and makes."""

from __future__ import annotations

from collections.abc import Iterator

from carto_wizard.render.hand_over import template_command
from carto_wizard.render.next_steps import CREATE_ROLES
from carto_wizard.render.parts import BLANK, Part
from carto_wizard.render.policy_json import Explained, policy_parts
from carto_wizard.render.quoting import printable
from carto_wizard.render.scripts.shells import Shell
from carto_wizard.render.wanted_iam import (
    WantedIdentity,
    WantedRole,
    hub_role,
    read_only_role,
    single_identity,
    single_role,
)
from carto_wizard.setup.answers import Answers, Identity, Mode, Trust
from carto_wizard.setup.grants import GRANTS, with_required

_ACCOUNT = "ACCOUNT_ID"
"""Stands for the ID of the owner's account."""

Wanted = WantedRole | WantedIdentity


def hand_off(answers: Answers) -> tuple[Part, ...]:
    """Return the whole document."""
    return tuple(_document(answers))


def _document(answers: Answers) -> Iterator[Part]:
    yield _text(
        "Title and purpose of the document.",
        "The owner of the account does not know what is asked.",
        "# Read access to AWS for Cartography",
        "",
        "Cartography, an open-source program of the CNCF, maps what is in AWS into a "
        "graph: which resources there are, how they are connected and who can reach "
        f"them. To read an account it needs {_asked(answers)}.",
        "This document has everything for whoever owns the account: what is asked, why "
        "it is safe, how to make it, how to see that it works, how to remove it.",
    )
    if answers.mode is Mode.SINGLE:
        account = answers.single.account_id
        single: Wanted = (
            single_role(answers, account)
            if answers.single.identity is Identity.ROLE
            else single_identity(answers, account)
        )
        yield from _section(answers, single, f"In account {account}", "single")
        return
    role = read_only_role(answers, _ACCOUNT)
    yield from _section(answers, role, "In every account but the hub", "spoke")
    hub = answers.hub.account_id
    start = hub_role(answers, hub)
    title = f"In the hub account {hub}"
    yield from _section(answers, start, title, "hub", _also(answers))


def _asked(answers: Answers) -> str:
    if answers.mode is Mode.SINGLE:
        kind = _CALLED[answers.single.identity]
        return f"the {kind} `{answers.identity_name}`"
    return f"the IAM role `{answers.read_only_role}` in it"


_CALLED = {
    Identity.USER: "IAM user",
    Identity.GROUP: "IAM group",
    Identity.ROLE: "IAM role",
}


def _also(answers: Answers) -> str:
    if not any(each.id == answers.hub.account_id for each in answers.accounts):
        return ""
    return (
        "Cartography reads the hub too: the way below also makes the role "
        f"`{answers.read_only_role}` here, with the policies above."
    )


def _section(
    answers: Answers, wanted: Wanted, title: str, word: str, also: str = ""
) -> Iterator[Part]:
    yield BLANK
    yield _text(
        "Where this has to exist, and what it is.",
        "It could be made in the wrong account.",
        f"## {title}",
        "",
        f"{_kind(wanted)} `{wanted.path.lstrip('/')}{wanted.name}`. "
        + (wanted.purpose if isinstance(wanted, WantedRole) else _IDENTITY),
        *_options(wanted),
        *(("", also) if also else ()),
    )
    yield BLANK
    yield _text(
        "What the owner can rely on.",
        "The owner would have to work it out from the policies.",
        "### Why it is safe",
        "",
        *_safe(answers, wanted, word),
    )
    for heading, policy in _policies(wanted):
        yield BLANK
        yield from _policy(heading, policy)
    yield BLANK
    yield _text(
        "Three ways to the same result.",
        "The owner has to translate the policies into calls.",
        "### How to make it",
        "",
        "One of these. Choose one and stay with it.",
        "",
        f"1. With the AWS CLI and create-roles.sh: "
        f"`{CREATE_ROLES[Shell.POSIX]} {word}`",
        "2. With CloudFormation, and the folder cloudformation:",
        f"   `{template_command(answers, hub=word != 'spoke')}`",
        f"3. In the console: {_console(wanted)}",
    )
    yield BLANK
    yield _text(
        "How the owner sees the result, and how Cartography's side does.",
        "Nobody knows whether it worked until resources are missing.",
        "### How to see that it works",
        "",
        f"`{_show(wanted)}` shows it in the account. Whoever runs Cartography sees it "
        "with `carto-wizard check`, which makes the same calls as Cartography.",
    )
    yield BLANK
    yield _text(
        "How to take it back.",
        "What is no longer wanted stays.",
        "### How to remove it",
        "",
        f"`{CREATE_ROLES[Shell.POSIX]} remove`, or delete the stack, whichever made "
        "it. Cartography can then no longer read the account.",
    )


_IDENTITY = "Cartography reads the settings of the account with its credentials."


def _kind(wanted: Wanted) -> str:
    kind = Identity.ROLE if isinstance(wanted, WantedRole) else wanted.kind
    return _CALLED[kind]


def _options(wanted: Wanted) -> Iterator[str]:
    for arn in wanted.managed:
        yield f"- Managed policy: `{arn}`"
    if wanted.boundary:
        yield f"- Permissions boundary: `{wanted.boundary}`"
    if isinstance(wanted, WantedRole):
        hours = wanted.session_seconds // 3600
        yield f"- Longest session: {hours} h"
        if wanted.instance_profile:
            yield f"- Instance profile of the same name: `{wanted.name}`"
    for key, value in wanted.tags.items():
        yield f"- Tag: `{key}` = `{value}`"


def _safe(answers: Answers, wanted: Wanted, word: str) -> Iterator[str]:
    if wanted.managed:
        yield (
            "- It reads with SecurityAudit, a managed policy of AWS for auditors. It "
            "reads settings, not the content of buckets, tables, queues or secrets."
        )
        yield (
            "- Settings can hold what people put there: environment variables of "
            "functions, tasks and builds, user data of instances, parameters of "
            "stacks. Secrets do not belong there: every auditor can read them."
        )
    if word == "spoke":
        yield f"- {_who(answers)}"
        for action in with_required(answers.access.grants):
            grant = GRANTS[action]
            yield f"- Beyond that it has `{action}`. {grant.caution}".rstrip()
    if word == "hub":
        yield (
            f"- It can assume roles named `{answers.read_only_role}` and list regions. "
            "It can do nothing else, and each account decides who assumes its role."
        )
    yield "- It can change nothing in the account."
    yield "- Each time it is assumed, the CloudTrail of the account records it."


def _who(answers: Answers) -> str:
    hub = answers.hub.account_id
    who = f"Only identities of account {hub} can assume it"
    if answers.access.trust is Trust.HUB_ROLE:
        who = f"Only the role {answers.hub_role} of account {hub} can assume it"
    if answers.access.external_id:
        who = f"{who}, and only with the external ID in the trust policy"
    return f"{who}. There are no keys for it."


def _policies(wanted: Wanted) -> Iterator[tuple[str, Explained]]:
    if isinstance(wanted, WantedRole):
        yield "Trust policy", wanted.trust
        for name, policy in wanted.inline.items():
            yield f"Inline policy {name}", policy


def _policy(heading: str, policy: Explained) -> Iterator[Part]:
    why = "The policy in full."
    without = "The owner would have to trust a summary."
    yield Part(f"### {heading}\n\n```json\n", why, without)
    yield from policy_parts(policy)
    yield Part("```\n", why, without)


def _console(wanted: Wanted) -> str:
    audit = ", ".join(arn.rpartition("/")[2] for arn in wanted.managed)
    attach = f"attach {audit}, " if audit else ""
    bound = "set the permissions boundary, " if wanted.boundary else ""
    tags = "add the tags, " if wanted.tags else ""
    if wanted.path != "/":
        return "it cannot set a path. Use the command or the template."
    if isinstance(wanted, WantedIdentity):
        called = f"IAM, {wanted.kind.capitalize()}s, Create {wanted.kind}"
        return f"{called}: {attach}{bound}{tags}name it `{wanted.name}`."
    inline = "".join(
        f" Then add the inline policy {name} with the text above."
        for name in wanted.inline
    )
    return (
        "IAM, Roles, Create role, Custom trust policy: paste the trust policy above, "
        f"{attach}{bound}{tags}name it `{wanted.name}`.{inline}"
    )


def _show(wanted: Wanted) -> str:
    kind = Identity.ROLE if isinstance(wanted, WantedRole) else wanted.kind
    return f"aws iam get-{kind} --{kind}-name {wanted.name}"


def _text(why: str, without: str, *lines: str) -> Part:
    text = "".join(f"{printable(line, 'the answers')}\n" for line in lines)
    return Part(text, why, without)
