"""The work of the write page, done off the screen's thread."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass, replace

from carto_wizard.commands.files_on_disk import FilesOnDisk
from carto_wizard.errors import ConfigRefused
from carto_wizard.files.change import Change
from carto_wizard.files.changes import Stage
from carto_wizard.files.config.editor import ConfigFile
from carto_wizard.files.disk.file_state import read_state
from carto_wizard.files.writer import WriteResult, write
from carto_wizard.render.aws_config import writes_keys
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.work.review import Review, changed_since, review, without_secrets


@dataclass(frozen=True, slots=True)
class Comparison:
    """The files against the disk, and against what the preview showed."""

    review: Review
    shown: bool
    """Whether the preview showed these files in this run."""
    changed_since: tuple[str, ...] = ()
    """Files that are no longer as the preview showed them."""
    has_keys: bool = False
    """Whether the profile has access keys already."""


def compare(
    state: WizardState,
    seen: Review | None,
    tell: Callable[[Stage], object] = lambda stage: None,
) -> Comparison:
    """Read the disk, after any writing that still goes on."""
    if state.writing is not None:
        state.writing.join()
    now = review(state, tell)
    shown = seen is not None and seen.fits(now.answers)
    changed = changed_since(seen, now) if seen is not None and shown else ()
    return Comparison(now, shown, changed, _has_keys(now))


def files_on_disk(state: WizardState) -> FilesOnDisk:
    """Read the disk, after any writing that still goes on, and keep no content."""
    return compare(state, None).review.on_disk()


def write_all(
    state: WizardState,
    done: tuple[WriteResult, ...],
    changes: tuple[Change, ...],
    tell: Callable[[WriteResult], object],
) -> tuple[WriteResult, ...]:
    """Write what is left, to the end even when the page is gone.

    Access keys are forgotten once they are written.
    """
    results = list(done)
    for result in write(changes, state_folder=state.state_folder, session=state.name):
        bare = replace(result, change=without_secrets(result.change))
        results.append(bare)
        tell(bare)
    if all(each.ok for each in results if each.change.file.secret):
        state.keys = None
    state.results = tuple(results)
    return state.results


def _has_keys(review: Review) -> bool:
    """Whether the credentials file holds keys for the profile of a single account."""
    if review.places is None or not writes_keys(review.answers):
        return False
    path = review.places.credentials_file
    data = read_state(path).data or b""
    try:
        found = ConfigFile.parse(
            data.removeprefix(codecs.BOM_UTF8), path, "credentials"
        )
    except ConfigRefused:
        return False
    profile = found.profiles.get(review.answers.single.profile)
    return profile is not None and "aws_access_key_id" in profile.values
