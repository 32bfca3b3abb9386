"""The files of a set-up, judged as Cartography will read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from carto_wizard.checks.causes import CAUSES
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.lint.model import LintContext
from carto_wizard.checks.lint.regions import region_problem
from carto_wizard.checks.lint.run import findings_of, read_files
from carto_wizard.files.config.profiles import Profile
from carto_wizard.render.aws_config import ExpectedProfile, expected_profiles
from carto_wizard.render.places import Places
from carto_wizard.setup.answers import Answers, Mode

_ON_THE_TARGET = frozenset({"token-file-missing", "credential-process-missing"})
"""What only the machine that runs Cartography can have."""


@dataclass(frozen=True, slots=True)
class JudgedFiles:
    """What the files hold, and the region that each of their profiles gets."""

    findings: tuple[Finding, ...]
    regions: Mapping[str, str]
    unusual: frozenset[str]
    """The profiles of the set-up with a setting that the answers do not lead to."""


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
    expected = expected_profiles(answers)
    context, findings = read_files(
        config or Path(places.config_file),
        Path(places.credentials_file),
        # What is set here says nothing about another machine.
        environ if here else {},
        container=container,
        expected=expected,
        every_profile=answers.mode is Mode.HUB,
    )
    findings += findings_of(context)
    # A file that is rejected holds no profile, and is not written either.
    rejected = any(file.errors for file in context.files)
    return JudgedFiles(
        tuple(
            _with_write(finding, context)
            for finding in findings
            if (here or finding.cause not in _ON_THE_TARGET)
            and not (rejected and finding.profile)
        ),
        _regions(context),
        frozenset(_unusual(context.profiles, expected)),
    )


def _regions(context: LintContext) -> dict[str, str]:
    """The region of each profile; one that no call can use is a finding of its own."""
    override = context.environ.get("AWS_DEFAULT_REGION")
    regions = {
        name: region
        for name, profile in context.profiles.items()
        if (region := override or _text(profile, "region"))
    }
    problems = {region: region_problem(region) for region in set(regions.values())}
    return {
        name: region
        for name, region in regions.items()
        if not (found := problems[region]) or found.status is Status.WARNING
    }


def _with_write(finding: Finding, context: LintContext) -> Finding:
    """Offer to write the files again where that does what the remedy says."""
    name = finding.profile or ""
    wanted = (context.expected or {}).get(name)
    if wanted is None or finding.command or _in_credentials(context, name):
        return finding
    repairs = CAUSES[finding.cause].write_repairs
    if repairs == "foreign-source" and "source_profile" in wanted.keys:
        return finding
    # A setting that harms nothing is the person's own, and stays.
    if not repairs or finding.status is not Status.FAILED:
        return finding
    return replace(
        finding,
        remedy=f"{finding.remedy} Writing the files again also repairs this.",
        command="carto-wizard write",
    )


def _text(profile: Profile, key: str) -> str:
    value = profile.get(key)
    return value.text if value else ""


def _unusual(
    profiles: Mapping[str, Profile], expected: Mapping[str, ExpectedProfile]
) -> Iterator[str]:
    for name, ours in expected.items():
        profile = profiles.get(name)
        if profile and {k: v.text for k, v in profile.values.items()} != ours.keys:
            yield name


def _in_credentials(context: LintContext, name: str) -> bool:
    """Whether keys other than the access keys stand in the credentials file too."""
    profile = context.profiles.get(name)
    values = profile.values.items() if profile else ()
    return any(
        value.place.path == context.credentials.path and not key.startswith("aws_")
        for key, value in values
    )
