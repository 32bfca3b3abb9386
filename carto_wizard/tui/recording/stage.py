"""Where a journey is played: an embedded AWS, one home, one moment of one day.

Nothing of the person's gets in: no file, no variable, no Cartography on the PATH. So
two recordings are the same, byte for byte.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from itertools import chain, repeat
from pathlib import Path

from carto_wizard.demo.administrator import make_roles
from carto_wizard.demo.launch import Demo, start
from carto_wizard.errors import DemoError
from carto_wizard.files.state_folder import StateFolder
from carto_wizard.setup.answers import Answers, Mode
from carto_wizard.tui.app import CartoWizard
from carto_wizard.tui.state import WizardState

_NOW = datetime(2026, 5, 6, 17, 42)
_CHECK_SECONDS = 4.2
_HOME = "carto-wizard-demo"
"""In the system's folder for temporary files; the last page shows a path in it."""


@contextmanager
def stage(
    scenario: str, mode: Mode, answers: Answers | None = None
) -> Iterator[CartoWizard]:
    """The wizard on an embedded AWS, not started; without answers, those of nobody.

    Raises DemoError where another recording goes on.
    """
    with _home() as home, start(scenario, mode=mode, environ={}) as demo:
        yield wizard_at(home, answers or Answers(), _own_profiles(demo, home), demo)


def wizard_at(
    home: Path, answers: Answers, environ: Mapping[str, str], demo: Demo | None = None
) -> CartoWizard:
    """The wizard at one moment of one day; the first check starts at 0 s."""
    seconds = chain([0.0], repeat(_CHECK_SECONDS))
    state = WizardState(
        home / "session.toml",
        environ,
        home,
        StateFolder(home / "state"),
        answers,
        banner="demo",
        now=lambda: _NOW,
        monotonic=lambda: next(seconds),
        administrator=partial(make_roles, demo) if demo else None,
    )
    app = CartoWizard(state)
    app.animation_level = "none"
    return app


@contextmanager
def _home() -> Iterator[Path]:
    home = Path(tempfile.gettempdir()) / _HOME
    try:
        home.mkdir(mode=0o700)
    except FileExistsError:
        # Never deleted here: it may belong to a recording that goes on beside this.
        raise DemoError(
            f"{home} is there already: a recording goes on, or was killed.",
            "Wait for its end, or delete the folder. Then try again.",
        ) from None
    try:
        yield home
    finally:
        shutil.rmtree(home)


def _own_profiles(demo: Demo, home: Path) -> dict[str, str]:
    """What reaches the demo's AWS, with the profiles that the demo gives a person."""
    if profiles := demo.profiles_of_person("[profile {}]"):
        (home / ".aws").mkdir()
        (home / ".aws" / "config").write_text(profiles)
    environ = demo.environ | {"HOME": str(home)}
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        del environ[name]
    return environ
