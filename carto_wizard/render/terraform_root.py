"""The example root that uses the Terraform modules, and the import blocks for it."""

from __future__ import annotations

from collections.abc import Iterator

from carto_wizard.render.parts import BLANK, Part
from carto_wizard.render.quoting import terraform
from carto_wizard.render.terraform import ROLE, block, single_resources
from carto_wizard.render.wanted_iam import (
    WantedIdentity,
    WantedRole,
    accounts_of,
    hub_role,
    read_only_role,
    single_identity,
    single_role,
)
from carto_wizard.setup.answers import Account, Answers, Identity, Mode
from carto_wizard.setup.organization import ACCESS_ROLE
from carto_wizard.setup.partitions import PARTITIONS, role_arn

MOST_ACCOUNTS = 30
"""Beyond these the example shows one account: Terraform cannot make providers in a
loop, and reads every account at each plan."""

_ABOUT = (
    "What the file is for.",
    "A person who gets the file would have to read all of it first.",
)


def root(answers: Answers) -> tuple[Part, ...]:
    """Return main.tf."""
    return tuple(_hub(answers) if answers.mode is Mode.HUB else _single(answers))


def imports(answers: Answers) -> tuple[Part, ...]:
    """Return the import blocks, for what exists already."""
    return tuple(_imports(answers))


def _hub(answers: Answers) -> Iterator[Part]:
    accounts = _shown(answers)
    listed = len(accounts_of(answers))
    yield _comment(
        "Makes the roles for Cartography in each account: an example to read, change",
        "and put into your own code. Your credentials must be allowed to assume the",
        f"role {ACCESS_ROLE}, or that of role_to_assume, in each of them.",
        "Take the assume_role block away from the account that they belong to.",
    )
    if len(accounts) < listed:
        yield _comment(
            f"You have {listed} accounts, and this shows the hub and one of them,",
            "because every account needs a provider and a module block. For so many,",
            "use the StackSet (roll-out.sh), or create-roles.sh all.",
        )
    yield BLANK
    yield from _terraform()
    yield BLANK
    yield from block(
        'variable "role_to_assume"',
        {"type": "string", "default": terraform(ACCESS_ROLE, "the role")},
        "The role of an administrator that each account has.",
        "Terraform cannot change anything in the accounts.",
    )
    for account in accounts:
        yield BLANK
        yield from _provider(answers, account)
        if account.id == answers.hub.account_id:
            yield BLANK
            yield from _module("hub", "hub", account)
        if any(each.id == account.id for each in answers.accounts):
            yield BLANK
            yield from _module(_name(account), "spoke", account)


def _single(answers: Answers) -> Iterator[Part]:
    yield _comment(
        "Makes what Cartography needs to read one account, with your credentials for",
        "it. For what exists already, see imports.tf.example.",
    )
    yield BLANK
    yield from _terraform()
    yield BLANK
    account = terraform(answers.single.account_id, "single.account_id")
    lines = {"region": _region(answers), "allowed_account_ids": f"[{account}]"}
    yield from block('provider "aws"', lines, *_PROVIDER)
    yield BLANK
    yield from single_resources(answers)


_PROVIDER = (
    "How Terraform reaches the account. It stops in any other one.",
    "The role could be made in the wrong account.",
)


def _terraform() -> Iterator[Part]:
    yield Part(
        "terraform {\n  required_providers {\n    aws = {\n"
        '      source  = "hashicorp/aws"\n      version = ">= 3.39"\n'
        "    }\n  }\n}\n",
        "The provider that these files were tried with, and every later one.",
        "Terraform takes the newest provider, which is fine too.",
    )


def _provider(answers: Answers, account: Account) -> Iterator[Part]:
    arn = role_arn(answers.partition, account.id, "ROLE")
    quoted = terraform(arn, "an account").replace("ROLE", "${var.role_to_assume}")
    lines = {
        "alias": terraform(_name(account), "an account"),
        "region": _region(answers),
        "allowed_account_ids": f"[{terraform(account.id, 'an account')}]",
    }
    assume = f"\n  assume_role {{\n    role_arn = {quoted}\n  }}\n"
    yield from block('provider "aws"', lines, *_PROVIDER, Part(assume, *_PROVIDER))


def _module(name: str, module: str, account: Account) -> Iterator[Part]:
    what = "starts with" if module == "hub" else "reads this account with"
    yield from block(
        f'module "{name}"',
        {"source": f'"./modules/{module}"'},
        f"The role that Cartography {what}.",
        "Terraform does not make the role, and AWS denies it to Cartography.",
        Part(
            f"\n  providers = {{\n    aws = aws.{_name(account)}\n  }}\n",
            "The account in which the module is used.",
            "The role would be made in the account of your credentials.",
        ),
    )


def _imports(answers: Answers) -> Iterator[Part]:
    yield _comment(
        "For what exists already. Terraform 1.5 and later can take it over: copy its",
        "blocks to imports.tf, run terraform plan, and read what would change before",
        "you apply. What is imported gets exactly the trust policy and the tags that",
        "the module has. Only copy the blocks of what is really there.",
    )
    if answers.mode is Mode.SINGLE:
        single: WantedRole | WantedIdentity = (
            single_role(answers, answers.account_id)
            if answers.single.identity is Identity.ROLE
            else single_identity(answers, answers.account_id)
        )
        yield from _import("", single)
        return
    for account in _shown(answers):
        if account.id == answers.hub.account_id:
            yield from _import("module.hub.", hub_role(answers, account.id))
        if any(each.id == account.id for each in answers.accounts):
            role = read_only_role(answers, account.id)
            yield from _import(f"module.{_name(account)}.", role)


def _import(module: str, wanted: WantedRole | WantedIdentity) -> Iterator[Part]:
    kind = "role" if isinstance(wanted, WantedRole) else str(wanted.kind)
    ids = {f"aws_iam_{kind}.{ROLE}": wanted.name}
    for arn in wanted.managed:
        ids[f"aws_iam_{kind}_policy_attachment.{ROLE}"] = f"{wanted.name}/{arn}"
    if isinstance(wanted, WantedRole):
        for name in wanted.inline:
            ids[f"aws_iam_role_policy.{ROLE}"] = f"{wanted.name}:{name}"
        if wanted.instance_profile:
            ids[f"aws_iam_instance_profile.{ROLE}"] = wanted.name
    for address, found in ids.items():
        yield BLANK
        yield from block(
            "import",
            {"to": f"{module}{address}", "id": terraform(found, "a name")},
            "What exists already, and where it belongs in these files.",
            "Terraform tries to make it and fails, because it exists.",
        )


def _shown(answers: Answers) -> tuple[Account, ...]:
    accounts = accounts_of(answers)
    return accounts if len(accounts) <= MOST_ACCOUNTS else accounts[:2]


def _name(account: Account) -> str:
    """A name in Terraform begins with a letter."""
    return f"account_{account.id}"


def _region(answers: Answers) -> str:
    return terraform(PARTITIONS[answers.partition].home_region, "the region")


def _comment(*lines: str) -> Part:
    return Part("".join(f"# {line}\n" for line in lines), *_ABOUT)
