from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.terminal import ROOT


@dataclass(frozen=True)
class Built:
    """What is published."""

    sdist: Path
    wheel: Path


def build(source: Path, folder: Path) -> Built:
    """Build an sdist from a folder, and a wheel from that sdist."""
    command = [
        "pyproject-build",
        "--installer",
        "uv",
        "--outdir",
        str(folder),
        str(source),
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (sdist,) = folder.glob("*.tar.gz")
    (wheel,) = folder.glob("*.whl")
    return Built(sdist, wheel)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(ROOT, tmp_path_factory.mktemp("dist"))
