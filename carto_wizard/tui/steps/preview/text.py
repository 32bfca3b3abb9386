"""What the preview says about files: statuses, notes, explanations, copies."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from textual.content import Content

from carto_wizard.files.change import Change, ChangeStatus, mark_choice
from carto_wizard.files.choices import OpenChoice
from carto_wizard.files.locations import dedicated_config
from carto_wizard.files.mask import mask_lines
from carto_wizard.render.aws_config import writes_keys
from carto_wizard.render.parts import NOT_OURS
from carto_wizard.setup.answers import Answers, Mode
from carto_wizard.setup.steps import step_of
from carto_wizard.setup.text import count, one_line
from carto_wizard.tui.keys import LIST, PREVIEW, key
from carto_wizard.tui.steps.preview.conflict_choices import open_at
from carto_wizard.tui.steps.preview.lines import PreviewEntry, PreviewLine
from carto_wizard.tui.work.review import Review, short_path

STYLES = {
    ChangeStatus.CREATE: "ok",
    ChangeStatus.UPDATE: "warning",
    ChangeStatus.SAME: "dim",
    ChangeStatus.CONFLICT: "failed",
    ChangeStatus.REFUSED: "failed",
    ChangeStatus.REMOVE: "warning",
}
"""The style of each status; its word goes with it everywhere."""

ANSWERS = {
    "keep": "keeps the existing one",
    "rename": "gives the new one another name",
    "replace": "replaces the existing one, after a backup",
}
"""What each answer to a conflict does, said after the key that gives it."""
_NAMED = 6


def status_cell(change: Change) -> tuple[str, str]:
    """Glyph and word, and the name of their style."""
    return f"{change.status.glyph} {change.status}", STYLES[change.status]


def counts(review: Review) -> str:
    """How many files of each status."""
    if review.missing:
        return count(len(review.missing), "answer is", "answers are") + " missing"
    number = Counter(change.status for change in review.changes)
    return " · ".join(f"{number[each]} {each}" for each in STYLES if number[each])


def heading(change: Change, entry: PreviewEntry | None) -> str:
    """Status and size of the difference."""
    if entry is None or change.status in (ChangeStatus.SAME, ChangeStatus.REFUSED):
        return str(change.status)
    if change.status is ChangeStatus.CREATE:
        return f"create · {count(entry.added, 'line')}"
    removed = f", {entry.removed:,} removed" if entry.removed else ""
    return f"{change.status} · {count(entry.added, 'line')} added{removed}"


def unread(trouble: str) -> Content:
    """Why the disk could not be read, and how to try again."""
    return _urgent(f"{trouble} {key(PREVIEW, 'reread')} tries again.")


def answers_note() -> Content:
    """What can be done with the answers."""
    return Content(f"{key(LIST, 'select')} on a line goes to its step.")


def notes(change: Change, review: Review, home: Path) -> Content:
    """What the chosen file is for, and what to know before agreeing."""
    parts = []
    if change.problem:
        text = one_line(change.problem).replace(str(home), "~")
        parts.append(_urgent(text))
        if mark_choice(change):
            remove = key(PREVIEW, "remove_mark")
            parts.append(_urgent(f"{remove} removes these 3 bytes."))
    parts += _others(review)
    parts.append(Content(change.file.purpose))
    # In the list, and above the content, a long one loses its middle.
    remarks = [short_path(change.file.path, home), *change.notes]
    if change.file.target_path != change.file.path:
        remarks.append(f"On the other machine: {change.file.target_path}")
    if change.file.executable and change.status is ChangeStatus.CREATE:
        remarks.append("It is made executable.")
    remarks += _hints(review, home)
    parts += [Content.styled(one_line(text), "$text-muted") for text in remarks]
    return Content("\n").join(parts)


def in_the_way(change: Change, home: Path) -> str:
    """Why nothing goes on; what exactly is wrong stands beside the file."""
    name = short_path(change.file.path, home)
    if change.status is ChangeStatus.CONFLICT:
        return f"{name} needs your choice."
    return f"{name} cannot be written as it is."


def _urgent(text: str) -> Content:
    return Content.styled(f"! {text}", "$text-warning")


def _hints(review: Review, home: Path) -> list[str]:
    found = []
    if writes_keys(review.answers) and not any(c.file.secret for c in review.changes):
        found.append(
            "You type the access keys on the next page, just before they are written."
        )
    if proposed(review, home):
        merge = key(PREVIEW, "merge")
        found.append(
            f"Cartography has a separate config file. {merge}: use the default one."
        )
    return found


def _others(review: Review) -> list[Content]:
    """Which profiles Cartography would sync besides, and the two ways out."""
    names = strangers(review)
    if not names:
        return []
    listed = ", ".join(one_line(name, 40) for name in names[:_NAMED])
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    others = count(len(names), "other profile")
    them = "it" if len(names) == 1 else "them"
    own, merge = key(PREVIEW, "own_file"), key(PREVIEW, "merge")
    what = f"{others} in these AWS files: {listed}{more}. Cartography"
    if all(change.merged for change in review.changes if change.others):
        text = f"{what} will also read {them}. {own}: use a separate config file."
        return [Content.styled(text, "$text-muted")]
    text = f"{what} would also read {them}."
    return [
        _urgent(
            f"{text} {own}: use a separate config file. {merge}: use this file anyway."
        )
    ]


def strangers(review: Review) -> tuple[str, ...]:
    """Profiles outside this set-up that Cartography would take for accounts."""
    if review.answers.mode is not Mode.HUB:
        return ()
    names = (name for change in review.changes for name in change.others)
    return tuple(dict.fromkeys(name for name in names if name != "default"))


def proposed(review: Review, home: Path) -> bool:
    """Whether the config file is the one that the key for an own file sets."""
    target = review.answers.target
    return target.config_file == dedicated_config(target, home)


def explained(
    answers: Answers, change: Change | None, line: PreviewLine | None
) -> Content:
    """What the line under the cursor is for, and what breaks without it."""
    if line is None:
        return Content("")
    if line.step:
        title = step_of(answers, line.step).title
        return Content(f"{key(LIST, 'select')} goes to {title}.")
    if change is None:
        return Content("")
    if line.conflict:
        return Content(_answers(line, change))
    return _explained(change, line)


def _answers(line: PreviewLine, change: Change) -> str:
    """The keys that answer a conflict."""
    choice = open_at(change, line)
    given = choice.options if choice else ()
    listed = [f"{key(PREVIEW, f'choose({each!r})')} {ANSWERS[each]}." for each in given]
    return " ".join(listed)


def no_choice(change: Change | None, how: str) -> str:
    """Why an answer to a conflict does nothing here."""
    if change is None or change.status is not ChangeStatus.CONFLICT:
        return "There is no conflict here to choose for."
    return f"Not possible for this conflict: nothing here {ANSWERS[how]}."


def this_or_all(how: str, here: OpenChoice | None, waiting: int) -> tuple[str, ...]:
    """The question whether an answer is for all conflicts of the file."""
    name = one_line(here.profile, 60) if here else ""
    return (
        f"For which profiles? The answer {ANSWERS[how]}.",
        f"Only {name or 'this one'}",
        f"All {waiting:,} of this file that wait for a choice",
    )


def _explained(change: Change, line: PreviewLine) -> Content:
    if line.kind == "@":
        return Content.styled(
            "The lines between these parts do not change.", "$text-muted"
        )
    if not line.ours:
        found = NOT_OURS
    else:
        found = change.file.explain(line.text, line.number or 0)
    if line.kind == "-":
        head = "This line is removed. ", "bold $text-error"
        return Content.assemble(head, found.why)
    if found is NOT_OURS:
        return Content(f"This line stays as it is. {found.why}")
    return Content.assemble(found.why, (" Without it: ", "bold"), found.without)


def copied(change: Change) -> tuple[str, str]:
    """The text to copy, secrets masked, and what to say about it."""
    refused = change.status is ChangeStatus.REFUSED
    data = (change.before or b"") if refused else change.after
    lines = data.decode("utf-8", "replace").split("\n")
    masked = mask_lines(lines)
    hidden = "" if masked == lines else " Secrets are masked in the copy."
    name = one_line(Path(change.file.path).name, 60)
    text = "\n".join(masked)
    said = f"{name} was sent to the clipboard, which some terminals do not allow."
    return text, said + hidden


def entry_row(review: Review, index: int, home: Path) -> tuple[tuple[str, str], str]:
    """One line of the list: the answers first, then the files."""
    if index == 0:
        sign = ("! missing", "failed") if review.missing else ("→ answers", "dim")
        return sign, "Your answers"
    change = review.changes[index - 1]
    folder = review.places.folder if review.places else ""
    return status_cell(change), short_path(change.file.path, home, folder)


def first_entry(review: Review, path: str) -> int:
    """Where the list starts: at what is in the way, where it was, or at the top."""
    paths = [change.file.path for change in review.changes]
    stuck = [index for index, c in enumerate(review.changes) if c in review.open]
    here = paths.index(path) if path in paths else None
    if stuck and here not in stuck:
        return stuck[0] + 1
    return min(len(paths), 1) if here is None else here + 1
