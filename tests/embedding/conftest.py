"""A browser, the player, and pages for them; `.ci/run` installs what these need."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
PLAYER = "asciinema-player.css", "asciinema-player.min.js"
Dom = Callable[..., str]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder, and the address under which a browser sees it."""
    folder = tmp_path / "site"
    folder.mkdir()
    serve = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def dom(tmp_path: Path) -> Dom:
    """What is in a page once its scripts have run, in the machine's Chromium."""
    chromium = shutil.which("chromium")
    assert chromium, "chromium is not installed"

    def dumped(url: str, *options: str) -> str:
        done = subprocess.run(
            [
                *(chromium, "--headless", "--no-sandbox", "--disable-gpu"),
                *(f"--user-data-dir={tmp_path / 'profile'}", *options),
                *("--virtual-time-budget=20000", "--dump-dom", url),
            ],
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        return done.stdout

    return dumped


@pytest.fixture
def put_player() -> Callable[[Path], None]:
    """Lays the two files of the player, and the recording, into a folder."""
    bundle = Path(os.environ["CARTO_WIZARD_PLAYER"])

    def put(folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for file in (*(bundle / name for name in PLAYER), SCREENSHOTS / "demo.cast"):
            shutil.copy(file, folder)

    return put


class Shown(HTMLParser):
    """What the player shows, read from its page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self._rows: list[dict[int, str]] = []
        self._at: int | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("class") == "ap-line":
            self._rows.append({})
        place = re.search(r"--offset: (\d+)", given.get("style") or "")
        self._at = int(place[1]) if place and self._rows else None

    def handle_endtag(self, tag: str) -> None:
        self._at = None

    def handle_data(self, data: str) -> None:
        if self._at is not None:
            self._rows[-1].update(enumerate(data, self._at))

    def __str__(self) -> str:
        return "\n".join(
            "".join(row.get(at, " ") for at in range(max(row, default=0) + 1)).rstrip()
            for row in self._rows
        )
