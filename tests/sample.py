"""The README's line tests a sample of the cases, CI the rest or a part of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest

STARTING = ("checks", "cli", "consumer", "long", "plain", "tui")
"""The folders where nearly each test starts a whole wizard, a command or an AWS."""


def sample(cases: Iterable[Any], *run: Any) -> list[Any]:
    """All cases; those that are not in the sample to `run` need `pytest -m long`."""
    known = list(cases)
    assert all(case in known for case in run)
    later = pytest.mark.long
    return [c if c in run else pytest.param(c, marks=later) for c in known]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--sample", action="store_true", help="the README's line")
    parser.addoption("--rest", action="store_true", help="what --sample leaves out")
    parser.addoption("--long-sample", type=int, default=1, metavar="N")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Of a test marked `one_in(n)`, every n-th case is the sample, from the first.

    `--sample` is every third test of the `STARTING` folders and all others, `--rest`
    the remaining ones with what is long; `--long-sample N` leaves every N-th of that.
    """
    seen: Counter[str] = Counter()
    later: set[pytest.Item] = set()
    for item in items:
        file, test = item.nodeid.partition("::")[0], item.nodeid.partition("[")[0]
        if mark := item.get_closest_marker("one_in"):
            if seen[test] % mark.args[0]:
                item.add_marker(pytest.mark.long)
            seen[test] += 1
        if item.get_closest_marker("long"):
            later.add(item)
        elif file.split("/")[1] in STARTING:
            if seen[file] % 3:
                later.add(item)
            seen[file] += 1
    long = [item for item in items if item.get_closest_marker("long")]
    every = config.getoption("--long-sample")
    dropped = {item for number, item in enumerate(long) if number % every}
    if config.getoption("--sample"):
        dropped |= later
    if config.getoption("--rest"):
        dropped |= set(items) - later
    config.hook.pytest_deselected(items=[item for item in items if item in dropped])
    items[:] = [item for item in items if item not in dropped]
