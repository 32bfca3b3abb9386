"""The instance metadata service, asked step by step.

boto3 says "Unable to locate credentials" for all of these; which step fails tells
them apart. Source of the answers: AWS EC2 user guide, "Instance metadata".
"""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from carto_wizard.aws.clients import Credentials

_ADDRESS = "http://169.254.169.254"
_ADDRESS_V6 = "http://[fd00:ec2::254]"
_TTL = {"X-aws-ec2-metadata-token-ttl-seconds": "300"}
_CREDENTIALS = "/latest/meta-data/iam/security-credentials/"
_SECONDS = 1.0
# No document of the service is near that.
_MOST_BYTES = 64 * 1024
_TOKEN = re.compile(r"[!-~]{1,1024}", re.ASCII)
_ROLE = re.compile(r"[\w+=,.@-]{1,128}", re.ASCII)


class MetadataState(StrEnum):
    """How far the way to the instance role goes."""

    OK = "ok"
    SWITCHED_OFF_HERE = "switched-off-here"
    """AWS_EC2_METADATA_DISABLED is set."""
    NOT_EC2 = "not-ec2"
    BLOCKED = "blocked"
    HOP_LIMIT = "hop-limit"
    DISABLED = "disabled"
    NO_PROFILE = "no-profile"
    PROFILE_GONE = "profile-gone"
    PROFILE_EMPTY = "profile-empty"
    ROLE_TRUST = "role-trust"
    STRANGE = "strange"


@dataclass(frozen=True, slots=True)
class InstanceMetadata:
    """What the metadata service said, as far as it answered."""

    state: MetadataState
    evidence: str
    role: str = ""
    account: str = ""
    region: str = ""
    instance: str = ""
    profile: str = ""
    """The name of the instance profile."""
    credentials: Credentials | None = None


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: str = ""

    def json(self) -> dict[str, Any]:
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


class _SilentError(Exception):
    """Connected, then no answer."""


class _BlockedError(Exception):
    """Not even a connection, and no refusal."""


class _StrangeError(Exception):
    """An answer that the service would not give, in words."""


