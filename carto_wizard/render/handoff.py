"""READ-ME-FIRST.txt: what each file is, where it goes, what to do in which order."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from carto_wizard.render.environment import (
    CONTAINER_CONFIG,
    CONTAINER_CREDENTIALS,
    needs_credentials_file,
)
from carto_wizard.render.next_steps import INSTANCE, attach_command, next_steps
from carto_wizard.render.places import Places
from carto_wizard.render.planned import PlannedFile
from carto_wizard.render.quoting import plain, posix_path, powershell_path
from carto_wizard.render.run_command import MINIMUM_VERSION, run_command
from carto_wizard.render.scripts import needs_instance_profile
from carto_wizard.setup.answers import (
    Answers,
    CredentialSource,
    Mode,
    Platform,
    Trust,
)
from carto_wizard.setup.text import count

WIDTH = 80
KEY_VARIABLES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
TITLE = "Read access to AWS for Cartography"
FILES = "The files"
MOVE = "Bring them to the machine"
ROLES = "Create the roles"
START = "Start Cartography"
CONTAINER = "In a container"
KNOW = "Good to know"


def read_me(answers: Answers, places: Places, files: Sequence[PlannedFile]) -> str:
    """The whole text; `files` are the others of the plan."""
    sections = [
        (TITLE, _summary(answers)),
        (FILES, _files(files)),
        (ROLES, _roles(answers)),
        (MOVE, _move(answers, places, files) if not answers.target.here else []),
        (START, _start(answers, places)),
        (CONTAINER, _container(answers, places)),
        (KNOW, _know(answers)),
    ]
    return "\n".join(
        f"{title}\n{'-' * len(title)}\n" + "".join(f"{line}\n" for line in lines)
        for title, lines in sections
        if lines
    )


def _summary(answers: Answers) -> list[str]:
    if answers.mode is Mode.SINGLE:
        return _wrapped(f"Cartography reads account {answers.single.account_id}.")
    accounts = count(len(answers.accounts), "account")
    return _wrapped(
        f"Cartography reads {accounts} through the role {answers.hub.role} of the"
        f" hub account {answers.hub.account_id}. In every account it becomes the role"
        f" {answers.access.role}, which carries AWS's own policy SecurityAudit."
    )


def _files(files: Iterable[PlannedFile]) -> list[str]:
    lines = []
    for file in files:
        lines += [plain(file.target_path, "a path"), *_indented(file.purpose)]
    return lines


def _roles(answers: Answers) -> list[str]:
    windows = answers.target.platform is Platform.WINDOWS
    script = r".\create-roles.ps1" if windows else "sh create-roles.sh"
    lines = _wrapped(
        "On any machine that has the AWS CLI, as an administrator of the account."
        " Running it again is safe. create-roles.sh and create-roles.ps1 do the same."
    )
    first = "hub" if answers.mode is Mode.HUB else "single"
    return [*lines, f"    {script} {first}", *next_steps(answers, script)[1:-1]]


def _move(answers: Answers, places: Places, files: Iterable[PlannedFile]) -> list[str]:
    lines = _wrapped("Copy this folder to")
    lines.append(f"    {plain(places.target_folder, 'target.folder')}")
    for file in files:
        if file.key in ("aws-config", "aws-credentials"):
            lines += _wrapped(f"and its file {PurePath(file.path).name} to")
            lines.append(f"    {plain(file.target_path, 'target.config_file')}")
    lines += _wrapped(
        "If a file is there already, add these sections to it instead of replacing it."
    )
    if answers.target.platform is not Platform.WINDOWS:
        lines += _wrapped("All must be readable by the user that runs Cartography.")
    return lines


def _start(answers: Answers, places: Places) -> list[str]:
    windows = answers.target.platform is Platform.WINDOWS
    script = "run-cartography.ps1" if windows else "run-cartography.sh"
    lines = _wrapped(f"The script {script} does it, or in one line:")
    lines.append(f"    {run_command(answers, places)}")
    lines += _wrapped(
        f"Cartography {MINIMUM_VERSION} or later. It ends with 0 even when it saw no"
        " account at all; carto-wizard check tells what it will see."
    )
    return lines


def _container(answers: Answers, places: Places) -> list[str]:
    lines = _wrapped(
        "Hand docker run these options, and --user with somebody who may read them:"
    )
    lines.append(f"    --env-file docker.env {_mount(answers, places)}")
    if answers.target.credentials is CredentialSource.ENVIRONMENT:
        lines.append(f"    {' '.join(f'-e {name}' for name in KEY_VARIABLES)}")
    if answers.target.credentials is CredentialSource.EC2:
        lines += _wrapped(
            "On EC2 the container reaches the instance role only with a hop limit of 2:"
        )
        lines.append(
            "    aws ec2 modify-instance-metadata-options --http-tokens required"
            f" --http-put-response-hop-limit 2 --instance-id {INSTANCE}"
        )
    return lines


def _mount(answers: Answers, places: Places) -> str:
    pairs = [(places.target_config_file, CONTAINER_CONFIG)]
    if needs_credentials_file(answers):
        pairs.append((places.target_credentials_file, CONTAINER_CREDENTIALS))
    windows = answers.target.platform is Platform.WINDOWS
    quote = powershell_path if windows else posix_path
    mounts = (quote(f"{ours}:{inside}:ro", "the config") for ours, inside in pairs)
    return " ".join(f"-v {mount}" for mount in mounts)


def _know(answers: Answers) -> list[str]:
    if answers.mode is Mode.SINGLE:
        return _wrapped(
            "The AWS configuration holds no account ID: Cartography reads the account"
            " that the credentials belong to."
        )
    lines = _wrapped(
        "Every named profile that Cartography finds counts as an account, and a later"
        " account is not read after one that fails. A session lasts one hour and is"
        " renewed by itself."
    )
    if answers.target.credentials in (
        CredentialSource.ENVIRONMENT,
        CredentialSource.PROFILE,
    ):
        lines += _wrapped(_own_credentials(answers))
    if needs_instance_profile(answers):
        lines += _wrapped("To attach the role to another instance later:")
        lines.append(f"    {attach_command(answers)}")
    return lines


def _own_credentials(answers: Answers) -> str:
    role = answers.hub.role
    if answers.access.trust is Trust.HUB_ROLE:
        return (
            f"The accounts trust the role {role} alone, so the credentials Cartography"
            " starts from must be of that role."
        )
    return (
        f"The credentials Cartography starts from must be of the role {role}, or of an"
        " identity of the hub account that carries hub-inline-policy.json."
    )


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(
        plain(text, "the answers"),
        WIDTH,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _indented(text: str) -> list[str]:
    return [f"    {line}" for line in textwrap.wrap(text, WIDTH - 4)]
