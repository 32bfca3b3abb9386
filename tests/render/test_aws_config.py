from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from botocore.configloader import load_config

from carto_wizard.errors import WizardError
from carto_wizard.render.aws_config import (
    AccessKeys,
    config_sections,
    credentials_section,
    expected_map,
)
from carto_wizard.setup.answers import (
    AccessKeyChoice,
    Account,
    Answers,
    CredentialSource,
    Hub,
    Identity,
    Single,
    Target,
)
from tests.render.cases import (
    FROM_PROFILE,
    GOV,
    HUB_EC2,
    HUB_ID,
    KEYS,
    ORGANIZATION,
    SINGLE_ROLE,
    SINGLE_USER,
    config_text,
    many,
)


def as_botocore_reads(answers: Answers, folder: Path) -> dict[str, dict[str, str]]:
    path = folder / "config"
    path.write_text(config_text(answers), encoding="ascii")
    profiles: dict[str, dict[str, str]] = load_config(str(path))["profiles"]
    return profiles


def test_the_hub_and_every_account_have_a_profile(tmp_path: Path) -> None:
    assert as_botocore_reads(HUB_EC2, tmp_path) == {
        "default": {"region": "us-east-1", "output": "json"},
        "platform-hub": {
            "role_arn": f"arn:aws:iam::{HUB_ID}:role/cartography-read-only",
            "region": "us-east-1",
            "output": "json",
            "credential_source": "Ec2InstanceMetadata",
        },
        "payments-prod": {
            "role_arn": "arn:aws:iam::222222222222:role/cartography-read-only",
            "region": "us-west-1",
            "output": "json",
            "credential_source": "Ec2InstanceMetadata",
        },
        "red-x-b-rm--rf": {
            "role_arn": "arn:aws:iam::033333333333:role/cartography-read-only",
            "region": "us-east-1",
            "output": "json",
            "credential_source": "Ec2InstanceMetadata",
        },
    }


def test_the_expected_map_is_what_the_config_says(tmp_path: Path) -> None:
    accounts = tuple(Account(f"{n:012}", f"team {n % 7}") for n in range(1, 301))
    answers = replace(HUB_EC2, accounts=accounts)
    profiles = as_botocore_reads(answers, tmp_path)
    del profiles["default"]
    found = {name: keys["role_arn"].split(":")[4] for name, keys in profiles.items()}
    assert found == expected_map(answers)
    assert len(found) == 300


def test_a_source_profile_takes_the_place_of_a_credential_source() -> None:
    _, *spokes = config_sections(FROM_PROFILE)
    for section in spokes:
        assert dict(section.keys)["source_profile"] == "admin@hub"
        assert "credential_source" not in dict(section.keys)
        assert section.remove == ("credential_source",)
    _, *spokes = config_sections(HUB_EC2)
    assert {section.remove for section in spokes} == {("source_profile",)}


def test_the_external_id_is_in_every_profile() -> None:
    default, *spokes = config_sections(GOV)
    assert "external_id" not in dict(default.keys)
    assert [dict(s.keys)["external_id"] for s in spokes] == ["carto:2026/x+y=1"] * 3


def test_a_single_account_is_expected_under_its_own_profile() -> None:
    (section,) = config_sections(SINGLE_USER)
    assert section.header == "profile carto"
    assert section.keys == (("region", "eu-west-1"), ("output", "json"))
    assert expected_map(SINGLE_USER) == {"carto": HUB_ID}
    (section,) = config_sections(SINGLE_ROLE)
    assert section.header == "default"
    assert expected_map(SINGLE_ROLE) == {"default": HUB_ID}


def test_a_role_of_a_single_account_is_entered_from_a_profile() -> None:
    target = Target(credentials=CredentialSource.PROFILE, profile="sso-admin")
    (section,) = config_sections(replace(SINGLE_ROLE, target=target))
    assert section.remove == ("credential_source",)
    assert dict(section.keys) == {
        "role_arn": f"arn:aws:iam::{HUB_ID}:role/cartography",
        "region": "eu-west-1",
        "output": "json",
        "source_profile": "sso-admin",
    }


@pytest.mark.parametrize(
    "keys",
    [AccessKeyChoice.WRITE, AccessKeyChoice.EXISTING],
    ids=["written keys", "same profile"],
)
def test_keys_in_the_profile_itself_are_not_entered_from_elsewhere(
    keys: AccessKeyChoice,
) -> None:
    single = Single(HUB_ID, "eu-west-1", Identity.ROLE, "carto", "carto", keys)
    source = "other" if keys is AccessKeyChoice.WRITE else "carto"
    target = Target(credentials=CredentialSource.PROFILE, profile=source)
    (section,) = config_sections(
        Answers(mode=SINGLE_ROLE.mode, single=single, target=target)
    )
    assert [key for key, _ in section.keys] == ["region", "output"]


def test_keys_are_rendered_and_never_shown() -> None:
    section = credentials_section(SINGLE_USER, KEYS.key_id, KEYS.secret)
    assert section.header == "carto"
    assert dict(section.keys)["aws_secret_access_key"] == KEYS.secret
    assert KEYS.secret not in repr(KEYS)


@pytest.mark.parametrize("half", ["", "k7 Kz", "k7\nKz", "ßß", "k7\x1b[31m", 'k7"Kz'])
def test_damaged_keys_are_refused_without_repeating_them(half: str) -> None:
    for keys, what in (
        (AccessKeys("AKIA", half), "the secret access key"),
        (AccessKeys(half, "k7Kz"), "the access key ID"),
    ):
        with pytest.raises(WizardError) as refusal:
            credentials_section(SINGLE_USER, keys.key_id, keys.secret)
        assert what in str(refusal.value)
        assert not half or half not in str(refusal.value)
        assert "k7" not in repr(keys)


@pytest.mark.parametrize(
    "region", ["", "us-east-1\nrole_arn = x", "us-east-1 # x", " us-east-1", '"x"', "é"]
)
def test_a_region_that_would_be_read_differently_is_refused(region: str) -> None:
    with pytest.raises(WizardError):
        config_sections(replace(HUB_EC2, hub=Hub(HUB_ID, region), accounts=()))


def test_everything_is_ascii_at_column_0_without_inline_comments() -> None:
    for answers, _ in many():
        text = config_text(answers)
        assert text.isascii() and text.endswith("\n") and not text.endswith("\n\n")
        for line in text.splitlines():
            assert line == line.strip()
            assert " #" not in line and " ;" not in line


def test_no_account_name_reaches_a_header_unchanged() -> None:
    headers = [section.header for section in config_sections(HUB_EC2)]
    assert len(set(headers)) == len(ORGANIZATION) + 1
    assert all(not set(header) & set("[]\x1b\n'#;") for header in headers)
