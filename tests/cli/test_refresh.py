"""`carto-wizard refresh` in a real process, against the embedded AWS."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from carto_wizard.demo.launch import Demo, start
from carto_wizard.demo.sample_organization import unit_of
from carto_wizard.setup.answers import Answers, CallAs, ChosenOrganization, Mode
from carto_wizard.setup.organization import RIGHTS
from carto_wizard.setup.session import load, save
from tests.aws_fixtures import as_admin
from tests.sample import sample
from tests.terminal import PATIENCE, Done, run, terminal

MANAGEMENT, MEMBER = "222222222222", "333333333333"
NEW = "313131313131"
HOSTILE = "[red]x[/b]\n\x1b[31m"
SAFE = "[red]x[/b]␊␛[31m"
NEEDED = {
    f"organizations:{call}"
    for call in ("DescribeOrganization", "ListAccounts", "ListTagsForResource")
}
POLICY_LINE = '"organizations:ListTagsForResource"'


@pytest.fixture
def admin(healthy_aws: Demo, env: dict[str, str]) -> dict[str, str]:
    return as_admin(healthy_aws, env, MANAGEMENT)


@pytest.fixture
def filled(home: Path, healthy_aws: Demo) -> Path:
    """The complete session of the demo, with its accounts known to be as they are."""
    session = home / "filled.toml"
    save(up_to_date(healthy_aws.answers, MANAGEMENT), session)
    return session


def up_to_date(answers: Answers, management: str) -> Answers:
    """What refresh made of these answers when nothing had changed."""
    accounts = tuple(
        replace(account, ou=unit_of(account), state="ACTIVE")
        for account in answers.accounts
    )
    chosen = ChosenOrganization("o-cartodemo1", management, CallAs.SELF, ("r-demo",))
    return replace(answers, accounts=accounts, organization=chosen)


def refresh(session: Path, *flags: str, env: Mapping[str, str]) -> Done:
    done = run("refresh", "--session", session, *flags, env=env)
    assert done.err.replace("\n", "").isprintable()
    return done


def change(session: Path, of: Callable[[Answers], Answers]) -> None:
    """Make the session another one."""
    save(of(load(session).answers), session)


def with_a_new_account(aws: Demo) -> None:
    """An account comes into the organization, in two units below the root."""
    where = {
        "unit": "ou-demo-retail00",
        "tags": {"team": "retail", "cost = center": ""},
    }
    aws.fault("member", account=NEW, name=HOSTILE, **where)


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
    admin: dict[str, str], filled: Path, healthy_aws: Demo
) -> None:
    with_a_new_account(healthy_aws)
    changes: dict[str, dict[str, Any]] = {
        "333333333333": {"outside": True},
        "444444444444": {"state": "SUSPENDED"},
        "555555555555": {"name": HOSTILE},
        "666666666666": {"unit": "ou-demo-sandboxes"},
        "131313131313": {"name": "still suspended"},
    }
    for account, facts in changes.items():
        healthy_aws.fault("member", account=account, **facts)
    before = filled.read_bytes()
    done = refresh(filled, env=admin)
    assert (done.code, done.out) == (1, "")
    for line in (
        "5 accounts changed: 1 new, 1 gone, 1 not active, 1 moved, 1 renamed.",
        f"+ {NEW} {SAFE} is new in Root/Workloads/Production/Retail",
        "- 333333333333 payments-prod (us-east-1) has left the organization",
        "- 444444444444 payments-staging (us-east-2) is SUSPENDED: AWS gives no access"
        " to it",
        "~ 666666666666 customer-portal was moved to Root/Sandboxes",
        f"~ 555555555555 data-lake is now called {SAFE}",
        "Nothing was saved. To save it, repeat with --yes.",
    ):
        assert f"{line}\n" in done.err
    assert filled.read_bytes() == before
    done = refresh(filled, "--yes", env=admin)
    assert done.code == 0
    assert f"To write the files: carto-wizard write --session {filled}" in done.err
    found = {a.id: a.name for a in load(filled).answers.accounts}
    assert found[NEW] == found["555555555555"] == HOSTILE
    assert found.keys().isdisjoint({"333333333333", "444444444444", "131313131313"})
    assert run("preview", "--session", filled, env=admin).code == 0
    again = refresh(filled, env=admin)
    assert (again.code, again.out, again.err) == (0, "", "")
    healthy_aws.fault("member", account="444444444444", state="ACTIVE")
    assert "+ 444444444444 payments-staging is new in" in refresh(filled, env=admin).err


@pytest.mark.parametrize(
    ("answer", "code"), [("y\n", 0), ("n\n", 1), ("\n", 1), ("\x03", 130)]
)
def test_at_a_terminal_it_asks_once(
    answer: str, code: int, admin: dict[str, str], filled: Path, healthy_aws: Demo
) -> None:
    with_a_new_account(healthy_aws)
    before = filled.read_bytes()
    with terminal("refresh", "--session", filled, env=admin) as tty:
        tty.expect("Listing the organization as", "is new in", "Save it? [y/N]")
        tty.send(answer)
        assert tty.ended() == code
    assert (filled.read_bytes() == before) is (code != 0)


def test_at_a_terminal_it_says_that_nothing_changed(
    admin: dict[str, str], filled: Path
) -> None:
    with terminal("refresh", "--session", filled, env=admin) as tty:
        tty.expect("Listing the", "11 accounts, 9 units found", "No account changed.")
        assert tty.ended() == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("call", ["ListAccounts", "ListTagsForResource"])
def test_it_is_stopped_at_once_while_aws_does_not_answer(
    number: int, call: str, admin: dict[str, str], filled: Path, healthy_aws: Demo
) -> None:
    with_a_new_account(healthy_aws)
    before = filled.read_bytes()
    healthy_aws.fault("call", permission=f"organizations:{call}", delay=PATIENCE / 2)
    began = time.monotonic()
    flags = ("--yes", "--tag", "team=retail", "--session", filled)
    with terminal("refresh", *flags, env=admin) as tty:
        tty.expect(
            "Listing the" if call == "ListAccounts" else "Tags of 0 of 1 account read"
        )
        tty.signal(number)
        assert tty.ended() == 128 + number
    assert time.monotonic() - began < PATIENCE / 3
    assert filled.read_bytes() == before


def test_what_was_saved_meanwhile_is_not_overwritten(
    admin: dict[str, str], filled: Path, healthy_aws: Demo
) -> None:
    with_a_new_account(healthy_aws)
    with terminal("refresh", "--session", filled, env=admin) as tty:
        tty.expect("Save it? [y/N]")
        change(filled, lambda answers: replace(answers, step="hub"))
        between = filled.read_bytes()
        tty.answer("y")
        tty.expect("was changed meanwhile. Nothing was saved. Try again.")
        assert tty.ended() == 1
    assert filled.read_bytes() == between


def test_the_document_has_every_difference(
    admin: dict[str, str], filled: Path, healthy_aws: Demo
) -> None:
    with_a_new_account(healthy_aws)
    done = refresh(filled, "--json", env=admin)
    document = json.loads(done.out)
    assert done.code == 1
    assert done.out.isascii()
    assert document["saved"] is False
    assert document["looked_as"] == f"arn:aws:iam::{MANAGEMENT}:user/admin"
    (difference,) = document["differences"]
    assert difference == {
        "change": "new",
        "account": NEW,
        "name": HOSTILE,
        "state": "ACTIVE",
        "email_domain": "example.com",
        "ou": "ou-demo-retail00",
        "path": "Root/Workloads/Production/Retail",
        "message": f"{NEW} {SAFE} is new in Root/Workloads/Production/Retail",
    }
    document = json.loads(refresh(filled, "--json", "--yes", env=admin).out)
    assert (document["saved"], document["accounts"]) == (True, 10)
    healthy_aws.fault("member", account=NEW, outside=True)
    (difference,) = json.loads(refresh(filled, "--json", env=admin).out)["differences"]
    assert (difference["change"], difference["name"]) == ("gone", HOSTILE)
    assert (difference["state"], difference["ou"], difference["path"]) == (None,) * 3


def test_without_news_the_document_is_all_there_is(
    admin: dict[str, str], filled: Path
) -> None:
    done = refresh(filled, "--json", "--yes", env=admin)
    document = json.loads(done.out)
    assert (done.code, done.err) == (0, "")
    assert (document["saved"], document["differences"]) == (False, [])


def test_comments_stay_and_so_does_everything_else(
    admin: dict[str, str], filled: Path, healthy_aws: Demo
) -> None:
    with_a_new_account(healthy_aws)
    text = filled.read_text().replace("[hub]", "# ours\n[hub]\nteam = 'x'")
    filled.write_text(text)
    done = refresh(filled, "--yes", env=admin)
    assert done.code == 0
    assert "keys that this version does not know: hub.team" in done.err
    assert "# ours\n[hub]\n" in filled.read_text()
    assert "team = 'x'" in filled.read_text()
    again = refresh(filled, "--yes", env=admin)
    assert (again.code, again.err) == (0, "")
    with terminal("refresh", "--session", filled, env=admin) as tty:
        tty.expect("keys that this version does not know: hub.team", "No account")
        assert tty.ended() == 0


def test_credentials_of_a_profile(
    admin: dict[str, str], filled: Path, home: Path, healthy_aws: Demo
) -> None:
    with_a_new_account(healthy_aws)
    (home / ".aws").mkdir()
    (home / ".aws" / "credentials").write_text(
        f"[chief]\naws_access_key_id = {admin.pop('AWS_ACCESS_KEY_ID')}\n"
        f"aws_secret_access_key = {admin.pop('AWS_SECRET_ACCESS_KEY')}\n"
    )
    done = refresh(filled, "--profile", "chief", "--yes", env=admin)
    assert done.code == 0
    assert f"{MANAGEMENT}:user/admin (the profile chief)." in done.err
    assert "chief" not in filled.read_text()


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    ("unit", "id", "found"),
    [
        ("ou-demo-security", "ou-demo-security", 1),
        ("Root/Workloads/Production", "ou-demo-production", 4),
        ("staging", "ou-demo-staging0", 1),
        ("Root", "r-demo", 9),
    ],
)
def test_units_are_named_by_id_path_or_name(
    unit: str, id: str, found: int, admin: dict[str, str], home: Path
) -> None:
    session = home / "new.toml"
    done = refresh(session, "--ou", unit, "--yes", env=admin)
    assert done.code == 0
    answers = load(session).answers
    assert answers.organization.ous == (id,)
    assert len(answers.accounts) == found
    again = refresh(session, "--ou", unit, env=admin)
    assert (again.code, again.err) == (0, "")


def test_more_units_are_added_and_the_choice_stays(
    admin: dict[str, str], home: Path, healthy_aws: Demo
) -> None:
    session = home / "new.toml"
    two = ("--ou", "Security", "--ou", "Sandboxes")
    assert refresh(session, *two, "--yes", env=admin).code == 0
    with_a_new_account(healthy_aws)
    assert refresh(session, env=admin).code == 0
    done = refresh(session, "--ou", "Retail", "--yes", env=admin)
    assert "3 accounts changed: 3 new." in done.err
    assert "come into Root/Workloads/Production/Retail\n" in done.err
    assert len(load(session).answers.accounts) == 5


@pytest.mark.long
def test_a_name_of_several_units_is_asked_for_by_path(
    admin: dict[str, str], filled: Path, healthy_aws: Demo
) -> None:
    second = ["ou-demo-second00", "Security", "ou-demo-workloads"]
    healthy_aws.fault("organization", units=[second])
    done = refresh(filled, "--ou", "security", "--yes", env=admin)
    assert (done.code, done.out) == (2, "")
    assert "2 units are called security:\n" in done.err
    assert "  ou-demo-second00  Root/Workloads/Security\n" in done.err
    done = refresh(filled, "--ou", "Root/Workloads/Security", "--yes", env=admin)
    assert done.code == 0
    # Now the unit is deleted, which is worth a line to who looks, and no mail.
    healthy_aws.clear()
    done = refresh(filled, "--yes", env=admin)
    assert (done.code, done.out, done.err) == (0, "", "")
    gone = "! Chosen units that are not in the organization any more: ou-demo-second00"
    with terminal("refresh", "--session", filled, env=admin) as tty:
        tty.expect("No account changed.", gone)
        assert tty.ended() == 0
    healthy_aws.fault("member", account=MEMBER, name="other")
    assert gone in refresh(filled, env=admin).err


def test_of_the_new_accounts_those_with_a_tag(
    admin: dict[str, str], filled: Path, healthy_aws: Demo
) -> None:
    with_a_new_account(healthy_aws)
    other = {"name": "other", "tags": {"team": "search"}}
    healthy_aws.fault("member", account="414141414141", **other)
    healthy_aws.fault("forget-calls")
    assert refresh(filled, "--tag", "team=nobody", env=admin).code == 0
    tagged = [c for c in healthy_aws.calls() if c["permission"].endswith("ForResource")]
    # Only the new ones are asked about.
    assert len(tagged) == 2
    for tags in (
        ("--tag", "team=retail"),
        ("--tag", "team=x", "--tag", "cost = center="),
    ):
        done = refresh(filled, *tags, env=admin)
        assert done.code == 1
        assert "1 account changed: 1 new." in done.err
        assert NEW in done.err
    both = ("--tag", "team=retail", "--tag", "team=search", "--yes")
    assert refresh(filled, *both, env=admin).code == 0
    assert len(load(filled).answers.accounts) == 11


@pytest.mark.parametrize(
    "case",
    sample(
        product(RIGHTS, (True, False)),
        ("organizations:ListRoots", True),
        ("organizations:ListRoots", False),
        ("organizations:ListTagsForResource", True),
    ),
)
def test_each_right_that_is_missing_is_named_unless_nobody_needs_it(
    case: tuple[str, bool], admin: dict[str, str], filled: Path, healthy_aws: Demo
) -> None:
    right, paths = case
    # Without paths nothing else tells the root from any other unit.
    needed = right in NEEDED or (right == "organizations:ListRoots" and not paths)
    unused = right == "organizations:ListAccountsForParent" and paths
    before = filled.read_bytes()
    with_a_new_account(healthy_aws)
    healthy_aws.fault("organization", paths=paths)
    denied = {"code": "AccessDeniedException", "message": "No.", "status": 400}
    healthy_aws.fault("call", permission=right, **denied)
    done = refresh(filled, "--tag", "team=retail", env=admin)
    assert done.code == (2 if needed else 1)
    assert (right in done.err) is not unused
    assert (f"+ {NEW} {SAFE} is new" in done.err) is not needed
    assert filled.read_bytes() == before


def test_a_unit_that_cannot_be_found_for_want_of_a_right_names_it(
    admin: dict[str, str], filled: Path, healthy_aws: Demo
) -> None:
    healthy_aws.fault("organization", paths=False)
    right = "organizations:ListRoots"
    healthy_aws.fault("call", permission=right, code="AccessDeniedException")
    done = refresh(filled, "--ou", "Root/Sandboxes", env=admin)
    assert done.code == 2
    for part in (
        "No unit that could be read has the ID, path or name Root/Sandboxes. ",
        f" The rights that are missing: {right}.\n",
    ):
        assert part in done.err


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (("--ou", "[red]\x1b"), "No unit has the ID, path or name [red]␛.\nThe units"),
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


def test_where_a_policy_denies_it_none_that_allows_it_is_printed(
    healthy_aws: Demo, admin: dict[str, str], filled: Path
) -> None:
    why = "User: x is not authorized, with an explicit deny in a service control policy"
    healthy_aws.fault(
        "call",
        permission="organizations:ListAccounts",
        code="AccessDeniedException",
        message=why,
        status=400,
    )
    done = refresh(filled, "--yes", env=admin)
    assert (done.code, done.out) == (2, "")
    assert "A service control policy denies organizations:ListAccounts to" in done.err
    assert "Only whoever manages that policy can change it." in done.err
    assert POLICY_LINE not in done.err
    assert "manages the organization" not in done.err


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
    troubled_aws.fault("member", account="999999999999", name=HOSTILE)
    session = home / "new.toml"
    done = refresh(session, "--yes", env=as_admin(troubled_aws, env, MANAGEMENT))
    assert done.code == 0
    assert f"{SAFE} is new" in done.err
    again = refresh(session, "--json", env=as_admin(troubled_aws, env, MANAGEMENT))
    assert (again.code, again.err) == (0, "")


@pytest.fixture
def many_aws() -> Iterator[Demo]:
    with start("healthy", accounts=300) as demo:
        yield demo


@pytest.mark.long
def test_300_accounts_from_cron(
    many_aws: Demo, env: dict[str, str], home: Path
) -> None:
    hub = many_aws.answers.hub.account_id
    answers = up_to_date(many_aws.answers, hub)
    listed = answers.accounts
    session = home / "session.toml"
    save(answers, session)
    changes: dict[str, dict[str, Any]] = {
        "gone": {"outside": True},
        "not active": {"state": "PENDING_CLOSURE"},
        "moved": {"unit": "ou-demo-sandboxes"},
        "renamed": {"name": HOSTILE},
    }
    for number, facts in enumerate(changes.values()):
        for account in listed[1 + 5 * number :][:5]:
            many_aws.fault("member", account=account.id, **facts)
    for number in range(5):
        many_aws.fault("member", account=f"{700_000_000_000 + number}", name="new")
    admin = as_admin(many_aws, env, hub)
    done = refresh(session, "--yes", env=admin)
    assert done.code == 0
    ways = ", ".join(f"5 {way}" for way in ("new", *changes))
    assert f"25 accounts changed: {ways}.\n" in done.err
    after = load(session).answers.accounts
    assert len(after) == 300 + 5 - 10
    assert sum(account.name == HOSTILE for account in after) == 5
    again = refresh(session, "--yes", env=admin)
    assert (again.code, again.out, again.err) == (0, "", "")
