"""A signal ends a command with its code, wherever in the program it comes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from carto_wizard.demo.launch import Demo
from tests.aws_fixtures import as_admin, towards
from tests.terminal import PATIENCE, terminal

MANAGEMENT = "222222222222"
# Python runs a handler between two steps of the main thread. Here it is the step at
# which the function named on the command line returns, once the handler is there.
_SIGNALLED = """
import signal, sys
from carto_wizard.cli import main

name = sys.argv.pop(1)

def watch(frame, event, _):
    names = [f.f_code.co_qualname for f in (frame.f_back, frame) if f]
    if event == "return" and " ".join(names).endswith(name):
        if callable(signal.getsignal(signal.SIGTERM)):
            sys.setprofile(None)
            signal.raise_signal(signal.SIGTERM)

sys.setprofile(watch)
sys.exit(main())
"""


@pytest.mark.parametrize(
    "function",
    [
        # The lock of the event that stops the listing has just been taken.
        "Event.wait Condition.__enter__",
        # The same lock has just been given back, and is about to be taken again.
        "Condition.wait Condition._release_save",
        # Python drops what is raised where it cleans up after an import.
        "_get_module_lock.<locals>.cb",
    ],
)
def test_it_ends_the_listing_in_the_middle_of_what_python_does_itself(
    function: str, healthy_aws: Demo, env: dict[str, str], home: Path
) -> None:
    command = sys.executable, "-c", _SIGNALLED, function
    healthy_aws.fault(
        "call", permission="organizations:DescribeOrganization", delay=PATIENCE / 2
    )
    flags = "refresh", "--session", home / "new.toml"
    admin = as_admin(healthy_aws, env, MANAGEMENT)
    with terminal(*flags, env=admin, command=command) as tty:
        assert tty.ended() == 143
    assert list(home.iterdir()) == []


def test_it_ends_the_helper_that_the_credentials_come_from(
    healthy_aws: Demo, env: dict[str, str], home: Path
) -> None:
    config, helper, begun = (home / name for name in ("config", "helper", "begun"))
    os.mkfifo(begun)
    helper.write_text(f"exec 3>{begun}; echo begun >&3; exec tail -f /dev/null\n")
    config.write_text(f"[profile slow]\ncredential_process = sh {helper}\n")
    here = towards(healthy_aws, env) | {"AWS_CONFIG_FILE": str(config)}
    flags = "refresh", "--profile", "slow", "--session", home / "new.toml"
    with terminal(*flags, env=here) as tty, begun.open() as told:
        assert told.readline() == "begun\n"
        tty.signal(15)
        assert tty.ended() == 143
        # The end comes when nobody is left who could write.
        assert told.read() == ""
