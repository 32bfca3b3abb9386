"""The embedded AWS with CloudFormation and StackSets, inside the tests' own process."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from carto_wizard.demo import provisioning
from carto_wizard.demo.aws_state import AwsState, MemberAccount
from carto_wizard.demo.endpoint import AwsEndpoint, Environ, StartResponse
from carto_wizard.demo.launch import client_environ
from carto_wizard.demo.scenarios import Key, Scenario
from carto_wizard.demo.server import quiet_handler
from carto_wizard.render.parts import text_of
from carto_wizard.render.scripts.roll_out.script import roll_out
from carto_wizard.setup.answers import Answers
from tests.cloudformation.aws_cli import aws_cli
from tests.cloudformation.iam_calls import IamCalls
from tests.cloudformation.stack_sets import StackSet, StackSets
from tests.cloudformation.stacks import Stacks


@dataclass
class Cloud:
    """A running AWS, and what a test looks at or changes in it."""

    aws: AwsState
    stacks: Stacks
    sets: StackSets
    keys: dict[str, Key]
    folder: Path
    cli: Path
    """The folder of the AWS CLI."""
    endpoint: str = ""
    kill_after: str = ""
    """The permission of the call after which the script is killed; empty: none."""
    script: subprocess.Popen[str] | None = field(default=None, repr=False)

    def run(
        self, answers: Answers, account: str, *words: str
    ) -> subprocess.CompletedProcess[str]:
        """Run roll-out.sh with the credentials of this account's administrator."""
        path = self.folder / "roll-out.sh"
        path.write_text(text_of(roll_out(answers)))
        key = self.keys[account]
        environ = client_environ(os.environ, self.endpoint, "http://127.0.0.1:9", path)
        environ |= {
            "AWS_ACCESS_KEY_ID": key.key,
            "AWS_SECRET_ACCESS_KEY": key.secret,
            "AWS_MAX_ATTEMPTS": "1",
            "PATH": f"{self.cli}{os.pathsep}{os.environ['PATH']}",
            "ROLL_OUT_PAUSE": "0",
            "HOME": str(self.folder),
        }
        self.script = subprocess.Popen(
            ["/bin/sh", str(path), *words],
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        out, errors = self.script.communicate(timeout=300)
        return subprocess.CompletedProcess(words, self.script.returncode, out, errors)

    @property
    def only_set(self) -> StackSet:
        (found,) = self.sets.all.values()
        return found

    def calls(self) -> list[str]:
        """The permissions that were used, in order."""
        return [call.permission for call in self.aws.calls]

    def roles(self, name: str) -> set[str]:
        """The accounts that have a role of this name."""
        from carto_wizard.demo.iam_state import role_by_name

        return {id for id in self.aws.members if role_by_name(self.aws, id, name)}

    def start_anew(self) -> None:
        """Take back all that stacks made, as if nothing had been run."""
        for (account, _), stack in self.stacks.all.items():
            self.stacks.delete(self.sets.executor(account), stack)
        self.stacks.all.clear()
        self.sets.all.clear()
        self.sets.trusted = False

    def notice(self) -> None:
        """Notice an answered call, and kill the script where that was asked for."""
        last = self.aws.calls[-1].permission if self.aws.calls else ""
        if self.script is not None and last == self.kill_after:
            os.killpg(self.script.pid, signal.SIGKILL)


@contextmanager
def cloud(
    answers: Answers, folder: Path, members: Iterable[MemberAccount] = ()
) -> Iterator[Cloud]:
    """Run AWS as it is before anybody set up Cartography for these answers."""
    with aws_cli(folder) as cli:
        yield from _cloud(answers, folder, members, cli)


def _cloud(
    answers: Answers, folder: Path, members: Iterable[MemberAccount], cli: Path
) -> Iterator[Cloud]:
    from moto.iam.models import iam_backends
    from moto.moto_server.werkzeug_app import create_backend_app
    from werkzeug.serving import make_server

    iam_backends.reset()
    aws = provisioning.new_organization(Scenario(answers, with_roles=False))
    aws.members |= {member.id: member for member in members}
    keys = provisioning.create_administrators(aws)
    provisioning.create_access_roles(aws)
    moto = create_backend_app("iam")
    stacks = Stacks(aws, IamCalls(aws, moto))
    sets = StackSets(aws, stacks)
    actions: dict[str, Any] = stacks.actions() | sets.actions()
    app = AwsEndpoint(aws, moto, "", {"cloudformation": actions})
    running = Cloud(aws, stacks, sets, keys, folder, cli)

    def counted(environ: Environ, start: StartResponse) -> Iterable[bytes]:
        answer = list(app(environ, start))
        running.notice()
        return answer

    server = make_server(
        "127.0.0.1", 0, counted, threaded=True, request_handler=quiet_handler(aws)
    )
    running.endpoint = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
