"""The first credentials: those with which every role is assumed."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from carto_wizard.aws.clients import Credentials
from carto_wizard.aws.failures import CallFailed, FailureKind
from carto_wizard.aws.profiles import credentials_of
from carto_wizard.setup.answers import CredentialSource, Target


def first_credentials(
    target: Target, environ: Mapping[str, str], cancel: threading.Event
) -> Credentials:
    """The credentials that the chosen source gives; raises `CallFailed`.

    An instance role is not found here but by `metadata.probe`, which tells its many
    failures apart.
    """
    if target.credentials is CredentialSource.ENVIRONMENT:
        return environment_credentials(environ)
    if target.credentials is CredentialSource.PROFILE:
        return credentials_of(environ, cancel, profile=target.profile)
    return credentials_of(environ, cancel, source=str(target.credentials))


def environment_credentials(environ: Mapping[str, str]) -> Credentials:
    """The keys in AWS_ACCESS_KEY_ID and its companions; raises `CallFailed`."""
    key = environ.get("AWS_ACCESS_KEY_ID", "")
    secret = environ.get("AWS_SECRET_ACCESS_KEY", "")
    token = environ.get("AWS_SESSION_TOKEN") or environ.get("AWS_SECURITY_TOKEN") or ""
    if not (key and secret):
        half = "AWS_ACCESS_KEY_ID" in environ
        kind = FailureKind.PARTIAL_CREDENTIALS if half else FailureKind.NO_CREDENTIALS
        raise CallFailed(kind, "AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set.")
    return Credentials(key, secret, token, "the environment variable AWS_ACCESS_KEY_ID")
