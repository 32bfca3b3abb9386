from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from carto_wizard.aws.clients import Clients, Connection, Credentials
from carto_wizard.aws.environment import endpoint_url, goes_direct, proxies
from carto_wizard.aws.failures import (
    CallFailed,
    FailureKind,
    HttpAnswer,
    from_exception,
    kind_of,
    kind_of_code,
)
from carto_wizard.aws.first_credentials import environment_credentials
from carto_wizard.aws.identity import Caller, who_am_i
from carto_wizard.aws.metadata import endpoint
from carto_wizard.demo.launch import Demo

AWS = "https://sts.us-east-1.amazonaws.com"


@pytest.mark.parametrize(
    ("environ", "url"),
    [
        ({}, ""),
        ({"AWS_ENDPOINT_URL": "http://a"}, "http://a"),
        (
            {"AWS_ENDPOINT_URL": "http://a", "AWS_ENDPOINT_URL_STS": "http://b"},
            "http://b",
        ),
        ({"AWS_ENDPOINT_URL_EC2": "http://b"}, ""),
        (
            {
                "AWS_ENDPOINT_URL": "http://a",
                "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "TRUE",
            },
            "",
        ),
    ],
)
def test_the_endpoint_variables_rank_as_in_botocore(
    environ: dict[str, str], url: str
) -> None:
    assert endpoint_url("sts", environ) == url


@pytest.mark.parametrize(
    ("rules", "host", "direct"),
    [
        ("", "sts.us-east-1.amazonaws.com", False),
        ("*", "anything", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "1127.0.0.1", False),
        (".amazonaws.com", "sts.us-east-1.amazonaws.com", True),
        ("amazonaws.com, other", "STS.us-east-1.amazonaws.com", True),
        ("aws.com", "sts.us-east-1.amazonaws.com", False),
    ],
)
def test_no_proxy_keeps_hosts_from_the_proxy(
    rules: str, host: str, direct: bool
) -> None:
    assert goes_direct(host, {"NO_PROXY": rules}) is direct


@pytest.mark.parametrize(
    ("environ", "found"),
    [
        ({}, {}),
        ({"HTTPS_PROXY": "http://p"}, {"https": "http://p"}),
        ({"https_proxy": "http://q", "HTTPS_PROXY": "http://p"}, {"https": "http://q"}),
        ({"ALL_PROXY": "http://p"}, {"http": "http://p", "https": "http://p"}),
        ({"HTTPS_PROXY": "http://p", "NO_PROXY": "amazonaws.com"}, {}),
    ],
)
def test_proxies_come_from_the_given_environment(
    environ: dict[str, str], found: dict[str, str]
) -> None:
    assert proxies(AWS, "sts", "us-east-1", environ) == found


@pytest.mark.parametrize(
    ("environ", "url"),
    [
        ({}, "http://169.254.169.254"),
        ({"AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://x:1/"}, "http://x:1"),
        ({"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6"}, "http://[fd00:ec2::254]"),
    ],
)
def test_the_metadata_service_is_where_botocore_looks(
    environ: dict[str, str], url: str
) -> None:
    assert endpoint(environ) == url


def test_the_process_environment_is_not_looked_at(
    healthy_aws: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "ghost")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "nowhere")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", "true")
    hub = healthy_aws.answers.hub.account_id
    admin = healthy_aws.admin[hub]
    clients = Clients(healthy_aws.environ, workers=1)
    keys = Credentials(admin.key, admin.secret)
    caller = who_am_i(Connection(clients, keys, healthy_aws.region))
    assert (caller.account, caller.kind) == (hub, "user")


def test_credentials_are_never_mixed_up_between_threads(healthy_aws: Demo) -> None:
    clients = Clients(healthy_aws.environ, workers=8)

    def asked(account: str) -> tuple[str, str]:
        admin = healthy_aws.admin[account]
        keys = Credentials(admin.key, admin.secret)
        return account, who_am_i(Connection(clients, keys, healthy_aws.region)).account

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(asked, [*healthy_aws.admin] * 12))
    assert len(answers) == 12 * len(healthy_aws.admin)
    assert all(account == answer for account, answer in answers)


def test_keys_do_not_show_their_secrets() -> None:
    keys = Credentials("AKIA", "very-secret", "very-token", "a test")
    assert "very" not in repr(keys)
    assert keys.hidden == ("very-secret", "very-token")


def test_half_a_key_in_the_environment_is_none() -> None:
    with pytest.raises(CallFailed) as raised:
        environment_credentials({"AWS_ACCESS_KEY_ID": "AKIA"})
    assert raised.value.kind is FailureKind.PARTIAL_CREDENTIALS
    both = {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "s"}
    assert environment_credentials(both).token == ""


@pytest.mark.parametrize(
    ("arn", "kind", "name"),
    [
        ("arn:aws:iam::1:root", "root", ""),
        ("arn:aws:iam::1:user/path/ann", "user", "ann"),
        ("arn:aws:sts::1:assumed-role/reader/session", "assumed-role", "reader"),
        ("arn:aws-us-gov:sts::1:federated-user/bob", "federated-user", "bob"),
    ],
)
def test_a_caller_is_named_as_people_name_it(arn: str, kind: str, name: str) -> None:
    caller = Caller("1", arn)
    assert (caller.kind, caller.name) == (kind, name)
    assert caller.partition == arn.split(":")[1]


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("AccessDenied", 403, FailureKind.REFUSED),
        ("Throttling", 400, FailureKind.THROTTLED),
        ("RequestLimitExceeded", 503, FailureKind.THROTTLED),
        ("TooManyRequestsException", 429, FailureKind.THROTTLED),
        ("ServiceUnavailable", 503, FailureKind.UNAVAILABLE),
        ("502", 502, FailureKind.UNAVAILABLE),
        ("404", 404, FailureKind.UNREADABLE),
        ("", 403, FailureKind.UNREADABLE),
    ],
)
def test_refusals_are_sorted_by_who_says_no(
    code: str, status: int, kind: FailureKind
) -> None:
    assert kind_of_code(code, status) is kind


@pytest.mark.parametrize(
    ("name", "message", "kind"),
    [
        ("EndpointConnectionError", "refused", FailureKind.UNREACHABLE),
        ("EndpointConnectionError", "Name or service not known", FailureKind.NAME),
        ("ProxyConnectionError", "Failed to resolve", FailureKind.PROXY),
        ("ConnectTimeoutError", "", FailureKind.TIMEOUT),
        ("ConnectionClosedError", "", FailureKind.BROKEN),
        ("SSLError", "", FailureKind.TLS),
        ("ProfileNotFound", "", FailureKind.NO_PROFILE),
        ("SomethingNew", "", FailureKind.OTHER),
    ],
)
def test_failures_are_sorted_by_what_went_wrong(
    name: str, message: str, kind: FailureKind
) -> None:
    assert kind_of(name, message) is kind


def test_no_text_of_a_strange_exception_is_quoted() -> None:
    """It may hold what was answered, and that may be a secret."""
    answer = HttpAnswer(200, "x", 5)
    failure = from_exception(ValueError("wJalrXUtnFEMI"), answer=answer)
    assert failure.kind is FailureKind.UNREADABLE
    assert failure.evidence == "HTTP 200, x, 5 bytes cannot be read (ValueError)."
