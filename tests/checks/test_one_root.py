"""A mistake in the files is told once, with a remedy that repairs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.checks.finding import Effect, Finding, Status
from carto_wizard.checks.results.groups import Groups
from carto_wizard.demo.launch import Demo
from carto_wizard.setup.answers import CredentialSource
from tests.checks.bench import Bench
from tests.checks.person import settle_in, write_files
from tests.checks.runs import bench_on, findings


@pytest.fixture
def bench(small_aws: Demo, tmp_path: Path) -> Iterator[Bench]:
    with bench_on(small_aws, tmp_path) as made:
        settle_in(made)
        yield made


def _troubles(bench: Bench) -> list[Finding]:
    found = findings(bench.request)
    return [f for f in found if f.status in (Status.FAILED, Status.WARNING)]


def _last(text: str) -> tuple[str, str]:
    """All before the last profile, and that profile."""
    at = text.rindex("[profile")
    return text[:at], text[at:]


def _commented(text: str) -> str:
    before, last = _last(text)
    return before + last.replace("region = ", "region = us-west-2 # ")


def _zone(text: str) -> str:
    before, last = _last(text)
    lines = (f"{x}a" if x.startswith("region") else x for x in last.split("\n"))
    return before + "\n".join(lines)


def _word_gone(text: str) -> str:
    before, last = _last(text)
    return before + last.replace("[profile ", "[", 1)


def _with(line: str) -> Callable[[str], str]:
    """One more line in the last profile."""
    return lambda text: f"{text.rstrip()}\n{line}\n"


def _region_twice(text: str) -> str:
    before, last = _last(text)
    header = last.partition("\n")[0]
    return f"{before}{last}\n{header}\nregion = us-east-1\n"


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (_commented, "region-malformed"),
        (_zone, "region-is-zone"),
        (_word_gone, "section-ignored"),
        (_region_twice, "section-twice"),
        (_with('external_id = "abc"'), "value-quoted"),
        (_with("external_id = abc # x"), "value-commented"),
        (_with('services = "x"'), "value-quoted"),
        (_with("ca_bundle = /x # y"), "value-commented"),
    ],
)
def test_a_mistake_in_the_last_profile_is_told_once(
    bench: Bench, change: Callable[[str], str], cause: str
) -> None:
    bench.rewrite(change)
    (found,) = _troubles(bench)
    assert (found.status, found.cause) == (Status.FAILED, cause)
    assert str(bench.config) in found.message
    assert bool(found.command) is (cause != "section-twice")
    if found.command:
        write_files(bench)
        assert not [f for f in _troubles(bench) if f.status is Status.FAILED]


def test_what_harms_nothing_is_not_said_to_be_written_right(bench: Bench) -> None:
    bench.rewrite(lambda text: text.replace("output = json", "output = 'json'"))
    found = {(f.status, f.cause, f.command) for f in _troubles(bench)}
    assert found == {(Status.WARNING, "value-quoted", "")}


def test_what_the_credentials_file_hides_is_not_written_again(bench: Bench) -> None:
    _, last = _last(bench.config.read_text())
    name = last.partition("]")[0].removeprefix("[profile ")
    other = f"arn:aws:iam::{bench.spokes[-1]}:role/other"
    credentials = Path(bench.where.credentials_file)
    credentials.write_text(f"[{name}]\nrole_arn = {other}\n")
    (found,) = _troubles(bench)
    assert (found.cause, found.command) == ("role-differs", "")
    assert found.message.startswith(f"{credentials}:2:")
    assert "Remove the line from the credentials file" in found.remedy
    credentials.write_text(f"[{name}]\nmfa_serial = x\n")
    (found,) = _troubles(bench)
    assert (found.cause, found.command) == ("mfa-needed", "")


def test_a_region_that_is_none_in_the_environment_is_told_once(bench: Bench) -> None:
    bench.environ["AWS_DEFAULT_REGION"] = "us_east"
    (found,) = _troubles(bench)
    assert found.cause == "region-variable-invalid"
    assert found.command == "unset AWS_DEFAULT_REGION"


def test_nothing_is_said_about_accounts_that_a_warning_does_not_know(
    bench: Bench,
) -> None:
    bench.environ["AWS_DEFAULT_REGION"] = "ap-east-1"
    warned = [f for f in _troubles(bench) if f.status is Status.WARNING]
    assert [f.effect for f in warned] == [Effect.UNKNOWN]


def test_a_region_variable_and_the_accounts_that_it_costs_are_one_thing_to_fix(
    bench: Bench,
) -> None:
    bench.environ["AWS_DEFAULT_REGION"] = "ap-east-1"
    found = findings(bench.request)
    (group,) = Groups(found).by_urgency()
    assert (group.status, group.cause) == (Status.FAILED, "region-variable-overrides")
    assert set(group.accounts) == {account.id for account in bench.answers.accounts}
    assert group.commands == ("unset AWS_DEFAULT_REGION",)
    assert group.worst.status is Status.FAILED


def test_what_stands_behind_every_profile_is_told_once(
    small_aws: Demo, tmp_path: Path
) -> None:
    source = replace(
        small_aws.answers.target,
        credentials=CredentialSource.PROFILE,
        profile="default",
    )
    answers = replace(small_aws.answers, target=source)
    with bench_on(small_aws, tmp_path, answers) as bench:
        found = [f for f in _troubles(bench) if f.check.startswith("files.")]
        assert {f.cause for f in found} == {"source-without-credentials"}
        assert {f.remedy for f in found} == {"Put the keys into the profile default."}
        login = "[default]\nlogin_session = x"
        bench.rewrite(lambda text: text.replace("[default]", login))
        found = [f for f in _troubles(bench) if f.check.startswith("files.")]
        assert [f.cause for f in found] == ["credentials-form-unknown"]
