from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.containers import VerticalScroll

from carto_wizard.files.changes import Stage
from carto_wizard.files.config.progress import ConfigPhase
from carto_wizard.render.planned import Language
from carto_wizard.setup.answers import Account, Form
from carto_wizard.setup.session import load
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.body import StepBody
from carto_wizard.tui.steps.preview import reading as module
from carto_wizard.tui.steps.preview.code_view import height, pieces
from carto_wizard.tui.steps.preview.highlighting import CHUNK, STYLES, Highlighting
from carto_wizard.tui.steps.preview.lines import PreviewLine
from carto_wizard.tui.steps.preview.panes import FilePanes, PathLine
from carto_wizard.tui.widgets.key_bar import KeyBar
from carto_wizard.tui.work.review import Review, review
from tests.tui.fixtures_preview import (
    NARROW,
    home,
    hub_answers,
    opened,
    single_answers,
)

__all__ = ["home"]

PERSONAL = b"[profile personal]\nsso_session = home\nregion = eu-central-1\n"
CLASH = (
    b"[profile payments]\nrole_arn = arn:aws:iam::222200000000:role/other\n\n"
    b"[profile data]\nrole_arn = arn:aws:iam::222200000001:role/other\n"
)


def config_of(home: Path) -> Path:
    return home / ".aws" / "config"


async def test_every_file_is_listed_with_glyph_word_and_name(home: Path) -> None:
    async with opened(home, hub_answers("payments")) as wizard:
        assert wizard.entries[:2] == [
            ("→ answers", "Your answers"),
            ("+ create", "~/.aws/config"),
        ]
        assert ("+ create", "create-roles.sh") in wizard.entries
        assert "create" in wizard.text("#counts")
        assert wizard.grid.has_focus
        assert wizard.grid.cursor == 1


async def test_what_is_shown_is_what_would_be_written(home: Path) -> None:
    async with opened(home, hub_answers("payments")) as wizard:
        assert wizard.preview.review is not None
        wizard.preview.opened.update(Form)
        wizard.preview.show_review(wizard.preview.review)
        for number, change in enumerate(wizard.preview.review.changes, start=1):
            await wizard.choose(wizard.preview.rows.index(number))
            assert "\n".join([*wizard.lines, ""]).encode() == change.after


async def test_an_update_opens_as_a_diff_and_v_shows_the_whole_file(
    home: Path,
) -> None:
    config_of(home).write_bytes(PERSONAL)
    async with opened(home, hub_answers("payments")) as wizard:
        assert wizard.entries[1][0] == "~ update"
        kinds = {line.kind for line in wizard.code.lines}
        assert kinds == {"@", " ", "+"}
        assert "added" in wizard.text("#size")
        # Not at the remark above it, nor at a line that only stays.
        assert wizard.code.line is not None and wizard.code.line.kind == "+"
        before = wizard.code.lines[: wizard.code.cursor]
        assert [line.kind for line in before] == ["@", " ", " ", " "]
        await wizard.press("v")
        assert {line.kind for line in wizard.code.lines} == {" ", "+"}
        assert wizard.lines[:3] == PERSONAL.decode().splitlines()
        await wizard.press("v")
        assert "@" in {line.kind for line in wizard.code.lines}


async def test_the_line_under_the_cursor_is_explained(home: Path) -> None:
    config_of(home).write_bytes(PERSONAL)
    async with opened(home, hub_answers("payments")) as wizard:
        await wizard.press("v", "tab")
        assert wizard.code.has_focus
        await wizard.says(
            "#explained",
            "This line stays as it is. It is not part of what the wizard writes.",
        )
        await wizard.press("end")
        line = wizard.code.line
        assert line is not None
        assert line.text.startswith("credential_source")
        await wizard.says("#explained", "Without it: ")


async def test_narrow_opens_with_enter_and_esc_goes_to_the_list_then_back(
    home: Path,
) -> None:
    async with opened(home, hub_answers("payments"), size=NARROW) as wizard:
        panes = wizard.app.frame.query_one(FilePanes)
        assert not wizard.code.display or not panes.covered
        await wizard.press("enter")
        await wizard.until(lambda: wizard.code.has_focus)
        assert panes.covered
        await wizard.press("escape")
        await wizard.until(lambda: wizard.grid.has_focus)
        assert wizard.step == "preview"
        await wizard.press("escape")
        await wizard.until(lambda: wizard.step == "retry")


