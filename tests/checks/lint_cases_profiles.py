"""Regions and sources of profiles, each with what the lint must say about them."""

from __future__ import annotations

from collections.abc import Mapping

from tests.checks.lint_case import (
    HUB,
    KEYS,
    Case,
    as_written,
    config,
    credentials,
    extra,
    plain,
    region,
    role,
    source,
)

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
    config("empty", region(""), [("region-missing", 3)]),
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
        "source-chain-ends-nowhere",
        role("a", source="source_profile = b")
        + role("b", "2", source="source_profile = gone"),
        [("source-is-spoke", 5), ("source-profile-missing", 10)],
    ),
    config(
        # botocore takes the keys of b for a, and comes back to b only from b.
        "keys-end-a-ring-for-one",
        role("a", source="source_profile = b")
        + role("b", "2", source="source_profile = a", extra=KEYS),
        [("source-is-spoke", 5), ("source-profile-loop", 10)],
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
            ("credentials-form-unknown", 3),
        ],
    ),
]

FROM_DEFAULT = role("a", source="source_profile = default")
TWO = FROM_DEFAULT + role("b", "2", source="source_profile = default")
"""Ten lines: two of our profiles, both with the credentials of [default]."""

FROM_HUB = role("a", source="source_profile = hub")


def behind(
    name: str,
    source: str,
    found: list[tuple[str, int]],
    environ: Mapping[str, str] | None = None,
    before: str = TWO,
) -> Case:
    """Two of our own profiles, and what stands behind them."""
    profiles = before.split("[profile ")[1:]
    expected = {text[0]: as_written(text) for text in profiles}
    config = f"{before}{source}".encode()
    return Case(name, config, None, found, environ or {}, expected)


BEHIND_CASES = [
    behind("keys", f"[default]\n{KEYS}", []),
    behind(
        "half-a-key",
        "[default]\naws_access_key_id = AKIA\n",
        [("credentials-incomplete", 12)],
    ),
    behind(
        "login", "[default]\nlogin_session = x\n", [("credentials-form-unknown", 12)]
    ),
    behind(
        "token-missing",
        "[default]\nrole_arn = arn:aws:iam::111111111111:role/hub\n"
        "web_identity_token_file = /nowhere/x\n",
        [("token-file-missing", 13)],
    ),
    behind(
        "process-missing",
        "[default]\ncredential_process = /nowhere/helper\n",
        [("credential-process-missing", 12)],
    ),
    behind(
        "mfa",
        "[default]\nrole_arn = arn:aws:iam::111111111111:role/hub\n"
        "mfa_serial = arn:aws:iam::111111111111:mfa/x\n"
        "credential_source = Environment\n",
        [("mfa-needed", 13), ("source-not-here", 14)],
    ),
    behind(
        "one-of-two",
        "[default]\nlogin_session = x\n",
        [("credentials-form-unknown", 12), ("source-without-credentials", 5)],
        before=FROM_DEFAULT + role("b", "2"),
    ),
    behind("named", HUB, [("source-profile-counted", 7)], before=FROM_HUB),
    behind(
        "named-without-region",
        f"[profile hub]\n{KEYS}",
        [("source-profile-counted", 6)],
        before=FROM_HUB,
    ),
    behind(
        "named-without-region-elsewhere",
        f"[profile hub]\n{KEYS}",
        [("source-profile-counted", 6), ("endpoint-overridden", 0)],
        {"AWS_ENDPOINT_URL": "http://x"},
        before=FROM_HUB,
    ),
    behind(
        "foreign-that-is-skipped",
        f"[default]\n{KEYS}{role('x', '3', region='region = us_east_1')}",
        [("region-malformed", 16)],
    ),
]
SOURCE_CASES += BEHIND_CASES
