"""The Terraform modules: generated literals, and an example root that uses them.

Policies are attached by resources of their own, because later providers deprecate
managed_policy_arns of a role.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from carto_wizard.render.parts import BLANK, Part
from carto_wizard.render.policy_json import Explained, policy_parts
from carto_wizard.render.quoting import terraform, terraform_text
from carto_wizard.render.wanted_iam import (
    WantedIdentity,
    WantedRole,
    hub_role,
    read_only_role,
    single_identity,
    single_role,
)
from carto_wizard.setup.answers import Answers, Identity

ACCOUNT = "${data.aws_caller_identity.current.account_id}"
"""Stands for the ID of the account in which a module is used."""

ROLE = "cartography"
"""What a role, user or group and all that belongs to it is called in Terraform."""

Lines = dict[str, str]
"""The arguments of a block, as Terraform reads them."""

_LOST = "Terraform does not make it, and Cartography cannot read what it should."


def hub_module(answers: Answers) -> tuple[Part, ...]:
    """Return the module of the role that Cartography starts with."""
    return tuple(_role(hub_role(answers, ACCOUNT)))


def read_only_module(answers: Answers) -> tuple[Part, ...]:
    """Return the module of the role that is read with, the same in every account."""
    return tuple(_role(read_only_role(answers, ACCOUNT)))


def single_resources(answers: Answers) -> Iterator[Part]:
    """Give what a single account needs."""
    if answers.single.identity is Identity.ROLE:
        yield from _role(single_role(answers, ACCOUNT))
    else:
        yield from _identity(single_identity(answers, ACCOUNT))


def block(
    head: str, lines: Lines, why: str, without: str = _LOST, *inner: Part
) -> Iterator[Part]:
    """Give one block: its arguments, aligned as `terraform fmt` does, and the rest."""
    width = max(map(len, lines), default=0)
    text = "".join(f"  {name:{width}} = {value}\n" for name, value in lines.items())
    yield Part(f"{head} {{\n{text}", why, without)
    yield from inner
    yield Part("}\n", why, without)


def _role(role: WantedRole) -> Iterator[Part]:
    yield from _own_account(role.boundary)
    lines = {
        "name": _text(role.name),
        "path": _text(role.path),
        "max_session_duration": str(role.session_seconds),
    }
    yield from block(
        f'resource "aws_iam_role" "{ROLE}"',
        lines | _boundary(role.boundary),
        role.purpose,
        _LOST,
        *_tags(role.tags),
        *_document("assume_role_policy", role.trust),
    )
    owner = {"role": f"aws_iam_role.{ROLE}.name"}
    yield from _attached("role", role.managed, owner)
    for number, (name, policy) in enumerate(role.inline.items()):
        yield BLANK
        yield from block(
            f'resource "aws_iam_role_policy" "{_numbered(number)}"',
            {"name": _text(name)} | owner,
            "The inline policy of the role: what else it can do.",
            _LOST,
            *_document("policy", policy),
        )
    if role.instance_profile:
        yield BLANK
        yield from block(
            f'resource "aws_iam_instance_profile" "{ROLE}"',
            {"name": _text(role.name), "path": _text(role.path)} | owner,
            "Through an instance profile an EC2 instance gets the role.",
            _LOST,
            *_tags(role.tags),
        )


def _identity(identity: WantedIdentity) -> Iterator[Part]:
    yield from _own_account(identity.boundary)
    kind = str(identity.kind)
    lines = {"name": _text(identity.name), "path": _text(identity.path)}
    yield from block(
        f'resource "aws_iam_{kind}" "{ROLE}"',
        lines | _boundary(identity.boundary),
        f"Cartography reads the settings of the account as this {kind}.",
        _LOST,
        *_tags(identity.tags),
    )
    owner = {kind: f"aws_iam_{kind}.{ROLE}.name"}
    yield from _attached(kind, identity.managed, owner)


def _own_account(boundary: str) -> Iterator[Part]:
    if ACCOUNT in boundary:
        yield from block(
            'data "aws_caller_identity" "current"',
            {},
            "The account itself, in which the permissions boundary is.",
        )
        yield BLANK


def _attached(kind: str, arns: Iterable[str], owner: Lines) -> Iterator[Part]:
    for number, arn in enumerate(arns):
        yield BLANK
        yield from block(
            f'resource "aws_iam_{kind}_policy_attachment" "{_numbered(number)}"',
            owner | {"policy_arn": _text(arn)},
            "The AWS managed policy for reading security settings, in this partition.",
            "The role can be assumed but cannot read anything.",
        )


def _numbered(number: int) -> str:
    return f"{ROLE}_{number + 1}" if number else ROLE


def _boundary(arn: str) -> Lines:
    if not arn:
        return {}
    before, account, after = arn.partition(ACCOUNT)
    value = _text(before)[:-1] + account + _text(after)[1:]
    return {"permissions_boundary": value}


def _tags(tags: Mapping[str, str]) -> Iterator[Part]:
    if not tags:
        return
    named = {_text(key): _text(value) for key, value in tags.items()}
    width = max(map(len, named))
    text = "".join(f"    {key:{width}} = {value}\n" for key, value in named.items())
    yield Part(
        f"\n  tags = {{\n{text}  }}\n",
        "The tags; the first is the mark by which this set-up knows its own.",
        "The scripts take it for somebody else's, and neither change nor remove it.",
    )


def _document(name: str, policy: Explained) -> Iterator[Part]:
    why = "The policy as JSON, the same as in every other form."
    without = "AWS rejects the role."
    yield Part(f"\n  {name} = <<EOT\n", why, without)
    for part in policy_parts(policy):
        yield Part(terraform_text(part.text), part.why, part.without)
    yield Part("EOT\n", why, without)


def _text(value: str) -> str:
    return terraform(value, "a value for Terraform")
