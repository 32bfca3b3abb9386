"""Requests go out whole, whichever way urllib3 hands them over."""

from __future__ import annotations

from typing import Any

import pytest

from carto_wizard.aws.clients import Clients
from carto_wizard.aws.one_packet import Connection, TLSConnection, use


class Wire:
    """A socket that remembers what it was given."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    def sendall(self, data: bytes) -> None:
        self.sent.append(data)

    def settimeout(self, seconds: float | None) -> None:
        """Urllib3 sets one for each request."""

    def close(self) -> None:
        """Nothing to close."""


@pytest.mark.parametrize("kind", [Connection, TLSConnection])
@pytest.mark.parametrize("body", [b"Action=AssumeRole", b"", None])
def test_head_and_body_are_sent_at_once(kind: Any, body: bytes | None) -> None:
    connection = kind("sts.amazonaws.com")
    connection.sock = wire = Wire()
    connection.request("POST", "/", body=body, headers={"X": "y"})
    (packet,) = wire.sent
    head, _, rest = packet.partition(b"\r\n\r\n")
    assert head.startswith(b"POST / HTTP/1.1\r\n")
    assert rest == (body or b"")


def test_a_request_that_cannot_be_put_together_sends_nothing() -> None:
    connection = Connection("sts.amazonaws.com")
    connection.sock = wire = Wire()
    with pytest.raises(ValueError, match="header"):
        connection.request("POST", "/", body=b"x", headers={"X": "a\r\nb"})
    assert wire.sent == []


def test_the_clients_send_so() -> None:
    client = Clients({})._make("sts", "us-east-1")
    pools = client._endpoint.http_session._manager.pool_classes_by_scheme
    assert pools["https"].ConnectionCls is TLSConnection
    assert pools["http"].ConnectionCls is Connection


def test_a_client_built_otherwise_is_left_as_it_is() -> None:
    client = object()
    assert use(client) is client
