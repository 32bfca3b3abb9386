from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carto_wizard.setup import validate
from carto_wizard.setup.answers import Platform
from carto_wizard.setup.partitions import PARTITIONS
from tests.setup.strategies import texts


@pytest.mark.parametrize(
    ("text", "value", "note", "offer"),
    [
        ("123456789012", "123456789012", False, ""),
        (" 123456789012 ", "123456789012", False, ""),
        ("1234-5678-9012", "123456789012", True, ""),
        ("1234 5678 9012", "123456789012", True, ""),
        ("1234–5678–9012", "123456789012", True, ""),
        ("'123456789012'", "123456789012", False, ""),
        ("23456789012", "", False, "023456789012"),
        ("3456789012", "", False, "003456789012"),
        ("456789012", "", False, ""),
        ("12345", "", False, ""),
        ("1234567890123", "", False, ""),
        ("1.23457E+11", "", False, ""),
        ("1,23457E+11", "", False, ""),
        ("O23456789012", "", False, ""),
        ("١٢٣٤٥٦٧٨٩٠١٢", "", False, ""),
        ("", "", False, ""),
        ("-", "", False, ""),
    ],
)
def test_account_ids_are_cleaned_offered_or_refused(
    text: str, value: str, note: bool, offer: str
) -> None:
    cleaned = validate.clean_account_id(text)
    assert (cleaned.value, bool(cleaned.note), cleaned.offer) == (value, note, offer)
    assert bool(cleaned.problem) is not bool(value)


@given(texts)
def test_a_cleaned_id_is_twelve_digits_or_a_problem(text: str) -> None:
    cleaned = validate.clean_account_id(text)
    for found in (cleaned.value, cleaned.offer):
        assert found == "" or (len(found) == 12 and found.isdigit())
    assert "\n" not in cleaned.problem
    assert "\x1b" not in cleaned.problem


@pytest.mark.parametrize(
    ("text", "partition", "known", "says"),
    [
        ("us-east-1", "aws", (), None),
        ("eu-north-1", "aws", ("eu-north-1",), None),
        ("us-gov-west-1", "aws-us-gov", (), None),
        ("cn-north-1", "aws-cn", (), None),
        ("eusc-de-east-1", "aws-eusc", (), None),
        ("", "aws", (), "us-east-1"),
        ("us-east-1a", "aws", (), "us-east-1."),
        ("us-gov-west-1", "aws", (), "GovCloud"),
        ("us-east-1", "aws-cn", (), "China"),
        ("useast1", "aws", (), "looks like"),
        ("us-east-9", "aws", ("us-east-1",), "no region us-east-9"),
        ("us-east-1\n", "aws", (), "looks like"),
    ],
)
def test_regions(
    text: str, partition: str, known: tuple[str, ...], says: str | None
) -> None:
    problem = validate.region(text, partition, known)
    if says is None:
        assert problem is None
    else:
        assert problem is not None
        assert says in problem


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        ("role_name", ["cartography", "path/to/role", "/p/role", "a+=,.@-_b"], []),
        ("role_name", [], ["", "a b", "a\n", "x" * 65, "rôle", "p ath/role", "/"]),
        (
            "profile_name",
            ["default", "a.b/c@d:e+f%g"],
            ["", "a b", "[x]", "a\n", "é", "AKIAIOSFODNN7EXAMPLE"],
        ),
        ("external_id", ["", "ab", "a:b/c=d@e,f.g+h-i"], ["a", "a b", "é" * 3, "x\n"]),
        (
            "iam_path",
            ["", "team", "/team/", "a/b+=,.@-_", "/a/b"],
            ["/", "//", "a//b", "a b", "a\n", "é", "x" * 511, "aws-reserved/x"],
        ),
        (
            "session_hours",
            ["1", "12"],
            ["0", "13", "", "1.5", "-1", "٣", " 2"],
        ),
        ("attempts", ["1", "100"], ["0", "101", "", "-1", "1.0", "٣", "five", " 5"]),
    ],
)
def test_names_and_numbers(rule: str, good: list[str], bad: list[str]) -> None:
    check = getattr(validate, rule)
    assert [text for text in good if check(text) is not None] == []
    assert [text for text in bad if check(text) is None] == []


