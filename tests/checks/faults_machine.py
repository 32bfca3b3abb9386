"""Faults of the machine: network, clock, environment, metadata service, credentials."""

from __future__ import annotations

import json
import socket
import threading
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from carto_wizard.aws.metadata import probe
from carto_wizard.demo.metadata_server import TASK_ROLES
from carto_wizard.setup.answers import CredentialSource
from tests.checks.bench import Bench, statement


def closed_port() -> int:
    """A port of this machine where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def silent_port(bench: Bench) -> int:
    """A port that takes connections and never says a word."""
    listener = bench.undo.enter_context(socket.create_server(("127.0.0.1", 0)))
    port: int = listener.getsockname()[1]
    return port


def endpoint(bench: Bench, url: str) -> None:
    bench.environ["AWS_ENDPOINT_URL"] = url


def proxy(bench: Bench) -> None:
    bench.environ["AWS_ENDPOINT_URL"] = bench.environ["AWS_ENDPOINT_URL"].replace(
        "127.0.0.1", "localhost"
    )
    bench.environ["HTTP_PROXY"] = f"http://127.0.0.1:{closed_port()}"
    bench.environ |= {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}


def proxy_before_metadata(bench: Bench) -> None:
    key = "AWS_EC2_METADATA_SERVICE_ENDPOINT"
    bench.environ[key] = bench.environ[key].replace("127.0.0.1", "localhost")
    bench.environ["HTTP_PROXY"] = f"http://127.0.0.1:{closed_port()}"
    bench.environ |= {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}


def variable(bench: Bench, name: str, value: str) -> None:
    bench.environ[name] = value


def imds(bench: Bench, fault: str) -> None:
    bench.demo.fault("imds", fault=fault)


def some_web_server(bench: Bench) -> None:
    """Something answers at the metadata service's address, but not that service."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(bench.folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    bench.undo.callback(server.server_close)
    bench.undo.callback(server.shutdown)
    imds_at(bench, f"http://127.0.0.1:{server.server_address[1]}")


def imds_at(bench: Bench, url: str) -> None:
    bench.environ["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = url


def clock(bench: Bench, seconds: int) -> None:
    bench.demo.fault("clock", seconds=seconds)


def source(bench: Bench, credentials: CredentialSource, profile: str = "") -> None:
    """Credentials from elsewhere, the files rewritten to match."""
    target = replace(bench.answers.target, credentials=credentials, profile=profile)
    bench.answers = replace(bench.answers, target=target)
    key = f"credential_source = {credentials}"
    if profile:
        key = f"source_profile = {profile}"
    bench.rewrite(
        lambda text: text.replace("credential_source = Ec2InstanceMetadata", key)
    )


def half_a_key(bench: Bench) -> None:
    source(bench, CredentialSource.ENVIRONMENT)
    bench.environ["AWS_ACCESS_KEY_ID"] = bench.demo.admin[bench.hub].key


def expired(bench: Bench) -> None:
    """The instance role's credentials, copied to the environment and kept too long."""
    credentials = probe(bench.environ).credentials
    assert credentials is not None
    key, secret, token = credentials.id, credentials.secret, credentials.token
    environment_keys(bench, bench.hub, key=key, secret=secret, token=token)
    bench.demo.fault("expire")


def environment_keys(
    bench: Bench, account: str, *, key: str = "", secret: str = "", token: str = ""
) -> None:
    source(bench, CredentialSource.ENVIRONMENT)
    admin = bench.demo.admin[account]
    bench.environ["AWS_ACCESS_KEY_ID"] = key or admin.key
    bench.environ["AWS_SECRET_ACCESS_KEY"] = secret or admin.secret
    if token:
        bench.environ["AWS_SESSION_TOKEN"] = token


def root(bench: Bench) -> None:
    """The keys in the environment are those of the hub's root user."""
    environment_keys(bench, bench.hub)
    bench.demo.fault("root", account=bench.hub)


def other_partition(bench: Bench) -> None:
    """The answers are for a partition that these credentials are not of."""
    hub = replace(bench.answers.hub, region="us-gov-west-1")
    accounts = tuple(replace(a, region="") for a in bench.answers.accounts)
    bench.answers = replace(
        bench.answers, partition="aws-us-gov", hub=hub, accounts=accounts
    )
    bench.write_config()


def task_role(bench: Bench, name: str) -> None:
    """A container whose task has this role of the hub; empty: it has none."""
    source(bench, CredentialSource.ECS)
    variable = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
    if name:
        imds = bench.environ["AWS_EC2_METADATA_SERVICE_ENDPOINT"]
        bench.environ[variable] = f"{imds}{TASK_ROLES}{name}"


def other_task_role(bench: Bench) -> None:
    """The task has a role of the hub, but not the one of the answers."""
    name = "web-task"
    trust = statement("Allow", "sts:AssumeRole")
    del trust["Statement"][0]["Resource"]
    trust["Statement"][0]["Principal"] = {"Service": "ecs-tasks.amazonaws.com"}
    may = json.dumps(statement("Allow", "sts:AssumeRole"))
    policy = {"RoleName": name, "PolicyName": "may"}
    bench.later(bench.hub, "delete_role", RoleName=name)
    bench.iam(
        bench.hub,
        "create_role",
        RoleName=name,
        AssumeRolePolicyDocument=json.dumps(trust),
    )
    bench.later(bench.hub, "delete_role_policy", **policy)
    bench.iam(bench.hub, "put_role_policy", **policy, PolicyDocument=may)
    task_role(bench, name)


def installed(prefix: Path, library: str, version: str) -> Path:
    """An environment with the command and what pip leaves of the package."""
    info = prefix / library / f"cartography-{version}.dist-info"
    info.mkdir(parents=True)
    text = f"Metadata-Version: 2.1\nName: cartography\nVersion: {version}\n"
    (info / "METADATA").write_text(text)
    command = prefix / "bin" / "cartography"
    command.parent.mkdir()
    command.write_text("#!/bin/sh\nexit 7\n")
    command.chmod(0o755)
    return command


def old_cartography(bench: Bench) -> None:
    """A Cartography on the PATH that is too old for these files."""
    command = installed(bench.folder / "old", "lib/python3.11/site-packages", "0.90.0")
    bench.environ["PATH"] = str(command.parent)
