"""The recording, played by asciinema's player on the pages that show it."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.embedding.conftest import SCREENSHOTS, Dom, Shown
from tests.screen import screens_of

SCREENS = screens_of((SCREENSHOTS / "demo.cast").read_text("utf-8"))
MARKERS = [name for name in SCREENS if name != "end"]
SEEK = """<!doctype html><link rel="stylesheet" href="asciinema-player.css">
<div id="demo"></div><script src="asciinema-player.min.js"></script><script>
const place = document.getElementById("demo");
const player = AsciinemaPlayer.create("demo.cast", place, {preload: true});
player.addEventListener("ready", async () => { await player.seek(%s); });
</script>"""
_BLOCKS = re.compile("[\u2580-\u259f]")
"""What the player paints on a canvas instead of writing it: the scroll bars."""


def readable(screen: str) -> str:
    return "\n".join(_BLOCKS.sub(" ", line).rstrip() for line in screen.splitlines())


@pytest.mark.parametrize("marker", MARKERS)
def test_the_player_shows_the_screen_at_each_marker(
    marker: str,
    site: tuple[Path, str],
    dom: Dom,
    put_player: Callable[[Path], None],
) -> None:
    folder, url = site
    put_player(folder)
    (folder / "index.html").write_text(SEEK % f"{{marker: {MARKERS.index(marker)}}}")
    assert str(Shown(dom(url))) == readable(SCREENS[marker])


def test_the_player_ends_with_the_last_screen(
    site: tuple[Path, str], dom: Dom, put_player: Callable[[Path], None]
) -> None:
    folder, url = site
    put_player(folder)
    (folder / "index.html").write_text(SEEK % '"100%"')
    shown = str(Shown(dom(url)))
    assert shown == readable(SCREENS["end"])
    assert "All checks passed. Cartography will read exactly the 9 accounts" in shown


def sphinx(folder: Path, python: str, put: Callable[[Path], None]) -> Path:
    """A page of Sphinx with MyST, as Cartography's documentation is."""
    source = folder / "source"
    put(source / "_static")
    page = (SCREENSHOTS / "embed-sphinx.md").read_text("utf-8")
    (source / "index.md").write_text(f"# The demo\n\n{page}")
    (source / "conf.py").write_text(
        'extensions = ["myst_parser"]\nhtml_static_path = ["_static"]\n'
        'myst_enable_extensions = ["colon_fence"]\n'
    )
    made = folder / "site"
    subprocess.run(
        [python, "-m", "sphinx", "-q", "-W", "-b", "html", source, made], check=True
    )
    return made


def mkdocs(folder: Path, python: str, put: Callable[[Path], None]) -> Path:
    """A page of MkDocs, with no theme but its own."""
    put(folder / "docs" / "assets")
    page = (SCREENSHOTS / "embed-mkdocs.md").read_text("utf-8")
    (folder / "docs" / "index.md").write_text(f"# The demo\n\n{page}")
    (folder / "mkdocs.yml").write_text("site_name: demo\n")
    subprocess.run(
        [python, "-m", "mkdocs", "-q", "build", "--strict", "-d", folder / "site"],
        cwd=folder,
        check=True,
    )
    return folder / "site"


@pytest.mark.parametrize("build", [sphinx, mkdocs])
def test_a_page_of_documentation_shows_the_recording(
    build: Callable[[Path, str, Callable[[Path], None]], Path],
    site: tuple[Path, str],
    dom: Dom,
    put_player: Callable[[Path], None],
) -> None:
    folder, url = site
    python = str(Path(os.environ["CARTO_WIZARD_DOCS_PYTHON"]).absolute())
    assert build(folder.parent, python, put_player) == folder
    page = dom(f"{url}/index.html")
    assert str(Shown(page)) == readable(SCREENS["check"])
    # The comment at the top is for who writes the page.
    assert "myst_enable_extensions" not in re.sub("<!--.*?-->", "", page, flags=re.S)
