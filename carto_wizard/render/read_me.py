"""READ-ME-FIRST.txt: what each file is, where it goes, what to do in which order."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

from carto_wizard.render.environment import needs_credentials_file
from carto_wizard.render.environment_files import (
    CONTAINER_CONFIG,
    CONTAINER_CREDENTIALS,
)
from carto_wizard.render.hand_over import TITLES, ways
from carto_wizard.render.next_steps import INSTANCE, attach_command, lines_of
from carto_wizard.render.parts import BLANK, Part
from carto_wizard.render.places import Places
from carto_wizard.render.planned import PlannedFile
from carto_wizard.render.quoting import posix_path, powershell_path, printable
from carto_wizard.render.run_command import (
    MINIMUM_VERSION,
    cartography_command,
    run_command,
)
from carto_wizard.render.wanted_iam import needs_instance_profile
from carto_wizard.setup.answers import (
    Answers,
    CredentialSource,
    Form,
    Mode,
    Platform,
    Trust,
)
from carto_wizard.setup.iam_names import what_to_create
from carto_wizard.setup.text import count

WIDTH = 80
_WITHOUT_OPTIONS = {
    Mode.HUB: "Without these options, Cartography reads only the hub.",
    Mode.SINGLE: "Without these options, Cartography finds no database or leaves "
    "parts out.",
}
KEY_VARIABLES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")


def read_me(
    answers: Answers, places: Places, files: Sequence[PlannedFile]
) -> tuple[Part, ...]:
    """Return the whole file; `files` are the others of the plan."""
    first, *others = _sections(answers, places, files)
    return (first, *(part for section in others for part in (BLANK, section)))


def _sections(
    answers: Answers, places: Places, files: Sequence[PlannedFile]
) -> Iterator[Part]:
    yield _summary(answers)
    yield _files(files)
    yield _roles(answers)
    if not answers.target.here:
        yield _move(answers, places, files)
    yield _start(answers, places)
    yield _container(answers, places)
    yield _know(answers)


def _section(title: str, lines: Iterable[str], why: str, without: str) -> Part:
    text = "".join(f"{line}\n" for line in (title, "-" * len(title), *lines))
    return Part(text, why, without)


def _summary(answers: Answers) -> Part:
    if answers.mode is Mode.SINGLE:
        text = f"Cartography reads account {answers.single.account_id}."
    else:
        accounts = count(len(answers.accounts), "account")
        text = (
            f"Cartography reads {accounts} through the role {answers.hub_role} of the "
            f"hub account {answers.hub.account_id}. In every account it assumes the "
            f"role {answers.read_only_role}, which has the AWS managed policy "
            "SecurityAudit."
        )
    return _section(
        "Read access to AWS for Cartography",
        _wrapped(text),
        "What these files are for, in one sentence.",
        "To understand the folder, one has to read the policies.",
    )


def _files(files: Iterable[PlannedFile]) -> Part:
    lines: list[str] = []
    form: Form | None = None
    for file in files:
        if file.form is not form:
            form = file.form
            lines += ["", f"{TITLES[form]}:" if form else ""]
        lines += [printable(file.target_path, "a path"), *_indented(file.purpose)]
    return _section(
        "The files",
        lines,
        "Every file, where it belongs, and what it is for.",
        "A file in the wrong place is not read, and Cartography reports no error.",
    )


def _roles(answers: Answers) -> Part:
    first, *others = ways(answers.rendered)
    lines = _wrapped(
        "The wizard changes nothing in AWS. An administrator runs one of these, on any "
        "machine with the AWS CLI. All make the same, and running one again is safe."
    )
    lines += ["", *_wrapped(f"{first.title}: {first.when}"), *lines_of(first.tasks)]
    for way in others:
        lines += ["", *_wrapped(f"{way.title}: {way.when}")]
        lines += [f"    {command}" for task in way.own for command in task.commands]
    return _section(
        f"Create {what_to_create(answers)}",
        lines,
        "What an administrator runs, in which account, and what is left to do by hand.",
        "Without this, AWS denies every call of Cartography.",
    )


def _move(answers: Answers, places: Places, files: Iterable[PlannedFile]) -> Part:
    lines = _wrapped("Copy this folder to")
    lines.append(f"    {printable(places.target_folder, 'target.folder')}")
    for file in files:
        if file.key in ("aws-config", "aws-credentials"):
            lines += _wrapped(f"and its file {PurePath(file.path).name} to")
            lines.append(f"    {printable(file.target_path, 'target.config_file')}")
    lines += _wrapped(
        "If the file already exists, add these sections to it instead of replacing it."
    )
    if answers.target.platform is not Platform.WINDOWS:
        lines += _wrapped(
            "The user that runs Cartography must be able to read all of them."
        )
    return _section(
        "Copy the files to the machine",
        lines,
        "Where the files go on the machine that runs Cartography.",
        "Cartography does not find files that stay here.",
    )


def _start(answers: Answers, places: Places) -> Part:
    lines = [f"    {run_command(answers, places)}"]
    lines += _wrapped(
        "It loads the environment and starts the following command, with the rules "
        "for permission relationships from the installed package. You can add more "
        "options of Cartography after the name of the script."
    )
    lines.append(f"    {cartography_command(answers)}")
    lines += _wrapped(
        f"Use Cartography {MINIMUM_VERSION} or later. It exits with status 0 even if "
        "it read nothing. carto-wizard check shows what it can read."
    )
    return _section(
        "Start Cartography",
        lines,
        "The command for these answers, and what its exit status does not prove.",
        _WITHOUT_OPTIONS[answers.mode],
    )


def _container(answers: Answers, places: Places) -> Part:
    lines = _wrapped(
        "Use these options of docker run, and --user with a user that can read the "
        "files:"
    )
    lines.append(f"    --env-file docker.env {_mount(answers, places)}")
    if answers.target.credentials is CredentialSource.ENVIRONMENT:
        lines.append(f"    {' '.join(f'-e {name}' for name in KEY_VARIABLES)}")
    if answers.target.credentials is CredentialSource.EC2:
        lines += _wrapped(
            "On EC2, the container can use the instance role only with a hop limit of "
            "2:"
        )
        lines.append(
            "    aws ec2 modify-instance-metadata-options --http-tokens required"
            f" --http-put-response-hop-limit 2 --instance-id {INSTANCE}"
        )
    return _section(
        "In a container",
        lines,
        "What a container also needs: the files inside it, and access to its role.",
        "The container finds no file or no instance role, and Cartography exits with "
        "status 0.",
    )


def _mount(answers: Answers, places: Places) -> str:
    pairs = [(places.target_config_file, CONTAINER_CONFIG)]
    if needs_credentials_file(answers):
        pairs.append((places.target_credentials_file, CONTAINER_CREDENTIALS))
    windows = answers.target.platform is Platform.WINDOWS
    quote = powershell_path if windows else posix_path
    mounts = (quote(f"{ours}:{inside}:ro", "the config") for ours, inside in pairs)
    return " ".join(f"-v {mount}" for mount in mounts)


def _know(answers: Answers) -> Part:
    if answers.mode is Mode.HUB:
        lines = _know_hub(answers)
    else:
        lines = _wrapped(
            "The AWS config file has no account ID. Cartography reads the account of "
            "the credentials."
        )
    return _section(
        "Good to know",
        lines,
        "What is often unexpected.",
        "Resources are missing from the graph without an error.",
    )


def _know_hub(answers: Answers) -> list[str]:
    lines = _wrapped(
        "Cartography reads every named profile as an account. If an account fails, "
        "the accounts after it may not be read. A session lasts one hour and is "
        "renewed automatically."
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
    role = answers.hub_role
    if answers.access.trust is Trust.HUB_ROLE:
        return (
            f"The accounts trust only the role {role}, so Cartography must start with "
            "credentials of that role."
        )
    return (
        f"Cartography must start with credentials of the role {role}, or of an "
        "identity of the hub account that has the policy in hub-inline-policy.json."
    )


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(
        printable(text, "the answers"),
        WIDTH,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _indented(text: str) -> list[str]:
    return [f"    {line}" for line in textwrap.wrap(text, WIDTH - 4)]
