"""HTTP for the metadata service: tokens first, and the faults of the network."""

from __future__ import annotations

import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from carto_wizard.demo.admission import refusal
from carto_wizard.demo.faults import broken_off
from carto_wizard.demo.metadata import MetadataService
from carto_wizard.demo.protocols import whole_number

_LONGEST_TOKEN = 21_600
TASK_ROLES = "/task-role/"
"""Where a container finds its credentials, by the name of its role."""
_TTL = "X-aws-ec2-metadata-token-ttl-seconds"


def serve(metadata: MetadataService) -> ThreadingHTTPServer:
    """A server on a free port of 127.0.0.1, not yet running."""

    # http.server makes a handler for each request: the service hangs on the class.
    class Handler(_Handler):
        pass

    Handler.metadata = metadata
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Handler.port = server.server_port
    server.daemon_threads = True
    return server


class _Handler(BaseHTTPRequestHandler):
    metadata: MetadataService
    port: int
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_PUT(self) -> None:
        if self._is_foreign() or self._is_broken("imds:token"):
            return None
        fault = self.metadata.aws.faults.imds
        if fault in ("silent", "hop-limit"):
            return self._never_answer()
        if fault == "forbidden" or self.headers.get("X-Forwarded-For"):
            return self._send(403, "")
        ttl = self.headers.get(_TTL, "")
        seconds = whole_number(ttl)
        if seconds is None or not 1 <= seconds <= _LONGEST_TOKEN:
            return self._send(400, "")
        if urlsplit(self.path).path != "/latest/api/token":
            return self._send(404, "")
        return self._send(200, self.metadata.issue(seconds), {_TTL: ttl})

    def do_GET(self) -> None:
        if self._is_foreign() or self._is_broken(self._document()):
            return None
        fault = self.metadata.aws.faults.imds
        if fault == "silent":
            return self._never_answer()
        if fault == "forbidden":
            return self._send(403, "")
        if self.path.startswith(TASK_ROLES):
            text = self.metadata.task_role(self.path.removeprefix(TASK_ROLES))
            return self._send(404 if text is None else 200, text or "")
        token = self.headers.get("X-aws-ec2-metadata-token", "")
        if not self.metadata.accepts(token):
            return self._send(401, "")
        path = urlsplit(self.path).path.removeprefix("/latest/")
        text = self.metadata.read(path)
        return self._send(404 if text is None else 200, text or "")

    def _is_foreign(self) -> bool:
        """Refuse what only a browser would send; an answer was given then."""
        host, origin = (self.headers.get_all(n, []) for n in ("Host", "Origin"))
        why = refusal(self.port, host, origin)
        if why:
            # What the request still holds is not read as another one.
            self.close_connection = True
            self._send(403, f"{why}\n")
        return bool(why)

    def _document(self) -> str:
        """What is asked for, as injected faults name it."""
        path = urlsplit(self.path).path
        if path.startswith(TASK_ROLES):
            return "imds:task-role"
        names = {"document": "document", "info": "info", "security-credentials": "role"}
        return f"imds:{names.get(path.rstrip('/').rsplit('/', 1)[-1], 'credentials')}"

    def _is_broken(self, what: str) -> bool:
        """Give the answer of an injected fault, if there is one for this."""
        fault = self.metadata.aws.faults.take(what, "*")
        if fault is None:
            return False
        if fault.ending != "stalled":
            time.sleep(fault.delay)
        status, kind, body = fault.instead(200, "text/plain", b"half of this")
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if fault.ending in ("", "truncated"):
            self.wfile.write(body)
            return True
        self.close_connection = True
        with suppress(ConnectionError):
            for part in broken_off(fault.ending, body, fault.delay, self.connection):
                self.wfile.write(part)
        return True

    def _send(
        self, status: int, text: str, headers: dict[str, str] | None = None
    ) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _never_answer(self) -> None:
        """Hold the connection until the client gives up, as dropped packets do."""
        self.connection.recv(1)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: a screen may be drawn on the same terminal."""
