"""The question whether files of somebody else may act, put before they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carto_wizard.files.foreign_config import ForeignSetting
    from carto_wizard.render.places import Places

QUESTION = "Use this file for the check?"


def allowed_settings(
    places: Places,
    environ: Mapping[str, str],
    allow: bool,
    ask: Callable[[str], bool] | None,
) -> frozenset[ForeignSetting]:
    """What these files may do: all of it where that was said, or a person agrees.

    Raises ForeignConfigError where the answer is a no, or nobody can be asked.
    """
    from carto_wizard.files.foreign_config import (
        ForeignConfigError,
        foreign_settings,
        named,
    )

    found = foreign_settings(places, environ)
    if found and not allow:
        if ask is None:
            raise ForeignConfigError.about(found)
        if not ask("\n".join([*named(found), QUESTION])):
            raise ForeignConfigError("The check was not started.")
    return frozenset(found)
