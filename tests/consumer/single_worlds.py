"""Worlds of a single account: whose credentials Cartography finds, and where."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from carto_wizard.demo.launch import Demo
from carto_wizard.setup.answers import (
    Answers,
    CredentialSource,
    Identity,
    Mode,
    Single,
    Target,
)
from tests.checks.bench import AUDIT, Bench, statement
from tests.checks.runs import bench_on
from tests.consumer.worlds import Make, World, variable

USER = "reader"


@contextmanager
def single_bench(demo: Demo, folder: Path) -> Iterator[Bench]:
    """A user with SecurityAudit, its keys in the credentials file."""
    account = demo.answers.hub.account_id
    answers = Answers(
        mode=Mode.SINGLE,
        target=Target(credentials=CredentialSource.PROFILE),
        single=Single(account, demo.region, Identity.USER, USER),
    )
    with bench_on(demo, folder, answers) as made:
        made.iam(account, "create_user", UserName=USER)
        made.later(account, "delete_user", UserName=USER)
        key = made.iam(account, "create_access_key", UserName=USER)["AccessKey"]
        name = {"UserName": USER, "AccessKeyId": key["AccessKeyId"]}
        made.later(account, "delete_access_key", **name)
        made.iam(account, "attach_user_policy", UserName=USER, PolicyArn=AUDIT)
        made.later(account, "detach_user_policy", UserName=USER, PolicyArn=AUDIT)
        Path(made.where.credentials_file).write_text(
            f"[default]\naws_access_key_id = {key['AccessKeyId']}\n"
            f"aws_secret_access_key = {key['SecretAccessKey']}\n"
        )
        yield made


def _config(old: str, new: str) -> Make:
    return lambda b: b.rewrite(lambda text: re.sub(old, new, text, flags=re.M))


def _credentials(old: str, new: str) -> Make:
    def make(bench: Bench) -> None:
        path = Path(bench.where.credentials_file)
        path.write_text(re.sub(old, new, path.read_text(), flags=re.M))

    return make


def _no_keys(bench: Bench) -> None:
    """Nothing else that could answer for the user either."""
    Path(bench.where.credentials_file).unlink()
    bench.environ["AWS_EC2_METADATA_DISABLED"] = "true"


def _login(bench: Bench) -> None:
    _no_keys(bench)
    bench.rewrite(lambda text: f"{text}login_session = arn:x\n")


def _keys_of(account: int) -> Make:
    def make(bench: Bench) -> None:
        admin = bench.demo.admin[bench.demo.answers.accounts[account].id]
        bench.environ["AWS_ACCESS_KEY_ID"] = admin.key
        bench.environ["AWS_SECRET_ACCESS_KEY"] = admin.secret

    return make


def _denied(bench: Bench) -> None:
    account = bench.answers.single.account_id
    policy = {"UserName": USER, "PolicyName": "less"}
    deny = json.dumps(statement("Deny", "ec2:DescribeRegions"))
    bench.iam(account, "put_user_policy", PolicyDocument=deny, **policy)
    bench.later(account, "delete_user_policy", **policy)


def _named(bench: Bench) -> None:
    """The profile has a name, which the environment file puts into AWS_PROFILE."""
    single = replace(bench.answers.single, profile="carto")
    bench.answers = replace(bench.answers, single=single)
    bench.write_config()
    _credentials(r"\[default\]", "[carto]")(bench)
    bench.environ["AWS_PROFILE"] = "carto"


SINGLE_WORLDS = (
    World("single: all is well", lambda bench: None, True),
    World("single: a named profile", _named, True),
    World("single: no region", _config("^region.*\n", "")),
    World("single: region with a comment", _config("^(region = .*)", r"\1 # x")),
    World("single: region not enabled", _config("^region = .*", "region = ap-east-1")),
    World(
        "single: another region", _config("^region = .*", "region = us-west-2"), True
    ),
    World("single: section twice", _config(r"\Z", "[default]\nregion = us-east-1\n")),
    World("single: no keys", _no_keys),
    World("single: half a key", _credentials("^aws_secret.*\n", "")),
    World("single: wrong secret", _credentials("^(aws_secret.*)", r"\1x")),
    World(
        "single: unknown key", _credentials("^(aws_access.* = ).*", r"\1AKIAIOSFODNN7")
    ),
    World("single: keys of another account", _keys_of(1)),
    World("single: AWS_PROFILE of nobody", variable("AWS_PROFILE", "ghost")),
    World("single: bad AWS_DEFAULT_REGION", variable("AWS_DEFAULT_REGION", "x_1")),
    World(
        "single: AWS_DEFAULT_REGION off", variable("AWS_DEFAULT_REGION", "ap-east-1")
    ),
    World(
        "single: AWS_DEFAULT_REGION on",
        variable("AWS_DEFAULT_REGION", "us-west-2"),
        True,
    ),
    World("single: no right to list regions", _denied),
    World("single: the config is gone", lambda b: b.config.unlink()),
    World("single: login", _login),
)
