"""`carto-wizard refresh` in a real process, against the embedded AWS."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.demo.launch import Demo
from carto_wizard.setup.answers import Account, Answers, ChosenOrganization, Mode
from carto_wizard.setup.session import load, save
from tests.terminal import Done, run, terminal

MANAGEMENT, MEMBER = "222222222222", "333333333333"
POLICY_LINE = '"organizations:ListTagsForResource"'


def as_admin(
    aws: Demo, env: Mapping[str, str], account: str = MANAGEMENT
) -> dict[str, str]:
    """An environment with the credentials of an account's administrator."""
    own = {
        name: value
        for name, value in aws.environ.items()
        if name.upper() == "NO_PROXY"
        or (name.startswith("AWS_") and not name.endswith("_FILE"))
    }
    key = aws.admin[account]
    keys = {"AWS_ACCESS_KEY_ID": key.key, "AWS_SECRET_ACCESS_KEY": key.secret}
    return {**env, **own, **keys}


@pytest.fixture
def admin(healthy_aws: Demo, env: dict[str, str]) -> dict[str, str]:
    return as_admin(healthy_aws, env)


@pytest.fixture
def filled(admin: dict[str, str], home: Path, healthy_aws: Demo) -> Path:
    """The complete session of the demo, with its accounts known to be as they are."""
    session = home / "filled.toml"
    save(healthy_aws.answers, session)
    assert refresh(session, "--yes", env=admin).code == 0
    return session


def refresh(session: Path, *flags: str, env: Mapping[str, str]) -> Done:
    done = run("refresh", "--session", session, *flags, env=env)
    assert done.err.replace("\n", "").isprintable()
    return done


def change(session: Path, of: Callable[[Answers], Answers]) -> None:
    """Make the session another one than AWS has it."""
    save(of(load(session).answers), session)


def with_a_gone_one(answers: Answers) -> Answers:
    """As if an account had left the organization since."""
    gone = Account("101010101010", "[red]x[/b]\n\x1b[31m", ou="r-demo", state="ACTIVE")
    return replace(answers, accounts=(*answers.accounts, gone))


def without_the_sandbox(answers: Answers) -> Answers:
    """As if an account had come since."""
    kept = tuple(a for a in answers.accounts if a.id != "999999999999")
    return replace(answers, accounts=kept)


def with_earlier_names(answers: Answers) -> Answers:
    """As if accounts had been renamed and moved since."""
    accounts = list(answers.accounts)
    accounts[2] = replace(accounts[2], name="old-name")
    accounts[3] = replace(accounts[3], ou="ou-demo-gone")
    accounts[4] = replace(accounts[4], state="SUSPENDED")
    return replace(answers, accounts=tuple(accounts))


def test_an_empty_session_is_filled_and_the_second_run_says_nothing(
    admin: dict[str, str], home: Path
) -> None:
    session = home / "new.toml"
    first = refresh(session, "--yes", env=admin)
    assert (first.code, first.out) == (0, "")
    assert (
        f"as arn:aws:iam::{MANAGEMENT}:user/admin (the environment variables)"
        in first.err
    )
    assert "+ 333333333333 payments-prod is new in " in first.err
    answers = load(session).answers
    assert answers.organization.management_account == MANAGEMENT
    assert len(answers.accounts) == 9
    assert {account.state for account in answers.accounts} == {"ACTIVE"}
    assert "To answer the other questions: carto-wizard --session" in first.err
    assert admin["AWS_ACCESS_KEY_ID"] not in session.read_text() + first.err
    content = session.read_bytes()
    for flags in (("--yes",), ()):
        again = refresh(session, *flags, env=admin)
        assert (again.code, again.out, again.err) == (0, "", "")
    assert session.read_bytes() == content


