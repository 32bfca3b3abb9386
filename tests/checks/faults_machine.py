"""Faults of the machine: network, clock, environment, metadata service, credentials."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from carto_wizard.aws.metadata import probe
from carto_wizard.setup.answers import Credentials
from tests.checks.bench import Bench


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


def source(bench: Bench, credentials: Credentials, profile: str = "") -> None:
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
    source(bench, Credentials.ENVIRONMENT)
    bench.environ["AWS_ACCESS_KEY_ID"] = bench.demo.admin[bench.hub].key


def expired(bench: Bench) -> None:
    """The instance role's credentials, copied to the environment and kept too long."""
    keys = probe(bench.environ).keys
    assert keys is not None
    key, secret, token = keys.id, keys.secret, keys.token
    environment_keys(bench, bench.hub, key=key, secret=secret, token=token)
    bench.demo.fault("expire")


def environment_keys(
    bench: Bench, account: str, *, key: str = "", secret: str = "", token: str = ""
) -> None:
    source(bench, Credentials.ENVIRONMENT)
    admin = bench.demo.admin[account]
    bench.environ["AWS_ACCESS_KEY_ID"] = key or admin.key
    bench.environ["AWS_SECRET_ACCESS_KEY"] = secret or admin.secret
    if token:
        bench.environ["AWS_SESSION_TOKEN"] = token