async def test_other_profiles_are_named_and_d_gives_a_file_of_its_own(
    home: Path,
) -> None:
    config_of(home).write_bytes(PERSONAL)
    async with opened(home, hub_answers("payments")) as wizard:
        said = "1 other profile in these AWS files: personal. Cartography"
        assert f"{said} would also read it." in wizard.text("#notes")
        await wizard.press("d")
        await wizard.settled()
        own = str(home / ".aws" / "cartography-config")
        assert wizard.state.answers.target.config_file == own
        assert wizard.entries[1] == ("+ create", "~/.aws/cartography-config")
        assert "other profile" not in wizard.text("#notes")
        await wizard.press("m")
        await wizard.settled()
        assert wizard.state.answers.target.config_file == ""
        assert wizard.entries[1] == ("~ update", "~/.aws/config")
        assert f"{said} will also read it." in wizard.text("#notes")


async def test_next_waits_for_every_conflict_to_be_settled(home: Path) -> None:
    config_of(home).write_bytes(CLASH)
    async with opened(home, hub_answers("payments", "data")) as wizard:
        assert wizard.entries[1][0] == "! conflict"
        text = "\n".join(wizard.lines)
        assert "theirs  role_arn: arn:aws:iam::222200000000:role/other" in text
        assert "role/cartography-read-only" in text
        await wizard.press("ctrl+n")
        assert wizard.step == "preview"
        assert wizard.problem == "! ~/.aws/config needs your choice."
        assert "2 profiles of the same name" in wizard.text("#notes")
        await wizard.press("k")
        assert "Only payments" in wizard.screen()
        await wizard.press("enter")
        await wizard.settled()
        assert wizard.answers.choices == {"~/.aws/config [payments]": "keep"}
        assert wizard.entries[1][0] == "! conflict"
        await wizard.press("r")
        await wizard.settled()
        assert wizard.answers.choices["~/.aws/config [data]"] == "rename"
        assert wizard.entries[1][0] == "~ update"
        await wizard.press("ctrl+n")
        await wizard.until(lambda: wizard.step == "write")


async def test_what_was_chosen_is_saved_at_once_and_holds_after_a_restart(
    home: Path,
) -> None:
    config_of(home).write_bytes(CLASH)
    async with opened(home, hub_answers("payments", "data")) as wizard:
        await wizard.press("O", "2")
        await wizard.settled()
        chosen = wizard.answers.choices
    saved = load(home / "session.toml").answers
    assert saved.choices == chosen
    async with opened(home, saved) as wizard:
        assert wizard.entries[1][0] == "~ update"
    config_of(home).write_bytes(CLASH.replace(b"role/other\n\n", b"role/third\n\n"))
    async with opened(home, saved) as wizard:
        assert wizard.entries[1][0] == "! conflict"
        assert "1 profile of the same name" in wizard.text("#notes")
        assert "not of what is there now" in wizard.text("#notes")


async def test_a_choice_that_cannot_be_saved_says_so(home: Path) -> None:
    config_of(home).write_bytes(CLASH)
    async with opened(home, hub_answers("payments", "data")) as wizard:
        (home / "gone").write_text("")
        wizard.state.session = home / "gone" / "session.toml"
        await wizard.press("k", "2")
        await wizard.settled()
        await wizard.says("#problem", "Could not save the session")


async def test_a_choice_that_cannot_be_remembered_is_no_choice(home: Path) -> None:
    config_of(home).write_bytes(CLASH)
    async with opened(home, hub_answers("payments", "data")) as wizard:
        (home / "state").mkdir(exist_ok=True)
        (home / "state" / "choice-key").mkdir()
        await wizard.press("o", "2")
        await wizard.says("#problem", "Your choice cannot be remembered")
        assert wizard.answers.choices == {}


