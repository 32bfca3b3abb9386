"""The catalogue of faults: what is made wrong, and the one cause it must be given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from carto_wizard.setup.answers import CredentialSource
from tests.checks import faults_aws as aws
from tests.checks import faults_machine as machine
from tests.checks.bench import HUB_ROLE, ROLE, Bench

Make = Callable[[Bench], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing made wrong, the cause it must be given, and whose it is."""

    name: str
    cause: str
    make: Make
    blamed: Callable[[Bench], list[str]] | None = None
    """The accounts named; None: not looked at."""


def _hub(b: Bench) -> list[str]:
    return [b.hub]


def _one(b: Bench) -> list[str]:
    return b.spokes[:1]


def _all(b: Bench) -> list[str]:
    return [account.id for account in b.answers.accounts]


def _variable(name: str, value: str, cause: str) -> Fault:
    return Fault(f"{name}={value}", cause, lambda b: machine.variable(b, name, value))


def _imds(fault: str, cause: str) -> Fault:
    return Fault(f"imds: {fault}", cause, lambda b: machine.imds(b, fault))


def _answered(permission: str, code: str, message: str, cause: str) -> Fault:
    def make(b: Bench) -> None:
        details = {"code": code, "message": message}
        aws.injected(b, permission, b.spokes[0], **details)

    return Fault(f"{permission}: {code} {message}", cause, make, _one)


