from __future__ import annotations

import os
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.files.aws_paths import expand, usual
from carto_wizard.files.existing_setup import existing_files
from carto_wizard.files.locations import dedicated_config, places
from carto_wizard.files.state_folder import StateFolder
from carto_wizard.setup.answers import Answers, Platform, Target

HOME = Path("/home/jo")
WINDOWS = {"USERPROFILE": r"C:\Users\Jo", "HOME": "/elsewhere"}


def answers(**target: object) -> Answers:
    return replace(Answers(), target=replace(Target(), **target))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"HOME": "/home/jo"}, "/home/jo/.aws/config"),
        ({"HOME": ""}, "/.aws/config"),
        ({"HOME": "/"}, "/.aws/config"),
        ({"HOME": "/h", "AWS_CONFIG_FILE": "$HOME/x"}, "/h/x"),
        ({"HOME": "/h", "AWS_CONFIG_FILE": "${HOME}/x"}, "/h/x"),
        ({"HOME": "/h", "AWS_CONFIG_FILE": "~/x"}, "/h/x"),
        ({"HOME": "/h", "AWS_CONFIG_FILE": "$NOBODY/x"}, None),
        ({"HOME": "/h", "AWS_CONFIG_FILE": ""}, "/h/.aws/config"),
        ({"HOME": "/h", "AWS_CONFIG_FILE": "%HOME%/x"}, None),
    ],
)
def test_the_usual_config_is_botocores(
    environ: dict[str, str], expected: str | None
) -> None:
    text = environ.get("AWS_CONFIG_FILE", "")
    assert usual("config", environ) == (expected or str(Path(text).absolute()))


@pytest.mark.parametrize(
    "text",
    ["~/a", "$X/b", "${X}/~", "~", "a~", "~nobody-here/a", "~root/x", "$X$X", "$"],
)
def test_expand_is_os_path(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/of/test")
    monkeypatch.setenv("X", "value")
    wanted = os.path.expanduser(os.path.expandvars(text))  # noqa: PTH111
    assert expand(text, os.environ, sys.platform) == wanted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("~/.aws/config", r"C:\Users\Jo\.aws\config"),
        (r"%UserProfile%\.aws\config", r"C:\Users\Jo\.aws\config"),
        (r"%NOBODY%\x", r"%NOBODY%\x"),
        ("$userprofile/x", "C:\\Users\\Jo/x"),
    ],
)
def test_expand_on_windows(text: str, expected: str) -> None:
    assert expand(text, WINDOWS, "win32") == expected


def test_windows_without_userprofile() -> None:
    assert expand("~/x", {"HOMEDRIVE": "D:", "HOMEPATH": r"\Jo"}, "win32") == r"D:\Jo\x"
    assert expand("~/x", {"HOME": "/h"}, "win32") == r"~\x"


def test_here_by_default() -> None:
    found = places(answers(), {"HOME": "/home/jo"}, HOME, wizard_platform="linux")
    assert found.config_file == found.target_config_file == "/home/jo/.aws/config"
    assert found.credentials_file == "/home/jo/.aws/credentials"
    assert found.folder == found.target_folder == "/home/jo/cartography-setup"
    assert not found.dedicated


def test_dedicated_brings_credentials_of_its_own() -> None:
    chosen = answers(config_file=dedicated_config(answers().target, HOME))
    found = places(chosen, {"HOME": "/home/jo"}, HOME, wizard_platform="linux")
    assert found.config_file == "/home/jo/.aws/cartography-config"
    assert found.credentials_file == "/home/jo/.aws/cartography-credentials"
    assert found.dedicated


def test_a_variable_here_has_to_be_named_there_too() -> None:
    environ = {"HOME": "/home/jo", "AWS_CONFIG_FILE": "/etc/aws"}
    found = places(answers(), environ, HOME, wizard_platform="linux")
    assert (found.config_file, found.dedicated) == ("/etc/aws", True)
    assert found.credentials_file == "/home/jo/.aws/credentials"


@pytest.mark.parametrize(
    "asked", ["/home/jo/.aws/config", "~/.aws/config", "~/.aws/../.aws/config"]
)
def test_the_usual_file_by_another_spelling_is_not_dedicated(asked: str) -> None:
    found = places(
        answers(config_file=asked), {"HOME": "/home/jo"}, HOME, wizard_platform="linux"
    )
    assert not found.dedicated


def test_windows_wizard_writes_windows_paths() -> None:
    found = places(
        answers(platform=Platform.WINDOWS),
        WINDOWS,
        Path(r"C:\Users\Jo"),
        wizard_platform="win32",
    )
    assert found.config_file == r"C:\Users\Jo\.aws\config"
    assert found.folder == r"C:\Users\Jo\cartography-setup"
    assert not found.dedicated


@pytest.mark.parametrize(
    ("asked", "platform", "config"),
    [
        ("/$PWD/x", "linux", "/$PWD/x"),
        ("~/${X}/x", "linux", "/home/jo/${X}/x"),
        ("/%X%/x", "linux", "/%X%/x"),
        (r"C:\%X%\x", "win32", r"C:\%X%\x"),
        (r"~\%X%\$X", "win32", r"C:\Users\Jo\%X%\$X"),
        (r"%UserProfile%\x", "win32", r"C:\Users\Jo\x"),
        (r"%userprofile%\%X%", "win32", r"C:\Users\Jo\%X%"),
    ],
)
def test_a_session_path_reads_no_variable_but_the_home(
    asked: str, platform: str, config: str
) -> None:
    environ = {"HOME": "/home/jo", "PWD": "/evil", "X": "evil"}
    if platform == "win32":
        environ |= WINDOWS
    chosen = answers(config_file=asked, folder=asked)
    found = places(chosen, environ, HOME, wizard_platform=platform)
    assert (found.config_file, found.folder) == (config, config)


