"""shellcheck on every script of sh that is generated."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from carto_wizard.render.plan import plan
from carto_wizard.render.planned import Language
from carto_wizard.setup.answers import ChosenOrganization
from tests.render.cases import HERE, HUB_EC2, many

_SHELLCHECK = Path(sys.executable).with_name("shellcheck")


def test_no_script_has_a_finding(tmp_path: Path) -> None:
    of_units = replace(HUB_EC2, organization=ChosenOrganization(ous=("ou-1", "ou-2")))
    texts = {
        file.text
        for answers, places in [*many(), (of_units, HERE)]
        for file in plan(answers, places)
        if file.language is Language.SHELL and file.executable
    }
    paths = [tmp_path / f"{number}.sh" for number in range(len(texts))]
    for path, text in zip(paths, sorted(texts), strict=True):
        path.write_text(text)
    done = subprocess.run(
        [str(_SHELLCHECK), "--shell=sh", "--exclude=SC1091", *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
