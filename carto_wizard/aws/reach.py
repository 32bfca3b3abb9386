"""Whether AWS can be reached at all, by the endpoint and proxy of every later call."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from carto_wizard.aws.environment import endpoint_url, proxies
from carto_wizard.aws.failures import CallFailed, FailureKind, from_exception
from carto_wizard.setup.partitions import PARTITIONS

_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Reached:
    """An endpoint answered."""

    url: str
    ahead: float | None
    """Seconds that this machine's clock is ahead of AWS's; None: it told no date."""
    seconds: float


def sts_url(region: str, partition: str, environ: Mapping[str, str]) -> str:
    """The address that STS calls in this region go to."""
    suffix = PARTITIONS[partition].dns_suffix
    named = endpoint_url("sts", environ)
    return (named or f"https://sts.{region}.{suffix}").rstrip("/") + "/"


def reach(region: str, partition: str, environ: Mapping[str, str]) -> Reached:
    """Send one unsigned request, once; raises `CallFailed` with the reason."""
    from botocore.awsrequest import AWSRequest
    from botocore.httpsession import URLLib3Session

    url = sts_url(region, partition, environ)
    # The stubs know fewer types than the class: a path, and a pair of time-outs.
    bundle: Any = environ.get("AWS_CA_BUNDLE") or True
    seconds: Any = (_SECONDS, _SECONDS)
    session = URLLib3Session(
        verify=bundle,
        proxies=proxies(url, "sts", region, environ),
        timeout=seconds,
    )
    started = time.time()
    try:
        answer = session.send(AWSRequest("GET", url).prepare())
    except Exception as error:
        failure = from_exception(error, url=url)
        if failure.kind is FailureKind.OTHER and isinstance(error, OSError):
            # A CA bundle that cannot be read.
            failure = CallFailed(FailureKind.TLS, f"AWS_CA_BUNDLE: {error}", url=url)
        raise failure from None
    finally:
        session.close()
    ended = time.time()
    date = _seconds_since_1970(answer.headers.get("Date", ""))
    middle = (started + ended) / 2
    return Reached(url, None if date is None else middle - date, ended - started)


def _seconds_since_1970(date: str) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, TypeError, OverflowError, OSError):
        return None
