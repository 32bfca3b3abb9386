"""Clients shared by all accounts and threads; each call brings its own credentials.

Building a client costs 40-200 ms of CPU, a call on an existing one 0.6 ms. The
technique uses documented botocore names only and is the same since boto3 1.28.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from carto_wizard import __version__
from carto_wizard.aws.environment import endpoint_url, isolate, proxies
from carto_wizard.aws.failures import HttpAnswer, from_exception, is_throttle

CONNECT_SECONDS = 3
READ_SECONDS = 10
ATTEMPTS = 5
_LONGEST_PAUSE = 8.0
_REPEATED_BY_CALLER = frozenset({"organizations"})
"""Services whose calls `PatientCalls` repeats: botocore's pauses cannot be ended."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Credentials of one identity; only `source` may be shown."""

    id: str = field(repr=False)
    secret: str = field(repr=False)
    token: str = field(default="", repr=False)
    source: str = ""
    """Where they came from, in words."""

    @property
    def hidden(self) -> tuple[str, ...]:
        """What must never be shown."""
        return tuple(text for text in (self.secret, self.token) if text)


_call_credentials: ContextVar[Credentials] = ContextVar("_call_credentials")
_last_answer: ContextVar[HttpAnswer | None] = ContextVar("_last_answer")
"""The last HTTP answer of the call being made."""


class Clients:
    """One client per service and region, made on first use, safe in any thread."""

    def __init__(
        self,
        environ: Mapping[str, str],
        *,
        workers: int = 32,
        throttled: Callable[[], object] = lambda: None,
        turn: Callable[[], float] = lambda: 0.0,
        attempts: int | None = None,
    ) -> None:
        self._environ = environ
        self._workers = workers
        self._throttled = throttled
        self._turn = turn
        self._attempts = attempts or ATTEMPTS
        self._session: Any = None
        self._clients: dict[tuple[str, str], Any] = {}
        self._answering: set[str] = set()
        """The endpoints that have answered."""
        self._lock = threading.Lock()

    def call(
        self,
        service: str,
        operation: str,
        credentials: Credentials,
        region: str,
        **parameters: Any,
    ) -> dict[str, Any]:
        """Make one call; whatever it raises becomes a `CallFailed`."""
        client = self._clients.get((service, region)) or self._make(service, region)
        url = client.meta.endpoint_url
        chosen = _call_credentials.set(credentials)
        no_answer = _last_answer.set(None)
        try:
            answer: dict[str, Any] = getattr(client, operation)(**parameters)
            if (seen := _last_answer.get()) and seen.cut:
                # Half of a JSON document is an empty answer to botocore.
                raise BrokenPipeError(f"The response was cut short: {seen}.")
        except Exception as error:
            # The parsers of botocore raise whatever a strange answer makes of them.
            raise from_exception(
                error,
                f"{service}:{operation.title().replace('_', '')}",
                answer=_last_answer.get(),
                url=url,
                others_answered=self.has_answered(url),
            ) from None
        finally:
            if _last_answer.get():
                self.note_answer(url)
            _call_credentials.reset(chosen)
            _last_answer.reset(no_answer)
        return answer

    def note_answer(self, url: str) -> None:
        """Remember that this endpoint answers."""
        self._answering.add(url.rstrip("/"))

    def has_answered(self, url: str) -> bool:
        """Whether this endpoint has answered anything yet."""
        return url.rstrip("/") in self._answering

    def _make(self, service: str, region: str) -> Any:
        with self._lock:
            if self._session is None:
                self._session = self._new_session()
            key = (service, region)
            if key not in self._clients:
                self._clients[key] = self._new_client(service, region)
            return self._clients[key]

    def _new_session(self) -> Any:
        from botocore.credentials import CredentialResolver
        from botocore.session import Session

        session = isolate(Session(), self._environ)
        session.register_component("data_loader", _loader())
        session.register_component(
            "credential_provider", CredentialResolver([_provider()])
        )
        session.register("needs-retry.sts", self._watch)
        session.register("before-parse", _keep_answer)
        # Nobody reads the times, and to parse them costs a tenth of an AssumeRole.
        parsers = session.get_component("response_parser_factory")
        parsers.set_parser_defaults(timestamp_parser=str)
        return session

    def _new_client(self, service: str, region: str) -> Any:
        from botocore.config import Config

        url = endpoint_url(service, self._environ)
        attempts = 1 if service in _REPEATED_BY_CALLER else self._attempts
        config = Config(
            # botocore's own is put together twice for every call, 14 % of its CPU.
            user_agent=f"carto-wizard/{__version__}",
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            max_pool_connections=self._workers,
            retries={"mode": "standard", "total_max_attempts": attempts},
            proxies=proxies(url, service, region, self._environ),
        )
        try:
            return self._session.create_client(
                service, region_name=region, endpoint_url=url or None, config=config
            )
        except Exception as error:
            raise from_exception(error, service, url=url) from None

    def _watch(self, attempts: int, response: Any = None, **_: Any) -> float | None:
        """Seconds until a throttled call is tried again; None: botocore decides."""
        code = response[1].get("Error", {}).get("Code", "") if response else ""
        if not is_throttle(code):
            return None
        self._throttled()
        if attempts >= self._attempts:
            return None
        # A few calls alone would use up their tries within a moment.
        alone = random.random() * min(2.0 ** (attempts - 1), _LONGEST_PAUSE)
        return max(self._turn(), alone)


@dataclass(frozen=True, slots=True)
class Connection:
    """One identity that makes its calls in one region."""

    clients: Clients
    credentials: Credentials
    region: str

    def call(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        """Make one call; whatever it raises becomes a `CallFailed`."""
        return self.clients.call(
            service, operation, self.credentials, self.region, **parameters
        )


def _keep_answer(response_dict: Mapping[str, Any], **_: Any) -> None:
    headers = response_dict["headers"]
    answer = HttpAnswer(
        response_dict["status_code"],
        str(headers.get("Content-Type", "of no type")).partition(";")[0],
        len(response_dict["body"]),
        # The size of what is compressed is not that of the body.
        "" if "Content-Encoding" in headers else str(headers.get("Content-Length", "")),
    )
    _last_answer.set(answer)


@cache
def _loader() -> Any:
    """Botocore's service models, parsed once: most of what a session costs."""
    from botocore.loaders import create_loader

    return create_loader()


def _provider() -> Any:
    """A credential provider whose credentials are those of the call being made."""
    from botocore.credentials import CredentialProvider, Credentials

    class CallCredentials(Credentials):
        def get_frozen_credentials(self) -> Any:
            given = _call_credentials.get()
            plain = Credentials(given.id, given.secret, given.token or None)
            return plain.get_frozen_credentials()

    class CallProvider(CredentialProvider):
        METHOD = CANONICAL_NAME = "carto-wizard"

        def load(self) -> Any:
            return CallCredentials("each-call", "brings-its-own")

    return CallProvider()
