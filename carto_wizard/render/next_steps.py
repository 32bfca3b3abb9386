"""What a person does once the roles exist, as the last lines of a script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that somebody does: a sentence, and the commands for it, if any."""

    text: str
    commands: tuple[str, ...] = ()


def next_steps(answers: Answers) -> tuple[str, ...]:
    """Return what comes after the script, each command under the sentence for it."""
    start = Task("Start Cartography as described in READ-ME-FIRST.txt.")
    return "Next:", *lines_of((*start_role_tasks(answers), start))


def other_accounts(shell: Shell) -> tuple[str, ...]:
    """Return what to run for the accounts beside the hub."""
    each = Task(
        "In each other account, with administrator credentials for that account:",
        (f"{CREATE_ROLES[shell]} spoke",),
    )
    at_once = Task(
        "Or in all of them at once, from the management account of the organization:",
        (f"{CREATE_ROLES[shell]} all",),
    )
    tasks = (each, at_once) if shell is Shell.POSIX else (each,)
    return tuple(lines_of(tasks))


def lines_of(tasks: Iterable[Task]) -> Iterator[str]:
    """Each sentence as an entry of a list, its commands indented under it."""
    for task in tasks:
        yield printable(f"- {task.text}", "the answers")
        for command in task.commands:
            yield printable(f"    {command}", "the answers")


def attach_command(answers: Answers) -> str:
    """Return what gives the instance profile to the machine of Cartography."""
    role = answers.hub_role if answers.mode is Mode.HUB else answers.identity_name
    name = posix(f"Name={name_without_path(role)}", "the role")
    return (
        "aws ec2 associate-iam-instance-profile"
        f" --region {posix(answers.region, 'the region')}"
        f" --instance-id {INSTANCE} --iam-instance-profile {name}"
    )


def start_role_tasks(answers: Answers) -> tuple[Task, ...]:
    """Return how the role or user reaches the machine that runs Cartography."""
    if answers.mode is Mode.HUB:
        return (_hand_over(answers, answers.hub.account_id, answers.hub_role),)
    name = posix(name_without_path(answers.identity_name), "single.name")
    if answers.single.identity is Identity.ROLE:
        account = answers.single.account_id
        return (_hand_over(answers, account, answers.identity_name),)
    tasks: tuple[Task, ...] = ()
    user = name
    if answers.single.identity is Identity.GROUP:
        user = "USER"
        add = f"aws iam add-user-to-group --group-name {name} --user-name {user}"
        tasks = (Task("Add Cartography's user to the group:", (add,)),)
    if answers.single.keys is AccessKeyChoice.WRITE:
        return tasks
    profile = posix(answers.single.profile, "the profile")
    create = Task(
        "If the user has no access key yet, create one and keep the secret:",
        (
            f"aws iam create-access-key --user-name {user}",
            f"aws configure --profile {profile}",
        ),
    )
    return (*tasks, create)


def _hand_over(answers: Answers, account: str, role: str) -> Task:
    arn = role_arn(answers.partition, account, role)
    match answers.target.credentials:
        case CredentialSource.EC2:
            return Task(
                f"Attach the role to the instance. Replace {INSTANCE} with its ID:",
                (attach_command(answers),),
            )
        case CredentialSource.ECS:
            return Task(
                "Set the role in the task definition of Cartography:",
                (f'"taskRoleArn": "{arn}"',),
            )
        case CredentialSource.ENVIRONMENT:
            assume = (
                "aws sts assume-role --role-session-name cartography"
                f" --role-arn {posix(arn, 'the role')}"
            )
            return Task(
                "Set credentials of the role in the environment of Cartography:",
                (assume,),
            )
        case CredentialSource.PROFILE:
            return Task(
                "Cartography's source profile must be this role, or must be able to "
                "assume it:",
                (arn,),
            )
