"""parliament on every policy; its two findings that stay are named."""

from __future__ import annotations

import pytest
from parliament import analyze_policy_string

from carto_wizard.render.policies import extra_grants, hub_inline
from carto_wizard.render.policy_json import Explained, to_json
from carto_wizard.setup.partitions import PARTITIONS
from tests.equality.matrix import cells

ACCEPTED = {
    # None of these actions can be limited to a resource that is known before.
    "RESOURCE_STAR",
    # The public parameters of AWS have no account in their ARN.
    "RESOURCE_MISMATCH",
}


def findings(policy: Explained) -> set[str]:
    return {each.issue for each in analyze_policy_string(to_json(policy)).findings}


@pytest.mark.parametrize("partition", PARTITIONS)
def test_parliament_finds_only_what_is_accepted(partition: str) -> None:
    answers = cells(partition)[-2]
    # It knows no ARN of the youngest partition.
    unknown = {"INVALID_ARN"} if partition == "aws-eusc" else set()
    assert findings(hub_inline(answers)) == unknown
    assert findings(extra_grants(answers)) <= ACCEPTED | unknown


def test_parliament_finds_an_action_that_does_not_exist() -> None:
    text = to_json(hub_inline(cells("aws")[0])).replace("DescribeRegions", "Describe")
    found = {each.issue for each in analyze_policy_string(text).findings}
    assert found - ACCEPTED
