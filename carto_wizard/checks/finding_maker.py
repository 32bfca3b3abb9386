"""Findings in full sentences, with the remedy and the command of their cause."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from string import Formatter
from urllib.parse import urlsplit

from carto_wizard.aws.failures import CallFailed, FailureKind
from carto_wizard.checks.catalogue import CHECKS
from carto_wizard.checks.causes import CAUSES, Cause, effect_of
from carto_wizard.checks.diagnosis.errors import cause_of
from carto_wizard.checks.finding import Effect, Finding, Status
from carto_wizard.checks.remedy_words import PARTS, TEMPLATES
from carto_wizard.checks.results.redaction import safe_evidence
from carto_wizard.checks.shell import quoted
from carto_wizard.render.scripts.shells import Shell
from carto_wizard.setup.answers import Platform
from carto_wizard.setup.text import one_line

HELD_BACK = "AWS throttles the calls and has not answered yet."
"""Of a call that was throttled to the end, or was never made for that."""

_MOST_SHARED = 1000
"""Texts that are kept to be shared: more would be those of single accounts."""


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
    instead: Mapping[str, str] = field(default_factory=dict)
    """Causes that have another one behind them on this machine."""
    hidden: tuple[str, ...] = ()
    """Secrets that must not be in any finding."""
    _told: dict[str, str] = field(default_factory=dict)

    def ok(self, subject: Subject, message: str, seconds: float = 0.0) -> Finding:
        """A check that passed."""
        return Finding(
            self._once(_known(subject.check)),
            Status.OK,
            self._once(message),
            subject.account,
            subject.profile,
            subject.region,
            seconds=seconds,
        )

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
        cause = self.instead.get(cause, cause)
        known = CAUSES[cause]
        given = {key: value for key, value in words.items() if value}
        for key in ("account", "profile", "region"):
            if value := getattr(subject, key):
                given[key] = value
        remedy, command = self.what_to_do(known, given)
        return Finding(
            self._once(_known(subject.check)),
            status,
            self._once(message),
            subject.account,
            subject.profile,
            subject.region,
            cause,
            effect or effect_of(cause, status, subject.check),
            self._once(safe_evidence(evidence, self.hidden)),
            self._once(remedy),
            self._once(command),
            seconds,
        )

    def what_to_do(self, cause: Cause, given: Mapping[str, str]) -> tuple[str, str]:
        """The remedy and the command; `given` goes before the usual words."""
        shown = {key: one_line(v, 200) for key, v in {**self.words, **given}.items()}
        return cause.remedy.format_map(shown), self._command(cause, given)

    def _once(self, text: str) -> str:
        """The same text, which thousands of findings then hold together."""
        if len(self._told) < _MOST_SHARED:
            return self._told.setdefault(text, text)
        return self._told.get(text, text)

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
            message = f"Could not check whether {CHECKS[subject.check].proves}."
        if failure.kind is FailureKind.THROTTLED:
            cause, status = "throttled", Status.SKIPPED
            message = HELD_BACK
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
            "carto-wizard failed while checking whether "
            f"{CHECKS[subject.check].proves}.",
            evidence=f"{type(error).__name__} at {name}:{place.lineno}.",
        )

    def _command(self, cause: Cause, given: Mapping[str, str]) -> str:
        """The command, or nothing where a name in it cannot be shown as it is."""
        names = {**self.words, **given}
        platform = Platform(names["platform"])
        template = cause.command_on(platform)
        while template[1:-1] in TEMPLATES:
            template = names[template[1:-1]]
        shell = Shell.of(platform)
        filled = {}
        for _, key, _, _ in Formatter().parse(template):
            if key is None:
                continue
            if not names[key].isprintable():
                return ""
            ready = key in PARTS and key not in given
            filled[key] = names[key] if ready else quoted(names[key], shell)
        return template.format_map(filled)

    def skipped(self, subject: Subject, cause: str, message: str) -> Finding:
        """A check that was not made."""
        return self.problem(subject, cause, message, status=Status.SKIPPED)


def _known(check: str) -> str:
    # Only a check of the catalogue can have a finding.
    return CHECKS[check].id
