"""Files that are missing, odd, or closed to those who need them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.lint.run import lint
from carto_wizard.files.disk.file_state import MAX_BYTES
from tests.checks.lint_case import GOOD


def causes(findings: tuple[Finding, ...]) -> list[str]:
    return [each.cause for each in findings if each.status is not Status.OK]


def written(folder: Path, text: str = GOOD) -> Path:
    path = folder / "config"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_folder_in_the_place_of_a_file(tmp_path: Path) -> None:
    found = lint(tmp_path, tmp_path / "none", {})
    assert causes(found) == ["file-not-regular"]
    assert str(tmp_path) in found[0].message
    found = lint(written(tmp_path), tmp_path, {})
    assert causes(found) == ["file-not-regular"]
    assert found[0].status is Status.WARNING


def test_a_link_that_leads_to_itself(tmp_path: Path) -> None:
    link = tmp_path / "config"
    link.symlink_to(link)
    assert causes(lint(link, tmp_path / "none", {})) == ["config-unreadable"]


def test_a_file_of_absurd_size(tmp_path: Path) -> None:
    path = tmp_path / "config"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert causes(lint(path, tmp_path / "none", {})) == ["file-too-large"]


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"HOME": "{here}"}, []),
        ({"HOME": "/nowhere"}, ["config-missing"]),
        ({"AWS_CONFIG_FILE": "{here}/.aws/config", "HOME": "/nowhere"}, []),
        ({"AWS_CONFIG_FILE": "$HOME/.aws/config", "HOME": "{here}"}, []),
        ({"AWS_CONFIG_FILE": "", "HOME": "{here}"}, ["config-variable-empty"]),
        (
            {"AWS_CONFIG_FILE": "'{here}/.aws/config'", "HOME": "{here}"},
            ["path-quoted"],
        ),
    ],
)
def test_no_path_means_where_botocore_looks(
    tmp_path: Path, environ: Mapping[str, str], expected: list[str]
) -> None:
    (tmp_path / ".aws").mkdir()
    written(tmp_path / ".aws")
    here = {key: value.format(here=tmp_path) for key, value in environ.items()}
    assert causes(lint(None, None, here)) == expected


def test_the_container_may_not_read_a_private_file(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    path = written(tmp_path)
    path.chmod(0o600)
    found = lint(path, None, {"HOME": "/nowhere"}, container=True)
    assert causes(found) == ["container-unreadable"]
    assert found[0].command == f"chmod o+r {path}"
    assert causes(lint(path, None, {"HOME": "/nowhere"})) == []


def test_the_container_may_not_enter_a_private_folder(tmp_path: Path) -> None:
    folder = tmp_path / ".aws"
    folder.mkdir(mode=0o700)
    path = written(folder)
    path.chmod(0o644)
    (finding, _) = lint(path, None, {"HOME": "/nowhere"}, container=True)
    assert finding.command == f"chmod o+x {folder}"


def test_the_container_may_read_an_open_file(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    path = written(tmp_path)
    path.chmod(0o644)
    assert causes(lint(path, None, {"HOME": "/nowhere"}, container=True)) == []


AS_NOBODY = """
import os, sys
from pathlib import Path
from carto_wizard.checks.lint.run import lint

if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
for finding in lint(Path(sys.argv[1]), Path("/nowhere"), {}):
    print(finding.cause)
"""


def test_a_file_that_the_running_user_may_not_read(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.chmod(0)
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(path)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stdout.split() == ["config-unreadable"]
