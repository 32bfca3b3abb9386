"""The man page and the completions, by the programs that read them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.shared_data.files import FOLDER
from tests.terminal import terminal

MAN_PAGE = FOLDER / "man" / "man1" / "carto-wizard.1"
SHELLS = {
    "bash": (
        ("bash", "--norc", "-i"),
        f"source '{FOLDER}/bash-completion/completions/carto-wizard'",
    ),
    "zsh": (
        ("zsh", "-f", "-i"),
        f"fpath=('{FOLDER}/zsh/site-functions' $fpath)"
        " && autoload -Uz compinit && compinit -u -D",
    ),
    "fish": (
        ("fish", "--no-config", "-i"),
        f"source '{FOLDER}/fish/vendor_completions.d/carto-wizard.fish'",
    ),
}
COMPLETED = {
    "carto-wizard ref": "resh ",
    "carto-wizard check --mark": "down ",
    "carto-wizard --session some": "-answers.toml ",
    "carto-wizard lint --session some": "-answers.toml ",
    "carto-wizard lint some": "-answers.toml ",
    "carto-wizard demo --scenario heal": "thy ",
    "carto-wizard demo --directory a-fo": "lder/",
}


@pytest.mark.parametrize(
    "command",
    [
        ("mandoc", "-Tlint"),
        ("groff", "-man", "-Tutf8", "-ww", "-z"),
        ("man", "--warnings", "-l"),
    ],
    ids=lambda command: command[0],
)
def test_the_man_page_has_no_mistake(command: tuple[str, ...]) -> None:
    done = subprocess.run(
        [*command, str(MAN_PAGE)],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )
    assert done.stderr == ""
    assert command[0] == "man" or done.stdout == ""


@pytest.mark.parametrize("typed", COMPLETED)
@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_completes_what_is_typed(
    shell: str, typed: str, tmp_path: Path
) -> None:
    (tmp_path / "some-answers.toml").touch()
    (tmp_path / "a-folder").mkdir()
    command, load = SHELLS[shell]
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "TERM": "dumb",
        "LC_ALL": "C.UTF-8",
    }
    with terminal(command=command, env=env, cwd=tmp_path, size=(200, 24)) as tty:
        tty.send(f"{load} && echo load''ed\n")
        tty.expect("loaded\n")
        # What is typed is shown to be what the shell then has as its line.
        tty.send(f"{typed}\tX''Y\x01echo \n")
        expected = f"{typed}{COMPLETED[typed]}XY".removesuffix("\n")
        tty.expect(f"\n{expected}")
