"""Variables over sound files, each with what the lint must say about them."""

from __future__ import annotations

from tests.checks.lint_case import (
    GOOD,
    config,
    source,
)

EC2_OFF = {"AWS_EC2_METADATA_DISABLED": "true"}

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
        ("empty-region", {"AWS_DEFAULT_REGION": ""}, [("region-variable-invalid", 0)]),
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
        {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "x"} | EC2_OFF,
    ),
    config(
        "half-the-keys-here",
        source("credential_source = Environment"),
        [("source-not-here", 5)],
        {"AWS_ACCESS_KEY_ID": "AKIA"},
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
