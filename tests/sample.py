"""The README's line tests a sample of the cases; CI tests the rest as well."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def sample(cases: Iterable[Any], *run: Any) -> list[Any]:
    """All cases; those that are not in the sample to `run` need `pytest -m long`."""
    known = list(cases)
    assert all(case in known for case in run)
    later = pytest.mark.long
    return [c if c in run else pytest.param(c, marks=later) for c in known]
