"""Profiles and environments, each with what the lint must say about them."""

from __future__ import annotations

from tests.checks.lint_case import GOOD, Case, config, credentials, role

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


EC2_OFF = {"AWS_EC2_METADATA_DISABLED": "true"}

REGION_CASES = [
    config("none", role("a", region=""), [("region-missing", 1)]),
    config(
        "only-in-default",
        "[default]\nregion = us-east-1\n" + role("a", region=""),
        [("region-missing", 3)],
    ),
    config(
        "only-in-variable",
        role("a", region=""),
        [("region-missing", 1)],
        {"AWS_REGION": "us-east-1"},
    ),
    config(
        "overridden-by-variable",
        role("a", region=""),
        [("region-missing", 1)],
        {"AWS_DEFAULT_REGION": "us-east-1"},
    ),
    config("empty", region(""), [("region-malformed", 3)]),
    config("comment", region("us-east-1 # home"), [("region-malformed", 3)]),
    config("quotes", region('"us-east-1"'), [("region-malformed", 3)]),
    config("underscores", region("us_east_1"), [("region-malformed", 3)]),
    config("list", region("us-east-1,us-west-1"), [("region-malformed", 3)]),
    config("words", region("Ireland"), [("region-malformed", 3)]),
    config("capitals", region("US-EAST-1"), [("region-malformed", 3)]),
    config("zone", region("us-east-1a"), [("region-is-zone", 3)]),
    config("misspelt", region("us-esat-1"), [("region-unlisted", 3)]),
    config("no-such", region("eu-west-9"), [("region-unlisted", 3)]),
    config("other-partition", region("us-gov-west-1"), [("wrong-partition", 3)]),
    config(
        "mixed-partitions",
        role("a")
        + role("b", "2", region="region = cn-north-1").replace(
            "arn:aws:", "arn:aws-cn:"
        ),
        [("partitions-mixed", 8)],
    ),
    config(
        "one-other-partition",
        role("b", "2", region="region = cn-north-1").replace("arn:aws:", "arn:aws-cn:"),
        [],
    ),
]