@pytest.mark.parametrize(
    ("kind", "longest"), [("user", 64), ("role", 64), ("group", 128)]
)
def test_identities_have_iams_own_limits(kind: str, longest: int) -> None:
    assert validate.identity_name("x" * longest, kind) is None
    assert validate.identity_name("x" * (longest + 1), kind)


@pytest.mark.parametrize(
    ("text", "platform", "fine"),
    [
        ("", Platform.LINUX, True),
        ("/etc/aws/config", Platform.LINUX, True),
        ("~/.aws/config", Platform.MACOS, True),
        ("config", Platform.LINUX, False),
        ("~other/.aws/config", Platform.LINUX, False),
        ("C:\\aws\\config", Platform.LINUX, False),
        ("C:\\aws\\config", Platform.WINDOWS, True),
        ("%UserProfile%\\.aws\\config", Platform.WINDOWS, True),
        ("/etc/aws/config", Platform.WINDOWS, False),
        ("C:config", Platform.WINDOWS, False),
        ("C:\\aws\\con|fig", Platform.WINDOWS, False),
        ("/etc/a\nb", Platform.LINUX, False),
        ("/etc/a\x00b", Platform.LINUX, False),
    ],
)
def test_paths_are_those_of_the_target(
    text: str, platform: Platform, fine: bool
) -> None:
    assert (validate.absolute_path(text, platform) is None) is fine


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("/$PWD/x", Platform.LINUX),
        ("~/${X}/x", Platform.MACOS),
        ("$HOME/x", Platform.LINUX),
        (r"C:\%X%\x", Platform.WINDOWS),
        (r"C:\$X\x", Platform.WINDOWS),
        (r"%UserProfile%\%X%\x", Platform.WINDOWS),
        (r"%AppData%\x", Platform.WINDOWS),
    ],
)
def test_a_variable_in_a_path_is_named_as_one(text: str, platform: Platform) -> None:
    problem = validate.absolute_path(text, platform) or ""
    assert problem.startswith("Variables are not expanded.")


def test_a_long_path_with_one_wrong_sign_takes_no_time() -> None:
    assert validate.iam_path("a" * 500 + " ") is not None
    assert validate.boundary("developer-permissions-boundary-of-all " * 10, "aws")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", ""),
        ("limits", ""),
        ("team/limits", ""),
        ("arn:aws:iam::aws:policy/PowerUserAccess", ""),
        ("arn:aws-cn:iam::aws:policy/PowerUserAccess", "An ARN with an account"),
        ("arn:aws:iam::111111111111:policy/limits", "Type the name of the policy"),
        ("arn:aws:iam::aws:policy/", "An ARN with an account"),
        ("two words", "Type the name of a managed policy."),
    ],
)
def test_a_boundary_is_one_that_every_account_can_have(text: str, says: str) -> None:
    problem = validate.boundary(text, "aws")
    assert (says in problem) if problem else not says


@given(texts, st.sampled_from(list(PARTITIONS)), st.sampled_from(Platform))
def test_no_text_breaks_a_rule(text: str, partition: str, platform: Platform) -> None:
    for problem in (
        validate.region(text, partition),
        validate.role_name(text),
        validate.identity_name(text, "group"),
        validate.profile_name(text),
        validate.external_id(text),
        validate.attempts(text),
        validate.iam_path(text),
        validate.boundary(text, partition),
        validate.session_hours(text),
        validate.absolute_path(text, platform),
    ):
        assert problem is None or problem.isprintable()


SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("AKIAIOSFODNN7EXAMPLE", ""),
        ("", "Type the access key ID"),
        ("ASIAABCDEFGHIJKLMNOP", "session token"),
        ("akia-lower-case-key", "capital letters"),
        ("AKIA SHORT", "capital letters"),
    ],
)
def test_access_key_ids(text: str, says: str) -> None:
    problem = validate.access_key_id(text)
    assert (says in problem) if problem else not says


@pytest.mark.parametrize(
    ("text", "fine"),
    [(SECRET, True), (SECRET + "/+=", True), ("", False), (SECRET + "\x1b", False)],
)
def test_secret_access_keys(text: str, fine: bool) -> None:
    problem = validate.secret_access_key(text)
    assert (problem is None) == fine
    assert not text or text not in (problem or "")
