from __future__ import annotations

import pytest

from carto_wizard.files.config.editor import ConfigFile, EditResult
from carto_wizard.files.config.profile_merge import Conflict
from carto_wizard.render.planned import Section
from tests.files.config_cases import edit, role_section

ROLE = "arn:aws:iam::555566667777:role/CartographyReadOnly"
OTHER = "arn:aws:iam::999900001111:role/Other"


def merged(
    keys: str,
    ours: Section,
    *,
    base: Section | None = None,
    choice: str = "",
    header: str = "profile prod",
) -> EditResult:
    data = f"[{header}]\n{keys}".encode()
    name = header.removeprefix("profile ")
    return edit(
        data,
        [ours],
        choices={name: choice},
        base=[base] if base else [],
    )


def values(result: EditResult, name: str = "prod") -> dict[str, str]:
    return ConfigFile.parse(result.data, "/c").profiles[name].values


@pytest.mark.parametrize(
    ("keys", "key", "theirs", "line"),
    [
        (f"role_arn = {OTHER}\n", "role_arn", OTHER, 2),
        (f"role_arn = {ROLE} # ours\n", "role_arn", f"{ROLE} # ours", 2),
        (f"# x\nrole_arn = {ROLE}\nsource_profile = jo\n", "source_profile", "jo", 4),
        (
            f"role_arn = {ROLE}\ncredential_source = Environment\n",
            "credential_source",
            "Environment",
            3,
        ),
        ("region = us-east-1\n", "role_arn", "", 1),
        ("sso_session = corp\n", "role_arn", "", 1),
        ("aws_access_key_id = AKIA\n", "role_arn", "", 1),
    ],
)
def test_a_profile_of_someone_else_is_never_overwritten(
    keys: str, key: str, theirs: str, line: int
) -> None:
    result = merged(keys, role_section("prod"))
    assert (result.splices, result.data) == ((), f"[profile prod]\n{keys}".encode())
    (found,) = result.conflicts
    assert (found.profile, found.key, found.theirs) == ("prod", key, theirs)
    assert found.line == line
    assert found.ours == dict(role_section("prod").keys).get(key, "")


def test_conflicts_leave_the_other_profiles_to_be_edited() -> None:
    data = f"[profile prod]\nrole_arn = {OTHER}\n".encode()
    sections = [role_section("prod"), role_section("stage")]
    result = edit(data, sections)
    assert len(result.conflicts) == 1
    assert result.data.startswith(data)
    assert set(ConfigFile.parse(result.data, "/c").profiles) == {"prod", "stage"}


def test_keep_leaves_theirs() -> None:
    result = merged(f"role_arn = {OTHER}\n", role_section("prod"), choice="keep")
    assert (result.splices, result.conflicts) == ((), ())


def test_replace_makes_the_profile_ours_and_keeps_other_settings() -> None:
    keys = (
        f"role_arn = {OTHER}\nsource_profile = jo\nmfa_serial = m\n"
        "cli_pager = less\nregion = eu-west-1\ns3 =\n  addressing_style = path\n"
    )
    result = merged(keys, role_section("prod"), choice="replace")
    assert not result.conflicts
    assert values(result) == dict(role_section("prod").keys) | {
        "cli_pager": "less",
        "s3": "\naddressing_style = path",
    }


def test_rename_finds_a_free_name_and_finds_it_again() -> None:
    keys = f"role_arn = {OTHER}\n[profile prod-cartography]\nrole_arn = {OTHER}\n"
    ours = role_section("prod")
    first = merged(keys, ours, choice="rename")
    assert first.renamed == {"prod": "prod-cartography-2"}
    assert not first.conflicts
    assert values(first, "prod-cartography-2") == dict(ours.keys)
    again = edit(first.data, [ours], choices={"prod": "rename"})
    assert again.renamed == first.renamed
    assert again.splices == ()
    west = role_section("prod", region="eu-west-1")
    moved = edit(
        first.data,
        [west],
        choices={"prod": "rename"},
        base=[role_section("prod-cartography-2")],
    )
    assert values(moved, "prod-cartography-2")["region"] == "eu-west-1"


def test_a_rename_does_not_take_a_name_that_is_planned_too() -> None:
    data = f"[profile prod]\nrole_arn = {OTHER}\n".encode()
    sections = [role_section("prod"), role_section("prod-cartography", "000000000001")]
    result = edit(data, sections, choices={"prod": "rename"})
    assert result.renamed == {"prod": "prod-cartography-2"}


