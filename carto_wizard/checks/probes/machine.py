"""Before any account is tried: the environment, the network, the clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from carto_wizard.aws.environment import goes_direct
from carto_wizard.aws.failures import CallFailed
from carto_wizard.aws.metadata import endpoint
from carto_wizard.aws.reach import Reached, reach, sts_url
from carto_wizard.aws.regions import regions
from carto_wizard.checks.diagnosis.errors import cause_of
from carto_wizard.checks.diagnosis.wording import Subject
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.probes import installed_cartography
from carto_wizard.checks.probes.cartography_profiles import (
    read_accounts,
    starting_profile,
)
from carto_wizard.checks.run.context import CheckContext
from carto_wizard.render.run_command import MINIMUM_VERSION
from carto_wizard.setup.answers import CredentialSource, Mode
from carto_wizard.setup.text import one_line

# AWS refuses at five minutes.
CLOCK_SECONDS = 300
_RETRY_MODES = ("standard", "adaptive", "legacy")


def environment(world: CheckContext) -> Iterator[Finding]:
    """Variables of this shell that outrank or hide the files."""
    found = [
        *_hidden_files(world),
        *_other_profile(world),
        *_other_keys(world),
        *_other_region(world),
        *_retries(world),
        *_metadata(world),
    ]
    yield from found
    if not found:
        place = Subject("machine.environment")
        message = "No variable overrides the files."
        names = sorted(n for n in world.environ if n.startswith("AWS_ENDPOINT_URL"))
        if names:
            named = one_line(", ".join(names[:3]), 150)
            message += f" {named}: calls go elsewhere than to AWS's own address."
        yield world.teller.ok(place, message)


def cartography(world: CheckContext) -> Iterator[Finding]:
    """The version of Cartography, where it is installed here."""
    if not world.answers.target.here:
        return
    found = installed_cartography.cartography(world.environ)
    if found is None:
        return
    place = Subject("machine.cartography")
    evidence = f"{found.version}: {found.where}"
    if _numbers(found.version) < _numbers(MINIMUM_VERSION):
        message = (
            f"Cartography {found.version} is too old; {MINIMUM_VERSION} is needed."
        )
        yield world.teller.problem(
            place, "cartography-too-old", message, evidence=evidence
        )
    else:
        message = f"Cartography {found.version} is installed ({one_line(found.where)})."
        yield world.teller.ok(place, message)


def network(world: CheckContext) -> Iterator[Finding]:
    """AWS answers, and its clock agrees; a failed finding ends the run."""
    region = world.answers.region or world.home
    place = Subject("machine.endpoint", region=region)
    partition = world.answers.partition
    url = sts_url(region, partition, world.environ)
    try:
        reached = reach(region, partition, world.environ)
    except CallFailed as failure:
        yield world.teller.problem(
            place,
            cause_of(failure),
            f"{urlsplit(url).hostname} cannot be reached from here.",
            evidence=failure.evidence,
            url=url,
            host=urlsplit(url).hostname or "",
        )
        return
    yield world.teller.ok(place, f"{reached.url} answers.", reached.seconds)
    yield from _clock(world, reached)


def _clock(world: CheckContext, reached: Reached) -> Iterator[Finding]:
    place = Subject("machine.clock")
    if reached.ahead is None:
        message = "The answer of AWS carried no date."
        yield world.teller.skipped(place, "not-allowed-to-look", message)
        return
    seconds = abs(reached.ahead)
    where = "ahead of" if reached.ahead > 0 else "behind"
    if seconds < CLOCK_SECONDS:
        message = f"The clock agrees with AWS's within {max(round(seconds), 1)} s."
        yield world.teller.ok(place, message)
        return
    yield world.teller.problem(
        place,
        "clock-skew",
        f"This machine's clock is {seconds / 60:.0f} minutes {where} AWS's.",
        evidence=f"Date header of {reached.url}.",
    )


def _hidden_files(world: CheckContext) -> Iterator[Finding]:
    name = "AWS_CONFIG_FILE"
    if world.environ.get(name) == "":
        yield _variable(world, name, "config-variable-empty", Status.FAILED)


def _other_profile(world: CheckContext) -> Iterator[Finding]:
    name = starting_profile(world.environ)
    if name is None:
        return
    places = world.places
    paths = Path(places.config_file), Path(places.credentials_file)
    problems = read_accounts(*paths, world.environ).problems
    single = world.answers.mode is Mode.SINGLE
    if any(problem.cause == "profile-variable-missing" for problem in problems):
        yield _variable(world, name, "profile-variable-missing", Status.FAILED)
    elif single and world.environ[name] != world.answers.single.profile:
        yield _variable(world, name, "profile-variable-overrides", Status.WARNING)


def _other_keys(world: CheckContext) -> Iterator[Finding]:
    """Keys in the environment win over every profile but an explicit one."""
    name, answers = "AWS_ACCESS_KEY_ID", world.answers
    meant = answers.target.credentials is CredentialSource.ENVIRONMENT
    if answers.mode is Mode.SINGLE and not meant and world.environ.get(name):
        yield world.teller.problem(
            Subject("machine.environment"),
            "keys-variable-overrides",
            f"{name} is set, and its keys count instead of those in the files.",
            status=Status.WARNING,
            evidence=f"{name} is set.",
        )


def _other_region(world: CheckContext) -> Iterator[Finding]:
    name = "AWS_DEFAULT_REGION"
    value = world.environ.get(name, "")
    answers = world.answers
    chosen = {spoke.region for spoke in world.spokes} or {answers.region}
    if not value or chosen == {value}:
        return
    known = value in {region.name for region in regions(answers.partition)}
    status = Status.WARNING if known else Status.FAILED
    yield _variable(world, name, "region-variable-overrides", status)


def _retries(world: CheckContext) -> Iterator[Finding]:
    for prefix in ("AWS", "CARTOGRAPHY_AWS"):
        mode, tries = f"{prefix}_RETRY_MODE", f"{prefix}_MAX_ATTEMPTS"
        if world.environ.get(mode, "standard") not in _RETRY_MODES:
            yield _variable(world, mode, "retry-variable-invalid", Status.FAILED)
        text = world.environ.get(tries, "1")
        if not (text.isascii() and text.isdigit() and int(text) > 0):
            yield _variable(world, tries, "retry-variable-invalid", Status.FAILED)


def _metadata(world: CheckContext) -> Iterator[Finding]:
    target = world.answers.target
    if not (target.here and target.credentials is CredentialSource.EC2):
        return
    host = urlsplit(endpoint(world.environ)).hostname or ""
    proxy = world.environ.get("http_proxy") or world.environ.get("HTTP_PROXY")
    if proxy and not goes_direct(host, world.environ):
        yield world.teller.problem(
            Subject("machine.environment"),
            "proxy-hides-metadata",
            f"HTTP_PROXY is set and NO_PROXY does not name {host}.",
            evidence="HTTP_PROXY is set.",
            metadata=host,
        )


def _variable(world: CheckContext, name: str, cause: str, status: Status) -> Finding:
    value = world.environ[name]
    said = f"{name} is {one_line(value, 80)}." if value else f"{name} is set but empty."
    return world.teller.problem(
        Subject("machine.environment"),
        cause,
        said,
        status=status,
        evidence=f"{name}={value}",
        variable=name,
    )


def _numbers(text: str) -> tuple[int, ...]:
    parts = text.partition("+")[0].split(".")
    return tuple(int("".join(c for c in p if c.isdigit()) or 0) for p in parts[:3])
