"""The administrators of the demo, who make what is missing for the present answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from urllib.error import HTTPError

from carto_wizard.aws.clients import Clients, Connection, Credentials
from carto_wizard.aws.failures import CallFailed
from carto_wizard.aws.iam_roles import read_role, role_in_profile
from carto_wizard.checks.roles.comparison import (
    Standing,
    compare_profile,
    compare_role,
)
from carto_wizard.checks.roles.look import accounts_of
from carto_wizard.demo.launch import Demo
from carto_wizard.demo.role_calls import (
    add_to_profile,
    create_profile,
    create_role,
    set_right,
)
from carto_wizard.demo.scenarios import FORMER_HUB
from carto_wizard.render.wanted_iam import Role, WantedRole, wanted_iam
from carto_wizard.setup.answers import Answers, Mode
from carto_wizard.setup.text import one_line


def make_roles(demo: Demo, answers: Answers) -> tuple[str, ...]:
    """Make or set right every role, and enable the chosen regions.

    Returns a sentence for everything that is left as it is.
    """
    left: list[str] = []
    if wanted_iam(answers, answers.account_id).identity:
        left.append("Make the user or the group yourself: its key is shown only once.")
    clients = Clients(demo.environ, workers=1)
    for account, _ in accounts_of(answers):
        if account not in demo.admin:
            left.append(f"Nobody administers account {one_line(account, 20)} here.")
            continue
        key = demo.admin[account]
        credentials = Credentials(key.key, key.secret)
        connection = Connection(clients, credentials, demo.region)
        try:
            left += _in_account(answers, account, connection)
            if account == answers.account_id:
                _put_on_instance(demo, answers, connection)
        except CallFailed as failure:
            left.append(f"In account {account}: {failure.evidence.rstrip('.')}.")
    left += _enable_regions(demo, answers)
    return tuple(left)


def _in_account(
    answers: Answers, account: str, connection: Connection
) -> Iterator[str]:
    for role in wanted_iam(answers, account).roles:
        for sentence in (*_role(role, connection), *_profile(role, connection)):
            yield f"In account {account}: {sentence}"


def _role(role: WantedRole, connection: Connection) -> Iterator[str]:
    call = partial(connection.call, "iam")
    found = read_role(connection, role.name)
    compared = compare_role(role, found)
    if found is None:
        create_role(call, role)
    elif compared.standing is Standing.FOREIGN and not _is_former(found):
        yield f"{compared.what} is not ours and stays. {compared.remarks[0]}"
    elif compared.standing is not Standing.SAME:
        set_right(call, role, found)


def _is_former(found: Role) -> bool:
    """Whether the role is of the hub that the demo's people had before."""
    return FORMER_HUB in json.dumps(found.trust)


def _profile(role: WantedRole, connection: Connection) -> Iterator[str]:
    if not role.instance_profile:
        return
    call = partial(connection.call, "iam")
    held = role_in_profile(connection, role.name)
    if held is None:
        create_profile(call, role)
    elif not held:
        add_to_profile(call, role.name)
    elif held != role.name:
        compared = compare_profile(role.name, held)
        yield f"{compared.what} stays. {compared.remarks[0]}"


def _put_on_instance(demo: Demo, answers: Answers, connection: Connection) -> None:
    """Give the instance its profile, as the script says how to."""
    names = [
        role.name
        for role in wanted_iam(answers, answers.account_id).roles
        if role.instance_profile
    ]
    found = connection.call("ec2", "describe_iam_instance_profile_associations")
    on_it = found.get("IamInstanceProfileAssociations") or ()
    for name in names:
        profile = {"IamInstanceProfile": {"Name": name}}
        if not on_it:
            call, which = (
                "associate_iam_instance_profile",
                {"InstanceId": demo.instance},
            )
        elif on_it[0]["IamInstanceProfile"]["Arn"].endswith(f"/{name}"):
            continue
        else:
            call = "replace_iam_instance_profile_association"
            which = {"AssociationId": on_it[0]["AssociationId"]}
        connection.call("ec2", call, **profile, **which)


def _enable_regions(demo: Demo, answers: Answers) -> Iterator[str]:
    if answers.mode is Mode.SINGLE:
        chosen = {answers.single.account_id: answers.single.region}
    else:
        chosen = {each.id: answers.region_of(each) for each in answers.accounts}
    for account, region in chosen.items():
        try:
            demo.fault("region", account=account, region=region, enabled=True)
        except HTTPError as error:
            error.close()
            name, where = one_line(region, 40), one_line(account, 20)
            yield f"The region {name} could not be enabled in account {where}."
