"""The cause that an answer of AWS proves, as far as one answer can.

Sources: IAM user guide "Troubleshoot access denied error messages"; the error codes of
STS, IAM and EC2. AWS adds the reason only within one account or organization.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from carto_wizard.aws.discovery import SimulatedAction
from carto_wizard.aws.failures import CallFailed, FailureKind

_BY_KIND = {
    FailureKind.UNAVAILABLE: "aws-unavailable",
    FailureKind.UNREADABLE: "answer-unreadable",
    FailureKind.BROKEN: "call-unanswered",
    FailureKind.NAME: "name-not-resolved",
    FailureKind.UNREACHABLE: "endpoint-unreachable",
    FailureKind.TIMEOUT: "endpoint-timeout",
    FailureKind.PROXY: "proxy-failed",
    FailureKind.TLS: "tls-failed",
    FailureKind.THROTTLED: "throttled",
    FailureKind.NO_CREDENTIALS: "no-credentials",
    FailureKind.PARTIAL_CREDENTIALS: "credentials-incomplete",
    FailureKind.NO_PROFILE: "source-profile-missing",
    FailureKind.NO_REGION: "region-unknown",
    FailureKind.CONFIG: "config-unparsable",
    FailureKind.EXPIRED_LOGIN: "credentials-expired",
    FailureKind.UNKNOWN_FORM: "credentials-form-unknown",
}
_NO_WAY = (FailureKind.UNREACHABLE, FailureKind.TIMEOUT)
"""What no longer tells of the way to an endpoint once that has answered."""
_BY_CODE = {
    "ExpiredToken": "credentials-expired",
    "ExpiredTokenException": "credentials-expired",
    "RequestExpired": "credentials-expired",
    "InvalidClientTokenId": "credentials-unknown",
    "UnrecognizedClientException": "credentials-unknown",
    "InvalidAccessKeyId": "credentials-unknown",
    "AuthFailure": "credentials-unknown",
    "IncompleteSignature": "secret-mismatch",
    "RegionDisabledException": "region-not-enabled",
    "OptInRequired": "region-not-enabled",
}
_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})
_REASON = re.compile(
    r"with an explicit deny in (?:an? |the )?"
    r"(?P<deny>[a-z -]+? polic[a-z]+|[a-z ]+boundary)"
    r"|because no (?P<allow>[a-z -]+? policy|[a-z ]+boundary) allows"
)
_ROOT = "may not be assumed by root"


@dataclass(frozen=True, slots=True)
class Reason:
    """The cause that is left, empty while several fit, and what was learned."""

    cause: str = ""
    note: str = ""
    difference: tuple[str, ...] = ()
    """A policy as it was found (`-`) against what is needed (`+`), line by line."""


@dataclass(frozen=True, slots=True)
class Denial:
    """The reason that AWS gave with an access denied, in its own words."""

    policy: str
    """Such as `service control policy` or `identity-based policy`."""
    explicit: bool


def is_denied(failure: CallFailed) -> bool:
    """Whether AWS knows the caller and says no."""
    return failure.code in _DENIED


def is_final(failure: CallFailed) -> bool:
    """Whether to ask the same again could give no other answer."""
    return is_denied(failure) or failure.code == "AWSOrganizationsNotInUseException"


def denial(message: str) -> Denial | None:
    """The reason in an access denied message; None where AWS keeps it to itself."""
    found = _REASON.search(message)
    if found is None:
        return None
    return Denial(found["deny"] or found["allow"], explicit=found["deny"] is not None)


def cause_of(failure: CallFailed) -> str:
    """The cause that this answer proves; empty where it fits several."""
    if failure.kind in _NO_WAY and failure.others_answered:
        return "call-unanswered"
    if failure.kind in _BY_KIND:
        return _BY_KIND[failure.kind]
    if is_denied(failure):
        return _cause_of_denial(failure.message)
    if failure.code in ("SignatureDoesNotMatch", "InvalidSignatureException"):
        late = "Signature expired" in failure.message
        early = "not yet current" in failure.message
        return "clock-skew" if late or early else "secret-mismatch"
    if failure.code == "ValidationError":
        long = "DurationSeconds" in failure.message
        return "session-too-long" if long else "role-arn-invalid"
    return _BY_CODE.get(failure.code, "unrecognized")


def _cause_of_denial(message: str) -> str:
    if _ROOT in message:
        return "root-credentials"
    reason = denial(message)
    if reason is None:
        return ""
    if "control" in reason.policy:
        return "organization-policy-denied"
    if "boundary" in reason.policy:
        return "permissions-boundary-denied"
    if "trust" in reason.policy or "resource-based" in reason.policy:
        return "trust-does-not-name-hub"
    return "explicit-deny" if reason.explicit else "hub-permission-missing"


def cause_of_simulated(denied: SimulatedAction, missing: str) -> str:
    """Why IAM's simulator denies an action; `missing` where only nothing allows it."""
    if denied.by_organization:
        return "organization-policy-denied"
    if denied.by_boundary:
        return "permissions-boundary-denied"
    return "explicit-deny" if denied.decision == "explicitDeny" else missing
