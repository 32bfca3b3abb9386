"""Every key of the screens, and how a sentence names one.

A sentence takes the key from its binding, so that what it says is what works.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.binding import Binding, BindingType
from textual.screen import Screen

from carto_wizard.tui.widgets.rows import Rows
from carto_wizard.tui.widgets.text_input import TextInput

FIELD = TextInput.BINDINGS
LIST = Rows.BINDINGS
FOCUS = Screen.BINDINGS
ENTER = "enter"
IN_FIELDS = (
    ("Ctrl+U", "Delete to the left"),
    ("Ctrl+K", "Delete to the right"),
    ("Ctrl+W", "Delete a word"),
)
IN_LISTS = (("↑ ↓ PgUp PgDn Home End", "Move"),)
"""Textual's own keys, as far as they are worth a line of help."""

WIZARD: list[BindingType] = [
    # The first key of an action is the one that sentences name.
    Binding("ctrl+q", "save_and_quit", "Quit", False, None, True, "Save and quit"),
    Binding("ctrl+p", "command_palette", "Commands", True, None, True, "Every command"),
    Binding("ctrl+g", "go_to", "Go to", tooltip="Go to a step"),
    Binding("escape", "previous_step", "Back", tooltip="The step before"),
    Binding("escape", "save_and_quit", "Quit"),
    # Where one answer is changed, and the way leads back.
    Binding(
        *("ctrl+n", "next_step('preview')", "To preview"),
        priority=True,
        tooltip="Back to the preview",
    ),
    Binding("ctrl+n", "next_step", "Next", True, None, True, "The next step"),
    Binding("f1", "why", "Keys", tooltip="What the step is for, and its keys"),
    Binding("ctrl+s", "save_and_quit", "Save and quit", show=False),
    Binding("ctrl+c", "interrupt", "Abort", False, tooltip="Twice: leave at once"),
]
"""Of the app: they work on every page."""
LASTING = (
    *("close_content", "clear_filter", "previous_step", "save_and_quit"),
    *("next_step('preview')", "next_step", "why"),
)
"""The actions that are in every footer, whatever else has no room there."""
INNER: list[BindingType] = [
    Binding("escape", "close_content", "List", tooltip="Back to the list"),
    Binding("escape", "clear_filter", "Clear filter", tooltip="Clear the filter"),
]
"""Of every page: what Esc does before it leaves the step."""

