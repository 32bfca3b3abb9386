"""Find out who signed a call, and refuse it in AWS's own order and words."""

from __future__ import annotations

from carto_wizard.demo.aws_state import AwsState, Principal
from carto_wizard.demo.iam_state import account_of_key, user_of_key
from carto_wizard.demo.protocols import PROTOCOLS, AwsError, Call, Protocol
from carto_wizard.demo.signature import (
    Credential,
    clock_problem,
    is_authentic,
    parse,
)
from carto_wizard.setup.partitions import root_arn

_INVALID = "The security token included in the request is invalid."
_EXPIRED = "The security token included in the request is expired"
_MISMATCH = (
    "The request signature we calculated does not match the signature you provided."
    " Check your AWS Secret Access Key and signing method. Consult the service"
    " documentation for details."
)
_EC2_AUTH = "AWS was not able to validate the provided access credentials"

_Refusal = tuple[str, str, int]

_REFUSALS: dict[str, dict[Protocol, _Refusal]] = {
    "unsigned": {
        Protocol.QUERY: (
            "MissingAuthenticationToken",
            "Request is missing Authentication Token",
            403,
        ),
        Protocol.EC2: (
            "MissingParameter",
            "The request must contain the parameter AWSAccessKeyId",
            400,
        ),
        Protocol.JSON: ("MissingAuthenticationTokenException", "Missing Token", 400),
        Protocol.REST: ("MissingAuthenticationTokenException", "Missing Token", 403),
    },
    "unknown": {
        Protocol.QUERY: ("InvalidClientTokenId", _INVALID, 403),
        Protocol.EC2: ("AuthFailure", _EC2_AUTH, 401),
        Protocol.JSON: ("UnrecognizedClientException", _INVALID, 400),
        Protocol.REST: ("UnrecognizedClientException", _INVALID, 403),
    },
    "expired": {
        Protocol.QUERY: ("ExpiredToken", _EXPIRED, 403),
        Protocol.EC2: ("RequestExpired", "Request has expired.", 400),
        Protocol.JSON: ("ExpiredTokenException", _EXPIRED, 400),
        Protocol.REST: ("ExpiredTokenException", _EXPIRED, 403),
    },
    "mismatch": {
        Protocol.QUERY: ("SignatureDoesNotMatch", _MISMATCH, 403),
        Protocol.EC2: ("AuthFailure", _EC2_AUTH, 401),
        Protocol.JSON: ("InvalidSignatureException", _MISMATCH, 400),
        Protocol.REST: ("InvalidSignatureException", _MISMATCH, 403),
    },
    "clock": {
        Protocol.QUERY: ("SignatureDoesNotMatch", "", 403),
        Protocol.EC2: ("RequestExpired", "Request has expired.", 400),
        Protocol.JSON: ("InvalidSignatureException", "", 400),
        Protocol.REST: ("InvalidSignatureException", "", 403),
    },
}


def authenticate(aws: AwsState, call: Call) -> Principal:
    """The caller, or the error that this service answers with."""
    claim = parse(call.headers.get("authorization", ""))
    if claim is None:
        raise _refusal(call, "unsigned")
    token = call.headers.get("x-amz-security-token", "")
    secret, caller = _secret_and_caller(aws, call, claim, token)
    if problem := clock_problem(call, aws.now()):
        raise _refusal(call, "clock", problem)
    if not is_authentic(call, claim, secret):
        raise _refusal(call, "mismatch")
    # A region that is not enabled holds no copy of the account's credentials.
    if not aws.is_enabled(caller.account, call.region):
        raise _refusal(call, "unknown")
    return caller


def _secret_and_caller(
    aws: AwsState, call: Call, claim: Credential, token: str
) -> tuple[str, Principal]:
    session = aws.sessions.get(claim.key_id)
    if session is not None:
        if session.token != token:
            raise _refusal(call, "unknown")
        if session.expires <= aws.now():
            raise _refusal(call, "expired")
        return session.secret, session.caller
    # A user's key has no session token: sent with one, it is an unknown key.
    account = account_of_key(claim.key_id)
    found = user_of_key(aws, account, claim.key_id) if account else None
    if found is None or account not in aws.members or token:
        raise _refusal(call, "unknown")
    user, secret = found
    if account in aws.faults.root_keys:
        root = root_arn(aws.partition, account)
        return secret, Principal(account, root, account, "root", "", root)
    arn = f"arn:{aws.partition}:iam::{account}:user{user.path}{user.name}"
    return secret, Principal(account, arn, user.id, "user", user.name, arn)


def _refusal(call: Call, kind: str, message: str = "") -> AwsError:
    code, usual, status = _REFUSALS[kind][PROTOCOLS[call.service]]
    return AwsError(code, usual or message, status)
