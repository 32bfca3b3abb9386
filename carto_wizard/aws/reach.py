"""Whether AWS can be reached at all, by the endpoint and proxy of every later call."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from carto_wizard.aws.environment import endpoint_url, proxies
from carto_wizard.aws.failures import CallFailed, FailureKind, from_botocore
from carto_wizard.setup.partitions import PARTITIONS

_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Reached:
    """An endpoint answered."""

    url: str
    ahead: float | None
    """Seconds that this machine's clock is ahead of AWS's; None: no Date header."""
    seconds: float


def sts_url(region: str, partition: str, environ: Mapping[str, str]) -> str:
    """The address that STS calls in this region go to."""
    suffix = PARTITIONS[partition].dns_suffix
    named = endpoint_url("sts", environ)
    return (named or f"https://sts.{region}.{suffix}").rstrip("/") + "/"


def reach(region: str, partition: str, environ: Mapping[str, str]) -> Reached:
    """Send one unsigned request, once; raises `CallFailed` with the reason."""
    from botocore.awsrequest import AWSRequest
    from botocore.exceptions import BotoCoreError, HTTPClientError
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
    except (BotoCoreError, HTTPClientError) as error:
        raise from_botocore(error) from None
    except OSError as error:
        # Only a CA bundle that cannot be read gets here.
        raise CallFailed(FailureKind.TLS, f"AWS_CA_BUNDLE: {error}") from None
    finally:
        session.close()
    ended = time.time()
    date = answer.headers.get("Date")
    middle = (started + ended) / 2
    ahead = middle - parsedate_to_datetime(date).timestamp() if date else None
    return Reached(url, ahead, ended - started)
