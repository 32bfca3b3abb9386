"""create-roles: the script that an administrator runs, for sh and for PowerShell.

Both are put together from the same parts and carry their policies inside, so one file
is all that has to reach the administrator of an account.
"""

from __future__ import annotations

from collections.abc import Iterator

from carto_wizard.render.parts import BLANK, Part
from carto_wizard.render.policies import has_extra_grants
from carto_wizard.render.scripts import aws_calls, commands, iam_functions
from carto_wizard.render.scripts.constants import constants
from carto_wizard.render.scripts.documents import documents
from carto_wizard.render.scripts.shells import (
    STOP,
    Shell,
    Snippet,
    head,
    parts_for,
)
from carto_wizard.setup.answers import Answers, CredentialSource, Identity, Mode

_ABOUT = (
    "Creates in AWS what Cartography needs, and updates what already exists. It is",
    "safe to run again. It needs the AWS CLI and administrator credentials for the",
    "account, such as an AWS_PROFILE.",
)
_OPTIONS = Snippet(
    "The parameters of the script: a command, and -Any.",
    "PowerShell would not accept the command.",
    powershell="param([string]$Command = '', [switch]$Any)\n",
)
_CALLS = (
    aws_calls.SAY,
    STOP,
    aws_calls.INVOKE_AWS,
    aws_calls.CALL_IAM,
    aws_calls.EXISTS,
    aws_calls.SAVE_POLICY,
    aws_calls.REMOVE_POLICY,
    aws_calls.READ_ACCOUNT,
)


def create_roles(answers: Answers, shell: Shell) -> tuple[Part, ...]:
    """Return the script for one shell."""
    functions = _hub(answers) if answers.mode is Mode.HUB else _single(answers)
    return (
        *parts_for(shell, *head(_ABOUT, _OPTIONS)),
        BLANK,
        *parts_for(shell, *constants(answers)),
        *documents(answers, shell),
        *parts_for(shell, *_CALLS, *functions),
    )


def needs_instance_profile(answers: Answers) -> bool:
    """Whether EC2 must hand the role to a machine."""
    on_ec2 = answers.target.credentials is CredentialSource.EC2
    role = answers.mode is Mode.HUB or answers.single.identity is Identity.ROLE
    return on_ec2 and role


def _hub(answers: Answers) -> Iterator[Snippet]:
    on_ec2 = needs_instance_profile(answers)
    yield iam_functions.ROLE
    yield iam_functions.INLINE_POLICY
    if on_ec2:
        yield iam_functions.INSTANCE_PROFILE
    yield iam_functions.SPOKE_ROLE
    if has_extra_grants(answers):
        yield iam_functions.PUT_EXTRA_GRANTS
    else:
        yield iam_functions.DROP_EXTRA_GRANTS
    yield commands.HUB
    if on_ec2:
        yield commands.HUB_PROFILE
    if any(account.id == answers.hub.account_id for account in answers.accounts):
        yield commands.HUB_READS_ITSELF
    yield commands.END_WITH_NEXT_STEPS
    yield commands.SPOKE
    yield commands.CHOICE
    yield commands.CHOOSE_HUB
    yield commands.CHOOSE_SPOKE
    yield commands.CHOOSE_ANYTHING_ELSE
    yield commands.END_OF_CHOICE


def _single(answers: Answers) -> Iterator[Snippet]:
    on_ec2 = needs_instance_profile(answers)
    if answers.single.identity is Identity.ROLE:
        yield iam_functions.ROLE
    if on_ec2:
        yield iam_functions.INSTANCE_PROFILE
    yield commands.SINGLE
    yield commands.SINGLE_IDENTITY[answers.single.identity]
    if on_ec2:
        yield commands.SINGLE_PROFILE
    yield commands.END_WITH_NEXT_STEPS
    yield commands.CHOICE
    yield commands.CHOOSE_SINGLE
    yield commands.CHOOSE_ANYTHING_ELSE
    yield commands.END_OF_CHOICE
