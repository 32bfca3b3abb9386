"""create-roles: the script that an administrator runs, for sh and for PowerShell.

Both are put together from the same parts and carry their policies inside, so one file
is all that has to reach the administrator of an account.
"""

from __future__ import annotations

from types import ModuleType

from carto_wizard.render import script_posix, script_powershell
from carto_wizard.render.next_steps import next_steps
from carto_wizard.render.policies import (
    EXTRA_GRANTS_NAME,
    HUB_INLINE_NAME,
    ec2_trust,
    extra_grants,
    has_extra_grants,
    hub_inline,
    spoke_trust,
    to_json,
)
from carto_wizard.render.quoting import plain
from carto_wizard.setup.answers import Answers, CredentialSource, Identity, Mode
from carto_wizard.setup.partitions import PARTITIONS, security_audit_arn
from carto_wizard.setup.profile_names import profile_names


def create_roles_posix(answers: Answers) -> str:
    """The script for Linux and macOS; dash reads it too."""
    return _script(answers, script_posix, "sh create-roles.sh", "--any")


def create_roles_powershell(answers: Answers) -> str:
    """The script for Windows PowerShell and PowerShell."""
    return _script(answers, script_powershell, r".\create-roles.ps1", "-Any")


def split_path(name: str) -> tuple[str, str]:
    """An IAM name with its path, as `/path/` and the bare name."""
    path, _, bare = name.strip("/").rpartition("/")
    return (f"/{path}/" if path else "/"), bare


def needs_instance_profile(answers: Answers) -> bool:
    """Whether EC2 must hand the role to a machine."""
    on_ec2 = answers.target.credentials is CredentialSource.EC2
    role = answers.mode is Mode.HUB or answers.single.identity is Identity.ROLE
    return on_ec2 and role


def _script(answers: Answers, shell: ModuleType, name: str, any_option: str) -> str:
    hub = answers.mode is Mode.HUB
    comments = (
        "Creates in AWS what Cartography needs. What is there already is brought up to",
        "date, so it can run again. It needs the AWS CLI and an administrator's",
        "credentials for the account, such as an AWS_PROFILE.",
    )
    constants = _hub_constants(answers) if hub else _single_constants(answers)
    texts = (
        _hub_texts(answers, name, any_option) if hub else _single_texts(answers, name)
    )
    parts = [shell.header(comments), "\n", shell.assignments(constants)]
    for title, text in texts.items():
        parts += ["\n", shell.document(title, text)]
    parts += _hub_body(answers, shell) if hub else _single_body(answers, shell)
    return "".join(parts)


def _hub_constants(answers: Answers) -> dict[str, str]:
    hub_path, hub_role = split_path(answers.hub.role)
    spoke_path, spoke_role = split_path(answers.access.role)
    return {
        "REGION": PARTITIONS[answers.partition].home_region,
        "HUB_ACCOUNT": answers.hub.account_id,
        "HUB_PATH": hub_path,
        "HUB_ROLE": hub_role,
        "SPOKE_PATH": spoke_path,
        "SPOKE_ROLE": spoke_role,
        "INLINE_NAME": HUB_INLINE_NAME,
        "GRANTS_NAME": EXTRA_GRANTS_NAME,
        "SECURITY_AUDIT": security_audit_arn(answers.partition),
    }


def _single_constants(answers: Answers) -> dict[str, str]:
    path, name = split_path(answers.single.name)
    return {
        "REGION": PARTITIONS[answers.partition].home_region,
        "WANTED_ACCOUNT": answers.single.account_id,
        "NAME_PATH": path,
        "NAME": name,
        "SECURITY_AUDIT": security_audit_arn(answers.partition),
    }


def _hub_texts(answers: Answers, name: str, any_option: str) -> dict[str, str]:
    hub = plain(answers.hub.account_id, "hub.account_id")
    commands = (
        ("hub", f"once, in the hub account {hub}"),
        ("spoke", "in every account that Cartography reads"),
        (f"spoke {any_option}", "in an account that is not on the list"),
    )
    named = zip(answers.accounts, profile_names(answers.accounts), strict=True)
    listed = [f"{plain(a.id, 'an account ID')} {profile}" for a, profile in named]
    texts = {
        "usage": _usage(name, commands),
        "accounts": "\n".join(listed),
        "spoke_trust_policy": to_json(spoke_trust(answers)),
        "hub_trust_policy": to_json(ec2_trust(answers)),
        "hub_inline_policy": to_json(hub_inline(answers)),
    }
    if has_extra_grants(answers):
        texts["extra_grants_policy"] = to_json(extra_grants(answers))
    return texts | {"next_steps": "\n".join(next_steps(answers, name))}


def _single_texts(answers: Answers, name: str) -> dict[str, str]:
    account = plain(answers.single.account_id, "single.account_id")
    texts = {"usage": _usage(name, (("single", f"in account {account}"),))}
    if answers.single.identity is Identity.ROLE:
        texts["role_trust_policy"] = to_json(ec2_trust(answers))
    return texts | {"next_steps": "\n".join(next_steps(answers, name))}


def _usage(name: str, commands: tuple[tuple[str, str], ...]) -> str:
    width = max(len(command) for command, _ in commands)
    lines = (f"  {name} {command:{width}}  {what}" for command, what in commands)
    return "\n".join(("Usage:", *lines))


def _hub_body(answers: Answers, shell: ModuleType) -> list[str]:
    on_ec2 = needs_instance_profile(answers)
    grants = has_extra_grants(answers)
    reads_itself = any(a.id == answers.hub.account_id for a in answers.accounts)
    parts = [shell.COMMON, shell.ROLE, getattr(shell, "INLINE_POLICY", "")]
    if on_ec2:
        parts.append(shell.INSTANCE_PROFILE)
    parts.append(shell.SPOKE_ROLE)
    parts.append(shell.EXTRA_GRANTS_PUT if grants else shell.EXTRA_GRANTS_DROP)
    parts.append(shell.HUB)
    if on_ec2:
        parts.append(shell.HUB_PROFILE)
    if reads_itself:
        parts.append(shell.HUB_READS_ITSELF)
    return [*parts, shell.END_WITH_NEXT, shell.SPOKE, shell.HUB_DISPATCH]


def _single_body(answers: Answers, shell: ModuleType) -> list[str]:
    identity = answers.single.identity
    on_ec2 = needs_instance_profile(answers)
    parts = [shell.COMMON]
    if identity is Identity.ROLE:
        parts.append(shell.ROLE)
    if on_ec2:
        parts.append(shell.INSTANCE_PROFILE)
    parts.append(shell.SINGLE)
    parts.append(
        {
            Identity.USER: shell.SINGLE_USER,
            Identity.GROUP: shell.SINGLE_GROUP,
            Identity.ROLE: shell.SINGLE_ROLE,
        }[identity]
    )
    if on_ec2:
        parts.append(shell.SINGLE_PROFILE)
    return [*parts, shell.END_WITH_NEXT, shell.SINGLE_DISPATCH]
