"""`carto-wizard demo --record`: the journey as a file, by the command as it is."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from carto_wizard.tui.recording.journey import SINGLE
from tests.screen import screens_of
from tests.terminal import WIZARD, Done, run

PERSONS = {
    "NO_COLOR": "1",
    "AWS_PROFILE": "nobody",
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "CARTOGRAPHY_PYTHON": "/nowhere",
    "PATH": os.environ["PATH"],
}
"""What must not be seen in a recording, nor change it."""


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """A journey's home has one name, so that two could not be beside each other."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.fixture
def env(env: dict[str, str], temporary: Path) -> dict[str, str]:
    return env | {"TMPDIR": str(temporary)}


def recorded(file: Path, env: dict[str, str]) -> Done:
    return run("demo", "--mode", "single", "--record", file, env=env)


def test_the_journey_is_recorded_to_the_end(
    env: dict[str, str], home: Path, temporary: Path, tmp_path: Path
) -> None:
    file = tmp_path / "a [b].cast"
    done = recorded(file, env | PERSONS)
    assert (done.code, done.out) == (0, "")
    assert f"{file}: " in done.err
    text = file.read_text(encoding="utf-8")
    shown = screens_of(text)
    markers = [beat.marker for beat in SINGLE if beat.marker]
    assert list(shown) == [*markers, "end"]
    for beat in SINGLE:
        if beat.marker:
            assert beat.until in shown[beat.marker]
            assert beat.says in shown[beat.marker]
    assert "Cartography will read exactly the account expected." in shown["check"]
    # The colours of our theme, whatever the person's terminal is.
    assert "38;2;86;180;233" in text
    assert not any(
        value in text for value in (*PERSONS.values(), "nobody") if value[1:]
    )
    assert file.stat().st_mode & 0o777 == 0o600
    assert [*temporary.iterdir(), *home.iterdir()] == []


# CI makes the recording of the README and compares it with the one that is there.
@pytest.mark.long
def test_two_recordings_are_the_same(env: dict[str, str], tmp_path: Path) -> None:
    for form in ("cast", "svg"):
        first, again = tmp_path / f"1.{form}", tmp_path / f"2.{form}"
        assert recorded(first, env).code == 0
        assert recorded(again, env | PERSONS).code == 0
        assert first.read_bytes() == again.read_bytes()


REFUSED = {
    "another kind": (["demo.gif"], 2, "is neither a .cast nor an .svg"),
    "no end": (["demo"], 2, "Name a file that ends in .cast"),
    "there": (["there.svg"], 2, "nothing is overwritten"),
    "a link to nowhere": (["link.cast"], 2, "is there already"),
    "no folder": (["no/such/demo.svg"], 3, "there is no such folder"),
    "a scenario": (["a.svg", "--scenario", "healthy"], 2, "only --mode goes with it"),
    "a folder": (["a.svg", "--directory", "x"], 2, "only --mode goes with it"),
    "no mode": (["a.svg", "--mode", "x"], 2, "There is no demo mode x."),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_recorded_is_refused_before_anything_starts(
    case: str, env: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "there.svg").write_text("mine")
    (tmp_path / "link.cast").symlink_to("nowhere")
    before = sorted(tmp_path.rglob("*"))
    arguments, code, sentence = REFUSED[case]
    done = run("demo", "--record", *arguments, env=env, cwd=tmp_path)
    assert (done.code, done.out) == (code, "")
    assert sentence in done.err
    assert "Recording." not in done.err
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "there.svg").read_text() == "mine"


def test_beside_another_recording_it_is_refused(
    env: dict[str, str], temporary: Path, tmp_path: Path
) -> None:
    (temporary / "carto-wizard-demo").mkdir()
    done = recorded(tmp_path / "a.svg", env)
    assert done.code == 2
    assert "a recording goes on, or was killed" in done.err
    assert (temporary / "carto-wizard-demo").is_dir()


@pytest.mark.parametrize("at", ["Recording.", " s  mode"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_and_nothing_stays(
    number: int, at: str, env: dict[str, str], temporary: Path, tmp_path: Path
) -> None:
    file = tmp_path / "a.cast"
    process = subprocess.Popen(
        [*WIZARD, "demo", "--record", str(file)],
        env=env,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    while at not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(number)
    _, complaints = process.communicate(timeout=60)
    assert "Traceback" not in complaints
    assert process.returncode == 128 + number
    assert not file.exists()
    assert list(temporary.iterdir()) == []