WELCOME: list[BindingType] = [
    Binding("ctrl+d", "demo", "Demo", tooltip="Open the demo"),
]
ACCOUNTS: list[BindingType] = [
    Binding("e", "edit", "Edit", False, tooltip="Edit the account"),
    Binding("delete,d", "delete", "Delete", tooltip="Delete the account"),
    Binding("a", "add", "Add", tooltip="Type an account"),
    Binding("slash", "filter", "Filter", tooltip="Filter the accounts"),
    Binding("x", "drop", "Drop all", tooltip="Drop all undecided lines"),
    Binding("ctrl+z", "undo", "Undo", tooltip="Undo the last change"),
    Binding(
        *("ctrl+t,o", "organization", "Organization"),
        tooltip="Tick the accounts of the organization",
    ),
    Binding("ctrl+o", "import", "Import", tooltip="Import a file"),
    Binding("down", "to_list", "From a field to the list", show=False),
]
ORGANIZATION: list[BindingType] = [
    Binding("space", "tick", "Tick", False, tooltip="Tick the unit or the account"),
    Binding("ctrl+n", "use", "Use", True, None, True, "Use what is ticked"),
    Binding("slash", "filter", "Filter", tooltip="Filter the accounts"),
    Binding("a", "tick_shown", "All", tooltip="Tick all that is shown, or none of it"),
    Binding("d", "changed", "Changes", tooltip="Only what changed, or all"),
    Binding("t", "tags", "Tags", tooltip="Read the tags of what the cursor is on"),
    Binding("right", "open", "Open", False, tooltip="Open the unit"),
    Binding("left", "fold", "Close", False, tooltip="Close the unit"),
    Binding("o", "fold_all", "Open all", False, tooltip="Open all units, or close all"),
    Binding("down", "to_list", "From the filter to the list", show=False),
    Binding("escape", "close", "Cancel", True, None, True, "Leave the list as it is"),
    Binding("f1", "why", "Keys", tooltip="What the marks mean, and the keys"),
]
REGIONS: list[BindingType] = [
    Binding("a", "choose_all", "Region for all", tooltip="A region for all shown"),
    Binding("slash", "filter", "Filter", tooltip="Filter the accounts"),
    Binding("ctrl+z", "undo", "Undo", tooltip="Undo the last change"),
]
PREVIEW: list[BindingType] = [
    Binding("k", "choose('keep')", "Keep", tooltip="Keep the existing one"),
    Binding("r", "choose('rename')", "Rename", tooltip="Rename the new one"),
    Binding("o", "choose('replace')", "Ours", tooltip="Replace the existing one"),
    Binding("b", "remove_mark", "Remove mark", tooltip="Make the file readable"),
    Binding("u", "ask_again", "Ask again", tooltip="Undo the choices"),
    Binding("v", "toggle_diff", "Diff/whole", tooltip="The changes, or the whole file"),
    Binding("c", "copy", "Copy", tooltip="Copy the file to the clipboard"),
    Binding("f5", "reread", "Look again", tooltip="Read the disk again"),
    Binding("i", "look_in_aws", "In AWS", tooltip="Look at what is in AWS"),
    Binding("d", "own_file", "Own file", tooltip="A separate config file"),
    Binding("m", "merge", "Merge", tooltip="Into the default config file"),
    Binding("right", "open", show=False),
    Binding("left", "close_content", show=False),
]
WRITE: list[BindingType] = [
    Binding("r", "retry", "Try again", tooltip="Write what was not written"),
    Binding("f5", "reread", "Look again", tooltip="Read the disk again"),
]
ROLES: list[BindingType] = [
    Binding("c", "copy", "Copy commands", tooltip="Copy the commands to run in AWS"),
    Binding("u", "fitting", "What fits", tooltip="Use what fits the answers again"),
]
CHECK: list[BindingType] = [
    Binding("x", "stop", "Stop", tooltip="Stop asking and watching"),
    Binding("m", "make_roles", "Make roles", tooltip="Play the administrator"),
    Binding("r", "retry_failed", "Retry", tooltip="Retry what failed, and watch it"),
    Binding("c", "copy", "Copy", tooltip="Copy the command"),
    Binding("s", "save", "Report", tooltip="Save the report"),
    Binding("slash", "filter", "Filter", tooltip="Filter the list"),
    Binding("v", "details", "Details", tooltip="Show or hide the details"),
    Binding("t", "retry_this", "This", tooltip="Retry this one"),
    Binding("f", "retry_shown", "Shown", tooltip="Retry what the filter shows"),
    Binding("a", "check_all", "All", tooltip="Check all again"),
    Binding("l", "look_with", "Look into", tooltip="Look into denied accounts"),
    Binding("i", "look_in_aws", "In AWS", tooltip="Look at what is in AWS"),
    Binding("p", "stack_set", "StackSet", tooltip="Read the StackSet's progress"),
    Binding("d", "save(True)", "Redacted", tooltip="Report without account IDs"),
]
FINISH: list[BindingType] = [
    Binding("c", "copy", "Copy command"),
    Binding("enter", "leave", "Leave"),
]

_NAMES = {
    "escape": "Esc",
    "delete": "Del",
    "slash": "/",
    "pageup": "PgUp",
    "pagedown": "PgDn",
}


def key(bindings: Iterable[BindingType], action: str) -> str:
    """The key that does this action, as a sentence names it."""
    for binding in bindings:
        if isinstance(binding, Binding) and binding.action == action:
            return spelled(binding)
    raise LookupError(f"No key is bound to {action}.")


def spelled(binding: Binding) -> str:
    """`Ctrl+Z`, `Shift+Tab`, `Del`: the first of a binding's keys in words."""
    return _in_words(binding.key.partition(",")[0])


def pressed(keys: Sequence[str]) -> str:
    """Keys that are pressed one after another: `Down Enter`, or the text they type."""
    if len(keys) > 1 and all(len(key) == 1 for key in keys):
        return "".join(keys)
    return " ".join(map(_in_words, keys))


def _in_words(key: str) -> str:
    *modifiers, last = key.split("+")
    parts = [*modifiers, _NAMES.get(last, last)]
    return "+".join(part[:1].upper() + part[1:] for part in parts)


def shortest(binding: Binding) -> str:
    """`^z`, `Del`: a key where there is little room."""
    name = spelled(binding)
    return name.replace("Ctrl+", "^").lower() if "Ctrl+" in name else name


def is_text(binding: Binding) -> bool:
    """Whether a field takes the key: a letter, a sign, or one that deletes them."""
    first = binding.key.partition(",")[0]
    return len(first) == 1 or first in ("slash", "delete")
