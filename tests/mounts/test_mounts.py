"""Real file systems: a full disk, bind mounts, a container's layers, a read-only one.

They need a Linux that lets this user mount in namespaces of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def driven(task: str, folder: Path) -> dict[str, Any]:
    driver = (sys.executable, "-m", "tests.mounts.driver", task, str(folder))
    ended = subprocess.run(
        ["unshare", "--map-root-user", "--mount", *driver],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    report = json.loads(ended.stdout)
    assert isinstance(report, dict)
    return report


@pytest.mark.parametrize(
    "task", ["full_home", "full_everywhere", "full_in_place", "full_state"]
)
def test_a_disk_that_fills_up_at_any_page_keeps_old_or_new_bytes(
    task: str, tmp_path: Path
) -> None:
    report = driven(task, tmp_path)
    assert (report["bad"], report["said"]) == ([], [])
    assert report["enough"] and report["tries"] > 3


@pytest.mark.parametrize("task", ["bind_mounted_folder", "overlay"])
def test_a_mounted_folder_is_like_any_other(task: str, tmp_path: Path) -> None:
    assert driven(task, tmp_path) == {
        "outcome": "written",
        "in_place": "",
        "written": True,
        "undone": ["written"],
        "restored": True,
        "litter": [],
    }


def test_a_file_that_is_mounted_by_itself_is_written_in_place(tmp_path: Path) -> None:
    report = driven("bind_mounted_file", tmp_path)
    assert "it is a mount point" in report.pop("in_place")
    assert report == {
        "outcome": "written",
        "written": True,
        "undone": ["written"],
        "restored": True,
        "source": True,
        "litter": [],
    }


def test_a_read_only_file_system_is_refused_before_anything_is_written(
    tmp_path: Path,
) -> None:
    report = driven("read_only", tmp_path)
    assert (report["status"], report["outcome"]) == ("refused", "refused")
    assert "the file system is read-only" in report["said"]
