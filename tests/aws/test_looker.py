"""Who looks at the organization: any credentials that the AWS CLI would take."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from carto_wizard.aws import clients
from carto_wizard.aws.failures import CallFailed, FailureKind
from carto_wizard.aws.looker import looker
from carto_wizard.checks.diagnosis.organization import WITHOUT, refusal
from carto_wizard.demo.launch import Demo, start

MANAGEMENT, HUB = "222222222222", "111111111111"


def keys_of(demo: Demo, account: str = MANAGEMENT) -> str:
    key = demo.admin[account]
    return f"aws_access_key_id = {key.key}\naws_secret_access_key = {key.secret}\n"


def environ(demo: Demo, folder: Path, text: str = "", **more: str) -> dict[str, str]:
    """An environment with this config file, and without an instance's role."""
    config = folder / "config"
    config.write_text(text)
    alone = {"AWS_CONFIG_FILE": str(config), "AWS_EC2_METADATA_DISABLED": "true"}
    return demo.environ | alone | more


def variables(demo: Demo, account: str = MANAGEMENT) -> dict[str, str]:
    key = demo.admin[account]
    return {"AWS_ACCESS_KEY_ID": key.key, "AWS_SECRET_ACCESS_KEY": key.secret}


def test_a_profile_outweighs_the_variables(healthy_aws: Demo, tmp_path: Path) -> None:
    config = f"[profile boss]\nregion = eu-west-1\n{keys_of(healthy_aws)}"
    env = environ(healthy_aws, tmp_path, config, **variables(healthy_aws, HUB))
    found = looker(env, "boss")
    assert found.arn == f"arn:aws:iam::{MANAGEMENT}:user/admin"
    assert (found.account, found.source) == (MANAGEMENT, "the profile boss")
    # Organizations is one for all regions, and STS must be on.
    assert found.connection.region == "us-east-1"
    assert healthy_aws.admin[MANAGEMENT].secret not in repr(found)
    assert healthy_aws.admin[MANAGEMENT].key not in repr(found)


def test_without_a_profile_the_environment_says_who_it_is(
    healthy_aws: Demo, tmp_path: Path
) -> None:
    default = f"[default]\n{keys_of(healthy_aws)}[profile hub]\n"
    config = f"{default}{keys_of(healthy_aws, HUB)}"
    role = "arn:aws:sts::111111111111:assumed-role/cartography-service/"
    user = "arn:aws:iam::{}:user/admin".format
    more, instance = variables(healthy_aws, HUB), {"AWS_EC2_METADATA_DISABLED": "false"}
    for text, change, arn, source in (
        (config, {}, user(MANAGEMENT), "the profile default"),
        (config, {"AWS_PROFILE": "hub"}, user(HUB), "the profile hub"),
        (config, more, user(HUB), "the environment variables"),
        ("", instance, role, "the role of the instance"),
    ):
        found = looker(environ(healthy_aws, tmp_path, text, **change))
        assert found.arn.startswith(arn)
        assert found.source == source


@pytest.mark.parametrize(
    ("region", "own"), [("cn-northwest-1", ""), ("us-east-1", "cn-north-1")]
)
def test_the_partition_is_that_of_the_profile_else_the_one_asked_for(
    region: str, own: str, tmp_path: Path
) -> None:
    with start("healthy", accounts=1, partition="aws-cn") as demo:
        config = f"[profile boss]\n{keys_of(demo, HUB)}"
        config += f"region = {own}\n" if own else ""
        found = looker(environ(demo, tmp_path, config), "boss", region)
    assert found.arn == f"arn:aws-cn:iam::{HUB}:user/admin"
    assert found.connection.region == "cn-north-1"