def test_what_changed_is_shown_and_without_a_yes_not_saved(
    admin: dict[str, str], filled: Path
) -> None:
    for make in (with_a_gone_one, without_the_sandbox, with_earlier_names):
        change(filled, make)
    before = filled.read_bytes()
    done = refresh(filled, env=admin)
    assert (done.code, done.out) == (1, "")
    for line in (
        "5 accounts changed: 1 new, 1 gone, 1 moved, 1 renamed, 1 active again.",
        "+ 999999999999 sandbox is new in ",
        "- 101010101010 [red]x[/b]␊␛[31m has left the organization",
        "~ 333333333333 old-name is now called payments-prod",
        "~ 444444444444 payments-staging was moved to ",
        "~ 555555555555 data-lake is ACTIVE now",
        "Nothing was saved. To save it, repeat with --yes.",
    ):
        assert line in done.err
    assert filled.read_bytes() == before
    done = refresh(filled, "--yes", env=admin)
    assert done.code == 0
    assert f"To write the files: carto-wizard write --session {filled}" in done.err
    found = {a.id: a.name for a in load(filled).answers.accounts}
    assert found["333333333333"] == "payments-prod"
    assert found.keys() >= {"999999999999"}
    assert "101010101010" not in found
    assert run("preview", "--session", filled, env=admin).code == 0


@pytest.mark.parametrize(
    ("answer", "code"), [("y\n", 0), ("n\n", 1), ("\n", 1), ("\x03", 130)]
)
def test_at_a_terminal_it_asks_once(
    answer: str, code: int, admin: dict[str, str], filled: Path
) -> None:
    change(filled, without_the_sandbox)
    before = filled.read_bytes()
    with terminal("refresh", "--session", filled, env=admin) as tty:
        tty.expect("Listing the organization as", "sandbox is new", "Save it? [y/N]")
        tty.send(answer)
        assert tty.ended() == code
    assert (filled.read_bytes() == before) is (code != 0)


def test_at_a_terminal_it_says_that_nothing_changed(
    admin: dict[str, str], filled: Path
) -> None:
    with terminal("refresh", "--session", filled, env=admin) as tty:
        tty.expect("No account changed.")
        assert tty.ended() == 0


def test_what_was_saved_meanwhile_is_not_overwritten(
    admin: dict[str, str], filled: Path
) -> None:
    change(filled, without_the_sandbox)
    with terminal("refresh", "--session", filled, env=admin) as tty:
        tty.expect("Save it? [y/N]")
        change(filled, with_earlier_names)
        between = filled.read_bytes()
        tty.answer("y")
        tty.expect("was changed meanwhile. Nothing was saved. Try again.")
        assert tty.ended() == 1
    assert filled.read_bytes() == between


def test_the_document_has_every_difference(
    admin: dict[str, str], filled: Path, healthy_aws: Demo
) -> None:
    change(filled, with_a_gone_one)
    done = refresh(filled, "--json", env=admin)
    document = json.loads(done.out)
    assert done.code == 1
    assert done.out.isascii()
    assert document["saved"] is False
    assert document["looked_as"] == f"arn:aws:iam::{MANAGEMENT}:user/admin"
    (difference,) = document["differences"]
    assert difference == {
        "change": "gone",
        "account": "101010101010",
        "name": "[red]x[/b]\n\x1b[31m",
        "state": None,
        "ou": None,
        "path": None,
        "message": "101010101010 [red]x[/b]␊␛[31m has left the organization",
    }
    document = json.loads(refresh(filled, "--json", "--yes", env=admin).out)
    assert (document["saved"], document["accounts"]) == (True, 9)
    done = refresh(filled, "--json", "--yes", env=admin)
    document = json.loads(done.out)
    assert (done.code, done.err) == (0, "")
    assert (document["saved"], document["differences"]) == (False, [])


def test_comments_stay_and_so_does_everything_else(
    admin: dict[str, str], filled: Path
) -> None:
    change(filled, without_the_sandbox)
    text = filled.read_text().replace("[hub]", "# ours\n[hub]\nteam = 'x'")
    filled.write_text(text)
    done = refresh(filled, "--yes", env=admin)
    assert done.code == 0
    assert "keys that this version does not know: hub.team" in done.err
    assert "# ours\n[hub]\n" in filled.read_text()
    assert "team = 'x'" in filled.read_text()