SOURCE_CASES = [
    config(
        "wrong-case",
        source("credential_source = ec2instancemetadata"),
        [
            ("credential-source-unknown", 5),
        ],
    ),
    config(
        "quoted",
        source('credential_source = "Ec2InstanceMetadata"'),
        [
            ("credential-source-unknown", 5),
        ],
    ),
    config(
        "commented",
        source("credential_source = EcsContainer # x"),
        [
            ("credential-source-unknown", 5),
        ],
    ),
    config(
        "empty-source",
        source("credential_source ="),
        [
            ("credential-source-unknown", 5),
        ],
    ),
    config("both", extra("source_profile = a"), [("credentials-both", 6)]),
    config("neither", source(""), [("credentials-neither", 2)]),
    config(
        "source-missing",
        source("source_profile = hub"),
        [
            ("source-profile-missing", 5),
        ],
    ),
    config(
        "source-quoted",
        HUB + source('source_profile = "hub"'),
        [
            ("source-profile-missing", 9),
        ],
    ),
    config("source-with-keys", HUB + source("source_profile = hub"), []),
    config(
        "source-is-empty-default",
        "[default]\nregion = us-east-1\n" + source("source_profile = default"),
        [("source-without-credentials", 7)],
    ),
    credentials(
        "source-in-credentials",
        f"[default]\n{KEYS}",
        [],
        before=source("source_profile = default"),
    ),
    config(
        "source-is-region-only",
        plain("").replace("a]", "b]") + source("source_profile = b"),
        [("profile-without-credentials", 1), ("source-without-credentials", 7)],
    ),
    config(
        "source-is-itself",
        source("source_profile = a"),
        [
            ("source-profile-loop", 5),
        ],
    ),
    config("source-is-itself-with-keys", source(f"source_profile = a\n{KEYS}"), []),
    config(
        "source-in-a-ring",
        role("a", source="source_profile = b")
        + role("b", "2", source="source_profile = a"),
        [("source-profile-loop", 5), ("source-profile-loop", 10)],
    ),
    config(
        "source-is-spoke",
        role("a") + role("b", "2", source="source_profile = a"),
        [("source-is-spoke", 10)],
    ),
    config("region-only", plain(""), [("profile-without-credentials", 1)]),
    config(
        "source-without-role",
        plain("credential_source = Ec2InstanceMetadata\n"),
        [
            ("role-arn-missing", 3),
        ],
    ),
    config(
        "half-a-key",
        plain("aws_access_key_id = AKIA\n"),
        [
            ("credentials-incomplete", 3),
        ],
    ),
    config(
        "other-half",
        plain("aws_secret_access_key = x\n"),
        [
            ("credentials-incomplete", 3),
        ],
    ),
    config("mfa", extra("mfa_serial = arn:aws:iam::1:mfa/x"), [("mfa-needed", 6)]),
    config("mfa-with-keys", plain(f"{KEYS}mfa_serial = x\n"), []),
    config(
        "process-missing",
        plain("credential_process = /nowhere/x --y\n"),
        [
            ("credential-process-missing", 3),
        ],
    ),
    config(
        "process-unclosed",
        plain("credential_process = 'x\n"),
        [
            ("credential-process-missing", 3),
        ],
    ),
    config(
        "process",
        plain("credential_process = sh -c exit\n"),
        [
            ("credential-process", 3),
        ],
    ),
    config(
        "token-missing",
        source("web_identity_token_file = /nowhere/x"),
        [
            ("token-file-missing", 5),
        ],
    ),
    config(
        "token-without-role",
        plain("web_identity_token_file = /dev/null\n"),
        [
            ("credentials-incomplete", 3),
        ],
    ),
    config(
        "sso-half",
        plain("sso_account_id = 111111111111\n"),
        [
            ("sso-incomplete", 3),
        ],
    ),
    config(
        "sso-session-missing",
        plain("sso_session = home\n"),
        [
            ("sso-incomplete", 3),
        ],
    ),
    config(
        "sso",
        "[sso-session home]\nsso_region = us-east-1\nsso_start_url = https://x/start#/\n"
        + plain("sso_session = home\nsso_account_id = 1\nsso_role_name = x\n"),
        [("login-needed", 4)],
    ),
    config(
        "login",
        plain("login_session = arn:aws:iam::1:user/x\n"),
        [
            ("login-needed", 1),
        ],
    ),
]

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
            ("wrong-partition", 3),
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
ACCOUNT_CASES = [
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
        [("profile-unexpected", 1), ("region-missing", 1)],
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

ENVIRONMENT_CASES = [
    config(name, GOOD, found, environ)
    for name, environ, found in (
        ("quiet", {"AWS_ACCESS_KEY_ID": "junk", "AWS_PROFILE": "prod"}, []),
        ("profile", {"AWS_PROFILE": "x"}, [("profile-variable-missing", 0)]),
        ("no-profile", {"AWS_PROFILE": ""}, [("profile-variable-missing", 0)]),
        (
            "older-profile-wins",
            {"AWS_PROFILE": "prod", "AWS_DEFAULT_PROFILE": "x"},
            [("profile-variable-missing", 0)],
        ),
        ("same-region", {"AWS_DEFAULT_REGION": "us-west-1"}, []),
        ("empty-region", {"AWS_DEFAULT_REGION": ""}, []),
        (
            "region",
            {"AWS_DEFAULT_REGION": "us-east-1"},
            [("region-variable-overrides", 0)],
        ),
        (
            "zone",
            {"AWS_DEFAULT_REGION": "eu-west-1a"},
            [("region-variable-invalid", 0)],
        ),
        (
            "foreign-region",
            {"AWS_DEFAULT_REGION": "cn-north-1"},
            [("region-variable-invalid", 0)],
        ),
        ("no-config", {"AWS_CONFIG_FILE": ""}, [("config-variable-empty", 0)]),
        (
            "no-credentials",
            {"AWS_SHARED_CREDENTIALS_FILE": ""},
            [("credentials-variable-empty", 0)],
        ),
        ("quoted-path", {"AWS_CONFIG_FILE": '"/x"'}, [("path-quoted", 0)]),
        ("metadata-off", EC2_OFF, [("metadata-switched-off", 0)]),
        ("attempts", {"AWS_MAX_ATTEMPTS": "0"}, [("retry-variable-invalid", 0)]),
        ("no-attempts", {"AWS_MAX_ATTEMPTS": ""}, [("retry-variable-invalid", 0)]),
        ("mode", {"AWS_RETRY_MODE": "Standard"}, [("retry-variable-invalid", 0)]),
        (
            "cartography-attempts",
            {"CARTOGRAPHY_AWS_MAX_ATTEMPTS": "0"},
            [("retry-variable-invalid", 0)],
        ),
        (
            "cartography-mode",
            {"CARTOGRAPHY_AWS_RETRY_MODE": "fast"},
            [("retry-variable-invalid", 0)],
        ),
        (
            "cartography-is-lenient",
            {
                "CARTOGRAPHY_AWS_RETRY_MODE": " Standard ",
                "CARTOGRAPHY_AWS_MAX_ATTEMPTS": "",
                "AWS_MAX_ATTEMPTS": "10",
            },
            [],
        ),
        (
            "timeout",
            {"CARTOGRAPHY_AWS_READ_TIMEOUT": "1.5"},
            [("retry-variable-invalid", 0)],
        ),
        ("endpoint", {"AWS_ENDPOINT_URL_STS": "x"}, [("endpoint-overridden", 0)]),
    )
] + [
    config(
        "no-keys-here",
        source("credential_source = Environment"),
        [("source-not-here", 5)],
    ),
    config(
        "keys-here",
        source("credential_source = Environment"),
        [],
        {"AWS_ACCESS_KEY_ID": "AKIA"} | EC2_OFF,
    ),
    config(
        "no-container-here",
        source("credential_source = EcsContainer"),
        [("source-not-here", 5)],
    ),
    config(
        "container-here",
        source("credential_source = EcsContainer"),
        [],
        {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"},
    ),
]

PROFILE_CASES = {
    "region": REGION_CASES,
    "source": SOURCE_CASES,
    "value": VALUE_CASES,
    "account": ACCOUNT_CASES,
    "environment": ENVIRONMENT_CASES,
}
