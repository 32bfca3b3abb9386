"""Where each profile's credentials come from, and whether they can come at all."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator, Set
from functools import partial
from pathlib import Path

from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.lint.model import (
    LintContext,
    aws_command,
    lint_finding,
    spelled,
)
from carto_wizard.checks.lint.roles import role
from carto_wizard.files.config.profiles import Profile
from carto_wizard.files.mask import shown

_finding = partial(lint_finding, "lint.credentials")


def credentials(context: LintContext) -> Iterator[Finding]:
    """The way of each profile to its credentials, as far as the files tell it."""
    for profile in context.involved:
        if profile.is_role:
            yield from role(context, profile)
        elif "web_identity_token_file" in profile:
            yield from _token(profile)
        elif profile.is_sso or "sso_session" in profile:
            yield from _sso(context, profile)
        elif profile.has_keys:
            yield from _keys(profile)
        elif "credential_process" in profile:
            yield from _process(context, profile)
        elif profile.unknown_form:
            yield _unknown_form(profile)
        elif context.every_profile and profile.name != "default":
            yield _nothing(profile)


def behind(context: LintContext, failed: Set[str | None]) -> Iterator[Finding]:
    """Profiles with nothing wrong of their own whose source profile does not work."""
    for source in sorted(context.dependents.keys() & failed):
        if context.carries_all(source):
            continue
        place = spelled(context.profiles[source].place)
        for name in sorted(context.dependents[source] - failed):
            profile = context.profiles[name]
            yield _finding(
                "source-without-credentials",
                profile.at("source_profile"),
                f"the profile {shown(name)} gets its credentials from {shown(source)} "
                f"({place}), which has none.",
                about=profile,
                remedy=f"Correct the profile {shown(source)} first.",
            )


def _token(profile: Profile) -> Iterator[Finding]:
    value = profile.get("web_identity_token_file")
    if "role_arn" not in profile:
        yield _finding(
            "credentials-incomplete",
            profile.at("web_identity_token_file"),
            "a web identity also needs role_arn.",
            about=profile,
            remedy="Add the ARN of the role.",
        )
    elif value and not _exists(value.text):
        yield _finding(
            "token-file-missing",
            value.place,
            "the web identity token file does not exist. The whole AWS run ends with "
            "an error.",
            about=profile,
            evidence=f"web_identity_token_file = {shown(value.text)}",
            remedy="Remove the profile from Cartography's files, or provide the token.",
        )


def _exists(path: str) -> bool:
    try:
        return Path(path).is_file()
    except (OSError, ValueError):
        return False


def _sso(context: LintContext, profile: Profile) -> Iterator[Finding]:
    values = {key: value.text for key, value in profile.values.items()}
    session = values.get("sso_session")
    known = context.sso_sessions.get(session or "")
    place = profile.at("sso_session" if session is not None else "sso_account_id")
    if session is not None and known is None:
        yield _finding(
            "sso-incomplete",
            place,
            f"the config file has no section [sso-session {shown(session)}].",
            about=profile,
            remedy="Add that section, or correct the name.",
        )
        return
    values |= known or {}
    needed = ("sso_account_id", "sso_role_name", "sso_start_url", "sso_region")
    missing = [key for key in needed if key not in values]
    if missing:
        yield _finding(
            "sso-incomplete",
            place,
            f"the SSO profile has no {', '.join(missing)}.",
            about=profile,
            remedy="Add what is missing to the profile.",
            command=aws_command(
                context, "configure", "sso", f"--profile={profile.name}"
            ),
        )
        return
    yield _login(context, profile)


def _unknown_form(profile: Profile) -> Finding:
    return _finding(
        "credentials-form-unknown",
        profile.at(profile.unknown_form),
        f"Cartography's AWS SDK is older than {profile.unknown_form}, so it gets no "
        "credentials from this profile.",
        about=profile,
        remedy="Give the profile a role, keys or a credential_process instead.",
    )


def _login(context: LintContext, profile: Profile) -> Finding:
    return _finding(
        "login-needed",
        profile.place,
        "this profile works only while you are logged in. When the login expires, "
        "Cartography skips it and logs one line.",
        status=Status.WARNING,
        about=profile,
        remedy="Log in before every run, or give Cartography a role.",
        command=aws_command(context, "sso", "login", f"--profile={profile.name}"),
    )


def _keys(profile: Profile) -> Iterator[Finding]:
    pair = ("aws_access_key_id", "aws_secret_access_key")
    for key, other in (pair, pair[::-1]):
        if key not in profile:
            yield _finding(
                "credentials-incomplete",
                profile.at(other),
                f"the profile has {other} but no {key}.",
                about=profile,
                remedy=f"Add {key}, or remove the profile.",
            )


def _process(context: LintContext, profile: Profile) -> Iterator[Finding]:
    value = profile.get("credential_process")
    if value is None:
        return
    program = _program(value.text)
    if program and shutil.which(program):
        yield _finding(
            "credential-process",
            value.place,
            "this profile runs a program to get credentials. If the program prints "
            "anything but the expected JSON, the whole AWS run ends with an error.",
            status=Status.WARNING,
            about=profile,
            evidence=f"program: {shown(program)}",
            remedy="Test the program, or remove the profile from Cartography's files.",
            command=aws_command(
                context, "sts", "get-caller-identity", f"--profile={profile.name}"
            ),
        )
        return
    yield _finding(
        "credential-process-missing",
        value.place,
        "the program in credential_process does not exist. The whole AWS run ends "
        "with an error.",
        about=profile,
        evidence=f"program: {shown(program) or 'none'}",
        remedy="Install the program, or remove the profile from Cartography's files.",
    )


def _program(text: str) -> str:
    try:
        words = shlex.split(text)
    except ValueError:
        return ""
    return words[0] if words else ""


def _nothing(profile: Profile) -> Finding:
    halves = [k for k in ("credential_source", "source_profile") if k in profile]
    if halves:
        message = f"this profile has {halves[0]} but no role_arn."
        place, cause = profile.at(halves[0]), "role-arn-missing"
    else:
        message = "this profile has no credentials and no role."
        place, cause = profile.place, "profile-without-credentials"
    return _finding(
        cause,
        place,
        f"{message} On a machine with an instance role, Cartography reads it as one "
        "more account with that role, and the run ends with an error. On other "
        "machines it skips the profile.",
        about=profile,
        remedy="Add role_arn and credential_source, or remove the profile.",
    )
