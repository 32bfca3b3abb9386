"""The progress of what takes long, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carto_wizard.setup.text import count, time_left
from carto_wizard.work.progress import Progress

if TYPE_CHECKING:
    from carto_wizard.aws.organization import ListingProgress


def progress_text(progress: Progress) -> str:
    """The sentence for the screen; empty when nothing is worth saying."""
    rate = progress.throttled_rate
    if rate is None:
        return ""
    if not rate:
        return "AWS is throttling the calls and has answered none for some seconds."
    text = f"AWS is throttling the calls to about {rate:.0f} a second"
    if rate < 1:
        text = "AWS is throttling the calls to less than 1 a second"
    if progress.eta is None:
        return f"{text}."
    return f"{text}, {time_left(progress.eta)}."


def listing_text(progress: ListingProgress) -> str:
    """How far the listing of an organization is, and how long it takes."""
    found = [count(progress.accounts, "account")]
    if progress.units:
        found.append(count(progress.units, "unit"))
    text = f"{', '.join(found)} found"
    if progress.seconds_left is not None:
        text += f", {time_left(progress.seconds_left)}"
    return f"{text}."


def tags_text(done: int, total: int, seconds_left: float | None) -> str:
    """How far the reading of tags is."""
    text = f"Tags of {done:,} of {count(total, 'account')} read"
    if seconds_left is None or done == total:
        return f"{text}."
    return f"{text}, {time_left(seconds_left)}."
