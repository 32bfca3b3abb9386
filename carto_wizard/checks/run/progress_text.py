"""The progress of a run in words."""

from __future__ import annotations

from carto_wizard.setup.text import time_left
from carto_wizard.work.progress import Progress


def progress_text(progress: Progress) -> str:
    """The sentence for the screen; empty when nothing is worth saying."""
    rate = progress.throttled_rate
    if progress.waiting or rate is None:
        return progress.waiting
    if not rate:
        return "AWS is throttling the calls and has answered none for some seconds."
    text = f"AWS is throttling the calls to about {rate:.0f} a second"
    if rate < 1:
        text = "AWS is throttling the calls to less than 1 a second"
    if progress.eta is None:
        return f"{text}."
    return f"{text}, {time_left(progress.eta)}."
