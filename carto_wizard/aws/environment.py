"""The environment as botocore obeys it, taken from a mapping instead of the process."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

_SERVICE_VARIABLES = {
    "sts": "AWS_ENDPOINT_URL_STS",
    "iam": "AWS_ENDPOINT_URL_IAM",
    "ec2": "AWS_ENDPOINT_URL_EC2",
    "organizations": "AWS_ENDPOINT_URL_ORGANIZATIONS",
}


def endpoint_url(service: str, environ: Mapping[str, str]) -> str:
    """The endpoint that the environment names instead of AWS's own, or empty."""
    if environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "").lower() == "true":
        return ""
    named = environ.get(_SERVICE_VARIABLES.get(service, ""), "")
    return named or environ.get("AWS_ENDPOINT_URL", "")


def isolate(session: Any, environ: Mapping[str, str]) -> Any:
    """A botocore session that reads this environment and no config file.

    The process's own variables are cut off by settings of the session itself, which
    outrank every other source.
    """
    for name, (_, variable, default, cast) in session.SESSION_VARIABLES.items():
        names = [variable] if isinstance(variable, str) else variable or []
        text = next((environ[n] for n in names if n in environ), None)
        if names:
            value = default if text is None else cast(text) if cast else text
            session.session_var_map[name] = (None, None, value, None)
    for name in ("config_file", "credentials_file"):
        session.set_config_variable(name, os.devnull)
    session.session_var_map["profile"] = (None, None, None, None)
    session.set_config_variable("ignore_configured_endpoint_urls", True)
    return session


def proxies(
    url: str, service: str, region: str, environ: Mapping[str, str]
) -> dict[str, str]:
    """The proxies that apply to an endpoint, by scheme; empty when none does."""
    named = {s: _either(environ, f"{s}_proxy") for s in ("http", "https", "all")}
    everything = named.pop("all")
    found = {s: named[s] or everything for s in named if named[s] or everything}
    # The suffix differs between partitions; rules for AWS hosts rarely go so far.
    name = urlsplit(url).hostname or f"{service}.{region}.amazonaws.com"
    return {} if goes_direct(name, environ) else found


def goes_direct(host: str, environ: Mapping[str, str]) -> bool:
    """Whether NO_PROXY keeps this host from the proxy."""
    rules = [rule.strip().lower() for rule in _either(environ, "no_proxy").split(",")]
    dotted = f".{host.lower()}"
    return "*" in rules or any(
        rule and dotted.endswith(f".{rule.lstrip('.')}") for rule in rules
    )


def _either(environ: Mapping[str, str], name: str) -> str:
    return environ.get(name) or environ.get(name.upper()) or ""
