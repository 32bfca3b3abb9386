"""The profiles that the lint finds to be tried, against those that botocore sees."""

from __future__ import annotations

import os
from pathlib import Path
from unittest import mock

import pytest
from botocore.exceptions import BotoCoreError
from botocore.session import Session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carto_wizard.checks.finding import Effect, Finding, Status
from carto_wizard.checks.lint.model import LintContext
from carto_wizard.checks.lint.run import findings_of, read_files

ROLE = "role_arn = arn:aws:iam::{}:role/cartography-read-only\n"
A = ROLE.format("111111111111")
B = ROLE.format("222222222222")

MAPS: list[tuple[str, str, dict[str, str | None]]] = [
    ("", "", {}),
    ("[default]\nregion = us-east-1\n", "[default]\naws_access_key_id = x\n", {}),
    (f"[profile a]\n{A}", "", {"a": "111111111111"}),
    (f"[profile b]\n{B}[profile a]\n{A}", "", {"b": "222222222222", "a": "1" * 12}),
    (f'[profile "my dev"]\n{A}', "", {"my dev": "111111111111"}),
    (f'[profile a]\n{A}[profile "a"]\n{B}', "", {"a": "222222222222"}),
    ("[profile a]\nrole_arn =\nsso_account_id = 123456789012\n", "", {"a": None}),
    (f"[profilex bar]\n{A}", "", {"bar": "111111111111"}),
    (f"[dev]\n{A}[Profile x]\n{A}[ profile y]\n{A}[profile a b]\n{A}", "", {}),
    (f"[profile bob's]\n{A}[profile]\n{A}", "", {}),
    ("[profile a]\nregion = us-east-1\n", "", {"a": None}),
    ("[profile a]\nregion = x\n", f"[a]\n{B}", {"a": "222222222222"}),
    (f"[profile a]\n{A}", f"[a]\n{B}[c]\nx = y\n", {"a": "2" * 12, "c": None}),
    (f"[profile a]\n{A}", "[profile b]\nx = y\n", {"a": "1" * 12, "profile b": None}),
    ("[profile a]\nrole_arn = arn:aws:iam::1:role/r\n", "", {"a": None}),
    ("[profile a]\nsso_account_id = 123456789012\n", "", {"a": "123456789012"}),
    (f"[DEFAULT]\n{A}[profile a]\nregion = x\n", "", {"a": "111111111111"}),
    (f"[profile a]\r\n{A}".replace("\n", "\r\n"), "", {"a": "111111111111"}),
    (f"[profile a]\n{A}".replace("\n", "\r"), "", {"a": "111111111111"}),
    (f"[profile a]\nregion = x\n  {A}", "", {"a": None}),
]


def files(folder: Path, config: bytes, credentials: bytes) -> tuple[Path, Path]:
    paths = folder / "config", folder / "credentials"
    for path, data in zip(paths, (config, credentials), strict=True):
        path.write_bytes(data)
    return paths


def judged(
    config: Path, credentials: Path, environ: dict[str, str] | None = None
) -> tuple[LintContext, list[Finding]]:
    context, findings = read_files(
        config,
        credentials,
        environ or {},
        container=False,
        expected=None,
        every_profile=True,
    )
    return context, [*findings, *findings_of(context)]


def tried(context: LintContext) -> list[tuple[str, str | None]]:
    return [
        (each.name, each.account) for each in context.tried if each.name != "default"
    ]


@pytest.mark.parametrize(("config", "credentials", "expected"), MAPS)
def test_the_map_lists_what_cartography_would_try(
    tmp_path: Path, config: str, credentials: str, expected: dict[str, str | None]
) -> None:
    paths = files(tmp_path, config.encode(), credentials.encode())
    context, _ = judged(*paths)
    assert not any(file.errors for file in context.files)
    assert tried(context) == list(expected.items())


PROBLEMS: list[tuple[bytes, str, int]] = [
    (b"[profile a]\nregion = x\n[profile a]\n", "section-twice", 3),
    (b"[profile a]\nregion = x\nRegion = y\n", "key-twice", 3),
    (b"region = x\n[profile a]\n", "text-before-section", 1),
    (b"[profile a]\nx = y\nregion\n", "line-without-equals", 3),
    (b"\xef\xbb\xbf[profile a]\n", "byte-order-mark", 1),
    (b"[profile a]\n# caf\xe9\n", "not-utf-8", 2),
    ("[profile a]\n".encode("utf-16"), "utf-16", 1),
    (
        b"[profile a]\ns3 =\n  use_accelerate_endpoint\n",
        "nested-line-without-equals",
        3,
    ),
    (b"[a]\nk" + b" " * 20_000 + b"v\n", "line-without-equals", 2),
]


