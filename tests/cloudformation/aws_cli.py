"""The real AWS CLI, loaded once and forked for every call, which saves its start.

`python -m tests.cloudformation.aws_cli SOCKET` serves; `CLIENT` is the program `aws`.
"""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

CLIENT = """\
#!{python} -ISE
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect({path!r})
    asked = json.dumps([sys.argv[1:], dict(os.environ), os.getcwd()]).encode()
    socket.send_fds(server, [len(asked).to_bytes(4, "big")], [0, 1, 2])
    server.sendall(asked)
    ended = server.recv(1)
sys.exit(ended[0] if ended else 255)
"""


@contextmanager
def aws_cli(folder: Path) -> Iterator[Path]:
    """Run the server for a while; gives the folder with the program `aws`."""
    path = folder / "cli.sock"
    command = [sys.executable, "-m", __name__, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None and server.stdout.readline()
        bin = folder / "bin"
        bin.mkdir(exist_ok=True)
        program = bin / "aws"
        program.write_text(CLIENT.format(python=sys.executable, path=str(path)))
        program.chmod(0o700)
        try:
            yield bin
        finally:
            server.terminate()
    path.unlink()


def serve(path: str) -> None:
    """Answer until this process is ended."""
    from awscli.clidriver import main

    # It loads most of itself at its first command: one that calls nobody, before the
    # forks, halves the time of each.
    sys.argv = ["aws", "iam", "get-role", "--generate-cli-skeleton"]
    with redirect_stdout(io.StringIO()):
        main()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen(16)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            connection, _ = listening.accept()
            with connection:
                # The child of the child has no parent that must wait for it.
                if (child := os.fork()) == 0:
                    if os.fork() == 0:
                        _call(connection)
                    os._exit(0)
                os.waitpid(child, 0)


def _call(connection: socket.socket) -> None:
    from awscli.clidriver import main

    head, fds, _, _ = socket.recv_fds(connection, 4, 3)
    asked = b""
    while len(asked) < int.from_bytes(head, "big"):
        asked += connection.recv(1 << 16)
    for number, fd in enumerate(fds):
        os.dup2(fd, number)
    arguments, environ, folder = json.loads(asked)
    # Loading the AWS CLI told where its own data are.
    environ["AWS_DATA_PATH"] = os.environ["AWS_DATA_PATH"]
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(folder)
    sys.argv = ["aws", *arguments]
    status = 255
    try:
        status = main()
        sys.stdout.flush()
    except SystemExit as ended:
        status = int(ended.code or 0)
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        connection.sendall(bytes([status & 255]))
        os._exit(0)


if __name__ == "__main__":
    serve(sys.argv[1])