async def test_all_conflicts_of_a_file_at_once_and_asked_again(home: Path) -> None:
    config_of(home).write_bytes(CLASH)
    async with opened(home, hub_answers("payments", "data")) as wizard:
        await wizard.press("o")
        assert "All 2 of this file" in wizard.screen()
        await wizard.press("2")
        await wizard.settled()
        words = [how.split()[0] for how in wizard.answers.choices.values()]
        assert words == ["replace", "replace"]
        removed = [line.text for line in wizard.code.lines if line.kind == "-"]
        assert len(removed) == 2
        await wizard.press("u")
        await wizard.settled()
        assert wizard.answers.choices == {}
        assert wizard.entries[1][0] == "! conflict"


async def test_a_file_of_other_people_in_the_folder_is_a_conflict(home: Path) -> None:
    theirs = home / "cartography-setup" / "docker.env"
    theirs.parent.mkdir()
    theirs.write_text("SOMETHING=else\n")
    async with opened(home, hub_answers("payments")) as wizard:
        row = wizard.grid.cursor
        assert wizard.entries[row] == ("! conflict", "docker.env")
        await wizard.press("k")
        await wizard.settled()
        assert wizard.entries[row] == ("= same", "docker.env")


async def test_a_refused_file_says_where_and_why(home: Path) -> None:
    config_of(home).write_bytes(b"[profile x]\nregion = a\n[profile x]\n")
    async with opened(home, hub_answers("payments")) as wizard:
        assert wizard.entries[1][0] == "✗ refused"
        assert "~/.aws/config:3: [profile x]" in wizard.text("#notes")
        await wizard.press("home", "ctrl+n")
        assert wizard.step == "preview"
        assert "cannot be written as it is" in wizard.problem
        assert wizard.grid.cursor == 1


async def test_a_byte_order_mark_goes_only_when_b_says_so(home: Path) -> None:
    config_of(home).write_bytes(b"\xef\xbb\xbf" + PERSONAL)
    async with opened(home, hub_answers("payments")) as wizard:
        assert wizard.entries[1][0] == "✗ refused"
        await wizard.press("b")
        await wizard.settled()
        assert [status for status, _ in wizard.entries[1:3]] == ["~ update"] * 2


async def test_missing_answers_are_links_to_their_steps(home: Path) -> None:
    answers = hub_answers("payments")
    answers = replace(answers, hub=replace(answers.hub, region=""))
    async with opened(home, answers) as wizard:
        assert wizard.entries == [("! missing", "Your answers")]
        assert wizard.lines[0].startswith("Hub: ")
        await wizard.press("ctrl+n")
        assert wizard.step == "preview"
        await wizard.press("tab", "enter")
        await wizard.until(lambda: wizard.step == "hub")


async def test_enter_on_an_answer_goes_to_its_step(home: Path) -> None:
    async with opened(home, hub_answers("payments")) as wizard:
        await wizard.press("up", "enter")
        await wizard.until(lambda: wizard.code.has_focus)
        steps = [line.step for line in wizard.code.lines]
        assert {"mode", "hub", "accounts", "regions", "retry"} <= set(steps)
        wizard.code.cursor = steps.index("access")
        await wizard.press("enter")
        await wizard.until(lambda: wizard.step == "access")
        assert "Ctrl+N goes back to Preview" in wizard.problem
        assert "To preview" in str(wizard.one("#frame KeyBar", KeyBar).render())
        await wizard.press("ctrl+n")
        await wizard.until(lambda: wizard.step == "preview")
        assert wizard.app.frame.back_to == ""


@pytest.mark.parametrize(("key", "left"), [("escape", "preview"), ("ctrl+n", "hub")])
async def test_the_way_back_to_the_preview_is_refused_and_never_lost(
    home: Path, key: str, left: str
) -> None:
    async with opened(home, hub_answers("payments")) as wizard:
        await wizard.app.frame._go_to(StepBody.GoTo("hub", back=True))
        await wizard.until(lambda: wizard.step == "hub")
        await wizard.press("end", "backspace", key)
        await wizard.until(lambda: wizard.step == left)
        if left == "hub":
            await wizard.press("end", "1", "ctrl+n")
            await wizard.until(lambda: wizard.step == "preview")


async def test_who_goes_elsewhere_has_no_way_back_to_the_preview(home: Path) -> None:
    async with opened(home, hub_answers("payments")) as wizard:
        await wizard.app.frame._go_to(StepBody.GoTo("hub", back=True))
        await wizard.app.frame.go_to("mode")
        assert wizard.app.frame.back_to == ""
        await wizard.press("ctrl+n")
        await wizard.until(lambda: wizard.step == "target")


