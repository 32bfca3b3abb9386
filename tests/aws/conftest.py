from __future__ import annotations

from collections.abc import Iterator

import pytest

from carto_wizard.aws.patient_calls import RATE
from carto_wizard.demo.organization_state import OrganizationState
from tests.aws.world import (
    ACCOUNTS,
    DEPTH,
    MANAGEMENT,
    UNITS,
    World,
    many,
    serving,
    tree,
)


@pytest.fixture(scope="session")
def running() -> Iterator[World]:
    with serving() as world:
        yield world


@pytest.fixture
def large(running: World) -> World:
    units = tree(UNITS, DEPTH)
    organization = OrganizationState(MANAGEMENT, units, empty_pages=True, rate=RATE)
    return running.become(organization, many(ACCOUNTS, units))


@pytest.fixture
def small(running: World) -> World:
    """A world that may change while somebody looks."""
    units = tree(6, 3)
    return running.become(OrganizationState(MANAGEMENT, units), many(60, units))
