"""What the tests are called."""

from __future__ import annotations

import os
import subprocess

import pytest


@pytest.mark.parametrize("text", ["x" * 200_000])
def test_a_test_with_a_long_case_can_start_a_program(text: str) -> None:
    assert len(os.environ["PYTEST_CURRENT_TEST"]) < len(text)
    subprocess.run(["true"], check=True)
