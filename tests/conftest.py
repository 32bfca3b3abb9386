"""What every test may ask for."""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import WorkStealingScheduling

pytest_plugins = ["tests.aws_fixtures", "tests.sample"]

# Examples share the machine with other tests, so how long one takes says nothing; and
# a run that must pass tries the same ones each time. New ones are sought with
# `--hypothesis-profile=search`.
settings.register_profile("same-examples", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None)
settings.load_profile("same-examples")

_LONGEST_NAME = 200

# A shell starts a background job with SIGINT ignored, nohup with SIGHUP, and children
# inherit that: the wizard that a test interrupts would not notice.
for number in (signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, signal.SIG_DFL)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """With `-n auto`, twice the cores: most tests wait for half of their time."""
    return 2 * (os.cpu_count() or 1)


def pytest_xdist_make_scheduler(
    config: pytest.Config, log: Producer
) -> WorkStealingScheduling:
    """Give what waits for a long test to those who have nothing left to do."""
    return WorkStealingScheduling(config, log)


def pytest_make_parametrize_id(val: object) -> str | None:
    """A long case is named by how it begins.

    Programs that a test starts find its name in their environment, and Linux starts
    none with a variable of more than 128 kB.
    """
    if isinstance(val, str | bytes) and len(val) > _LONGEST_NAME:
        return f"{ascii(val[:20])[:40]}... {len(val)}"
    return None
