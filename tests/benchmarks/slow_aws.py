"""An endpoint that answers every call after a fixed time, in a process of its own.

Run as `python -m tests.benchmarks.slow_aws --latency 0.05`; prints its address and ends
when its stdin closes. It answers what a check of healthy accounts asks, hands out
metadata, can throttle AssumeRole or deny it to every so manieth account, and counts who
was asked for what.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import ssl
import sys
import time
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qs

HUB = "111111111111"
_KEY = re.compile(r"Credential=ASIA(\d{12})")
_XML = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"'


class SlowAws:
    """The state: how slow, how strict, and what was asked."""

    def __init__(self, latency: float, rate: float, deny: int = 0) -> None:
        self.latency = latency
        self.deny = deny
        self.rate = rate
        self.tokens = rate
        self.filled = time.monotonic()
        self.asked: Counter[tuple[str, str]] = Counter()
        self.throttled = 0

    def admits(self) -> bool:
        """Whether the bucket of AssumeRole holds a token; a rate of 0 has no bucket."""
        if not self.rate:
            return True
        now = time.monotonic()
        self.tokens = min(self.rate, self.tokens + (now - self.filled) * self.rate)
        self.filled = now
        if self.tokens < 1:
            self.throttled += 1
            return False
        self.tokens -= 1
        return True

    def answer(self, head: str, body: str) -> tuple[int, str]:
        """Status and document of one request to AWS."""
        fields = {key: values[0] for key, values in parse_qs(body).items()}
        action = fields.get("Action", "")
        if not action:
            # Organizations speaks JSON; this hub is in none.
            return 400, json.dumps({"__type": "AWSOrganizationsNotInUseException"})
        key = _KEY.search(head)
        account = key.group(1) if key else HUB
        if action == "AssumeRole":
            account = fields["RoleArn"].split(":")[4]
            if not self.admits():
                return 400, _error("Throttling", "Rate exceeded")
            if self.deny and int(account) % self.deny == self.deny - 1:
                return 403, _error("AccessDenied", "User is not authorized.")
        self.asked[action, account] += 1
        names = [v for k, v in fields.items() if k.startswith("ActionNames.")]
        return 200, _document(action, account, names)

    def stats(self) -> dict[str, object]:
        """How many accounts were asked what, and how often at most."""
        actions = {action for action, _ in self.asked}
        rows = {
            action: [n for (a, _), n in self.asked.items() if a == action]
            for action in actions
        }
        found = {action: [len(ns), max(ns)] for action, ns in rows.items()}
        return {"actions": found, "throttled": self.throttled}


def _error(code: str, message: str) -> str:
    return (
        f"<ErrorResponse {_XML}><Error><Type>Sender</Type><Code>{code}</Code>"
        f"<Message>{message}</Message></Error><RequestId>r</RequestId></ErrorResponse>"
    )


def _allowed(names: list[str]) -> str:
    return "".join(
        f"<member><EvalActionName>{name}</EvalActionName><EvalDecision>allowed"
        "</EvalDecision></member>"
        for name in names
    )


def _document(action: str, account: str, names: list[str]) -> str:
    role = f"arn:aws:sts::{account}:assumed-role/cartography-read-only/s"
    if account == HUB and action == "GetCallerIdentity":
        role = f"arn:aws:sts::{HUB}:assumed-role/cartography-service/i-1"
    inner = {
        "AssumeRole": f"<Credentials><AccessKeyId>ASIA{account}AAAA</AccessKeyId>"
        "<SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>"
        "<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>"
        f"<AssumedRoleUser><Arn>{role}</Arn><AssumedRoleId>A:s</AssumedRoleId>"
        "</AssumedRoleUser>",
        "GetCallerIdentity": f"<Arn>{role}</Arn><UserId>u</UserId>"
        f"<Account>{account}</Account>",
        "ListAttachedRolePolicies": "<IsTruncated>false</IsTruncated>"
        "<AttachedPolicies><member><PolicyName>SecurityAudit</PolicyName><PolicyArn>"
        "arn:aws:iam::aws:policy/SecurityAudit</PolicyArn></member></AttachedPolicies>",
        "SimulatePrincipalPolicy": f"<EvaluationResults>{_allowed(names)}"
        "</EvaluationResults>",
    }.get(action, "")
    if action == "DescribeRegions":
        return (
            "<DescribeRegionsResponse><regionInfo><item><regionName>us-east-1"
            "</regionName><optInStatus>opt-in-not-required</optInStatus></item>"
            "</regionInfo></DescribeRegionsResponse>"
        )
    return (
        f"<{action}Response {_XML}><{action}Result>{inner}</{action}Result>"
        f"<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></{action}Response>"
    )


def metadata(path: str) -> tuple[int, str]:
    """What the metadata service of the hub's instance says."""
    documents = {
        "/latest/api/token": "t",
        "/latest/meta-data/iam/security-credentials/": "cartography-service",
        "/latest/meta-data/iam/info": '{"Code": "Success"}',
        "/latest/dynamic/instance-identity/document": json.dumps({"accountId": HUB}),
        "/latest/meta-data/iam/security-credentials/cartography-service": json.dumps(
            {
                "Code": "Success",
                "AccessKeyId": f"ASIA{HUB}AAAA",
                "SecretAccessKey": "secret",
                "Token": "token",
                "Expiration": "2099-01-01T00:00:00Z",
                "LastUpdated": "2026-01-01T00:00:00Z",
                "Type": "AWS-HMAC",
            }
        ),
    }
    return (200, documents[path]) if path in documents else (404, "")


async def _serve(
    aws: SlowAws, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            length = re.search(r"(?i)^content-length: *(\d+)", head, re.M)
            size = int(length.group(1)) if length else 0
            body = (await reader.readexactly(size)).decode()
            path = head.split(" ", 2)[1]
            if path.startswith("/latest/"):
                status, text = metadata(path)
            elif path == "/stats":
                status, text = 200, json.dumps(aws.stats())
            else:
                await asyncio.sleep(aws.latency)
                status, text = aws.answer(head, body)
            data = text.encode()
            writer.write(
                f"HTTP/1.1 {status} X\r\nContent-Type: text/xml\r\n"
                "X-Aws-Ec2-Metadata-Token-Ttl-Seconds: 300\r\n"
                f"Content-Length: {len(data)}\r\n\r\n".encode()
                + data
            )
    except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
        writer.close()


async def main() -> None:
    """Serve until stdin closes."""
    options = argparse.ArgumentParser()
    options.add_argument("--latency", type=float, default=0.05)
    options.add_argument("--rate", type=float, default=0.0)
    options.add_argument("--deny", type=int, default=0)
    options.add_argument("--certificate", type=Path)
    given = options.parse_args()
    aws = SlowAws(given.latency, given.rate, given.deny)
    tls = None
    if given.certificate:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(given.certificate)
    servers = [
        await asyncio.start_server(
            lambda r, w: _serve(aws, r, w), "127.0.0.1", backlog=512, ssl=each
        )
        for each in (tls, None)
    ]
    ports = [server.sockets[0].getsockname()[1] for server in servers]
    scheme = "https" if tls else "http"
    ready = {
        "endpoint": f"{scheme}://127.0.0.1:{ports[0]}",
        "imds": f"http://127.0.0.1:{ports[1]}",
    }
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
