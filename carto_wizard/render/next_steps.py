"""What a person does once the roles exist, as the last lines of a script."""

from __future__ import annotations

from carto_wizard.render.quoting import posix, printable
from carto_wizard.render.scripts.shells import Shell
from carto_wizard.setup.answers import (
    AccessKeyChoice,
    Answers,
    CredentialSource,
    Identity,
    Mode,
)
from carto_wizard.setup.iam_names import name_without_path
from carto_wizard.setup.partitions import role_arn

INSTANCE = "i-INSTANCE"
"""Stands for the ID of the instance that will run Cartography."""

CREATE_ROLES = {
    Shell.POSIX: "sh create-roles.sh",
    Shell.POWERSHELL: r".\create-roles.ps1",
}
"""How the script that makes the roles is run; its command follows."""


def next_steps(answers: Answers, shell: Shell) -> tuple[str, ...]:
    """Return the next commands, indented, each under the sentence that says when."""
    lines = _hub(answers, shell) if answers.mode is Mode.HUB else _single(answers)
    every = ("Next:", *lines, "- Start Cartography as described in READ-ME-FIRST.txt.")
    return tuple(printable(line, "the answers") for line in every)


def role_commands(answers: Answers) -> list[str]:
    """Return who runs what in which account, from the files to Cartography."""
    shell = Shell.of(answers.target.platform)
    part = "hub" if answers.mode is Mode.HUB else "single"
    account = answers.hub.account_id if part == "hub" else answers.single.account_id
    first = f"- In account {account}, with administrator credentials:"
    command = f"    {CREATE_ROLES[shell]} {part}"
    return [first, command, *next_steps(answers, shell)[1:]]


def attach_command(answers: Answers) -> str:
    """Return what gives the instance profile to the machine of Cartography."""
    role = answers.hub.role if answers.mode is Mode.HUB else answers.single.name
    name = posix(f"Name={name_without_path(role)}", "the role")
    return (
        "aws ec2 associate-iam-instance-profile"
        f" --region {posix(answers.region, 'the region')}"
        f" --instance-id {INSTANCE} --iam-instance-profile {name}"
    )


def _hub(answers: Answers, shell: Shell) -> tuple[str, ...]:
    spokes = (
        "- In each other account, with administrator credentials for that account:",
        f"    {CREATE_ROLES[shell]} spoke",
    )
    return *_hand_over(answers, answers.hub.account_id, answers.hub.role), *spokes


def _single(answers: Answers) -> tuple[str, ...]:
    name = posix(name_without_path(answers.single.name), "single.name")
    if answers.single.identity is Identity.ROLE:
        return _hand_over(answers, answers.single.account_id, answers.single.name)
    lines: tuple[str, ...] = ()
    user = name
    if answers.single.identity is Identity.GROUP:
        user = "USER"
        lines = (
            "- Add Cartography's user to the group:",
            f"    aws iam add-user-to-group --group-name {name} --user-name {user}",
        )
    if answers.single.keys is AccessKeyChoice.WRITE:
        return lines
    return (
        *lines,
        "- If the user has no access key yet, create one and keep the secret:",
        f"    aws iam create-access-key --user-name {user}",
        f"    aws configure --profile {posix(answers.single.profile, 'the profile')}",
    )


def _hand_over(answers: Answers, account: str, role: str) -> tuple[str, ...]:
    """Return how the role reaches the machine that runs Cartography."""
    arn = role_arn(answers.partition, account, role)
    match answers.target.credentials:
        case CredentialSource.EC2:
            return (
                f"- Attach the role to the instance. Replace {INSTANCE} with its ID:",
                f"    {attach_command(answers)}",
            )
        case CredentialSource.ECS:
            return (
                "- Set the role in the task definition of Cartography:",
                f'    "taskRoleArn": "{arn}"',
            )
        case CredentialSource.ENVIRONMENT:
            return (
                "- Set credentials of the role in the environment of Cartography:",
                "    aws sts assume-role --role-session-name cartography"
                f" --role-arn {posix(arn, 'the role')}",
            )
        case CredentialSource.PROFILE:
            return (
                "- Cartography's source profile must be this role, or must be able to "
                "assume it:",
                f"    {arn}",
            )
