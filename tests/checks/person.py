"""A person who does what a finding says, and nothing else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from carto_wizard.checks.finding import Finding
from carto_wizard.commands.planning import complete_session, planned_changes
from carto_wizard.files.locations import places
from carto_wizard.files.state_folder import StateFolder
from carto_wizard.files.writer import write
from carto_wizard.setup.session import save
from tests.checks.bench import Bench

_ADMIN = re.compile(r"with administrator credentials for account (\d{12})")
_SHELLS_OWN = ("PWD", "OLDPWD", "SHLVL", "_", "AFTER", "PATH")


def settle_in(bench: Bench) -> None:
    """Give the machine a home, and write all files of the set-up there."""
    bench.environ |= {
        "HOME": str(bench.folder),
        "XDG_STATE_HOME": str(bench.folder / "state"),
    }
    bench.where = places(bench.answers, bench.environ, bench.folder)
    bench.config.unlink()
    write_files(bench)


def session_of(bench: Bench) -> Path:
    return bench.folder / "session.toml"


def write_files(bench: Bench) -> None:
    """What the wizard does with the answers as they are now."""
    save(bench.answers, session_of(bench))
    state = StateFolder(Path(bench.environ["XDG_STATE_HOME"]) / "carto-wizard")
    complete = complete_session(
        session_of(bench), bench.answers, bench.environ, state, bench.folder
    )
    for result in write(
        planned_changes(complete), state_folder=state, session=complete.name
    ):
        assert result.ok, result.message


def run_command(bench: Bench, finding: Finding, typed: str = "") -> None:
    """Type the command of a finding into a shell, with the credentials it names."""
    named = finding.naming(f" --session {session_of(bench)}")
    command = named.command
    if command.startswith("carto-wizard write"):
        command += " --yes"
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environ = bench.environ | {"PATH": path, "AFTER": str(bench.folder / "after")}
    admin = _ADMIN.search(finding.remedy)
    own = dict(environ)
    if admin:
        key = bench.demo.admin[admin[1]]
        own |= {
            "AWS_ACCESS_KEY_ID": key.key,
            "AWS_SECRET_ACCESS_KEY": key.secret,
            # No region but the command's own.
            "AWS_CONFIG_FILE": os.devnull,
        }
        own.pop("AWS_SESSION_TOKEN", None)
    done = subprocess.run(
        ["sh", "-c", f'{command}\nstatus=$?; env -0 >"$AFTER"; exit $status'],
        env=own,
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=bench.folder,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    if not admin:
        bench.environ = _after(bench.folder / "after") | {"PATH": bench.environ["PATH"]}


def _after(path: Path) -> dict[str, str]:
    pairs = (row.partition("=") for row in path.read_text().split("\0") if row)
    return {name: value for name, _, value in pairs if name not in _SHELLS_OWN}


def change_accounts(bench: Bench, *accounts: object) -> None:
    """Give the wizard another list of accounts, then write the files again."""
    bench.answers = replace(bench.answers, accounts=tuple(accounts))  # type: ignore[arg-type]
    write_files(bench)