def test_a_renamed_profile_keeps_to_64_characters() -> None:
    name = "p" * 64
    result = merged(
        f"role_arn = {OTHER}\n",
        role_section(name),
        choice="rename",
        header=f"profile {name}",
    )
    assert len(result.renamed[name]) == 64


def test_default_cannot_be_renamed() -> None:
    ours = Section("default", (("region", "us-east-1"),))
    keys = "region = eu-west-1\n"
    result = merged(keys, ours, choice="rename", header="default")
    assert result.conflicts
    assert not result.splices


def test_in_default_what_is_there_stays_and_what_is_missing_is_added() -> None:
    ours = Section("default", (("region", "us-east-1"), ("output", "json")))
    asked = merged("region = eu-west-1\n", ours, header="default")
    assert asked.conflicts == (
        Conflict("default", "region", "eu-west-1", "us-east-1", 2),
    )
    added = merged("region = us-east-1\n", ours, header="default")
    assert added.data == b"[default]\nregion = us-east-1\noutput = json\n"
    kept = "aws_access_key_id = AKIA\nregion = eu-west-1\n"
    replaced = merged(kept, ours, choice="replace", header="default")
    assert values(replaced, "default") == {
        "aws_access_key_id": "AKIA",
        "region": "us-east-1",
        "output": "json",
    }


def test_region_and_output_of_the_same_role_are_ours_to_update() -> None:
    keys = f"role_arn = {ROLE}\nregion = eu-west-1\n"
    assert values(merged(keys, role_section("prod"))) == dict(role_section("prod").keys)


BASE = role_section("prod")
SOUTH = role_section("prod", region="sa-east-1")
MOVED = role_section("prod", role_arn=OTHER)
FROM_HUB = Section("profile prod", (*BASE.keys[:-1], ("source_profile", "hub")))
JSON = "output = json\n"
LINES = "".join(f"{key} = {value}\n" for key, value in BASE.keys)


@pytest.mark.parametrize(
    ("old", "new", "ours", "change"),
    [
        ("us-east-1", "eu-west-3", BASE, {}),
        ("us-east-1", "us-east-1 # virginia", BASE, {}),
        ("region = us-east-1\n", "", BASE, {}),
        ("output = json\n", "", BASE, {"output": None}),
        ("output = json", "output = yaml", BASE, {"output": "yaml"}),
        ("us-east-1", "eu-west-3", SOUTH, {"region": "sa-east-1"}),
        ("", "", MOVED, {"role_arn": OTHER}),
        ("/CartographyReadOnly", "/Mine", MOVED, {"role_arn": OTHER}),
        ("/CartographyReadOnly", "/Mine", BASE, {}),
        ("arn:aws:", "arn:aws-cn:", BASE, {}),
        ("Ec2Instance", "ec2instance", BASE, {}),
        ("", "", Section("profile prod", BASE.keys[:-1]), {"credential_source": None}),
        ("", "", FROM_HUB, {"credential_source": None, "source_profile": "hub"}),
        (JSON, f"{JSON}# mine\ncli_pager = less\n", BASE, {"cli_pager": "less"}),
        (JSON, f"{JSON}duration_seconds = 900\n", BASE, {"duration_seconds": "900"}),
        (JSON, f"{JSON}max_attempts = 5\n", BASE, {"max_attempts": "5"}),
        (JSON, f"{JSON}max_attempts = many\n", BASE, {}),
        (JSON, f"{JSON}duration_seconds = 7200\n", BASE, {}),
        (JSON, f"{JSON}external_id = other\n", BASE, {}),
        (JSON, f"{JSON}mfa_serial = x\n", BASE, {}),
        (JSON, f"{JSON}role_session_name = my run\n", BASE, {}),
        (JSON, f"{JSON}source_profile = hub\n", BASE, {}),
        (JSON, f"{JSON}web_identity_token_file = /x\n", BASE, {}),
    ],
)
def test_a_profile_of_ours_is_put_right_and_what_harms_nobody_stays(
    old: str, new: str, ours: Section, change: dict[str, str | None]
) -> None:
    keys = LINES.replace(old, new, 1) if old else LINES
    result = merged(keys, ours, base=BASE)
    assert not result.conflicts
    expected = dict(BASE.keys) | change
    assert values(result) == {k: v for k, v in expected.items() if v is not None}
    # Comments are no keys, and stay where they are.
    assert (b"# mine" in result.data) is ("# mine" in keys)