def test_credentials_of_a_profile(
    admin: dict[str, str], filled: Path, home: Path
) -> None:
    change(filled, without_the_sandbox)
    (home / ".aws").mkdir()
    (home / ".aws" / "credentials").write_text(
        f"[chief]\naws_access_key_id = {admin.pop('AWS_ACCESS_KEY_ID')}\n"
        f"aws_secret_access_key = {admin.pop('AWS_SECRET_ACCESS_KEY')}\n"
    )
    done = refresh(filled, "--profile", "chief", env=admin)
    assert done.code == 1
    assert f"{MANAGEMENT}:user/admin (the profile chief)." in done.err
    assert str(home / ".aws") not in filled.read_text()
    assert "chief" not in filled.read_text()


def test_units_are_named_by_id_path_or_name(
    admin: dict[str, str], filled: Path
) -> None:
    for name in ("r-demo", "Root", "root"):
        change(
            filled, lambda a: replace(a, organization=replace(a.organization, ous=()))
        )
        done = refresh(filled, "--ou", name, "--yes", env=admin)
        assert done.code == 0
        assert "· New accounts are read too if they come into Root" in done.err
        assert load(filled).answers.organization.ous == ("r-demo",)


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (("--ou", "[red]\x1b"), "No unit has the ID, path or name [red]␛. The units"),
        (("--ou", ""), "No unit has the ID, path or name"),
        (("--tag", "production"), "--tag production is not KEY=VALUE."),
        (("--tag", "=x"), "--tag =x is not KEY=VALUE."),
        (("--profile", "[red]\x1b"), "The profile with the credentials does not exist"),
        (("--markdown",), "--help"),
    ],
)
def test_wrong_use_is_2_and_changes_nothing(
    flags: tuple[str, ...], says: str, admin: dict[str, str], filled: Path
) -> None:
    change(filled, without_the_sandbox)
    before = filled.read_bytes()
    done = refresh(filled, "--yes", "--json", *flags, env=admin)
    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert filled.read_bytes() == before


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda a: replace(a, mode=Mode.SINGLE), "is for a single account"),
        (lambda a: replace(a, partition="aws-cn"), "is for AWS China, and these"),
        (
            lambda a: replace(a, organization=ChosenOrganization("o-other")),
            "organization o-other, and this is o-",
        ),
    ],
    ids=["single", "partition", "organization"],
)
def test_a_session_that_does_not_fit_is_2_and_stays(
    make: Callable[[Answers], Answers],
    says: str,
    admin: dict[str, str],
    filled: Path,
) -> None:
    change(filled, make)
    before = filled.read_bytes()
    # Where the credentials belong is told by their region.
    done = refresh(filled, "--yes", env=admin | {"AWS_DEFAULT_REGION": "us-east-1"})
    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert filled.read_bytes() == before


def test_without_the_right_it_is_2_with_what_would_allow_it(
    healthy_aws: Demo, env: dict[str, str], filled: Path
) -> None:
    before = filled.read_bytes()
    member = as_admin(healthy_aws, env, MEMBER)
    done = refresh(filled, "--yes", "--json", env=member)
    assert (done.code, done.out) == (2, "")
    assert f"arn:aws:iam::{MEMBER}:user/admin" in done.err
    assert f"managed by account {MANAGEMENT}" in done.err
    assert POLICY_LINE in done.err
    assert filled.read_bytes() == before


def test_without_an_organization_it_is_2(
    healthy_aws: Demo, admin: dict[str, str], filled: Path
) -> None:
    healthy_aws.fault("organization", management="")
    done = refresh(filled, "--yes", env=admin)
    assert (done.code, done.out) == (2, "")
    assert f"Account {MANAGEMENT} is not in an organization." in done.err
    assert POLICY_LINE not in done.err


def test_without_credentials_it_is_2(
    admin: dict[str, str], filled: Path, healthy_aws: Demo
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        del admin[name]
    done = refresh(filled, env=admin | {"AWS_EC2_METADATA_DISABLED": "true"})
    assert (done.code, done.out) == (2, "")
    assert "The organization cannot be listed." in done.err


def test_hostile_names_of_the_organization(
    troubled_aws: Demo, env: dict[str, str], home: Path
) -> None:
    session = home / "new.toml"
    done = refresh(session, "--yes", env=as_admin(troubled_aws, env))
    assert done.code == 0
    assert "[red]x[/b]␊␛[31msandbox␛[0m is new" in done.err
    again = refresh(session, "--json", env=as_admin(troubled_aws, env))
    assert (again.code, again.err) == (0, "")
