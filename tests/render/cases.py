"""Answers that stand for the ways people set Cartography up."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product
from typing import Any

from carto_wizard.render.aws_config import (
    CONFIG,
    AccessKeys,
    config_sections,
    section_parts,
)
from carto_wizard.render.parts import text_of
from carto_wizard.render.places import Places
from carto_wizard.render.plan import plan
from carto_wizard.render.policy_json import Explained, to_json
from carto_wizard.setup.answers import (
    Access,
    AccessKeyChoice,
    Account,
    Answers,
    CredentialSource,
    Hub,
    Identity,
    Mode,
    Platform,
    Retry,
    Single,
    Target,
    Trust,
)
from carto_wizard.setup.grants import GRANTS

HUB_ID = "111111111111"
KEYS = AccessKeys("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")

ORGANIZATION = (
    Account(HUB_ID, "platform-hub"),
    Account("222222222222", "payments prod", "us-west-1"),
    Account("033333333333", "[red]x[/b]\x1b[31m\n'; rm -rf ~ #"),
)

HERE = Places(
    config_file="/home/jo/.aws/config",
    credentials_file="/home/jo/.aws/credentials",
    folder="/home/jo/cartography-setup",
    target_config_file="/home/jo/.aws/config",
    target_credentials_file="/home/jo/.aws/credentials",
    target_folder="/home/jo/cartography-setup",
    dedicated=False,
)
HERE_DEDICATED = replace(
    HERE,
    config_file="/home/jo/.aws/cartography-config",
    credentials_file="/home/jo/.aws/cartography-credentials",
    target_config_file="/home/jo/.aws/cartography-config",
    target_credentials_file="/home/jo/.aws/cartography-credentials",
    dedicated=True,
)
WINDOWS = Places(
    config_file="/home/jo/export/cartography-config",
    credentials_file="/home/jo/export/cartography-credentials",
    folder="/home/jo/export",
    target_config_file=r"C:\Users\Jo O'Neil\.aws\cartography-config",
    target_credentials_file=r"C:\Users\Jo O'Neil\.aws\cartography-credentials",
    target_folder=r"%UserProfile%\export",
    dedicated=True,
)
ELSEWHERE = Places(
    config_file="/home/jo/export/config",
    credentials_file="/home/jo/export/credentials",
    folder="/home/jo/export",
    target_config_file="~/.aws/config",
    target_credentials_file="~/.aws/credentials",
    target_folder="~/export",
    dedicated=False,
)

HUB_EC2 = Answers(hub=Hub(HUB_ID, "us-east-1"), accounts=ORGANIZATION)
HUB_FILES = len(plan(HUB_EC2, HERE))
"""Files for a hub on this machine, so that one more kind breaks no test elsewhere."""
GOV = replace(
    HUB_EC2,
    partition="aws-us-gov",
    hub=Hub(HUB_ID, "us-gov-west-1", "security/cartography-service"),
    access=Access(trust=Trust.HUB_ROLE, external_id="carto:2026/x+y=1"),
    accounts=tuple(replace(a, region="us-gov-east-1") for a in ORGANIZATION),
    target=Target(config_file="/home/jo/.aws/cartography-config"),
)
WINDOWS_TARGET = replace(
    HUB_EC2,
    target=Target(
        here=False,
        platform=Platform.WINDOWS,
        config_file=r"C:\Users\Jo O'Neil\.aws\cartography-config",
    ),
    access=Access(grants=("ecr:BatchGetImage", "ssm:GetParametersByPath")),
    retry=Retry("adaptive", 1),
)
CHINA = replace(
    HUB_EC2,
    partition="aws-cn",
    hub=Hub(HUB_ID, "cn-north-1"),
    accounts=tuple(replace(a, region="") for a in ORGANIZATION),
    target=Target(here=False),
)
SOVEREIGN = replace(
    HUB_EC2,
    partition="aws-eusc",
    hub=Hub(HUB_ID, "eusc-de-east-1"),
    accounts=ORGANIZATION[:1],
    target=Target(credentials=CredentialSource.ECS, platform=Platform.MACOS),
)
FROM_PROFILE = replace(
    HUB_EC2,
    target=Target(
        credentials=CredentialSource.PROFILE,
        profile="admin@hub",
        config_file="/home/jo/.aws/cartography-config",
    ),
)
RULES = replace(
    HUB_EC2,
    access=Access(
        path="/security/",
        permissions_boundary="developer-boundary",
        max_session_hours=4,
        grants=("glue:GetConnections",),
    ),
    tags={"Team": "Cloud Security", "CostCenter": "a/b=42"},
)
SINGLE_USER = Answers(
    mode=Mode.SINGLE,
    single=Single(
        HUB_ID, "eu-west-1", Identity.USER, "jo", "carto", AccessKeyChoice.WRITE
    ),
    target=Target(credentials=CredentialSource.PROFILE),
)
SINGLE_ROLE = Answers(mode=Mode.SINGLE, single=Single(HUB_ID, "eu-west-1"))

CASES: dict[str, tuple[Answers, Places]] = {
    "hub-ec2-linux": (HUB_EC2, HERE),
    "hub-narrowed-external-id-gov": (GOV, HERE_DEDICATED),
    "hub-windows-target": (WINDOWS_TARGET, WINDOWS),
    "hub-with-rules": (RULES, HERE),
    "hub-from-profile": (FROM_PROFILE, HERE_DEDICATED),
    "hub-china-elsewhere": (CHINA, ELSEWHERE),
    "hub-eusc-ecs-macos": (SOVEREIGN, HERE),
    "single-user-keys": (SINGLE_USER, HERE),
    "single-role": (SINGLE_ROLE, HERE),
}


def as_json(policy: Explained) -> Any:
    return json.loads(to_json(policy))


def config_text(answers: Answers) -> str:
    return text_of(section_parts(config_sections(answers), CONFIG))


def many() -> list[tuple[Answers, Places]]:
    """Every combination of the choices that change which lines are written."""
    return [
        (_hub(platform, credentials, trust, grants, listed, here), _places(here, own))
        for platform, credentials, trust, grants, listed, here, own in product(
            Platform,
            CredentialSource,
            Trust,
            ((), tuple(GRANTS)),
            (ORGANIZATION, ORGANIZATION[1:]),
            (True, False),
            (True, False),
        )
    ] + [
        (_single(platform, credentials, identity, keys, profile), _places(True, own))
        for platform, credentials, identity, keys, profile, own in product(
            Platform,
            CredentialSource,
            Identity,
            AccessKeyChoice,
            ("default", "carto"),
            (True, False),
        )
    ]


def _hub(
    platform: Platform,
    credentials: CredentialSource,
    trust: Trust,
    grants: tuple[str, ...],
    accounts: tuple[Account, ...],
    here: bool,
) -> Answers:
    external_id = "shared/word" if trust is Trust.HUB_ROLE else ""
    return replace(
        HUB_EC2,
        target=Target(here, platform, credentials, "admin", "/etc/carto/config"),
        access=Access(trust=trust, external_id=external_id, grants=grants),
        accounts=accounts,
    )


def _single(
    platform: Platform,
    credentials: CredentialSource,
    identity: Identity,
    keys: AccessKeyChoice,
    profile: str,
) -> Answers:
    return Answers(
        mode=Mode.SINGLE,
        target=Target(True, platform, credentials, "admin"),
        single=Single(HUB_ID, "eu-west-1", identity, "team/carto", profile, keys),
    )


def _places(here: bool, own: bool) -> Places:
    return replace(HERE if here else ELSEWHERE, dedicated=own)
