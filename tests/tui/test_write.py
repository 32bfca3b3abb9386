from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import Input, OptionList

from carto_wizard.files.disk.locks import lock
from carto_wizard.files.journal.store import history
from carto_wizard.files.state_folder import StateFolder
from carto_wizard.setup.answers import Hub
from carto_wizard.tui.steps.write.key_fields import (
    KeyFields,
)
from carto_wizard.tui.widgets.text_input import TextInput
from tests.render.cases import HUB_FILES
from tests.tui.fixtures_preview import (
    NARROW,
    Opened,
    home,
    hub_answers,
    opened,
    single_answers,
)

__all__ = ["home"]

PERSONAL = b"[profile personal]\nregion = eu-central-1\n"
KEY_ID = "AKIAABCDEFGHIJKLMNOP"
SECRET = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEYab"


def config_of(home: Path) -> Path:
    return home / ".aws" / "config"


def offered(wizard: Opened) -> list[str]:
    return wizard.writing.actions.names


async def to_write(wizard: Opened) -> None:
    """Through the preview, as a person comes."""
    await wizard.press("ctrl+n")
    await wizard.until(lambda: wizard.step == "write")
    await wizard.settled()


async def type_keys(wizard: Opened, key_id: str, secret: str) -> None:
    wizard.app.frame.query_one("#key-id", Input).value = key_id
    wizard.app.frame.query_one("#key-secret", Input).value = secret
    wizard.app.frame.query_one("#key-secret").focus()
    await wizard.pilot.pause()
    await wizard.press("enter")


async def use_keys(wizard: Opened) -> None:
    """Type right keys, and see the files that they lead to."""
    await type_keys(wizard, KEY_ID, SECRET)
    await wizard.says("#rows", "~/.aws/credentials")


async def test_enter_writes_the_bytes_that_were_shown_and_says_how_it_went(
    home: Path,
) -> None:
    config_of(home).write_bytes(PERSONAL)
    async with opened(home, hub_answers("payments")) as wizard:
        assert wizard.state.review is not None
        shown = {c.file.path: c.after for c in wizard.state.review.changes}
        await to_write(wizard)
        assert offered(wizard) == ["write", "preview"]
        assert "Backed up first, next to the original: ~/.aws/config" in wizard.text(
            "#say"
        )
        await wizard.press("ctrl+n")
        assert wizard.step == "write"
        assert "not written yet" in wizard.problem
        await wizard.agree()
        await wizard.until(lambda: wizard.problem == "")
        assert {path: Path(path).read_bytes() for path in shown} == shown
        rows = wizard.text("#rows")
        assert "✓ written  ~/.aws/config" in rows
        (backup,) = (home / ".aws").glob("config.carto-wizard.*.bak")
        assert backup.read_bytes() == PERSONAL
        assert f"copy: ~/.aws/{backup.name}" in rows
        assert f"✓ {HUB_FILES} files written." in wizard.text("#say")
        assert offered(wizard) == ["next"]
        await wizard.press("enter")
        await wizard.until(lambda: wizard.step == "roles")
    (run,) = history(StateFolder(home / "state").journal, str(home / "session.toml"))
    assert {entry.path for entry in run.entries} == set(shown)


async def test_files_that_nobody_looked_at_are_offered_for_a_look_first(
    home: Path,
) -> None:
    async with opened(home, hub_answers("payments"), step="write") as wizard:
        assert offered(wizard) == ["preview", "write"]
        await wizard.press("enter")
        await wizard.until(lambda: wizard.step == "preview")


async def test_a_second_time_there_is_nothing_to_write(home: Path) -> None:
    answers = hub_answers("payments")
    async with opened(home, answers) as wizard:
        await to_write(wizard)
        await wizard.agree()
        await wizard.show("preview")
        # Between the answers and what is in AWS.
        files = [row for row in wizard.entries[1:-1] if row[0][0] not in "▸▾"]
        assert {status for status, _ in files} == {"= same"}
        await to_write(wizard)
        assert f"✓ {HUB_FILES} files written." in wizard.text("#say")
        assert "✓ written  ~/.aws/config" in wizard.text("#rows")
    async with opened(home, answers, step="write") as wizard:
        assert "Nothing to write" in wizard.text("#say")
        assert offered(wizard) == ["next"]
        await wizard.press("ctrl+n")
        await wizard.until(lambda: wizard.step == "roles")


