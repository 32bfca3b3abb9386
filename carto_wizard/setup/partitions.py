"""What differs between the four partitions, and the ARNs that follow from it.

Source: botocore's partitions.json and the AWS General Reference on ARNs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Partition:
    """One isolated part of AWS."""

    id: str
    title: str
    region_pattern: str
    home_region: str
    """Where a new form starts; every account of the partition has it enabled."""
    dns_suffix: str
    ec2_principal: str
    """The service that assumes the role of an EC2 instance."""


PARTITIONS: dict[str, Partition] = {
    p.id: p
    for p in (
        Partition(
            "aws",
            "AWS (commercial)",
            r"(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+",
            "us-east-1",
            "amazonaws.com",
            "ec2.amazonaws.com",
        ),
        Partition(
            "aws-us-gov",
            "AWS GovCloud (US)",
            r"us-gov-\w+-\d+",
            "us-gov-west-1",
            "amazonaws.com",
            "ec2.amazonaws.com",
        ),
        Partition(
            "aws-cn",
            "AWS China",
            r"cn-\w+-\d+",
            "cn-north-1",
            "amazonaws.com.cn",
            "ec2.amazonaws.com.cn",
        ),
        Partition(
            "aws-eusc",
            "AWS European Sovereign Cloud",
            r"eusc-de-\w+-\d+",
            "eusc-de-east-1",
            "amazonaws.eu",
            "ec2.amazonaws.com",
        ),
    )
}


def partition_of_region(region: str) -> Partition | None:
    """The partition whose regions look like this one."""
    # us-gov-* also fits nothing of "aws": its pattern allows one word only.
    for partition in PARTITIONS.values():
        if re.fullmatch(partition.region_pattern, region):
            return partition
    return None


def role_arn(partition: str, account_id: str, role: str) -> str:
    """The ARN of a role; `role` may carry a path, `account_id` may be `*`."""
    return f"arn:{partition}:iam::{account_id}:role/{role.lstrip('/')}"


def root_arn(partition: str, account_id: str) -> str:
    """The account as a principal: every identity that the account itself allows."""
    return f"arn:{partition}:iam::{account_id}:root"


def policy_arn(partition: str, account_id: str, policy: str) -> str:
    """The ARN of a managed policy; `policy` may carry a path."""
    return f"arn:{partition}:iam::{account_id}:policy/{policy.lstrip('/')}"


def security_audit_arn(partition: str) -> str:
    """The AWS managed policy that Cartography needs at least."""
    return policy_arn(partition, "aws", "SecurityAudit")
