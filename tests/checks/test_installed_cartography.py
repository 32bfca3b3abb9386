from __future__ import annotations

from pathlib import Path

import pytest

from carto_wizard.checks.probes.installed_cartography import cartography
from tests.checks.faults_machine import installed


@pytest.mark.parametrize(
    "library", ["lib/python3.12/site-packages", "lib/python3/dist-packages"]
)
def test_the_version_is_that_of_the_command_on_the_path(
    library: str, tmp_path: Path
) -> None:
    command = installed(tmp_path / "venv", library, "0.101.0")
    found = cartography({"PATH": f"/nonexistent:{command.parent}"})
    assert found is not None
    assert (found.version, found.where) == ("0.101.0", str(command))


def test_a_link_to_another_environment_is_followed(tmp_path: Path) -> None:
    command = installed(tmp_path / "pipx", "lib/python3.12/site-packages", "0.143.0")
    links = tmp_path / "bin"
    links.mkdir()
    (links / "cartography").symlink_to(command)
    found = cartography({"PATH": str(links)})
    assert found is not None
    assert (found.version, found.where) == ("0.143.0", str(command))


def test_without_it_nothing_is_said(tmp_path: Path) -> None:
    assert cartography({"PATH": str(tmp_path)}) is None
    assert cartography({}) is None