def endpoint(environ: Mapping[str, str]) -> str:
    """Where the metadata service is, as botocore resolves it."""
    named = environ.get("AWS_EC2_METADATA_SERVICE_ENDPOINT", "")
    if named:
        return named.rstrip("/")
    mode = environ.get("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "").lower()
    v6 = mode == "ipv6" or environ.get("AWS_IMDS_USE_IPV6", "").lower() == "true"
    return _ADDRESS_V6 if v6 else _ADDRESS


def probe(environ: Mapping[str, str], seconds: float = _SECONDS) -> InstanceMetadata:
    """Ask for the instance role and its credentials; `seconds` bounds each step."""
    if environ.get("AWS_EC2_METADATA_DISABLED", "").lower() == "true":
        return InstanceMetadata(
            MetadataState.SWITCHED_OFF_HERE, "AWS_EC2_METADATA_DISABLED is true."
        )
    service = _MetadataService(endpoint(environ), seconds)
    try:
        try:
            answer = service.ask("PUT", "/latest/api/token", _TTL)
        except _SilentError:
            return _without_token(service)
        return _with_token(service, answer)
    except _SilentError as error:
        evidence = f"{service.url} returned a token but did not answer {error}."
        return InstanceMetadata(MetadataState.STRANGE, evidence)
    except _BlockedError:
        return InstanceMetadata(
            MetadataState.BLOCKED,
            f"No connection to {service.url} within {seconds:g} s.",
        )
    except _StrangeError as error:
        return InstanceMetadata(MetadataState.STRANGE, f"{service.url}: {error}.")
    except OSError as error:
        return InstanceMetadata(MetadataState.NOT_EC2, f"{service.url}: {error}.")


def _with_token(service: _MetadataService, answer: _Answer) -> InstanceMetadata:
    evidence = f"PUT {service.url}/latest/api/token answered {answer.status}."
    if answer.status == 403:
        return InstanceMetadata(MetadataState.DISABLED, evidence)
    token = answer.body.strip()
    if answer.status != 200 or not _TOKEN.fullmatch(token):
        return InstanceMetadata(MetadataState.STRANGE, evidence)
    return _role(service, {"X-aws-ec2-metadata-token": token})


def _without_token(service: _MetadataService) -> InstanceMetadata:
    # The hop limit applies to the answer of the PUT only; a GET comes back.
    evidence = f"PUT {service.url}/latest/api/token was not answered"
    try:
        answer = service.ask("GET", _CREDENTIALS, {})
    except (_SilentError, _BlockedError, _StrangeError, OSError):
        return InstanceMetadata(
            MetadataState.BLOCKED, f"{evidence}, and neither was a GET without a token."
        )
    return InstanceMetadata(
        MetadataState.HOP_LIMIT,
        f"{evidence}, but a GET without a token immediately returned {answer.status}.",
    )


def _role(service: _MetadataService, token: dict[str, str]) -> InstanceMetadata:
    document = service.ask(
        "GET", "/latest/dynamic/instance-identity/document", token
    ).json()
    here = InstanceMetadata(
        MetadataState.NO_PROFILE,
        f"{service.url}{_CREDENTIALS} answered 404.",
        account=str(document.get("accountId", "")),
        region=str(document.get("region", "")),
        instance=str(document.get("instanceId", "")),
    )
    info = service.ask("GET", "/latest/meta-data/iam/info", token)
    code = str(info.json().get("Code", ""))
    arn = str(info.json().get("InstanceProfileArn", ""))
    here = replace(here, profile=arn.rpartition("/")[2])
    words = f"iam/info: {code} {info.json().get('Message', '')}".strip()
    if code == "InstanceProfileNotFound":
        return replace(here, state=MetadataState.PROFILE_GONE, evidence=words)
    listed = service.ask("GET", _CREDENTIALS, token)
    role = listed.body.strip() if listed.status == 200 else ""
    empty = listed.status == 404 or (listed.status == 200 and not role)
    if empty and ("does not contain a role" in info.body or code == "Success"):
        return replace(here, state=MetadataState.PROFILE_EMPTY, evidence=words)
    if listed.status == 404:
        return here
    if not _ROLE.fullmatch(role):
        evidence = (
            f"{service.url}{_CREDENTIALS} answered {listed.status} without a role."
        )
        return replace(here, state=MetadataState.STRANGE, evidence=evidence)
    return _credentials(service, token, replace(here, role=role))


def _credentials(
    service: _MetadataService, token: dict[str, str], here: InstanceMetadata
) -> InstanceMetadata:
    answer = service.ask("GET", _CREDENTIALS + here.role, token)
    found = answer.json()
    code = str(found.get("Code", ""))
    key, secret, session = (
        str(found.get(name) or "")
        for name in ("AccessKeyId", "SecretAccessKey", "Token")
    )
    if code == "Success" and key and secret and session:
        credentials = Credentials(
            key, secret, session, f"the instance role {here.role}"
        )
        evidence = f"{service.url} returned credentials of {here.role}."
        return replace(
            here, state=MetadataState.OK, evidence=evidence, credentials=credentials
        )
    said = f"{code} {found.get('Message', '')}".strip() or f"HTTP {answer.status}"
    if code == "Success":
        said = "Success, but the key, the secret or the token is missing"
    denied = code == "AssumeRoleUnauthorizedAccess"
    return replace(
        here,
        state=MetadataState.ROLE_TRUST if denied else MetadataState.STRANGE,
        evidence=f"credentials of {here.role}: {said}",
    )


class _MetadataService:
    def __init__(self, url: str, seconds: float) -> None:
        self.url = url
        self._seconds = seconds

    def ask(self, method: str, path: str, headers: dict[str, str]) -> _Answer:
        """One question; a connection that cannot be made raises OSError."""
        what = f"{method} {path}"
        try:
            url = urlsplit(self.url)
            connection = http.client.HTTPConnection(
                url.hostname or "", url.port or 80, timeout=self._seconds
            )
        except (ValueError, http.client.InvalidURL):
            raise _StrangeError("not the address of a metadata service") from None
        try:
            try:
                connection.connect()
            except TimeoutError:
                raise _BlockedError from None
            try:
                connection.request(method, url.path.rstrip("/") + path, headers=headers)
                answer = connection.getresponse()
                body = answer.read(_MOST_BYTES)
                if answer.length and len(body) < _MOST_BYTES:
                    raise http.client.IncompleteRead(body, answer.length)
                return _Answer(answer.status, body.decode("utf-8", "replace"))
            except TimeoutError:
                raise _SilentError(what) from None
            except (OSError, http.client.HTTPException) as error:
                name = type(error).__name__
                raise _StrangeError(
                    f"the response to {what} cannot be read ({name})"
                ) from None
        finally:
            connection.close()
