"""Findings in full sentences, with the remedy and the command of their cause."""

from __future__ import annotations

import shlex
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from urllib.parse import urlsplit

from carto_wizard.aws.failures import CallFailed, FailureKind
from carto_wizard.checks.catalogue import CHECKS
from carto_wizard.checks.causes import CAUSES, effect_of
from carto_wizard.checks.diagnosis.errors import cause_of
from carto_wizard.checks.finding import Effect, Finding, Status
from carto_wizard.checks.results.redaction import safe_evidence
from carto_wizard.render.places import Places
from carto_wizard.setup.answers import Answers, Mode, Platform
from carto_wizard.setup.partitions import PARTITIONS, security_audit_arn
from carto_wizard.setup.text import one_line

# Not quoted again: they are commands, not values.
_COMMANDS = frozenset({"script", "attach"})


def name_without_path(role: str) -> str:
    """The role's own name, without its path."""
    return role.rstrip("/").rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a finding is about: a check, and the account that it was made of."""

    check: str
    account: str | None = None
    profile: str | None = None
    region: str | None = None


@dataclass(slots=True)
class FindingMaker:
    """Makes findings, with the remedy and the command that `causes.toml` words."""

    words: Mapping[str, str]
    """What the `{names}` of remedies and commands stand for."""
    hidden: tuple[str, ...] = ()
    """Secrets that must not be in any finding."""

    def ok(self, subject: Subject, message: str, seconds: float = 0.0) -> Finding:
        """A check that passed."""
        return replace(_blank(subject), message=message, seconds=seconds)

    def problem(
        self,
        subject: Subject,
        cause: str,
        message: str,
        *,
        status: Status = Status.FAILED,
        effect: Effect | None = None,
        evidence: str = "",
        seconds: float = 0.0,
        **words: str,
    ) -> Finding:
        """A check that did not pass; `words` go before the usual ones."""
        known = CAUSES[cause]
        names = {**self.words, **{k: one_line(v) for k, v in words.items() if v}}
        for key in ("account", "profile", "region"):
            if value := getattr(subject, key):
                names[key] = value
        quoted = {
            key: value if key in _COMMANDS else shlex.quote(value)
            for key, value in names.items()
        }
        return replace(
            _blank(subject),
            status=status,
            message=message,
            cause=cause,
            effect=effect or effect_of(cause, status, subject.check),
            evidence=safe_evidence(evidence, self.hidden),
            remedy=known.remedy.format_map(names),
            command=known.command.format_map(quoted),
            seconds=seconds,
        )

    def failed(
        self,
        subject: Subject,
        failure: CallFailed,
        message: str = "",
        *,
        cause: str = "",
        status: Status = Status.FAILED,
        effect: Effect | None = None,
        evidence: str = "",
        seconds: float = 0.0,
        **words: str,
    ) -> Finding:
        """A check whose call failed; the message is for where AWS answered, and no."""
        if not (failure.is_answer and message):
            message = f"Whether {CHECKS[subject.check].proves} was not answered."
        if failure.kind is FailureKind.THROTTLED:
            cause, status = "throttled", Status.SKIPPED
            message = "AWS limits how fast we may ask and gave no answer yet."
        if failure.url:
            words["url"] = f"{failure.url.rstrip('/')}/"
            words["host"] = urlsplit(failure.url).hostname or ""
        return self.problem(
            subject,
            cause or cause_of(failure) or "unrecognized",
            message,
            status=status,
            effect=effect,
            evidence=evidence or failure.evidence,
            seconds=seconds,
            **words,
        )

    def defect(self, subject: Subject, error: Exception) -> Finding:
        """A check in which the program itself failed; its words may be anybody's."""
        place = traceback.extract_tb(error.__traceback__)[-1]
        name = "/".join(PurePath(place.filename).parts[-3:])
        return self.problem(
            subject,
            "defect",
            f"carto-wizard failed to find out whether {CHECKS[subject.check].proves}.",
            evidence=f"{type(error).__name__} at {name}:{place.lineno}.",
        )

    def skipped(self, subject: Subject, cause: str, message: str) -> Finding:
        """A check that was not made."""
        return self.problem(subject, cause, message, status=Status.SKIPPED)


def _blank(subject: Subject) -> Finding:
    return Finding(
        # Only a check of the catalogue can have a finding.
        CHECKS[subject.check].id,
        Status.OK,
        "",
        subject.account,
        subject.profile,
        subject.region,
    )


def base_words(answers: Answers, places: Places) -> dict[str, str]:
    """The names that remedies and commands may use, whatever the finding."""
    single = answers.mode is Mode.SINGLE
    home = answers.single.account_id if single else answers.hub.account_id
    identity = str(answers.single.identity)
    name = answers.single.name if single else name_without_path(answers.access.role)
    kind = identity if single else "role"
    host = f"sts.{answers.region}.{PARTITIONS[answers.partition].dns_suffix}"
    return {
        "account": home,
        "attach": attach_command(kind, name, answers.partition),
        "config": places.config_file,
        "expected": home,
        "home": PARTITIONS[answers.partition].home_region,
        "host": host,
        "hub": home,
        "hub_role": name_without_path(name if single else answers.hub.role),
        "identity": f"{identity} {one_line(answers.single.name)}",
        "instance": "INSTANCE-ID",
        "metadata": "169.254.169.254",
        "partition": answers.partition,
        "profile": answers.single.profile,
        "region": answers.region,
        "role": answers.access.role,
        "script": _script(answers, places),
        "source_profile": answers.target.profile or "default",
        "url": f"https://{host}/",
        "variable": "",
        "where": home,
    }


def attach_command(kind: str, name: str, partition: str) -> str:
    """The command that gives SecurityAudit to a user, a group or a role."""
    return (
        f"aws iam attach-{kind}-policy --{kind}-name {shlex.quote(name)}"
        f" --policy-arn {security_audit_arn(partition)}"
    )


def _script(answers: Answers, places: Places) -> str:
    if answers.target.platform is Platform.WINDOWS:
        return f"pwsh {shlex.quote(str(PurePath(places.folder) / 'create-roles.ps1'))}"
    return f"sh {shlex.quote(str(PurePath(places.folder) / 'create-roles.sh'))}"
