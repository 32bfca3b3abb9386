"""Values that AWS or botocore would not take, or would take literally."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.lint.model import (
    LintContext,
    ValueProblem,
    value_finding,
)
from carto_wizard.files.aws_variables import is_quoted
from carto_wizard.files.config.profiles import Profile
from carto_wizard.files.config.settings import (
    ACCEPTED,
    CHOICES,
    HARMLESS,
    HOUR,
    LONGEST,
    SETTINGS,
    SHORTEST,
    has_comment,
    seconds,
)
from carto_wizard.files.mask import shown
from carto_wizard.setup.answers import ID_LENGTH
from carto_wizard.setup.partitions import PARTITIONS

_JUDGED = frozenset(
    [
        "credential_process",
        "credential_source",
        "region",
        "role_arn",
        "source_profile",
        "web_identity_token_file",
    ]
)
"""Their own rules say what is wrong with quotes and comments."""

_ROLE = re.compile(r"arn:([\w-]+):iam::(\d+):role/[\w+=,.@/-]*[\w+=,.@-]", re.ASCII)
_Test = tuple[Callable[[str], object], ValueProblem]


def values(context: LintContext) -> Iterator[Finding]:
    """What is wrong with the values of each profile that is tried."""
    for profile in context.involved:
        for key in sorted(SETTINGS & profile.values.keys() - _JUDGED):
            value = profile.get(key)
            if value and (problem := _literal(key, value.text)):
                yield value_finding("lint.value", profile, key, problem)
        for key, problem in _problems(context, profile):
            if not _literal(key, profile.values[key].text):
                yield value_finding("lint.value", profile, key, problem)


def _problems(
    context: LintContext, profile: Profile
) -> Iterator[tuple[str, ValueProblem]]:
    assumes_role = profile.is_role or "web_identity_token_file" in profile
    for key, (fits, problem) in (_ROLE_TESTS if assumes_role else _TESTS).items():
        value = profile.get(key)
        if value and not fits(value.text):
            yield key, problem
    if not assumes_role:
        return
    arn, duration = profile.get("role_arn"), profile.get("duration_seconds")
    if arn and (found := _arn_problem(arn.text)):
        yield "role_arn", found
    if duration and (found := _duration_problem(context, profile, duration.text)):
        yield "duration_seconds", found


def _literal(key: str, text: str) -> ValueProblem | None:
    """Quotes or a comment in the value, which is not shown: some are secret."""
    status = Status.WARNING if key in HARMLESS else Status.FAILED
    if key in _JUDGED or not text:
        return None
    if is_quoted(text):
        message = f"the quotes are part of the value of {key}."
        remedy = "Remove the quotes."
        return ValueProblem("value-quoted", message, remedy, status, secret=True)
    if has_comment(text):
        message = (
            f"the comment is part of the value of {key}. A comment needs its own line."
        )
        remedy = "Put the comment on the line above."
        return ValueProblem("value-commented", message, remedy, status, secret=True)
    return None


def _arn_problem(text: str) -> ValueProblem | None:
    found = _ROLE.fullmatch(text)
    if found and found[1] in PARTITIONS and len(found[2]) == ID_LENGTH:
        return None
    return ValueProblem("role-arn-invalid", *_arn_reason(text, found))


def _arn_reason(text: str, found: re.Match[str] | None) -> tuple[str, str]:
    remedy = "Write an ARN like arn:aws:iam::123456789012:role/cartography-read-only."
    if found and len(found[2]) != ID_LENGTH:
        digits = len(found[2])
        return f"the account ID has {digits} digits instead of 12.", "Correct the ID."
    if found:
        known = ", ".join(PARTITIONS)
        return f"{shown(found[1])} is not an AWS partition.", f"Write one of {known}."
    if not text:
        return "the ARN of the role is empty.", remedy
    if text[0] in "\"'" or text[-1] in "\"'":
        return "the quotes are part of the ARN.", "Remove the quotes."
    if has_comment(text):
        return "the comment is part of the ARN.", "Put the comment on the line above."
    if ":assumed-role/" in text:
        return "this is the ARN of a role session, not of a role.", remedy
    if re.search(r":(user|group|policy|instance-profile)/|:root$", text):
        return "this ARN is not the ARN of a role.", remedy
    if re.search(r":iam::[\d\s-]*[\s-][\d\s-]*:", text):
        return "the account ID contains dashes or spaces.", "Write only the 12 digits."
    return "this is not the ARN of a role.", remedy


def _duration_problem(
    context: LintContext, profile: Profile, text: str
) -> ValueProblem | None:
    remedy = "Remove the line."
    asked = seconds(text)
    if asked is None:
        message = "this is not a number, so botocore ignores it and requests one hour."
        return ValueProblem("duration-invalid", message, remedy, Status.WARNING)
    if not SHORTEST <= asked <= LONGEST:
        message = "AWS accepts 900 to 43200 seconds."
        return ValueProblem("duration-invalid", message, remedy)
    if asked <= HOUR:
        return None
    source = profile.get("source_profile")
    origin = context.profiles.get(source.text) if source else None
    if origin is not None and origin.has_keys:
        message = (
            "more than an hour works only with the keys of a user, and only if the "
            "role allows it."
        )
        return ValueProblem("session-too-long", message, remedy, Status.WARNING)
    message = (
        "if a role assumes another role, the session can last at most one hour. AWS "
        "rejects a longer one."
    )
    return ValueProblem("session-too-long", message, remedy)


def _choice(key: str) -> _Test:
    message = f"botocore does not know this {key} and rejects the profile."
    remedy = f"Write {' or '.join(CHOICES[key])}, or remove the line."
    return ACCEPTED[key], ValueProblem("setting-invalid", message, remedy)


def _number(key: str) -> _Test:
    message = (
        f"{key} must be a whole number of at least 1. botocore rejects the profile."
    )
    return ACCEPTED[key], ValueProblem("setting-invalid", message, "Remove the line.")


_TESTS: dict[str, _Test] = {
    "sts_regional_endpoints": _choice("sts_regional_endpoints"),
    "metadata_service_timeout": _number("metadata_service_timeout"),
    "metadata_service_num_attempts": _number("metadata_service_num_attempts"),
}
"""What fits a key, and the problem of what does not."""

_ROLE_TESTS = _TESTS | {
    "role_session_name": (
        ACCEPTED["role_session_name"],
        ValueProblem(
            "session-name-invalid",
            "a session name has 2 to 64 letters, digits or + = , . @ -.",
            "Correct the name, or remove the line.",
        ),
    ),
    "external_id": (
        ACCEPTED["external_id"],
        ValueProblem(
            "external-id-invalid",
            "an external ID has 2 to 1224 letters, digits or + = , . @ : / -.",
            "Copy the external ID again from the trust policy.",
            secret=True,
        ),
    ),
    # Cartography's own clients have retries of their own; botocore's call to assume
    # the role has not.
    "retry_mode": _choice("retry_mode"),
    "max_attempts": _number("max_attempts"),
}
"""The same where botocore assumes a role."""