def test_what_is_put_right_is_said() -> None:
    keys = LINES.replace("us-east-1", "eu-west-3") + "mfa_serial = x\n"
    (note,) = merged(keys, BASE, base=BASE).notes
    assert note == (
        "line 1: profile prod was changed after it was written. The change is"
        " reverted (region, mfa_serial)."
    )
    assert merged(LINES, SOUTH, base=BASE).notes == ()


def test_hand_edits_of_a_shared_profile_stay() -> None:
    ours = Section("default", (("region", "us-east-1"),), shared=True)
    result = merged("region = eu-west-3\n", ours, base=ours, header="default")
    assert (result.conflicts, result.splices) == ((), ())
    alone = Section("default", ours.keys)
    result = merged("region = eu-west-3\n", alone, base=alone, header="default")
    assert values(result, "default") == {"region": "us-east-1"}


def test_a_role_that_we_did_not_write_is_not_ours() -> None:
    base = Section("profile prod", (("output", "json"),))
    result = merged(f"role_arn = {OTHER}\noutput = json\n", BASE, base=base)
    assert [each.key for each in result.conflicts] == ["role_arn"]


def test_secrets_in_a_conflict_are_masked() -> None:
    data = b"[prod]\naws_access_key_id = AKIA1\naws_secret_access_key = theirs+secret\n"
    keys = (("aws_access_key_id", "AKIA2"), ("aws_secret_access_key", "ours+secret"))
    result = edit(data, [Section("prod", keys)], "credentials")
    assert [each.key for each in result.conflicts] == [key for key, _ in keys]
    assert "secret" not in repr(result).replace("aws_secret_access_key", "")
    assert result.data == data


def test_the_same_account_under_another_name_is_pointed_out() -> None:
    data = (
        f"[profile old]\nrole_arn = {ROLE}\n"
        "[profile sso]\nsso_account_id = 555566667777\n"
        f"[profile else]\nrole_arn = {OTHER}\n"
    ).encode()
    result = edit(data, [role_section("prod")])
    assert [note.partition(",")[0] for note in result.notes] == [
        "line 1: profile old leads to account 555566667777",
        "line 3: profile sso leads to account 555566667777",
    ]


def test_the_same_account_is_pointed_out_while_the_person_still_chooses() -> None:
    data = (
        f"[profile old]\nrole_arn = {ROLE}\n[profile prod]\nrole_arn = {OTHER}\n"
    ).encode()

    def pointed_out(choices: dict[str, str]) -> str:
        result = edit(data, [role_section("prod")], choices=choices)
        return "".join(result.notes)

    old = "profile old leads to account 555566667777, like"
    assert f"{old} prod." in pointed_out({})
    assert f"{old} prod." in pointed_out({"prod": "replace"})
    assert f"{old} prod-cartography." in pointed_out({"prod": "rename"})
    assert pointed_out({"prod": "keep"}) == ""


def test_a_comment_that_goes_with_its_value_is_pointed_out() -> None:
    keys = f"role_arn = {ROLE}\nregion = us-east-1 # home\n"
    result = merged(keys, role_section("prod"))
    (note,) = result.notes
    assert note.startswith(
        "line 3: for AWS tools, the text after the value of region in profile prod"
    )


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("# BEGIN_AWS_SSO_CLI\n", "# END_AWS_SSO_CLI\n", 2),
        ("[granted_registry_start u]\n", "[granted_registry_end u]\n", 2),
        ("# BEGIN_AWS_SSO_CLI\n", "", 2),
    ],
)
def test_a_block_of_another_tool_is_pointed_out(
    before: str, after: str, line: int
) -> None:
    data = f"{before}[profile prod]\nrole_arn = {ROLE}\n{after}[profile z]\n".encode()
    result = edit(data, [role_section("prod")])
    (note,) = result.notes
    assert note.startswith(f"line {line}: profile prod is in a block that ")
    behind = edit(data, [role_section("new", "000000000001")])
    assert len(behind.notes) == (0 if after else 1)