async def test_a_thousand_accounts_cost_as_much_as_what_is_visible(
    home: Path,
) -> None:
    answers = hub_answers(*(f"team-{number}" for number in range(999)))
    async with opened(home, answers) as wizard:
        assert len(wizard.lines) > 6000
        await wizard.press("tab", "end")
        line = wizard.code.line
        assert line is not None
        assert line.text == "credential_source = Ec2InstanceMetadata"
        assert wizard.code.scroll_offset.y > 5900
        # The first page and the last one, and nothing between.
        assert len(wizard.code._highlighting._chunks) <= 3
        await wizard.press("pageup", "home")
        assert wizard.code.scroll_offset.y == 0


async def test_hostile_names_are_plain_text(home: Path) -> None:
    hostile = "[red]x[/b]\n\x1b[31mred"
    config_of(home).write_bytes(
        b"[profile [bold]\x1b]0;owned\x07]\nrole_arn = \x1b[31m[/]\n" + PERSONAL
    )
    answers = hub_answers("payments")
    account = Account("222200000009", hostile, "")
    answers = replace(answers, accounts=(*answers.accounts, account))
    async with opened(home, answers) as wizard:
        await wizard.press("v", "tab", "down", "up")
        assert "\x1b" not in wizard.screen()
        assert "\x07" not in wizard.screen()
        await wizard.press("shift+tab", "home")
        assert "\x1b" not in wizard.screen()


async def test_secrets_are_masked_on_the_screen_and_in_the_copy(home: Path) -> None:
    secret = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEYab"
    config_of(home).write_bytes(
        PERSONAL + f"aws_secret_access_key = {secret}\n".encode()
    )
    async with opened(home, hub_answers("payments")) as wizard:
        await wizard.press("v", "c")
        assert secret not in wizard.screen()
        assert "aws_secret_access_key = ••••••••" in wizard.lines
        assert secret not in wizard.app.clipboard
        await wizard.says("#problem", "Secrets are masked")


async def test_copying_gives_the_file_and_says_so(home: Path) -> None:
    async with opened(home, hub_answers("payments")) as wizard:
        await wizard.press("c")
        assert wizard.preview.change is not None
        assert wizard.app.clipboard.encode() == wizard.preview.change.after
        await wizard.says("#problem", "config was sent to the clipboard")


async def test_the_mouse_chooses_a_file_and_a_line(home: Path) -> None:
    async with opened(home, hub_answers("payments")) as wizard:
        await wizard.pilot.click(wizard.grid, offset=(5, 2))
        await wizard.until(lambda: wizard.preview.chosen == 2)
        await wizard.settled()
        await wizard.pilot.click(wizard.code, offset=(5, 1))
        assert wizard.code.cursor == 1


