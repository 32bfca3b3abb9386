"""Values and accounts, each with what the lint must say about them."""

from __future__ import annotations

from tests.checks.lint_case import (
    GOOD,
    KEYS,
    Case,
    arn,
    as_written,
    config,
    credentials,
    extra,
    plain,
    role,
)

VALUE_CASES = [
    config(
        "eleven-digits",
        arn("arn:aws:iam::11111111111:role/r"),
        [
            ("role-arn-invalid", 2),
        ],
    ),
    config(
        "dashes",
        arn("arn:aws:iam::1111-1111-1111:role/r"),
        [
            ("role-arn-invalid", 2),
        ],
    ),
    config(
        "quoted",
        arn('"arn:aws:iam::111111111111:role/r"'),
        [
            ("role-arn-invalid", 2),
        ],
    ),
    config(
        "commented",
        arn("arn:aws:iam::111111111111:role/r # x"),
        [
            ("role-arn-invalid", 2),
        ],
    ),
    config("user", arn("arn:aws:iam::111111111111:user/r"), [("role-arn-invalid", 2)]),
    config(
        "session",
        arn("arn:aws:sts::111111111111:assumed-role/r/s"),
        [
            ("role-arn-invalid", 2),
        ],
    ),
    config(
        "unknown-partition",
        arn("arn:aws-xx:iam::111111111111:role/r"),
        [
            ("role-arn-invalid", 2),
        ],
    ),
    config("empty-arn", arn(""), [("role-arn-invalid", 2)]),
    config("path", arn("arn:aws:iam::111111111111:role/team/read/r"), []),
    config("two-hours", extra("duration_seconds = 7200"), [("session-too-long", 6)]),
    config("one-hour", extra("duration_seconds = 3600"), []),
    config("seconds", extra("duration_seconds = 60"), [("duration-invalid", 6)]),
    config("words", extra("duration_seconds = 1h"), [("duration-invalid", 6)]),
    config("name", extra("role_session_name = my run"), [("session-name-invalid", 6)]),
    config("short-id", extra("external_id = x"), [("external-id-invalid", 6)]),
    config("quoted-id", extra('external_id = "abc"'), [("value-quoted", 6)]),
    config("commented-id", extra("external_id = abc # x"), [("value-commented", 6)]),
    config("hash-in-id", extra("external_id = abc#x"), [("external-id-invalid", 6)]),
    config("quoted-output", role("a").replace("json", "'json'"), [("value-quoted", 4)]),
    config("retry-mode", extra("retry_mode = Standard"), [("setting-invalid", 6)]),
    config("no-attempts", extra("max_attempts = 0"), [("setting-invalid", 6)]),
    config("some-attempts", extra("max_attempts = 5\nretry_mode = adaptive"), []),
    config("sts", extra("sts_regional_endpoints = local"), [("setting-invalid", 6)]),
    config("sts-as-documented", extra("sts_regional_endpoints = regional"), []),
    config(
        "metadata", extra("metadata_service_timeout = 1s"), [("setting-invalid", 6)]
    ),
    config("endpoint", extra("endpoint_url = http://x"), [("endpoint-overridden", 6)]),
]

EXPECTED = {"prod": "111111111111"}
OURS = role("a", extra="external_id = shared\n")


def changed(
    name: str, old: str, new: str, found: list[tuple[str, int]], before: str = OURS
) -> Case:
    """Our own profile, in which somebody changed one thing."""
    text = before.replace(old, new)
    assert text != before
    return Case(name, text.encode(), None, found, expected={"a": as_written(before)})


DIFFERS_CASES = [
    Case("ours", OURS.encode(), None, [], expected={"a": as_written(OURS)}),
    changed("role-name", "read-only", "readonly", [("role-differs", 2)]),
    changed("role-path", "role/", "role/audit/", [("role-differs", 2)]),
    changed("role-case", "cartography-r", "Cartography-r", [("role-differs", 2)]),
    changed("partition", "arn:aws:", "arn:aws-cn:", [("wrong-partition", 3)]),
    changed("no-external-id", "external_id", "#", [("profile-differs", 1)]),
    changed("other-external-id", "shared", "Shared", [("profile-differs", 6)]),
    changed(
        "lines",
        "shared",
        "shared\n  more",
        [("lines-joined", 7), ("profile-differs", 6)],
    ),
    changed("other-region", "us-east-1", "eu-west-1", [("profile-differs", 3)]),
    changed("container", "Ec2Inst", "Ecs", [("credential-source-unknown", 5)]),
    changed(
        "environment",
        "Ec2InstanceMetadata",
        "EcsContainer",
        [("source-not-here", 5), ("profile-differs", 5)],
    ),
    changed(
        "own-token",
        "credential_source = Ec2InstanceMetadata",
        "web_identity_token_file = /dev/null",
        [("token-file-missing", 5)],
    ),
    changed(
        "no-role", "role_arn", "# role_arn", [("role-arn-missing", 5)], before=role("a")
    ),
    Case(
        "shadowed-role",
        OURS.encode(),
        b"[a]\nrole_arn = arn:aws:iam::111111111111:role/own\n",
        [("role-differs", 2)],
        expected={"a": as_written(OURS)},
    ),
]
ACCOUNT_CASES = [
    *DIFFERS_CASES,
    config("twice", role("a") + role("b"), [("account-twice", 7)]),
    Case("as-expected", GOOD.encode(), None, [], expected=EXPECTED),
    Case(
        "absent",
        GOOD.encode(),
        None,
        [("profile-missing", 0)],
        expected=EXPECTED | {"dev": "222222222222"},
    ),
    Case(
        "elsewhere",
        GOOD.encode(),
        None,
        [("profile-wrong-account", 7)],
        expected={"prod": "222222222222"},
    ),
    Case(
        "foreign",
        (GOOD + role("x", "2")).encode(),
        None,
        [("profile-unexpected", 12)],
        expected=EXPECTED,
    ),
    Case(
        "foreign-in-credentials",
        GOOD.encode(),
        f"[x]\n{KEYS}".encode(),
        [("region-missing", 1)],
        expected=EXPECTED,
    ),
    Case(
        "single",
        b"[default]\nregion = us-east-1\n",
        None,
        [],
        expected={"default": "111111111111"},
        options={"every_profile": False},
    ),
    Case(
        "single-by-name",
        plain("").encode(),
        None,
        [],
        {"AWS_PROFILE": "a"},
        {"a": "111111111111"},
        {"every_profile": False},
    ),
    Case(
        "single-without-region",
        b"[default]\noutput = json\n",
        None,
        [("region-missing", 1)],
        options={"every_profile": False},
    ),
    credentials(
        "shadowed", "[prod]\nregion = us-east-1\n", [("credentials-shadow", 2)]
    ),
    credentials("same-key", "[prod]\nregion = us-west-1\n", []),
    credentials(
        "second-source",
        "[prod]\nsource_profile = prod\n",
        [("credentials-both", 2)],
    ),
    credentials(
        "stale",
        f"[old]\n{KEYS}",
        [("region-missing", 1)],
    ),
]