@pytest.mark.parametrize(("data", "cause", "line"), PROBLEMS)
@pytest.mark.parametrize("damaged", ["config", "credentials"])
def test_one_damaged_file_costs_every_account(
    tmp_path: Path, data: bytes, cause: str, line: int, damaged: str
) -> None:
    good = f"[profile good]\n{A}".encode()
    pair = (data, good) if damaged == "config" else (good, data)
    _, findings = judged(*files(tmp_path, *pair))
    first = next(each for each in findings if each.status is Status.FAILED)
    assert (first.cause, first.effect) == (cause, Effect.NOTHING)
    assert first.message.startswith(f"{tmp_path / damaged}:{line}: ")


def test_what_is_not_a_file_is_read_as_nothing(tmp_path: Path) -> None:
    assert tried(judged(tmp_path, tmp_path / "missing")[0]) == []


@pytest.mark.parametrize(
    ("environ", "fine"),
    [
        ({}, True),
        ({"AWS_PROFILE": "a"}, True),
        ({"AWS_PROFILE": "nobody"}, False),
        ({"AWS_PROFILE": "default"}, False),
        ({"AWS_PROFILE": ""}, False),
        ({"AWS_PROFILE": "nobody", "AWS_DEFAULT_PROFILE": "a"}, True),
        ({"AWS_PROFILE": "a", "AWS_DEFAULT_PROFILE": "nobody"}, False),
    ],
)
def test_a_variable_that_names_no_profile_costs_every_account(
    tmp_path: Path, environ: dict[str, str], fine: bool
) -> None:
    paths = files(tmp_path, f"[profile a]\n{A}region = us-east-1\n".encode(), b"")
    _, findings = judged(*paths, environ)
    missing = [each for each in findings if each.cause == "profile-variable-missing"]
    expected = [] if fine else [(Status.FAILED, Effect.NOTHING)]
    assert [(each.status, each.effect) for each in missing] == expected


LINES = st.sampled_from(
    [
        "[default]",
        "[profile a]",
        "[profile b]",
        '[profile "a"]',
        "[profile a b]",
        "[profile c'd]",
        "[profilex d]",
        "[ profile e]",
        "[dev]",
        "[DEFAULT]",
        "  [profile f]",
        "[sso-session s]",
        A.strip(),
        "  " + B.strip(),
        "region = us-east-1",
        "Region: us-east-1",
        "\tregion = x",
        "s3 =",
        "  max_concurrent_requests = 5",
        "  nonsense",
        "nonsense",
        "= x",
        "# comment",
        "  ; comment",
        "",
        "   ",
        "[]",
        "[x",
        "é = \u2028\x0b",
    ]
)
ENDS = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"])
TEXTS = st.lists(st.tuples(LINES, ENDS), max_size=14).map(
    lambda pairs: "".join(line + end for line, end in pairs)
)


def seen_by_botocore(config: Path, credentials: Path) -> list[str] | None:
    """The profiles of a real session; None where it cannot parse a file."""
    variables = {
        "AWS_CONFIG_FILE": str(config),
        "AWS_SHARED_CREDENTIALS_FILE": str(credentials),
    }
    with mock.patch.dict(os.environ, variables):
        try:
            names = Session().available_profiles
        except BotoCoreError:
            return None
    return [name for name in names if name != "default"]


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(config=TEXTS, credentials=TEXTS)
def test_botocore_sees_the_same_profiles(
    tmp_path: Path, config: str, credentials: str
) -> None:
    paths = files(tmp_path, config.encode(), credentials.encode())
    context, findings = judged(*paths)
    seen = seen_by_botocore(*paths)
    errors = [error for file in context.files for error in file.errors]
    if seen is None:
        assert errors
        assert any(each.status is Status.FAILED for each in findings)
    else:
        assert errors == []
        assert [name for name, _ in tried(context)] == seen
