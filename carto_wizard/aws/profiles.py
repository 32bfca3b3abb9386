"""Credentials as Cartography finds them: the files, read by botocore itself."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from carto_wizard.aws.clients import Credentials
from carto_wizard.aws.failures import CallFailed, FailureKind, kind_of, kind_of_code
from carto_wizard.aws.identity import Caller
from carto_wizard.setup.credential_forms import NOT_IN_CARTOGRAPHY

_POLL_SECONDS = 0.05
_LIMIT_SECONDS = 30.0
# By botocore's names of the methods; every other one belongs to a profile.
_WITHOUT_PROFILE = {
    "env": "the environment variables",
    "container-role": "the role of the container",
    "iam-role": "the role of the instance",
}


def callers(
    profiles: Sequence[str], environ: Mapping[str, str], cancel: threading.Event
) -> Iterator[tuple[str, Caller | CallFailed]]:
    """Who each profile turns out to be, asked as Cartography asks."""
    questions = [{"want": "caller", "profile": profile} for profile in profiles]
    answers = _ask(questions, environ, cancel)
    for profile, answer in zip(profiles, answers, strict=False):
        if isinstance(answer, CallFailed):
            yield profile, answer
        else:
            yield profile, Caller(answer["account"], answer["arn"])


def credentials_of(
    environ: Mapping[str, str],
    cancel: threading.Event,
    *,
    profile: str = "",
    source: str = "",
) -> Credentials:
    """The credentials of a profile, a `credential_source` or the default chain."""
    question = {"want": "credentials", "profile": profile, "source": source}
    for answer in _ask([question], environ, cancel):
        if isinstance(answer, CallFailed):
            raise answer
        where = f"the profile {profile}" if profile else source or answer["method"]
        return Credentials(answer["id"], answer["secret"], answer["token"], where)
    raise CallFailed(FailureKind.STOPPED, "The search for credentials was stopped.")


def persons_credentials(
    environ: Mapping[str, str], cancel: threading.Event, profile: str = ""
) -> tuple[Credentials, str]:
    """What the AWS CLI would use here, and the region, empty where none is set.

    Unlike those for Cartography they may be of a form that only newer libraries know.
    """
    question = {"want": "credentials", "profile": profile}
    for answer in _ask([question], environ, cancel, unknown=()):
        if isinstance(answer, CallFailed):
            raise answer
        where = _where(answer["method"], profile, environ)
        keys = Credentials(answer["id"], answer["secret"], answer["token"], where)
        return keys, answer["region"]
    raise CallFailed(FailureKind.STOPPED, "The search for credentials was stopped.")


def _where(method: str, profile: str, environ: Mapping[str, str]) -> str:
    """Where credentials came from, in words."""
    named = environ.get("AWS_DEFAULT_PROFILE") or environ.get("AWS_PROFILE")
    profile = profile or named or "default"
    return _WITHOUT_PROFILE.get(method) or f"the profile {profile}"


def _ask(
    questions: Sequence[Mapping[str, str]],
    environ: Mapping[str, str],
    cancel: threading.Event,
    *,
    unknown: Iterable[str] = NOT_IN_CARTOGRAPHY,
) -> list[dict[str, str] | CallFailed]:
    """An answer to each question, or to the first of them where it was stopped."""
    # -P: the script's own folder holds names that could hide other modules. A new
    # session has no terminal, so nothing can stop to ask for an MFA code.
    child = subprocess.Popen(
        [sys.executable, "-P", str(Path(__file__).with_name("profiles_main.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=dict(environ),
        start_new_session=True,
    )
    more = {"unknown": list(unknown)}
    to_send: bytes | None = json.dumps([more | dict(q) for q in questions]).encode()
    waited, late = 0.0, False
    with child, _killed_on_the_way_out(child):
        while True:
            try:
                output, _ = child.communicate(to_send, timeout=_POLL_SECONDS)
                break
            except subprocess.TimeoutExpired:
                # What was sent once is not sent again.
                to_send = None
                waited += _POLL_SECONDS
                late = waited > _LIMIT_SECONDS
                if cancel.is_set() or late:
                    _kill(child)
                    output, _ = child.communicate()
                    break
    if cancel.is_set():
        return []
    answers = [found for line in output.splitlines() if (found := _read(line))]
    missing = len(questions) - len(answers)
    if late and missing:
        message = f"No answer within {_LIMIT_SECONDS:.0f} s."
        answers.append(CallFailed(FailureKind.TIMEOUT, message))
        missing -= 1
    lost = "the profile before it used up all the time" if late else _end_of(child)
    lost = f"It was not checked: {lost}."
    return [*answers, *(CallFailed(FailureKind.OTHER, lost) for _ in range(missing))]


def _end_of(child: subprocess.Popen[bytes]) -> str:
    return f"the process that checks it ended with status {child.returncode}"


@contextlib.contextmanager
def _killed_on_the_way_out(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """Wait for no child that nobody needs any more: a signal ends this process."""
    try:
        yield
    except BaseException:
        _kill(child)
        raise


def _kill(child: subprocess.Popen[bytes]) -> None:
    """Kill the child and what it started, such as a credential_process."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()


def _read(line: bytes) -> dict[str, str] | CallFailed | None:
    """One answer of the child; None of a line that is none, such as half of one."""
    try:
        answer = {str(k): str(v) for k, v in json.loads(line).items()}
    except (ValueError, AttributeError):
        return None
    if answer.keys() >= {"error", "code", "status", "message"}:
        return _failure(answer)
    known = answer.keys() >= {"account", "arn"} or answer.keys() >= {"id", "method"}
    return answer if known else None


def _failure(answer: Mapping[str, str]) -> CallFailed:
    message, code = answer["message"], answer["code"]
    kind = kind_of(answer["error"], message)
    if kind is FailureKind.REFUSED:
        kind = kind_of_code(code, int(answer["status"]))
    return CallFailed(kind, message, code=code)
