"""Every place where keys are advertised, and a walk that presses each of them there."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
from textual.actions import parse
from textual.binding import Binding
from textual.widgets import Input

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.request import CheckRequest
from carto_wizard.setup.accounts import read_accounts
from carto_wizard.setup.answers import Answers, Form, Mode
from carto_wizard.setup.steps import steps_for
from carto_wizard.setup.text import one_line
from carto_wizard.tui.dialogs.why import Why
from carto_wizard.tui.keys import ENTER, IN_LISTS, is_text, spelled
from carto_wizard.tui.steps.roles import RolesStep
from carto_wizard.tui.widgets.key_bar import shown_keys
from carto_wizard.tui.work.checking import Checking
from tests.tui.promises import (
    COMMAND,
    EVERYWHERE,
    PROMISES,
    Promise,
    Walk,
    check_page,
)
from tests.tui.wizard import HUB, HUB_ID, SINGLE, SPOKE_ID, app_on

MODES = {"hub": HUB, "single": SINGLE}
STEPS = [*dict.fromkeys(s.key for mode in MODES.values() for s in steps_for(mode))]
CLASH = b"[profile payments]\nrole_arn = arn:aws:iam::222222222222:role/other\n"
OTHERS = b"[profile personal]\nregion = eu-central-1\n"
ROWS = IN_LISTS[0][1]
INNER = ("close_content", "clear_filter")


def nothing(walk: Walk) -> None:
    """The page as it is."""


@dataclass(frozen=True)
class Scene:
    """A page in a state: what is there before it, and the keys that lead there."""

    keys: tuple[str, ...] = ()
    before: Callable[[Walk], None] = nothing
    after: Callable[[Walk], None] = nothing
    only: Mode | None = None


def config(content: bytes) -> Callable[[Walk], None]:
    def write(walk: Walk) -> None:
        (walk.home / ".aws" / "config").write_bytes(content)

    return write


def half_typed(walk: Walk) -> None:
    walk.state.drafts["accounts.add"] = "333333333333 data"


def waiting(walk: Walk) -> None:
    walk.state.pending = read_accounts("12345678901 short", ()).rows


def in_the_way(walk: Walk) -> None:
    shutil.rmtree(walk.home / "state", ignore_errors=True)
    (walk.home / "state").write_text("in the way")


def formed(walk: Walk) -> None:
    body = walk.app.frame.body
    assert isinstance(body, RolesStep)
    body.form = Form.TERRAFORM
    body.refresh_bindings()


def checked(walk: Walk) -> None:
    hub = walk.answers.mode is Mode.HUB
    access = replace(walk.answers.access, form=Form.STACKSET)
    walk.state.answers = replace(walk.answers, access=access)
    account = SPOKE_ID if hub else HUB_ID
    failed = "spoke.assume-role" if hub else "single.region"
    cause = "region-not-enabled"
    no = Finding(failed, Status.FAILED, "No.", account, cause=cause, command=COMMAND)
    yes = "spoke.assume-role" if hub else "single.credentials"
    walk.state.findings = [Finding(yes, Status.OK, "Yes.", HUB_ID), no]
    # However slow the machine is, the page does not come to its next round.
    walk.state.monotonic = lambda: 0.0
    walk.state.checked = walk.answers.rendered


def running(walk: Walk) -> None:
    check_page(walk).runs.checking = Checking(running=True)
    walk.app.frame.body.refresh_bindings()


def explained(walk: Walk) -> None:
    """Do not wait for the details, which come after the picture of the cursor."""
    check_page(walk).panes._show_detail()


def from_preview(walk: Walk) -> None:
    walk.app.frame.back_to = "preview"


LIST = ("tab", "tab", "down")
SCENES = {
    "target": (Scene(), Scene(("tab", "tab"))),
    "identity": (Scene(), Scene(("tab",))),
    "hub": (Scene(), Scene(("tab",)), Scene(("tab", "u", "s"))),
    "access": (Scene(), Scene(("tab",)), Scene(("tab", "tab", "tab"))),
    "retry": (Scene(), Scene(("tab",)), Scene(before=from_preview)),
    "accounts": (
        Scene(LIST),
        Scene(before=half_typed),
        Scene(("tab",)),
        Scene(("tab", "p")),
        Scene((*LIST, "delete")),
        Scene(("tab", "tab"), waiting),
    ),
    "regions": (
        Scene(only=Mode.HUB),
        Scene(("slash",), only=Mode.HUB),
        Scene(("slash", "p", "enter"), only=Mode.HUB),
        Scene(("down", "enter", *"us-east-2", "enter"), only=Mode.HUB),
        Scene(only=Mode.SINGLE),
        Scene((*"us-",), only=Mode.SINGLE),
    ),
    "preview": (
        Scene(before=config(OTHERS)),
        Scene(("enter",)),
        Scene(("home",)),
        Scene(("d",), config(OTHERS), only=Mode.HUB),
        Scene(before=config(CLASH), only=Mode.HUB),
        Scene(("k",), config(CLASH), only=Mode.HUB),
        Scene(before=config(b"\xef\xbb\xbf" + OTHERS)),
    ),
    "write": (
        Scene(),
        Scene(("down", "enter")),
        Scene(("down", "enter"), in_the_way),
    ),
    "roles": (Scene(), Scene(after=formed)),
    "check": (
        Scene(before=checked),
        Scene(("tab",), checked),
        Scene(("tab", "tab", "end"), checked, explained),
        Scene(("slash", "2", "enter"), checked),
        Scene(("enter",), checked),
        Scene(before=checked, after=running),
    ),
}


@asynccontextmanager
async def walk_on(
    home: Path,
    answers: Answers,
    size: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Walk]:
    """The app to walk through; what it asks of AWS and its leaving are noted."""
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    app = app_on(home, answers)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        walk = Walk(app, pilot, 5, home=home)

        def leave(*args: object, **kwargs: object) -> None:
            walk.left = True

        def ask(self: Checking, widget: object, request: CheckRequest, s: str) -> None:
            self.running = True
            walk.asked = (*walk.asked, request)

        with monkeypatch.context() as patched:
            patched.setattr(app, "exit", leave)
            patched.setattr(Checking, "start", ask)
            yield walk


async def close_dialogs(walk: Walk) -> None:
    while len(walk.app.screen_stack) > 1:
        walk.app.screen.dismiss()
        await walk.settle()


async def enter(walk: Walk, step: str, scene: Scene, answers: Answers) -> None:
    """The scene from its beginning, whatever was done before."""
    app = walk.app
    await close_dialogs(walk)
    if walk.whole == walk.entered:
        return
    await ready(walk)
    for each in walk.home.iterdir():
        shutil.rmtree(each) if each.is_dir() else each.unlink()
    (walk.home / ".aws").mkdir()
    app.clear_notifications()
    app._interrupted = app.wants_demo = walk.left = False
    app._clipboard = app.frame.back_to = ""
    walk.state.start_over(answers)
    scene.before(walk)
    app.frame.show_problem("")
    await app.frame.show(step)
    await walk.settle()
    await ready(walk)
    for key in scene.keys:
        await walk.press(key)
        await ready(walk)
    scene.after(walk)
    await walk.settle()
    walk.entered = walk.whole


async def ready(walk: Walk) -> None:
    """The page has read and written what it wants to."""

    def done() -> bool:
        if walk.app.frame.moving:
            return False
        body = walk.app.frame.body
        if walk.step == "preview":
            review = getattr(body, "review", None)
            entries = (*getattr(body, "entries", {}), *Form)
            return bool(review and getattr(body, "chosen", 0) in entries)
        if walk.step == "write":
            writing = getattr(body, "writing", False)
            return not writing and bool(getattr(body, "comparison", None))
        return True

    await walk.until(done)


def advertised(walk: Walk) -> dict[str, tuple[str, ...]]:
    """What the footer and F1 name here: an action, or what is said of it; its keys."""
    body = walk.app.frame.body
    bindings = [
        each
        for each in (*body.BINDINGS, *walk.app.BINDINGS)
        if isinstance(each, Binding)
    ]
    bound = {
        (spelled(each), each.tooltip or each.description): each for each in bindings
    }
    bound["Space", "Choose"] = Binding("space", "mark")
    found: dict[str, tuple[str, ...]] = {}
    for binding in shown_keys(walk.app.screen):
        found[binding.action or binding.description] = (binding.key,)
    for title, rows in Why(walk.step, body).sections:
        for key, text in rows if title != "Fields" else ():
            if (key, text) in bound:
                action, keys = bound[key, text].action, bound[key, text].key
                found[action] = tuple(keys.split(","))
            elif key == spelled(Binding(ENTER, "")):
                found[text] = (ENTER,)
            else:
                pressed = key.lower().replace(" ", "").split(",")
                found[text] = tuple(pressed)
    return found


def in_force(walk: Walk, name: str, key: str) -> bool:
    """Whether the key does this where the focus is, and is no text of a field."""
    field = isinstance(walk.app.focused, Input)
    if field and is_text(Binding(key, "")):
        return False
    active = walk.app.screen.active_bindings.get(key)
    ours = {b.action for b in walk.app.frame.body.BINDINGS if isinstance(b, Binding)}
    # What Textual has on a key of a field gives way where it has no use.
    if field or name not in ours:
        return True
    return active is not None and active.binding.action == name


def pressed(key: str) -> Iterator[str]:
    """The key, and as it comes with Shift or Caps Lock."""
    yield key
    if len(key) == 1:
        yield key.upper()


JOURNEY = {
    "Next": "next_step",
    "Back": "previous_step",
    "Keys": "why",
    "Save and quit": "save_and_quit",
}


def commands(walk: Walk) -> dict[str, str]:
    """The commands of the palette that are keys too, by action."""
    titles = {
        each.tooltip or each.description: each.action
        for each in walk.app.frame.body.BINDINGS
        if isinstance(each, Binding)
    }
    offered = walk.app.get_system_commands(walk.app.screen)
    known = {**titles, **JOURNEY}
    return {known[c.title]: c.title for c in offered if c.title in known}


async def keep(
    walk: Walk, promise: Promise, do: Callable[[], Awaitable[None]], what: str
) -> None:
    """Do it, and see that the promise is kept by that and nothing before."""
    promise.first(walk)
    await walk.settle()
    seen = walk.see()
    assert not promise.kept(walk, seen), f"{what}: kept before it was pressed"
    await do()
    try:
        await walk.until(lambda: promise.kept(walk, seen))
    except AssertionError as error:
        raise AssertionError(f"{what}: {error}") from None


def is_above(walk: Walk, place: float) -> bool:
    return walk.place is not None and walk.place < place


async def moves(walk: Walk) -> None:
    """The arrows and their like move, and move back."""
    if walk.place is None:
        return
    await walk.press("home")
    await walk.until(lambda: not walk.place)
    for there, back in (("down", "up"), ("pagedown", "pageup"), ("end", "home")):
        await walk.press(there)
        await walk.until(lambda: walk.place)
        far = walk.place or 0
        await walk.press(back)
        await walk.until(partial(is_above, walk, far))
        await walk.press("home")
        await walk.until(lambda: not walk.place)


async def walk_page(
    walk: Walk, step: str, answers: Answers, done: set[str], *, everywhere: bool = False
) -> set[str]:
    """Press everything that a page advertises and that is not `done`; what it was.

    With `everywhere` it is pressed in every scene, however often it was.
    """
    named: set[str] = set()
    for number, scene in enumerate(SCENES.get(step, (Scene(),))):
        if scene.only not in (None, answers.mode):
            continue
        walk.entered = None
        again = partial(enter, walk, step, scene, answers)
        await again()
        where = f"{step} {number} ({walk.focus})"
        found, palette = advertised(walk), commands(walk)
        keys = {
            name: [
                p for k in found[name] if in_force(walk, name, k) for p in pressed(k)
            ]
            for name in found
            if everywhere or name not in done
        }
        named |= {*found}
        await silent_keys(walk, where)
        for name, ways in keys.items():
            if name == ROWS:
                await again()
                await moves(walk)
                done.add(name)
                continue
            what = f"{where}: {name}"
            promise = PROMISES[step].get(name) or EVERYWHERE.get(name)
            assert promise is not None, f"{what} is promised nowhere"
            for key in ways:
                await again()
                await keep(walk, promise, partial(walk.press, key), f"{what} {key}")
                done.add(name)
            if name in palette and ways and (name not in EVERYWHERE or everywhere):
                await again()
                run = partial(walk.command, palette[name])
                await keep(walk, promise, run, f"{what} by command")
    return named


def is_said(walk: Walk, why: str) -> bool:
    return walk.problem == f"· {one_line(why)}"


async def silent_keys(walk: Walk, where: str) -> None:
    """A key of the page that has no use now says why."""
    body = walk.app.frame.body
    for each in body.BINDINGS:
        if not isinstance(each, Binding) or not each.description:
            continue
        _, name, parameters = parse(each.action)
        if (
            name in INNER
            or not body.applies(name)
            or body.check_action(name, parameters)
        ):
            continue
        for key in (p for k in each.key.split(",") for p in pressed(k)):
            if is_text(Binding(key, "")) and isinstance(walk.app.focused, Input):
                continue
            if walk.app.screen.active_bindings.get(key.lower()) is not None:
                continue
            walk.app.frame.show_problem("")
            why = body.why_not(name, parameters)
            await walk.press(key)
            said = f"· {one_line(why)}"
            assert why and walk.problem == said, f"{where}: {key}"
    walk.app.frame.show_problem("")