BROKEN = {
    "nothing": ("", "", "No credentials were found", "Log in"),
    "no such profile": ("", "nobody", "does not exist", "Choose a profile that exists"),
    "half a key": (
        "[profile a]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n",
        "a",
        "credentials are incomplete",
        "Complete the keys",
    ),
    "no config file": ("no = section\n", "a", "cannot be parsed", "Correct the AWS"),
    "a process that fails": (
        "[profile a]\ncredential_process = false\n",
        "a",
        "No credentials were found",
        "Log in",
    ),
    "an unknown key": (
        "[profile a]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n"
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
        "a",
        "AWS does not know these credentials",
        "Log in again",
    ),
    "a login that ended": (
        "[profile a]\nsso_session = s\nsso_account_id = 222222222222\n"
        "sso_role_name = r\n[sso-session s]\nsso_region = us-east-1\n"
        "sso_start_url = https://example.awsapps.com/start\n",
        "a",
        "The credentials have expired",
        "Log in again",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_with_the_credentials_is_a_sentence(
    small_aws: Demo, tmp_path: Path, case: str
) -> None:
    config, profile, sentence, hint = BROKEN[case]
    env = environ(small_aws, tmp_path, config, HOME=str(tmp_path))
    with pytest.raises(CallFailed) as caught:
        looker(env, profile)
    found = refusal(caught.value)
    assert sentence in found.sentence
    assert found.hint.startswith(hint) and found.hint.endswith(WITHOUT)
    assert "EXAMPLEKEY" not in f"{found} {caught.value.evidence}"


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"code": "ExpiredToken"}, "The credentials have expired"),
        ({"code": "SignatureDoesNotMatch"}, "The secret does not match"),
        ({"code": "ServiceFailure", "status": 503}, "failed to answer"),
        ({"raw": True, "body": "<html>[red]", "status": 200}, "is not from AWS"),
    ],
)
def test_what_sts_answers_is_a_sentence(
    small_aws: Demo,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: dict[str, object],
    sentence: str,
) -> None:
    monkeypatch.setattr(clients, "ATTEMPTS", 1)
    small_aws.fault("call", permission="sts:GetCallerIdentity", **fault)
    with pytest.raises(CallFailed) as caught:
        looker(environ(small_aws, tmp_path, **variables(small_aws, HUB)))
    assert sentence in refusal(caught.value).sentence


def test_a_role_that_the_profile_may_not_assume_is_no_matter_of_the_hub(
    small_aws: Demo, tmp_path: Path
) -> None:
    config = (
        f"[profile me]\n{keys_of(small_aws, HUB)}[profile boss]\n"
        f"role_arn = arn:aws:iam::{HUB}:role/nobody\nsource_profile = me\n"
        "region = us-east-1\n"
    )
    with pytest.raises(CallFailed) as caught:
        looker(environ(small_aws, tmp_path, config), "boss")
    found = refusal(caught.value)
    assert found.sentence.startswith(
        "AWS does not give out these credentials: AccessDenied: User: "
        f"arn:aws:iam::{HUB}:user/admin is not authorized to perform: sts:AssumeRole"
    )
    assert found.hint.startswith("If the profile assumes a role, its source must")
    assert found.policy == ""
    assert "hub" not in f"{found.sentence} {found.hint}"


def test_no_way_to_aws_is_a_sentence(
    small_aws: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "ATTEMPTS", 1)
    env = environ(small_aws, tmp_path, **variables(small_aws, HUB))
    with pytest.raises(CallFailed) as caught:
        looker(env | {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"})
    found = refusal(caught.value)
    assert "AWS cannot be reached from here" in found.sentence
    assert "127.0.0.1" in found.hint


def test_a_search_for_credentials_ends_when_it_is_stopped(
    small_aws: Demo, tmp_path: Path
) -> None:
    config = "[profile slow]\ncredential_process = sleep 60\n"
    cancel = threading.Event()
    timer = threading.Timer(0.3, cancel.set)
    timer.start()
    began = time.monotonic()
    with pytest.raises(CallFailed) as caught:
        looker(environ(small_aws, tmp_path, config), "slow", cancel=cancel)
    assert time.monotonic() - began < 5
    assert caught.value.kind is FailureKind.STOPPED
    assert refusal(caught.value).sentence == "The look at the organization was stopped."
    timer.join()
