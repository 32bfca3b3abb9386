"""Whether the files are there, and whether those who need them may read them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.lint.model import lint_finding
from carto_wizard.checks.shell import command, look_at
from carto_wizard.files.config.aws_file import AwsFile, Kind
from carto_wizard.files.config.profiles import FileLine
from carto_wizard.files.config.reading import read
from carto_wizard.files.disk.file_state import MAX_BYTES

CONTAINER_UID = 10001
"""The user that Cartography's container image runs as (its Dockerfile)."""

_finding = partial(lint_finding, "lint.file")


def read_file(path: Path | None, kind: Kind) -> tuple[AwsFile, list[Finding]]:
    """The file, and why botocore finds nothing there; None stands for no path at all.

    A credentials file that is missing is no trouble, so it has no finding.
    """
    if path is None:
        return AwsFile("", kind), []
    file = AwsFile(str(path), kind)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return file, [_not_a_file(file, stat.S_ISDIR(status.st_mode))]
        if status.st_size > MAX_BYTES:
            return file, [_too_large(file)]
        return read(path.read_bytes(), file.path, kind), []
    except (FileNotFoundError, NotADirectoryError):
        return file, [_missing(file)] if kind == "config" else []
    except (OSError, ValueError) as error:
        return file, [_unreadable(file, error)]


def rights(file: AwsFile) -> Iterator[Finding]:
    """Whether the user of Cartography's container may read the file."""
    barred = _barred(file.path) if file.found else []
    if not barred:
        return
    changes = [command("chmod", change, path) for path, change in barred]
    yield _finding(
        "container-unreadable",
        FileLine(file.path),
        f"the user in Cartography's container (uid {CONTAINER_UID}) cannot read this "
        "file. botocore then reads nothing and reports no error, and Cartography "
        "exits with status 0.",
        evidence=f"{barred[0][0]} is not accessible for uid {CONTAINER_UID}",
        remedy="Allow the user in the container to read it, or mount a copy that this "
        "user owns.",
        command=" && ".join(changes) if all(changes) else "",
    )


def _barred(path: str) -> list[tuple[str, str]]:
    """What keeps the container's user out, each with the change of mode it needs.

    Only the folder and the file are looked at: a mount brings the folder, not what is
    above it.
    """
    found = []
    for each, bits in ((Path(path).parent, 0o1), (Path(path), 0o4)):
        if not path or os.name != "posix":
            break
        try:
            status = each.stat()
        except (OSError, ValueError):
            break
        who, shift = _class_of(status)
        if not status.st_mode >> shift & bits:
            found.append((str(each), f"{who}+{'x' if bits == 0o1 else 'r'}"))
    return found


def _class_of(status: os.stat_result) -> tuple[str, int]:
    """Which permissions count for the container's user: letter and place."""
    if status.st_uid == CONTAINER_UID:
        return "u", 6
    return ("g", 3) if status.st_gid == CONTAINER_UID else ("o", 0)


def _missing(file: AwsFile) -> Finding:
    return _finding(
        "config-missing",
        FileLine(file.path),
        "the file does not exist. botocore treats it as empty, and Cartography finds "
        "no account and exits with status 0.",
        remedy="Write the file, or correct AWS_CONFIG_FILE.",
        command="carto-wizard write",
    )


def _not_a_file(file: AwsFile, folder: bool) -> Finding:
    what = "a folder" if folder else "not a regular file"
    return _finding(
        "file-not-regular",
        FileLine(file.path),
        f"this is {what}, so botocore reads nothing and reports no error.",
        status=Status.FAILED if file.kind == "config" else Status.WARNING,
        remedy="Move it to another place and write the files, or correct the path.",
        command=look_at(file.path),
    )


def _too_large(file: AwsFile) -> Finding:
    return _finding(
        "file-too-large",
        FileLine(file.path),
        "this file is larger than 64 MiB. An AWS file is never so large.",
        remedy="Correct the path, or move the file to another place and write the "
        "files.",
        command=look_at(file.path),
    )


def _unreadable(file: AwsFile, error: OSError | ValueError) -> Finding:
    reason = error.strerror if isinstance(error, OSError) else "an invalid path"
    return _finding(
        "config-unreadable",
        FileLine(file.path),
        "you have no permission to read the file. botocore then reads nothing and "
        "reports no error.",
        evidence=reason or type(error).__name__,
        remedy="Make it a file that the user who runs Cartography can read.",
        command=look_at(file.path),
    )
