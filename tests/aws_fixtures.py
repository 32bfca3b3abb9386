"""The embedded AWS as fixtures, one process per scenario and session."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from carto_wizard.demo.launch import Demo, start


@pytest.fixture(scope="session")
def _healthy_process() -> Iterator[Demo]:
    with start("healthy") as demo:
        yield demo


@pytest.fixture(scope="session")
def _troubled_process() -> Iterator[Demo]:
    with start("troubled") as demo:
        yield demo


@pytest.fixture(scope="session")
def _small_process() -> Iterator[Demo]:
    with start("healthy", accounts=5) as demo:
        yield demo


@pytest.fixture
def small_aws(_small_process: Demo) -> Iterator[Demo]:
    """All is well in five accounts, so that a run is short."""
    yield _small_process
    _small_process.clear()


@pytest.fixture
def healthy_aws(_healthy_process: Demo) -> Iterator[Demo]:
    """All is well; faults are taken back after each test, IAM changes are not."""
    yield _healthy_process
    _healthy_process.clear()


@pytest.fixture
def troubled_aws(_troubled_process: Demo) -> Iterator[Demo]:
    """Five troubles, each in an account of its own."""
    yield _troubled_process
    _troubled_process.clear()


@pytest.fixture
def empty_aws() -> Iterator[Demo]:
    """Nine accounts without roles, new for every test: tests fill them."""
    with start("empty") as demo:
        yield demo


def towards(aws: Demo, env: Mapping[str, str]) -> dict[str, str]:
    """An environment in which AWS is the embedded one, with the files of the person."""
    return dict(env) | {
        name: value
        for name, value in aws.environ.items()
        if name.upper() == "NO_PROXY"
        or (name.startswith("AWS_") and not name.endswith("_FILE"))
    }


def as_admin(aws: Demo, env: Mapping[str, str], account: str) -> dict[str, str]:
    """The same with the credentials of an account's administrator."""
    key = aws.admin[account]
    return towards(aws, env) | {
        "AWS_ACCESS_KEY_ID": key.key,
        "AWS_SECRET_ACCESS_KEY": key.secret,
    }