def _url(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _nobody(b: Bench) -> None:
    machine.endpoint(b, _url(machine.closed_port()))


def _unresolved(b: Bench) -> None:
    machine.endpoint(b, "http://sts.nowhere.invalid")


def _dropped(b: Bench) -> None:
    machine.endpoint(b, _url(machine.silent_port(b)))


def _not_tls(b: Bench) -> None:
    machine.endpoint(b, b.demo.endpoint.replace("http:", "https:"))


def _key(key: str = "", secret: str = "", spoke: bool = False) -> Make:
    def make(b: Bench) -> None:
        account = b.spokes[0] if spoke else b.hub
        machine.environment_keys(b, account, key=key, secret=secret)

    return make


def _hub_region(b: Bench) -> None:
    hub = replace(b.answers.hub, region="me-central-1")
    b.answers = replace(b.answers, hub=hub)
    b.write_config()


def _hub_bound(b: Bench) -> None:
    aws.boundary(b, b.hub, HUB_ROLE, "ec2:*")


def _other_external_id(b: Bench, account: str) -> None:
    aws.external_id(b, "right", account, "other")


def _seen(name: str, cause: str, make: Callable[[Bench, str], None]) -> Fault:
    """The fault where somebody has the right to look at the denied role."""

    def both(b: Bench) -> None:
        aws.may_look(b, b.spokes[0])
        make(b, b.spokes[0])

    return Fault(f"{name}, seen", cause, both, _one)


NETWORK = (
    Fault("nobody listens", "endpoint-unreachable", _nobody),
    Fault("no such host", "name-not-resolved", _unresolved),
    Fault("packets dropped", "endpoint-timeout", _dropped),
    Fault("not TLS", "tls-failed", _not_tls),
    Fault("proxy closed", "proxy-failed", machine.proxy),
    Fault("proxy and IMDS", "proxy-hides-metadata", machine.proxy_before_metadata),
    Fault("clock slow", "clock-skew", lambda b: machine.clock(b, 1200)),
    Fault("clock fast", "clock-skew", lambda b: machine.clock(b, -1200)),
)

ENVIRONMENT = (
    _variable("AWS_CONFIG_FILE", "", "config-variable-empty"),
    _variable("AWS_CONFIG_FILE", '"/quoted"', "path-quoted"),
    _variable("AWS_SHARED_CREDENTIALS_FILE", "", "credentials-variable-empty"),
    _variable("AWS_PROFILE", "ghost", "profile-variable-missing"),
    _variable("AWS_DEFAULT_REGION", "eu-west-9", "region-variable-overrides"),
    _variable("AWS_RETRY_MODE", "fast", "retry-variable-invalid"),
    _variable("CARTOGRAPHY_AWS_MAX_ATTEMPTS", "0", "retry-variable-invalid"),
    Fault("old Cartography", "cartography-too-old", machine.old_cartography),
)

INSTANCE = (
    _variable("AWS_EC2_METADATA_DISABLED", "true", "metadata-switched-off"),
    Fault(
        "not an instance",
        "not-on-ec2",
        lambda b: machine.imds_at(b, _url(machine.closed_port())),
    ),
    Fault("not a metadata service", "metadata-strange", machine.some_web_server),
    _imds("silent", "metadata-blocked"),
    _imds("hop-limit", "metadata-hop-limit"),
    _imds("forbidden", "metadata-disabled"),
    _imds("no-profile", "instance-profile-missing"),
    _imds("profile-not-found", "instance-profile-deleted"),
    _imds("no-role", "instance-profile-empty"),
    _imds("unauthorized", "instance-role-trust"),
    _imds("wrong-role", "wrong-role"),
    _imds("wrong-account", "wrong-account"),
)

CREDENTIALS = (
    Fault(
        "no keys",
        "no-credentials",
        lambda b: machine.source(b, CredentialSource.ENVIRONMENT),
    ),
    Fault("half a key", "credentials-incomplete", machine.half_a_key),
    Fault("unknown key", "credentials-unknown", _key("AKIAIOSFODNN7EXAMPLE")),
    Fault("wrong secret", "secret-mismatch", _key(secret="x" * 40)),
    Fault("keys of a spoke", "wrong-account", _key(spoke=True)),
    Fault("keys of a person", "wrong-role", _key()),
    Fault("keys of root", "root-credentials", machine.root),
    Fault("another partition", "wrong-partition", machine.other_partition),
    Fault("hub in a region it has not enabled", "region-not-enabled", _hub_region),
    Fault("no task role", "no-credentials", lambda b: machine.task_role(b, "")),
    Fault("task role gone", "no-credentials", lambda b: machine.task_role(b, "gone")),
    Fault("another task role", "wrong-role", machine.other_task_role),
    Fault("expired keys", "credentials-expired", machine.expired),
    Fault(
        "source profile gone",
        "source-profile-missing",
        lambda b: machine.source(b, CredentialSource.PROFILE, "ghost"),
    ),
)

ROLES = (
    Fault(
        "role missing",
        "trust-or-role-missing",
        lambda b: aws.without_role(b, b.spokes[0]),
        _one,
    ),
    Fault(
        "trust names another hub",
        "trust-or-role-missing",
        lambda b: aws.trust_other(b, b.spokes[0]),
        _one,
    ),
    Fault(
        "another external ID",
        "trust-or-role-missing",
        lambda b: aws.external_id(b, "right", b.spokes[0], "other"),
        _one,
    ),
    Fault(
        "external ID not asked for",
        "external-id-not-required",
        lambda b: aws.external_id(b, "right", b.spokes[0], ""),
        _one,
    ),
    Fault(
        "trust of the hub's own role",
        "trust-does-not-name-hub",
        lambda b: aws.trust_other(b, b.hub),
        _hub,
    ),
    Fault(
        "hub may assume nothing",
        "hub-permission-missing",
        lambda b: aws.hub_policy(b, "Allow", "arn:aws:iam::*:role/other"),
        _all,
    ),
    Fault(
        "hub may assume in its own account only",
        "hub-permission-missing",
        lambda b: aws.hub_policy(b, "Allow", f"arn:aws:iam::{b.hub}:role/*"),
        lambda b: b.spokes,
    ),
    Fault(
        "hub denies itself one account",
        "explicit-deny",
        lambda b: aws.hub_policy(
            b, "Deny", f"arn:aws:iam::{b.spokes[0]}:role/*", "deny"
        ),
        _one,
    ),
    Fault("SCP on the hub", "organization-policy-denied", aws.scp_on_hub, _all),
    Fault("boundary of the hub role", "permissions-boundary-denied", _hub_bound, _all),
    _seen("role missing", "role-missing", aws.without_role),
    _seen("trust names another hub", "trust-does-not-name-hub", aws.trust_other),
    _seen("another external ID", "external-id-refused", _other_external_id),
    _seen("role just made", "still-propagating", aws.denied_once),
    Fault(
        "the role of another account",
        "wrong-account-behind-role",
        lambda b: aws.behind(b, b.spokes[0], b.spokes[1]),
        _one,
    ),
    Fault("unknown account", "account-unknown", aws.stranger, lambda b: _all(b)[-1:]),
    Fault(
        "closed account",
        "account-closed",
        lambda b: aws.closed(b, b.spokes[0]),
        _one,
    ),
    Fault("forgotten account", "account-without-profile", aws.forgotten),
    _answered("sts:AssumeRole", "Odd", "Nobody expects it.", "unrecognized"),
    _answered("sts:AssumeRole", "ValidationError", "is invalid", "role-arn-invalid"),
    _answered(
        "sts:AssumeRole",
        "ValidationError",
        "The requested DurationSeconds exceeds the MaxSessionDuration.",
        "session-too-long",
    ),
    _answered(
        "sts:AssumeRole",
        "AccessDenied",
        "User is not authorized to perform: sts:AssumeRole because no permissions"
        " boundary allows the sts:AssumeRole action",
        "permissions-boundary-denied",
    ),
)

RIGHTS = (
    Fault(
        "SecurityAudit detached",
        "security-audit-missing",
        lambda b: aws.without_audit(b, b.spokes[1]),
        lambda b: b.spokes[1:2],
    ),
    Fault(
        "another policy instead",
        "security-audit-missing",
        lambda b: aws.reads_otherwise(b, b.spokes[1]),
        lambda b: b.spokes[1:2],
    ),
    Fault(
        "SCP on EC2 in a spoke",
        "organization-policy-denied",
        lambda b: aws.scp(b, b.spokes[0], "ec2:DescribeRegions"),
        _one,
    ),
    Fault(
        "SCP on listing roles",
        "organization-policy-denied",
        lambda b: aws.scp(b, b.spokes[0], "iam:ListRoles"),
        _one,
    ),
    _answered(
        "ec2:DescribeRegions",
        "UnauthorizedOperation",
        "You are not authorized to perform this operation.",
        "aborting-permission-missing",
    ),
    Fault(
        "boundary of a spoke's role",
        "permissions-boundary-denied",
        lambda b: aws.boundary(b, b.spokes[0], ROLE, "iam:*"),
        _one,
    ),
    Fault(
        "no such region",
        "region-unknown",
        lambda b: aws.region(b, "us-east-9"),
        _one,
    ),
    Fault(
        "grant not given",
        "grant-missing",
        lambda b: aws.grants(b, "inspector2:ListMembers"),
        _all,
    ),
    Fault(
        "region not enabled",
        "region-not-enabled",
        lambda b: aws.region(b, "me-central-1", b.hub),
        _one,
    ),
    Fault(
        "region not enabled for the hub",
        "sts-region-disabled",
        lambda b: aws.region(b, "me-central-1", b.spokes[0]),
        _one,
    ),
)
