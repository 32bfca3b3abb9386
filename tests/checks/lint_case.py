"""One case of the lint's tables, and the texts that most of them begin with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from carto_wizard.render.aws_config import ExpectedProfile

GOOD = """\
[default]
region = us-east-1
output = json

[profile prod]

role_arn = arn:aws:iam::111111111111:role/cartography-read-only
region = us-west-1
output = json
credential_source = Ec2InstanceMetadata

"""
"""Eleven lines without any trouble; line 12 comes next."""


@dataclass(frozen=True, slots=True)
class Case:
    """Files and an environment, and the (cause, line) of each finding, in any order."""

    name: str
    config: bytes | None
    credentials: bytes | None
    found: list[tuple[str, int]]
    environ: Mapping[str, str] = field(default_factory=dict)
    expected: Mapping[str, str | ExpectedProfile] | None = None
    options: Mapping[str, bool] = field(default_factory=dict)


def config(
    name: str,
    text: str,
    found: list[tuple[str, int]],
    environ: Mapping[str, str] | None = None,
    **options: bool,
) -> Case:
    return Case(name, text.encode(), None, found, environ or {}, None, options)


def credentials(
    name: str,
    text: str,
    found: list[tuple[str, int]],
    environ: Mapping[str, str] | None = None,
    before: str = GOOD,
) -> Case:
    return Case(name, before.encode(), text.encode(), found, environ or {})


def role(
    name: str,
    account: str = "1",
    *,
    region: str = "region = us-east-1",
    source: str = "credential_source = Ec2InstanceMetadata",
    extra: str = "",
) -> str:
    """A profile of five lines: header, role, region, output, source, then `extra`."""
    arn = f"arn:aws:iam::{account * 12}:role/cartography-read-only"
    rows = (f"[profile {name}]", f"role_arn = {arn}", region, "output = json", source)
    return "".join(f"{row}\n" for row in rows if row) + extra


KEYS = "aws_access_key_id = AKIA\naws_secret_access_key = s3cr3t\n"
HUB = f"[profile hub]\nregion = us-east-1\n{KEYS}"
"""Four lines: a profile with keys."""


def region(text: str) -> str:
    return role("a", region=f"region = {text}")


def arn(text: str) -> str:
    old = "arn:aws:iam::111111111111:role/cartography-read-only"
    return role("a").replace(old, text)


def extra(text: str) -> str:
    return role("a", extra=text + "\n")


def source(text: str) -> str:
    return role("a", source=text)


def plain(text: str) -> str:
    return f"[profile a]\nregion = us-east-1\n{text}"


def expecting(
    profiles: Mapping[str, str | ExpectedProfile] | None,
) -> dict[str, ExpectedProfile] | None:
    """A set-up of these profiles; where only an account is named, no key is known."""
    if profiles is None:
        return None
    return {
        name: ExpectedProfile(each) if isinstance(each, str) else each
        for name, each in profiles.items()
    }


def as_written(text: str) -> ExpectedProfile:
    """The profile that the answers lead to where this is its section."""
    pairs = [line.partition(" = ") for line in text.splitlines() if " = " in line]
    keys = {key: value for key, _, value in pairs}
    return ExpectedProfile(keys["role_arn"].split(":")[4], keys)
