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
    }


def _answer(question: dict[str, str], loader: Any) -> dict[str, str]:
    from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
    from botocore.session import Session

    failures = (BotoCoreError, ClientError, HTTPClientError, OSError, ValueError)
    session = Session(profile=question.get("profile") or None)
    session.register_component("data_loader", loader)
    try:
        if question["want"] == "caller":
            return _caller(session)
        return _keys(session, question.get("source", ""))
    # EOFError: a profile that asks for an MFA code.
    except (*failures, EOFError, LookupError, RuntimeError) as error:
        answer = getattr(error, "response", None) or {}
        error_part = answer.get("Error", {}) if isinstance(answer, dict) else {}
        inner = getattr(error, "kwargs", {}).get("error") or ""
        return {
            "error": type(error).__name__,
            "code": str(error_part.get("Code", "")),
            "message": str(error_part.get("Message", "")) or f"{error} {inner}".strip(),
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
