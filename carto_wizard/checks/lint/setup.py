"""The files of a set-up, judged as Cartography will read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from carto_wizard.checks.finding import Finding
from carto_wizard.checks.lint.run import findings_of, read_files
from carto_wizard.render.aws_config import expected_profiles
from carto_wizard.render.places import Places
from carto_wizard.setup.answers import Answers, Mode

_ON_THE_TARGET = frozenset({"token-file-missing", "credential-process-missing"})
"""What only the machine that runs Cartography can have."""


@dataclass(frozen=True, slots=True)
class JudgedFiles:
    """What the files hold, and the region that each of their profiles gets."""

    findings: tuple[Finding, ...]
    regions: Mapping[str, str]


def judge_files(
    answers: Answers,
    places: Places,
    environ: Mapping[str, str],
    *,
    config: Path | None = None,
    container: bool = False,
) -> JudgedFiles:
    """Judge every profile against the answers; `config` stands in for their file."""
    here = answers.target.here
    context, findings = read_files(
        config or Path(places.config_file),
        Path(places.credentials_file),
        # What is set here says nothing about another machine.
        environ if here else {},
        container=container,
        expected=expected_profiles(answers),
        every_profile=answers.mode is Mode.HUB,
    )
    findings += findings_of(context)
    override = context.environ.get("AWS_DEFAULT_REGION")
    regions = {
        name: override or region.text
        for name, profile in context.profiles.items()
        if (region := profile.get("region"))
    }
    return JudgedFiles(
        tuple(f for f in findings if here or f.cause not in _ON_THE_TARGET), regions
    )