@pytest.mark.parametrize(
    ("platform", "config", "credentials", "folder"),
    [
        (Platform.LINUX, "~/.aws/config", "~/.aws/credentials", "~/cartography-setup"),
        (Platform.MACOS, "~/.aws/config", "~/.aws/credentials", "~/cartography-setup"),
        (
            Platform.WINDOWS,
            r"%UserProfile%\.aws\config",
            r"%UserProfile%\.aws\credentials",
            r"%UserProfile%\cartography-setup",
        ),
    ],
)
@pytest.mark.parametrize("wizard", ["linux", "darwin", "win32"])
def test_elsewhere_is_spelled_for_the_target(
    platform: Platform, config: str, credentials: str, folder: str, wizard: str
) -> None:
    chosen = answers(here=False, platform=platform)
    environ = WINDOWS if wizard == "win32" else {"HOME": "/home/jo"}
    found = places(chosen, environ, HOME, wizard_platform=wizard)
    assert found.target_config_file == config
    assert found.target_credentials_file == credentials
    assert found.target_folder == folder
    assert not found.dedicated
    own = (
        "C:\\Users\\Jo\\cartography-setup\\"
        if wizard == "win32"
        else "/home/jo/cartography-setup/"
    )
    assert found.config_file == f"{own}config"
    assert found.credentials_file == f"{own}credentials"


@pytest.mark.parametrize(
    ("asked", "spelled", "name", "credentials"),
    [
        (
            r"C:\Data\aws\carto",
            r"C:\Data\aws\carto",
            "carto",
            r"C:\Data\aws\carto-credentials",
        ),
        (r"C:/Data/config", r"C:\Data\config", "config", r"C:\Data\credentials"),
        (
            "~/.aws/own",
            r"%UserProfile%\.aws\own",
            "own",
            r"%UserProfile%\.aws\own-credentials",
        ),
        (
            r"\\server\share\config",
            r"\\server\share\config",
            "config",
            r"\\server\share\credentials",
        ),
        (r"C:\x\..", r"C:\x\..", "config", None),
    ],
)
def test_a_windows_target_seen_from_linux(
    asked: str, spelled: str, name: str, credentials: str | None
) -> None:
    chosen = answers(
        here=False, platform=Platform.WINDOWS, config_file=asked, folder="/out"
    )
    found = places(chosen, {"HOME": "/home/jo"}, HOME, wizard_platform="linux")
    assert found.target_config_file == spelled
    assert found.config_file == f"/out/{name}"
    assert found.dedicated
    assert credentials in (None, found.target_credentials_file)


@pytest.mark.parametrize("asked", ["/", "..", "~", "a/b/../..", "/x/.", "C:\\"])
def test_an_odd_answer_never_leaves_the_export_folder(asked: str) -> None:
    chosen = answers(here=False, config_file=asked, folder="/out")
    found = places(chosen, {"HOME": "/home/jo"}, HOME, wizard_platform="linux")
    assert Path(found.config_file).parent == Path("/out")
    assert Path(found.credentials_file).parent == Path("/out")


def test_the_state_folder_of_a_person_is_where_the_system_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    state = StateFolder.of_user()
    assert state.path.is_relative_to(tmp_path)
    folders = {state.sessions, state.journal, state.locks, state.backups, state.watch}
    assert len(folders) == 5
    assert {path.parent for path in folders} == {state.path}
    assert list(tmp_path.iterdir()) == []


def test_a_command_names_only_a_session_that_is_not_the_default_one(
    tmp_path: Path,
) -> None:
    state = StateFolder(tmp_path)
    assert state.session_option(state.default_session) == ""
    assert state.session_option(Path("/my team.toml")) == " --session '/my team.toml'"


def test_found_lists_profiles_or_the_reason(tmp_path: Path) -> None:
    environ = {"HOME": str(tmp_path)}
    assert [each.exists for each in existing_files(environ, tmp_path)] == [False, False]
    folder = tmp_path / ".aws"
    folder.mkdir()
    (folder / "config").write_text("[default]\nregion = x\n[profile a]\nregion = y\n")
    (folder / "credentials").write_text("[default]\n[b]\n")
    config, credentials = existing_files(environ, tmp_path)
    assert config.profiles == ("default", "a") and not config.refusal
    assert credentials.profiles == ("default", "b") and not credentials.refusal
    (folder / "credentials").write_text("no section\n")
    credentials = existing_files(environ, tmp_path)[1]
    assert credentials.exists and "credentials:1:" in credentials.refusal
    (folder / "config").unlink()
    (folder / "config").mkdir()
    assert "is a folder" in existing_files(environ, tmp_path)[0].refusal


def test_a_read_only_file_can_still_be_read(tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text("[profile a]\nregion = x\n")
    config.chmod(stat.S_IRUSR)
    seen = existing_files({"AWS_CONFIG_FILE": str(config)}, tmp_path)[0]
    assert seen.profiles == ("a",) and not seen.refusal
