"""Terraform's own apply over the embedded AWS: made, planned without a change, removed.

CARTO_WIZARD_PROVIDERS names a filesystem mirror with the AWS provider; `.ci/run` makes
it where terraform is on the PATH.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.demo.launch import Demo, start
from carto_wizard.render.folder import FILES
from carto_wizard.render.parts import text_of
from carto_wizard.setup.answers import Answers, Form
from tests.equality.iam_state import iam_of, made_in, make_boundary
from tests.equality.matrix import RICHEST, cells, pairwise, wanted
from tests.render.cases import HERE
from tests.sample import sample

MANAGEMENT, SPOKE = "222222222222", "333333333333"
# Everything that the provider would ask of the real AWS on its own.
OFFLINE = """provider "aws" {{
  {alias}
  skip_credentials_validation = true
  skip_metadata_api_check     = true

  endpoints {{
    iam = "{endpoint}"
    sts = "{endpoint}"
  }}
}}
"""


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    with start("empty") as running:
        for account in (running.answers.hub.account_id, SPOKE):
            make_boundary(iam_of(running, account))
        yield running


def terraform(
    demo: Demo, folder: Path, *words: str
) -> subprocess.CompletedProcess[str]:
    assert shutil.which("terraform"), "terraform is not on the PATH"
    mirror = os.environ.get("CARTO_WIZARD_PROVIDERS", "")
    assert mirror, "CARTO_WIZARD_PROVIDERS names no mirror of providers"
    settings = folder / "terraform.rc"
    settings.write_text(
        "provider_installation {\n  filesystem_mirror {\n"
        f"    path = {json.dumps(mirror)}\n  }}\n}}\n"
    )
    key = demo.admin[MANAGEMENT]
    return subprocess.run(
        ["terraform", f"-chdir={folder / 'terraform'}", *words, "-no-color"],
        env=demo.environ
        | {
            "PATH": os.environ["PATH"],
            "TF_CLI_CONFIG_FILE": str(settings),
            "CHECKPOINT_DISABLE": "1",
            "AWS_ACCESS_KEY_ID": key.key,
            "AWS_SECRET_ACCESS_KEY": key.secret,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def write(demo: Demo, folder: Path, answers: Answers) -> None:
    """The files of the form, and what makes the provider ask the embedded AWS."""
    for file in FILES:
        if file.form is Form.TERRAFORM and file.applies(answers):
            path = folder / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text_of(file.render(answers, HERE)))
    override = "".join(
        OFFLINE.format(alias=f'alias = "account_{id_}"\n', endpoint=demo.endpoint)
        for id_ in (answers.hub.account_id, SPOKE)
    )
    (folder / "terraform" / "test_override.tf").write_text(override)


# CI has time for the richest one; `-m ""` runs the pairwise cells too.
@pytest.mark.parametrize("cell", sample([*pairwise(), RICHEST], RICHEST))
def test_terraform_makes_finds_and_removes_what_is_wanted(
    demo: Demo, tmp_path: Path, cell: int
) -> None:
    hub = demo.answers.hub.account_id
    spokes = tuple(each for each in demo.answers.accounts if each.id in (hub, SPOKE))
    answers = cells("aws")[cell]
    answers = replace(
        answers,
        hub=replace(answers.hub, account_id=hub, role=f"tf{cell}-service"),
        access=replace(answers.access, role=f"tf{cell}-read-only"),
        accounts=spokes,
    )
    write(demo, tmp_path, answers)
    for words in (
        ("init",),
        ("validate",),
        ("apply", "-auto-approve"),
        ("plan", "-detailed-exitcode"),
    ):
        succeeds(demo, tmp_path, *words)
    for account in (hub, SPOKE):
        expected = wanted(answers, account)
        assert made_in(iam_of(demo, account), expected.roles) == expected

    # Whoever has the roles but not the state finds them by the import blocks.
    folder = tmp_path / "terraform"
    (folder / "terraform.tfstate").unlink()
    shutil.copy(folder / "imports.tf.example", folder / "imports.tf")
    planned = succeeds(demo, tmp_path, "plan")
    assert re.search(
        r"[1-9]\d* to import, 0 to add, 0 to change, 0 to destroy", planned
    )
    succeeds(demo, tmp_path, "apply", "-auto-approve")

    succeeds(demo, tmp_path, "destroy", "-auto-approve")
    client = iam_of(demo, SPOKE)
    with pytest.raises(client.exceptions.NoSuchEntityException):
        client.get_role(RoleName=answers.access.role)


def succeeds(demo: Demo, folder: Path, *words: str) -> str:
    done = terraform(demo, folder, *words)
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout
