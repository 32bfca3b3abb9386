"""Ask AWS in a separate process, with botocore's own resolution from end to end.

A script, not a module of the package: it is run by path, reads its questions as JSON
from stdin and prints one answer per line. A process can be given an environment and
can be stopped, whatever a profile runs or waits for.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def _caller(session: Any) -> dict[str, str]:
    from botocore.config import Config

    config = Config(connect_timeout=3, read_timeout=10)
    answer = session.create_client("sts", config=config).get_caller_identity()
    return {"account": answer["Account"], "arn": answer["Arn"]}


def _keys(session: Any, source: str) -> dict[str, str]:
    from botocore.credentials import ContainerProvider
    from botocore.exceptions import NoCredentialsError

    if source == "EcsContainer":
        found = ContainerProvider().load()
    else:
        found = session.get_credentials()
    if found is None:
        raise NoCredentialsError
    frozen = found.get_frozen_credentials()
    return {
        "id": frozen.access_key,
        "secret": frozen.secret_key,
        "token": frozen.token or "",
        "method": found.method,
        "region": session.get_config_variable("region") or "",
    }


def _as_in_cartography(session: Any, unknown: list[str]) -> set[str]:
    """Hide the keys that Cartography's botocore does not know; returns whose."""
    profiles = session.full_config.get("profiles", {})
    # The session keeps what it has read, and every provider reads it there.
    return {
        name
        for name, profile in profiles.items()
        for key in unknown
        if profile.pop(key, None) is not None
    }


def _rests_on(session: Any, hidden: set[str]) -> str:
    """The profile among those that the credentials of this session lead to."""
    profiles = session.full_config.get("profiles", {})
    name, seen = session.profile or "default", set()
    while name and name not in seen:
        if name in hidden:
            return str(name)
        seen.add(name)
        name = profiles.get(name, {}).get("source_profile", "")
    return ""


def _answer(question: dict[str, Any], loader: Any) -> dict[str, str]:
    from botocore.session import Session

    hidden: set[str] = set()
    session: Any = None
    try:
        session = Session(profile=question.get("profile") or None)
        session.register_component("data_loader", loader)
        hidden = _as_in_cartography(session, question["unknown"])
        if question["want"] == "caller":
            return _caller(session)
        return _keys(session, question.get("source", ""))
    # Whatever a profile does: one that wants an MFA code raises EOFError, a helper
    # program that prints no JSON a ValueError.
    except Exception as error:
        failure = _told(error)
        if hidden and (form := _rests_on(session, hidden)):
            keys = ", ".join(question["unknown"])
            without = f"Without this profile: {failure['message']}"
            failure["message"] = f"The profile {form} has only {keys}. {without}"
            failure["error"] = "UnknownCredentialForm"
        return failure


def _told(error: Exception) -> dict[str, str]:
    """An exception as the parent reads it; the text of a parser quotes the answer."""
    response = getattr(error, "response", None)
    response = response if isinstance(response, dict) else {}
    part = response.get("Error", {})
    inner = getattr(error, "kwargs", {}).get("error") or ""
    name = type(error).__name__
    words = "" if name == "ResponseParserError" else f"{error} {inner}".strip()
    return {
        "error": name,
        "code": str(part.get("Code", "")),
        "status": str(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)),
        "message": str(part.get("Message", "")) or words or name,
    }


def main() -> None:
    """Answer each question in turn; the service models are read once."""
    from botocore.loaders import create_loader

    loader = create_loader()
    for question in json.load(sys.stdin):
        sys.stdout.write(json.dumps(_answer(question, loader)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
