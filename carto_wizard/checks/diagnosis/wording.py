"""Findings in full sentences, with the remedy and the command of their cause."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from carto_wizard.checks.causes import CAUSES
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.results.redaction import evidence as shown
from carto_wizard.render.places import Places
from carto_wizard.setup.answers import Answers, Mode, Platform
from carto_wizard.setup.partitions import PARTITIONS, security_audit_arn
from carto_wizard.setup.text import one_line

# Not quoted again: they are commands, not values.
_COMMANDS = frozenset({"script", "attach"})


def role_name(role: str) -> str:
    """The role's own name, without its path."""
    return role.rstrip("/").rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a finding is about."""

    check: str
    account: str | None = None
    profile: str | None = None
    region: str | None = None


@dataclass(slots=True)
class FindingMaker:
    """Words for findings; `hidden` are the secrets that must not be in any of them."""

    words: Mapping[str, str]
    hidden: tuple[str, ...] = ()

    def ok(self, place: Subject, message: str, seconds: float = 0.0) -> Finding:
        """All is well."""
        return self._finding(place, Status.OK, message, seconds=seconds)

    def problem(
        self,
        place: Subject,
        cause: str,
        message: str,
        *,
        status: Status = Status.FAILED,
        evidence: str = "",
        seconds: float = 0.0,
        **words: str,
    ) -> Finding:
        """Not well, or not asked: with the cause's own remedy and command."""
        known = CAUSES[cause]
        names = {**self.words, **{k: one_line(v) for k, v in words.items() if v}}
        for key in ("account", "profile", "region"):
            value = getattr(place, key)
            if value:
                names[key] = value
        quoted = {
            key: value if key in _COMMANDS else shlex.quote(value)
            for key, value in names.items()
        }
        return self._finding(
            place,
            status,
            message,
            cause=cause,
            evidence=shown(evidence, self.hidden),
            remedy=known.remedy.format_map(names),
            command=known.command.format_map(quoted),
            seconds=seconds,
        )

    def skipped(self, place: Subject, cause: str, message: str) -> Finding:
        """Not asked."""
        return self.problem(place, cause, message, status=Status.SKIPPED)

    def _finding(
        self, place: Subject, status: Status, message: str, **rest: str | float
    ) -> Finding:
        return Finding(
            place.check,
            status,
            message,
            place.account,
            place.profile,
            place.region,
            **rest,  # type: ignore[arg-type]
        )


def base_words(answers: Answers, places: Places) -> dict[str, str]:
    """The names that remedies and commands may use, whatever the finding."""
    single = answers.mode is Mode.SINGLE
    home = answers.single.account_id if single else answers.hub.account_id
    identity = str(answers.single.identity)
    name = answers.single.name if single else role_name(answers.access.role)
    kind = identity if single else "role"
    host = f"sts.{answers.region}.{PARTITIONS[answers.partition].dns_suffix}"
    attach = (
        f"aws iam attach-{kind}-policy --{kind}-name {shlex.quote(name)}"
        f" --policy-arn {security_audit_arn(answers.partition)}"
    )
    return {
        "account": home,
        "attach": attach,
        "config": places.config_file,
        "expected": home,
        "home": PARTITIONS[answers.partition].home_region,
        "host": host,
        "hub": home,
        "hub_role": role_name(name if single else answers.hub.role),
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


def _script(answers: Answers, places: Places) -> str:
    if answers.target.platform is Platform.WINDOWS:
        return f"pwsh {shlex.quote(str(PurePath(places.folder) / 'create-roles.ps1'))}"
    return f"sh {shlex.quote(str(PurePath(places.folder) / 'create-roles.sh'))}"
