"""Nothing is reported of clean set-ups: partitions, credentials, trusts, grants."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from carto_wizard.checks.finding import Status
from carto_wizard.checks.results.verdict import verdict
from carto_wizard.commands.check import exit_code
from carto_wizard.demo.launch import Demo, start
from carto_wizard.render.aws_config import expected_map
from carto_wizard.setup.answers import Access, CredentialSource, Identity, Trust
from carto_wizard.setup.partitions import PARTITIONS
from tests.checks.clean_setups import (
    CleanSetup,
    hub_answers,
    make_identity,
    make_roles,
    single_answers,
)
from tests.checks.runs import bench_on, findings

GRANTS = ("inspector2:ListMembers", "ecr:DescribePullThroughCacheRules")
SOURCES = tuple(CredentialSource)


def _worlds() -> Iterator[CleanSetup]:
    """Each partition with each source; trust, external ID and grants take turns."""
    for column, partition in enumerate(PARTITIONS):
        for row, source in enumerate(SOURCES):
            number = column + row
            access = Access(
                trust=Trust.HUB_ROLE if number % 2 else Trust.HUB_ACCOUNT,
                external_id="right" if number % 4 < 2 else "",
                grants=GRANTS if row % 2 else (),
            )
            yield CleanSetup(partition, source, access)
        for identity in Identity:
            on_instance = identity is Identity.ROLE
            source = CredentialSource.EC2 if on_instance else CredentialSource.PROFILE
            yield CleanSetup(partition, source, identity=identity)


WORLDS = tuple(_worlds())


@pytest.fixture(scope="module")
def clouds() -> Iterator[dict[str, Demo]]:
    """An AWS of each partition, started when first asked for."""
    with ExitStack() as stack:

        class Started(dict[str, Demo]):
            def __missing__(self, partition: str) -> Demo:
                cloud = start("healthy", accounts=3, partition=partition)
                self[partition] = stack.enter_context(cloud)
                return self[partition]

        yield Started()


@pytest.mark.one_in(4)
@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_nothing_is_reported_where_nothing_is_wrong(
    world: CleanSetup, clouds: dict[str, Demo], tmp_path: Path
) -> None:
    demo = clouds[world.partition]
    answers = (
        single_answers(world, demo) if world.identity else hub_answers(world, demo)
    )
    with bench_on(demo, tmp_path, answers) as bench:
        if world.identity:
            make_identity(bench, world.identity)
        else:
            make_roles(bench)
        found = findings(bench.request)
        assert [f for f in found if f.status is not Status.OK] == []
        assert exit_code(verdict(found, expected_map(answers))) == 0


def test_there_are_worlds_enough() -> None:
    assert len({world.name for world in WORLDS}) == len(WORLDS) >= 20
