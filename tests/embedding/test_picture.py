"""The moving picture, as a browser draws it."""

from __future__ import annotations

import gzip
import json
import re
from itertools import accumulate, pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.embedding.conftest import SCREENSHOTS, Dom

FILES = "demo.svg", "demo-light.svg"
LARGEST = 100_000
"""Bytes, compressed as a server sends it."""
PAGE = """<!doctype html><img src="demo.svg">%s<pre id="result"></pre><script>
addEventListener("load", () => {
  const seen = () => [...document.querySelectorAll(".f")]
    .filter((frame) => getComputedStyle(frame).visibility === "visible")
    .map((frame) => frame.id);
  const at = %s.map((second) => {
    for (const animation of document.getAnimations()) {
      animation.pause();
      animation.currentTime = second * 1000;
    }
    return seen();
  });
  const image = document.querySelector("img");
  const size = [image.naturalWidth, image.naturalHeight];
  const result = JSON.stringify({at, size, moving: document.getAnimations().length});
  document.getElementById("result").textContent = result;
});
</script>"""


def middles() -> list[float]:
    """The middle of each frame of the recording, in seconds."""
    lines = (SCREENSHOTS / "demo.cast").read_text("utf-8").splitlines()
    events = [json.loads(line) for line in lines[1:]]
    clock = accumulate(interval for interval, _, _ in events)
    starts = [at for at, event in zip(clock, events, strict=True) if event[1] != "m"]
    return [round((start + end) / 2, 3) for start, end in pairwise(starts)]


class Drawn(NamedTuple):
    """What a browser makes of the picture."""

    at: list[list[str]]
    """The frames that are seen in the middle of each frame's time."""
    size: list[int]
    moving: int


def drawn(site: tuple[Path, str], dom: Dom, svg: str, *options: str) -> Drawn:
    folder, url = site
    (folder / "demo.svg").write_text(svg, "utf-8")
    (folder / "index.html").write_text(PAGE % (svg, json.dumps(middles())), "utf-8")
    found = re.search('<pre id="result">(.+?)</pre>', dom(url, *options))
    assert found
    return Drawn(**json.loads(found[1]))


@pytest.fixture(params=[SCREENSHOTS / name for name in FILES], ids=FILES)
def svg(request: pytest.FixtureRequest) -> str:
    file: Path = request.param
    return file.read_text("utf-8")


def test_it_is_small(svg: str) -> None:
    assert len(gzip.compress(svg.encode())) < LARGEST


def test_each_frame_is_seen_when_the_recording_shows_it(
    svg: str, site: tuple[Path, str], dom: Dom
) -> None:
    result = drawn(site, dom, svg)
    assert result.at == [[f"f{number}"] for number in range(len(middles()))]
    assert result.size == [920, 624]


def test_it_stands_still_where_nothing_may_move(
    svg: str, site: tuple[Path, str], dom: Dom
) -> None:
    result = drawn(site, dom, svg, "--force-prefers-reduced-motion")
    assert result.moving == 0
    (still,) = {tuple(names) for names in result.at}
    frame = re.search(f'<g class="f" id="{still[0]}">(.*?)</g>', svg)
    assert frame
    rows = {
        name: re.sub("<[^>]+>", "", row)
        for name, row in re.findall(r'<g id="(r\d+)">(.*?)</g>', svg)
    }
    shown = [rows[name] for name in re.findall('href="#(r[0-9]+)"', frame[1])]
    assert any("Cartography will read exactly the 9 accounts" in row for row in shown)
