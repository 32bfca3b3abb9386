from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from carto_wizard.demo.launch import Demo
from tests.checks.bench import Bench
from tests.checks.runs import bench_on


@pytest.fixture
def bench(healthy_aws: Demo, tmp_path: Path) -> Iterator[Bench]:
    """A machine of an AWS on which all is well."""
    with bench_on(healthy_aws, tmp_path) as made:
        yield made
