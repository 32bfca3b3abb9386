"""Every file that these answers lead to, in the order a person reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from carto_wizard.render import folder
from carto_wizard.render.aws_config import (
    CONFIG,
    CREDENTIALS,
    NO_KEYS,
    SINGLE_CONFIG,
    AccessKeys,
    config_sections,
    credentials_section,
    section_parts,
    writes_keys,
)
from carto_wizard.render.environment import owns_credentials_file
from carto_wizard.render.places import Places
from carto_wizard.render.planned import Language, PlannedFile
from carto_wizard.render.read_me import read_me
from carto_wizard.setup.answers import Answers, Mode
from carto_wizard.setup.text import count


def plan(
    answers: Answers, places: Places, keys: AccessKeys | None = None
) -> tuple[PlannedFile, ...]:
    """Return all files; `keys` fill the credentials file, left out without them."""
    config = _config(answers, places)
    others = [
        *_credentials(answers, places, keys),
        *(file.plan(answers, places) for file in folder.FILES if file.applies(answers)),
    ]
    return (config, _read_me(answers, places, [config, *others]), *others)


def _config(answers: Answers, places: Places) -> PlannedFile:
    sections = config_sections(answers)
    # Cartography does not count the [default] of a hub as an account.
    profiles, reasons = len(sections) - 1, CONFIG
    if answers.mode is Mode.SINGLE:
        profiles, reasons = 1, SINGLE_CONFIG
    return PlannedFile(
        key="aws-config",
        path=places.config_file,
        target_path=places.target_config_file,
        parts=section_parts(sections, reasons),
        language=Language.INI,
        purpose=f"The AWS config file with {count(profiles, 'profile')} for "
        "Cartography.",
        sections=sections,
        settings=reasons,
    )


def _credentials(
    answers: Answers, places: Places, keys: AccessKeys | None
) -> list[PlannedFile]:
    without_keys = PlannedFile(
        key="aws-credentials",
        path=places.credentials_file,
        target_path=places.target_credentials_file,
        parts=(NO_KEYS,),
        language=Language.INI,
        purpose="A credentials file without profiles, used instead of the default one.",
    )
    if keys and writes_keys(answers):
        section = credentials_section(answers, keys.key_id, keys.secret)
        with_keys = replace(
            without_keys,
            parts=section_parts([section], CREDENTIALS),
            purpose="The access keys that Cartography signs its calls with.",
            sections=(section,),
            settings=CREDENTIALS,
            secret=True,
        )
        return [with_keys]
    return [without_keys] if owns_credentials_file(answers, places) else []


def _read_me(
    answers: Answers, places: Places, files: Sequence[PlannedFile]
) -> PlannedFile:
    file = folder.GeneratedFile(
        "read-me",
        "READ-ME-FIRST.txt",
        Language.TEXT,
        "Describes each file, where it belongs, and what to do in which order.",
        lambda answers, places: read_me(answers, places, files),
    )
    return file.plan(answers, places)
