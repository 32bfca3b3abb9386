from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carto_wizard.checks.results.redaction import safe_evidence
from carto_wizard.files.diff import as_text, diff_bytes
from carto_wizard.files.mask import (
    MASK,
    hides_secret,
    mask_key_ids,
    mask_line,
    mask_value,
)

MARK = "hunter2Marker"

SPELLED = st.sampled_from(
    [
        "aws_secret_access_key = {}",
        "aws_secret_access_key={}",
        "AWS_Secret_Access_Key:{}",
        "aws_session_token = {}  # temporary",
        "\taws_session_token\t=\t{}",
        "# aws_secret_access_key = {}",
        ";aws_session_token={}",
        "aws_secret_access_key =\n    {}",
        "aws_session_token = first\n    {}\n    and the rest",
        "password = {}",
        "db_password: {}",
        "credential_process = /bin/tool --password {} --json",
        "credential_process = /bin/tool --token={}",
        "proxy = http://user:{}@proxy:3128/",
        "export AWS_SECRET_ACCESS_KEY='{}'",
        "set -gx AWS_SESSION_TOKEN '{}'",
        "$env:AWS_SECRET_ACCESS_KEY = '{}'",
        'setx AWS_SECRET_ACCESS_KEY "{}"',
        'set "AWS_SECRET_ACCESS_KEY={}"',
        '  "Password": "{}",',
        "client_secret = {}",
        "api_key = {}",
        "aws_security_token = {}",
        "aws_access_key_id = {}",
        '"AccessKeyId": "{}",',
        "export AWS_ACCESS_KEY_ID='{}'",
        "credential_process = /bin/tool --access-key-id {} --json",
    ]
)
PLAIN = st.sampled_from(
    [
        "[default]",
        "region = us-east-1",
        "",
        "# note",
        "output = json",
        "s3 =",
        "  a = b",
    ]
)
ENDS = st.sampled_from(["\n", "\r\n"])


@st.composite
def documents(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.one_of(SPELLED, PLAIN), min_size=1, max_size=12))
    end = draw(ENDS)
    number = draw(st.integers(0, 9))
    text = "\n".join(part.format(f"{MARK}{number}") for part in parts)
    return text.replace("\n", end) + draw(st.sampled_from(["", end]))


@given(documents(), documents())
@settings(max_examples=200)
def test_no_secret_survives_in_a_diff(before: str, after: str) -> None:
    shown = as_text(diff_bytes(before.encode(), after.encode()))
    assert MARK not in shown


@given(documents())
@settings(max_examples=100)
def test_a_text_with_a_secret_is_known(text: str) -> None:
    assert hides_secret(text) or MARK not in text


def test_a_changed_secret_is_still_a_change() -> None:
    lines = diff_bytes(b"aws_session_token = a\n", b"aws_session_token = b\n")
    assert [line.kind for line in lines] == ["@", "-", "+"]


def test_a_bare_secret_key_is_masked() -> None:
    assert mask_line("# wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY") == f"# {MASK}"


@pytest.mark.parametrize("key_id", ["AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE"])
def test_an_access_key_id_is_masked_wherever_it_stands(key_id: str) -> None:
    said = f"Credential={key_id}/20261124/us-east-1/sts is not valid"
    assert mask_key_ids(said) == said.replace(key_id, MASK)
    assert mask_line(f"region = {key_id}") == f"region = {MASK}"
    assert mask_value("role_arn", key_id) == MASK
    assert key_id not in safe_evidence(said)


@pytest.mark.parametrize(
    "line",
    [
        "role_arn = arn:aws:iam::111111111111:role/cartography-read-only",
        '"Action": ["secretsmanager:GetSecretValue", "iam:GetAccountPasswordPolicy"],',
        "web_identity_token_file = /var/run/token",
        "TOKEN=$(curl -X PUT http://169.254.169.254/latest/api/token)",
        "  --metadata-options HttpTokens=required",
        '"Action": ["iam:ListAccessKeys", "iam:GetAccessKeyLastUsed"],',
        "Type the access key ID. It begins with AKIA.",
        "region = us-east-1",
        "sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "token_url = https://example.com/token",
    ],
)
def test_what_is_no_secret_stays_readable(line: str) -> None:
    assert mask_line(line) == line
