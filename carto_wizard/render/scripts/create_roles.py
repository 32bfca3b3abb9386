"""create-roles: the script that an administrator runs, for sh and for PowerShell.

Both are put together from the same parts and carry their policies inside, so one file
is all that has to reach the administrator of an account. Only sh goes through all
accounts and removes.
"""

from __future__ import annotations

from collections.abc import Iterator

from carto_wizard.render.parts import BLANK, Part
from carto_wizard.render.scripts import (
    all_accounts,
    aws_calls,
    commands,
    iam_functions,
    options,
    removal,
    unmarked_role,
)
from carto_wizard.render.scripts.constants import constants
from carto_wizard.render.scripts.documents import documents
from carto_wizard.render.scripts.role_values import role_values, script_roles
from carto_wizard.render.scripts.shells import (
    STOP,
    Shell,
    Snippet,
    head,
    parts_for,
)
from carto_wizard.setup.answers import Answers, Identity, Mode

_ABOUT = (
    "Creates in AWS what Cartography needs, and updates what this set-up made before.",
    "It is safe to run again. It needs the AWS CLI and administrator credentials for",
    "the account, such as an AWS_PROFILE.",
)
_PARAMETERS = Snippet(
    "The parameters of the script: a command, -Any and -Adopt.",
    "PowerShell would not accept the command.",
    powershell="param([string]$Command = '', [switch]$Any, [switch]$Adopt)\n",
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
_ROLE = (
    iam_functions.CREATE_ROLE,
    iam_functions.UPDATE_ROLE,
    iam_functions.SET_PERMISSIONS,
    iam_functions.INSTANCE_PROFILE,
    unmarked_role.AS_WANTED,
    unmarked_role.LEAVE_ROLE,
    iam_functions.ENSURE_ROLE,
    removal.REFUSE_FOREIGN,
    removal.REMOVE_PROFILE,
    removal.REMOVE_ROLE,
)
_REMOVE_SINGLE = {
    Identity.ROLE: removal.REMOVE_SINGLE_ROLE,
    Identity.USER: removal.REMOVE_USER,
    Identity.GROUP: removal.REMOVE_GROUP,
}


def create_roles(answers: Answers, shell: Shell) -> tuple[Part, ...]:
    """Return the script for one shell."""
    functions = _hub(answers) if answers.mode is Mode.HUB else _single(answers)
    roles = script_roles(answers)
    return (
        *parts_for(shell, *head(_ABOUT, _PARAMETERS)),
        BLANK,
        *parts_for(shell, *constants(answers)),
        *documents(answers, shell),
        *(part for role in roles for part in role_values(role, shell)),
        *parts_for(shell, *_CALLS, *(_ROLE if roles else ()), *functions),
    )


def _hub(answers: Answers) -> Iterator[Snippet]:
    yield commands.HUB
    if any(account.id == answers.hub.account_id for account in answers.accounts):
        yield commands.HUB_READS_ITSELF
    yield commands.END_OF_HUB
    yield commands.SPOKE
    yield removal.REMOVE_HUB_AND_READ_ONLY
    yield all_accounts.ASSUME
    yield all_accounts.IN_ACCOUNT
    yield all_accounts.ALL
    yield options.DEFAULTS
    yield options.DEFAULTS_OF_ROLES
    yield options.DEFAULTS_OF_HUB
    yield options.READ
    yield options.READ_OF_ROLES
    yield options.READ_OF_HUB
    yield options.END
    yield commands.CHOICE
    yield commands.CHOOSE_HUB
    yield commands.CHOOSE_SPOKE
    yield commands.CHOOSE_ALL
    yield commands.CHOOSE_REMOVE
    yield commands.CHOOSE_ANYTHING_ELSE
    yield commands.END_OF_CHOICE


def _single(answers: Answers) -> Iterator[Snippet]:
    identity = answers.single.identity
    role = identity is Identity.ROLE
    yield commands.SINGLE
    yield commands.SINGLE_IDENTITY[identity]
    yield commands.END_OF_SINGLE
    yield _REMOVE_SINGLE[identity]
    yield options.DEFAULTS
    if role:
        yield options.DEFAULTS_OF_ROLES
    yield options.READ
    if role:
        yield options.READ_OF_ROLES
    yield options.END
    yield commands.CHOICE
    yield commands.CHOOSE_SINGLE
    yield commands.CHOOSE_REMOVE
    yield commands.CHOOSE_ANYTHING_ELSE
    yield commands.END_OF_CHOICE
