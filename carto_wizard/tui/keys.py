"""Every key of the screens, and how a sentence names one.

A sentence takes the key from its binding, so that what it says is what works.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding, BindingType
from textual.screen import Screen

from carto_wizard.tui.widgets.rows import Rows
from carto_wizard.tui.widgets.text_input import TextInput

FIELD = TextInput.BINDINGS
LIST = Rows.BINDINGS
FOCUS = Screen.BINDINGS

WIZARD: list[BindingType] = [
    # The first key of an action is the one that sentences name.
    Binding("ctrl+q", "save_and_quit", "Quit", show=False, priority=True),
    Binding("escape", "previous_step", "Back"),
    Binding("escape", "save_and_quit", "Quit"),
    # Where one answer is changed, and the way leads back.
    Binding("ctrl+n", "next_step('preview')", "To preview", priority=True),
    Binding("ctrl+n", "next_step", "Next", priority=True),
    Binding("f1", "why", "Why?"),
    Binding("ctrl+g", "go_to", "Go to", show=False),
    Binding("ctrl+p", "command_palette", "Commands", priority=True),
    Binding("ctrl+s", "save_and_quit", "Save and quit", show=False),
    Binding("ctrl+c", "interrupt", "Abort", show=False),
]
"""Of the app: they work on every page."""

WELCOME: list[BindingType] = [
    Binding("ctrl+d", "demo", "Demo", show=False, tooltip="Open the demo"),
]
ACCOUNTS: list[BindingType] = [
    Binding("a", "add", "Add", show=False),
    Binding("down", "to_list", "From a field to the list", show=False),
    Binding("slash", "filter", "Filter", show=False),
    Binding("e", "edit", "Edit", show=False),
    Binding("delete,d", "delete", "Delete", show=False),
    Binding("x", "drop", "Drop all waiting lines", show=False),
    Binding("ctrl+o", "import", "Import a file", key_display="^o"),
    Binding("ctrl+z", "undo", "Undo", show=False, key_display="^z"),
]
REGIONS: list[BindingType] = [
    Binding("a", "choose_all", "Region for all"),
    Binding("slash", "filter", "Filter"),
    Binding("ctrl+z", "undo", "Undo", key_display="^z"),
]
PREVIEW: list[BindingType] = [
    Binding("k", "choose('keep')", "Keep", tooltip="Keep theirs"),
    Binding("r", "choose('rename')", "Rename", tooltip="Write ours renamed"),
    Binding("o", "choose('replace')", "Ours", tooltip="Replace theirs by ours"),
    Binding("K", "choose('keep', True)", "Keep all", show=False),
    Binding("R", "choose('rename', True)", "Rename all", show=False),
    Binding("O", "choose('replace', True)", "All ours", show=False),
    Binding("b", "remove_mark", "Remove mark", tooltip="Make the file readable"),
    Binding("u", "ask_again", "Ask again", tooltip="Take back what was chosen"),
    Binding("d", "own_file", "Own file", False, tooltip="A config of its own"),
    Binding("m", "merge", "Merge", False, tooltip="Into the usual config file"),
    Binding("v", "toggle_diff", "Diff/whole", tooltip="What changes, or all of it"),
    Binding("c", "copy", "Copy", False, tooltip="The file, to the clipboard"),
    Binding("f5", "reread", "Look again", False, tooltip="Read the disk again"),
    Binding("right", "open", show=False),
    Binding("left", "close", show=False),
    Binding("escape", "close", "List", tooltip="Back to the list of files"),
]
WRITE: list[BindingType] = [
    Binding("r", "retry", "Try again", tooltip="Write what was not written"),
    Binding("c", "copy", "Copy commands", tooltip="The commands to run in AWS"),
    Binding("f5", "reread", "Look again", False, tooltip="Read the disk again"),
]
CHECK: list[BindingType] = [
    Binding("r", "retry_failed", "Retry", tooltip="Ask what failed"),
    Binding("c", "copy", "Copy", tooltip="Copy the command"),
    Binding("s", "save", "Report", tooltip="Save the report"),
    Binding("t", "retry_this", "Retry this one", show=False),
    Binding("f", "retry_shown", "Retry what the filter shows", show=False),
    Binding("a", "check_all", "Check all again", show=False),
    Binding("l", "look_with", "Look into denied accounts", show=False),
    Binding("k", "skip", "Skip the waiting", show=False),
    Binding("x", "stop", "Stop", show=False),
    Binding("slash", "filter", "Filter", show=False),
    Binding("v", "details", "Show details", show=False),
    Binding("d", "save(True)", "Report without account IDs", show=False),
]
FINISH: list[BindingType] = [
    Binding("c", "copy", "Copy command"),
    Binding("enter", "leave", "Leave"),
]

_NAMES = {"escape": "Esc", "delete": "Del", "slash": "/"}


def key(bindings: Iterable[BindingType], action: str) -> str:
    """The key that does this action, as a sentence names it."""
    for binding in bindings:
        if isinstance(binding, Binding) and binding.action == action:
            return spelled(binding)
    raise LookupError(f"No key does {action}.")


def spelled(binding: Binding) -> str:
    """`Ctrl+Z`, `Shift+K`, `Del`: the first of a binding's keys in words."""
    *modifiers, last = binding.key.partition(",")[0].split("+")
    if len(last) == 1 and last.isupper():
        modifiers.append("shift")
    parts = [*modifiers, _NAMES.get(last, last)]
    return "+".join(part[:1].upper() + part[1:] for part in parts)


def help_rows(bindings: Iterable[BindingType]) -> list[tuple[str, str]]:
    """Each key with what it does, for a help text."""
    return [
        (each.key_display or spelled(each), each.tooltip or each.description)
        for each in bindings
        if isinstance(each, Binding) and each.description
    ]