async def test_a_failure_says_why_and_r_tries_again(home: Path) -> None:
    state = home / "state"
    async with opened(home, hub_answers("payments")) as wizard:
        await to_write(wizard)
        # The folder of the locks and the journal cannot be made.
        state.write_text("in the way")
        await wizard.agree()
        assert "Nothing was written. The existing files" in wizard.text("#say")
        assert wizard.text("#rows").count("✗ failed   ") == HUB_FILES
        assert wizard.text("#rows").count("state cannot be created") == 1
        assert not config_of(home).exists()
        await wizard.press("ctrl+n")
        assert f"{HUB_FILES} files are not written yet" in wizard.problem
        state.unlink()
        await wizard.press("r")
        await wizard.settled()
        assert f"✓ {HUB_FILES} files written." in wizard.text("#say")
        await wizard.until(lambda: wizard.problem == "")
        assert config_of(home).exists()


async def test_a_change_since_the_preview_is_shown_again_before_it_is_written(
    home: Path,
) -> None:
    async with opened(home, hub_answers("payments")) as wizard:
        config_of(home).write_bytes(PERSONAL)
        await to_write(wizard)
        assert "Changed since the preview: ~/.aws/config" in wizard.text("#say")
        assert offered(wizard) == ["preview"]
        assert config_of(home).read_bytes() == PERSONAL
        await wizard.press("enter")
        await wizard.until(lambda: wizard.step == "preview")
        await wizard.settled()
        assert wizard.entries[1][0] == "~ update"


async def test_a_change_at_the_last_moment_is_left_alone(home: Path) -> None:
    async with opened(home, hub_answers("payments")) as wizard:
        await to_write(wizard)
        config_of(home).write_bytes(PERSONAL)
        await wizard.agree()
        assert "! changed  ~/.aws/config" in wizard.text("#rows")
        assert config_of(home).read_bytes() == PERSONAL
        assert offered(wizard)[0] == "preview"


async def test_an_open_conflict_is_not_written(home: Path) -> None:
    config_of(home).write_bytes(b"[profile payments]\nrole_arn = arn:aws:iam::1:x\n")
    async with opened(home, hub_answers("payments"), step="write") as wizard:
        assert "Your choice is needed: ~/.aws/config" in wizard.text("#say")
        assert offered(wizard) == ["preview"]


async def test_missing_answers_lead_back(home: Path) -> None:
    answers = replace(hub_answers("payments"), hub=Hub(region="us-east-1"))
    async with opened(home, answers, step="write") as wizard:
        assert "missing" in wizard.text("#say")
        await wizard.press("ctrl+n")
        assert wizard.step == "write"
        assert "12 digits" in wizard.problem


async def test_leaving_while_a_file_waits_for_its_lock_loses_nothing(
    home: Path,
) -> None:
    async with opened(home, hub_answers("payments")) as wizard:
        await to_write(wizard)
        with lock(str(config_of(home)), StateFolder(home / "state").locks):
            await wizard.press("enter")
            await wizard.until(lambda: wizard.writing.writing)
            await wizard.press("ctrl+n")
            assert "still being written" in wizard.problem
            await wizard.press("escape")
            await wizard.until(lambda: wizard.step == "preview")
        await wizard.show("write")
        assert f"✓ {HUB_FILES} files written." in wizard.text("#say")
        assert config_of(home).exists()


async def test_keys_are_typed_here_written_and_forgotten(home: Path) -> None:
    async with opened(home, single_answers()) as wizard:
        await to_write(wizard)
        assert wizard.app.frame.query_one(KeyFields).display
        assert wizard.app.frame.query_one("#key-id").has_focus
        await wizard.press("ctrl+n")
        assert "Type the access keys" in wizard.problem
        await use_keys(wizard)
        assert wizard.state.keys is not None
        assert "+ create   ~/.aws/credentials" in wizard.text("#rows")
        assert offered(wizard)[-1] == "retype"
        wizard.app.frame.query_one("#actions", OptionList).highlighted = offered(
            wizard
        ).index("write")
        await wizard.agree()
        assert wizard.state.keys is None
        assert "written." in wizard.text("#say")
        assert SECRET not in repr(wizard.state)
        assert SECRET.encode() not in b"".join(
            result.change.after for result in wizard.state.results
        )
        await wizard.press("ctrl+n")
        await wizard.until(lambda: wizard.step == "roles")
    assert SECRET in (home / ".aws" / "credentials").read_text()
    others = [p for p in home.rglob("*") if p.is_file() and p.name != "credentials"]
    assert len(others) > 10
    assert not [p for p in others if SECRET.encode() in p.read_bytes()]


