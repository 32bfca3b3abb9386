from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from carto_wizard.aws.clients import Clients, Connection, Credentials
from carto_wizard.aws.identity import assume
from tests.benchmarks.slow_aws import SlowAws

ROLE = "arn:aws:iam::222222222222:role/cartography-read-only"


@pytest.fixture
def asked() -> Iterator[tuple[Clients, list[str]]]:
    """Clients of an endpoint, and the bodies that it was sent."""
    bodies: list[str] = []
    aws = SlowAws(0.0, 0.0)

    class Endpoint(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Hand out credentials."""
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            bodies.append(body)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(aws.answer("", body)[1].encode())

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Endpoint) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        yield Clients({"AWS_ENDPOINT_URL": url, "NO_PROXY": "*"}), bodies
        server.shutdown()


@pytest.mark.parametrize(
    ("policy", "seconds"),
    [
        # An hour: what botocore asks for where a profile says nothing.
        ("", "3600"),
        ("{}", "900"),
    ],
)
def test_a_role_is_assumed_as_cartography_does_or_for_one_look(
    asked: tuple[Clients, list[str]], policy: str, seconds: str
) -> None:
    clients, bodies = asked
    connection = Connection(clients, Credentials("A", "s"), "us-east-1")
    keys, caller = assume(connection, ROLE, "secret-id", policy=policy)
    (body,) = bodies
    sent = {name: values[0] for name, values in parse_qs(body).items()}
    assert sent["DurationSeconds"] == seconds
    assert sent["ExternalId"] == "secret-id"
    assert sent.get("Policy", "") == policy
    assert caller.account == "222222222222"
    assert keys.id.startswith("ASIA222222222222")
