"""The README's line tests a sample of the cases, CI a part of the rest as well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest


def sample(cases: Iterable[Any], *run: Any) -> list[Any]:
    """All cases; those that are not in the sample to `run` need `pytest -m long`."""
    known = list(cases)
    assert all(case in known for case in run)
    later = pytest.mark.long
    return [c if c in run else pytest.param(c, marks=later) for c in known]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long-sample", type=int, default=1, metavar="N")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Of a test marked `one_in(n)`, every n-th case is the sample, from the first.

    Of what is long, `--long-sample N` leaves every N-th.
    """
    seen: Counter[str] = Counter()
    for item in items:
        if mark := item.get_closest_marker("one_in"):
            test = item.nodeid.partition("[")[0]
            if seen[test] % mark.args[0]:
                item.add_marker(pytest.mark.long)
            seen[test] += 1
    every = config.getoption("--long-sample")
    later = [item for item in items if item.get_closest_marker("long")]
    dropped = {item for number, item in enumerate(later) if number % every}
    config.hook.pytest_deselected(items=[item for item in items if item in dropped])
    items[:] = [item for item in items if item not in dropped]