async def test_keys_are_masked_on_every_page_and_in_the_clipboard(home: Path) -> None:
    there, theirs = "AKIATHEREBEFORE23456", "thereBefore/K7MDENG/bPxRfiCYEXAMPLEKEY12"
    keys = f"aws_access_key_id = {there}\naws_secret_access_key = {theirs}\n"
    (home / ".aws" / "credentials").write_text(f"[default]\n{keys}")
    (home / ".aws" / "config").write_text(f"[default]\n{keys}[profile {there}]\n")
    async with opened(home, single_answers(), size=NARROW) as wizard:

        def masked() -> None:
            seen = wizard.screen() + wizard.app.export_screenshot()
            seen += wizard.app.clipboard
            for key in (KEY_ID, SECRET, there, theirs):
                assert key not in seen

        for step in ("welcome", "identity", "preview"):
            await wizard.show(step)
            masked()
        await to_write(wizard)
        masked()
        wizard.app.frame.query_one("#key-id", Input).value = KEY_ID
        wizard.app.frame.query_one("#key-secret", Input).value = SECRET
        await wizard.pilot.pause()
        masked()
        await type_keys(wizard, KEY_ID, SECRET)
        masked()
        await wizard.show("preview")
        for number, (_, name) in enumerate(wizard.entries):
            await wizard.choose(number)
            masked()
            await wizard.press("c")
            masked()
            if name.endswith("credentials"):
                assert any("aws_access_key_id" in line for line in wizard.lines)


async def test_keys_that_are_there_can_stay(home: Path) -> None:
    credentials = home / ".aws" / "credentials"
    before = f"[default]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = x\n"
    credentials.write_text(before)
    async with opened(home, single_answers()) as wizard:
        await to_write(wizard)
        assert offered(wizard) == ["keys", "keep"]
        wizard.app.frame.query_one("#actions").focus()
        await wizard.press("down", "enter")
        await wizard.until(lambda: "write" in offered(wizard))
        await wizard.agree()
    assert credentials.read_text() == before


async def test_wrong_keys_are_refused_in_place_and_never_repeated(
    home: Path,
) -> None:
    async with opened(home, single_answers()) as wizard:
        await to_write(wizard)
        await type_keys(wizard, KEY_ID, "two words of a secret")
        await wizard.says("#key-help", "! A secret access key has only letters")
        assert "two words" not in wizard.screen()
        assert wizard.app.frame.query_one("#key-secret").has_focus
        assert wizard.state.keys is None


async def test_a_folder_with_a_hostile_name_is_plain_text(home: Path) -> None:
    answers = hub_answers("payments")
    folder = str(home / "[red]x[" / "b]")
    answers = replace(answers, target=replace(answers.target, folder=folder))
    async with opened(home, answers, size=(60, 15)) as wizard:
        await to_write(wizard)
        await wizard.agree()
        await wizard.show("roles")
        assert "In ~/[red]x[/b]" in wizard.text("#way")
        assert (home / "[red]x[" / "b]" / "docker.env").exists()


async def test_esc_goes_back_to_the_preview(home: Path) -> None:
    async with opened(home, hub_answers("payments")) as wizard:
        await to_write(wizard)
        await wizard.press("escape")
        await wizard.until(lambda: wizard.step == "preview")


async def test_a_hidden_field_gives_nothing_to_the_clipboard(tmp_path: Path) -> None:
    class Page(App[None]):
        def compose(self) -> ComposeResult:
            yield TextInput(SECRET, password=True)

    app = Page()
    async with app.run_test() as pilot:
        field = app.query_one(TextInput)
        for key in ("ctrl+c", "ctrl+x"):
            field.action_select_all()
            await pilot.press(key)
            assert app.clipboard == ""
        assert field.value == ""