async def test_the_page_answers_while_the_disk_does_not(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    def slow(state: WizardState, tell: Callable[[Stage], object]) -> Review:
        def tell_and_wait(stage: Stage) -> None:
            tell(stage)
            if stage.doing == ConfigPhase.PROVE:
                gate.wait(30)

        return review(state, tell_and_wait)

    config_of(home).write_bytes(PERSONAL)
    monkeypatch.setattr(module, "review", slow)
    async with opened(home, hub_answers("payments"), step="retry") as wizard:
        await wizard.app.frame.show("preview")
        await wizard.until(lambda: "verifying the edit" in wizard.text("#counts"))
        first, second, _ = wizard.text("#counts").splitlines()
        assert first.split()[:3] == ["Reading", "the", "disk"]
        assert set(first.split()[3]) <= {"━", "─"}
        assert "~/.aws/config" in second
        await wizard.press("ctrl+n")
        assert wizard.step == "preview"
        assert "still being read" in wizard.problem
        gate.set()
        await wizard.settled()
        assert wizard.entries[1][0] == "~ update"
        assert "Reading" not in wizard.text("#counts")
        await wizard.until(lambda: wizard.problem == "")


@pytest.mark.parametrize("size", [NARROW, (120, 40)])
async def test_two_long_paths_that_differ_only_at_the_end_are_told_apart(
    home: Path, size: tuple[int, int]
) -> None:
    deep = "/".join(["~", *["a-folder-with-a-long-name"] * 6])
    answers = hub_answers("payments")
    target = replace(answers.target, config_file=f"{deep}/config-of-cartography")
    answers = replace(answers, target=target)
    async with opened(home, answers, size=size) as wizard:
        shown = [line for line in wizard.screen().splitlines() if "+ create" in line]
        assert "…" in shown[0] and "-of-cartography" in shown[0]
        await wizard.press("enter")
        await wizard.until(lambda: wizard.code.has_focus)
        heading = wizard.one("#path", PathLine)
        assert str(heading.render()).endswith("/config-of-cartography")


async def test_notes_that_do_not_fit_are_read_with_tab_and_the_arrows(
    home: Path,
) -> None:
    config_of(home).write_bytes(CLASH + PERSONAL)
    answers = hub_answers("payments", "data")
    async with opened(home, answers, size=(60, 15)) as wizard:
        area = wizard.one("#notes-area", VerticalScroll)
        await wizard.until(lambda: area.can_focus)
        await wizard.press("tab")
        assert area.has_focus
        await wizard.press("end")
        await wizard.until(lambda: area.scroll_y == area.max_scroll_y > 0)
        await wizard.pilot.resize_terminal(120, 60)
        await wizard.until(lambda: not area.can_focus)


async def test_the_problem_of_a_file_is_said_once(home: Path) -> None:
    config_of(home).write_bytes(CLASH)
    async with opened(home, hub_answers("payments", "data"), size=NARROW) as wizard:
        await wizard.press("ctrl+n")
        assert " ".join(wizard.screen().split()).count("same name") == 1
        assert wizard.problem == "! ~/.aws/config needs your choice."


async def test_f5_reads_the_disk_again(home: Path) -> None:
    async with opened(home, hub_answers("payments")) as wizard:
        assert wizard.entries[1][0] == "+ create"
        config_of(home).write_bytes(PERSONAL)
        await wizard.press("f5")
        await wizard.settled()
        assert wizard.entries[1][0] == "~ update"


@pytest.mark.one_in(2)
@pytest.mark.parametrize("size", [(60, 15), (20, 5), (90, 24), (200, 60)])
async def test_every_size_draws(home: Path, size: tuple[int, int]) -> None:
    config_of(home).write_bytes(CLASH)
    async with opened(home, hub_answers("payments", "data"), size=size) as wizard:
        await wizard.press("enter", "down", "end")
        await wizard.pilot.resize_terminal(*NARROW)
        await wizard.pilot.resize_terminal(120, 40)
        files = wizard.app.frame.query_one("#files")
        await wizard.until(lambda: bool(wizard.code.display and files.display))


async def test_keys_are_announced_where_they_will_be_typed(home: Path) -> None:
    async with opened(home, single_answers()) as wizard:
        assert "on the next page" in wizard.text("#notes")


async def test_the_explanation_of_a_conflict_names_its_keys(home: Path) -> None:
    config_of(home).write_bytes(CLASH)
    async with opened(home, hub_answers("payments", "data")) as wizard:
        await wizard.says("#explained", "K keeps the existing one. R gives")


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(2, 60))
@settings(max_examples=150)
def test_wrapped_pieces_hold_every_character(text: str, room: int) -> None:
    parts = pieces(text, room)
    assert "".join(text[start:end] for start, end in parts) == text
    assert all(cell_len(text[start:end]) <= room for start, end in parts)
    assert height(text, room) == len(parts)


@given(
    st.lists(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]))),
    st.sampled_from(list(Language)),
)
@settings(max_examples=100, deadline=None)
def test_coloured_words_lie_in_their_line(texts: list[str], language: Language) -> None:
    highlighting = Highlighting([PreviewLine(text) for text in texts], str(language))
    for index, text in enumerate(texts):
        for start, end, ink in highlighting.spans(index):
            assert 0 <= start < end <= len(text)
            assert ink in STYLES


def test_words_are_coloured_chunk_by_chunk() -> None:
    lines = [
        PreviewLine("[profile x]" if n % 2 else "region = y") for n in range(3 * CHUNK)
    ]
    highlighting = Highlighting(lines, "ini")
    assert highlighting.spans(2 * CHUNK + 1) == [(0, 11, "keyword")]
    assert list(highlighting._chunks) == [2]
