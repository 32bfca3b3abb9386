"""Who may look at the organization, and what is said to whom it is refused."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import pytest

from carto_wizard.aws.clients import Clients, Connection, Credentials
from carto_wizard.aws.failures import CallFailed, FailureKind
from carto_wizard.aws.identity import who_am_i
from carto_wizard.aws.looker import Looker
from carto_wizard.aws.organization import ListingFailed, read, read_tags
from carto_wizard.checks.diagnosis.organization import (
    POLICY,
    WITHOUT,
    Refusal,
    refusal,
)
from carto_wizard.demo.launch import Demo
from carto_wizard.setup.answers import CallAs, ChosenOrganization
from carto_wizard.setup.organization import RIGHTS, Organization
from tests.checks.bench import Bench
from tests.checks.faults_aws import forgotten
from tests.checks.runs import findings
from tests.demo.client import admin

HUB, MANAGEMENT, MEMBER = "111111111111", "222222222222", "333333333333"
STRANGER = "123456789012"


def looking(demo: Demo, key: str, secret: str) -> Looker:
    clients = Clients(demo.environ, workers=1)
    connection = Connection(clients, Credentials(key, secret), demo.region)
    caller = who_am_i(connection)
    return Looker(connection, caller.arn, caller.account, "a test")


def administrator(demo: Demo, account: str) -> Looker:
    return looking(demo, demo.admin[account].key, demo.admin[account].secret)


@contextmanager
def person(demo: Demo, account: str, policy: str) -> Iterator[Looker]:
    """A user of this account with this policy alone, for the length of the block."""
    iam, name = admin(demo, account)("iam"), "person"
    iam.create_user(UserName=name)
    try:
        iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=policy)
        key = iam.create_access_key(UserName=name)["AccessKey"]
        yield looking(demo, key["AccessKeyId"], key["SecretAccessKey"])
        iam.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
        iam.delete_user_policy(UserName=name, PolicyName="own")
    finally:
        iam.delete_user(UserName=name)


def look(looker: Looker) -> Organization:
    return read(
        looker.connection,
        looker.account,
        tell=lambda _: None,
        cancel=threading.Event(),
    )


def refused(looker: Looker) -> Refusal:
    with pytest.raises(CallFailed) as caught:
        look(looker)
    found = refusal(caught.value, looker)
    assert found.sentence.endswith(".") and found.hint.endswith(WITHOUT)
    assert found.sentence.isprintable() and found.hint.isprintable()
    return found


def document(*actions: str, effect: str = "Allow", **more: object) -> str:
    statement = {"Effect": effect, "Action": actions, "Resource": "*", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_the_policy_is_enough_to_see_everything(healthy_aws: Demo) -> None:
    with person(healthy_aws, MANAGEMENT, POLICY) as looker:
        found = look(looker)
        tags = read_tags(
            looker.connection,
            found.member,
            tell=lambda _: None,
            cancel=threading.Event(),
        )
    assert (found.call_as, found.denied) == (CallAs.SELF, ())
    assert found.path(found.member["777777777777"].unit) == (
        "Root/Workloads/Production/Retail"
    )
    assert tags.keys() == found.member.keys()
    assert tags["333333333333"]["environment"] == "production"


@pytest.mark.parametrize("paths", [True, False])
@pytest.mark.parametrize("right", RIGHTS)
def test_each_right_that_is_missing_is_named(
    healthy_aws: Demo, right: str, paths: bool
) -> None:
    """And what can be seen without it is seen all the same."""
    healthy_aws.fault("organization", paths=paths)
    others = document(*(each for each in RIGHTS if each != right))
    with person(healthy_aws, MANAGEMENT, others) as looker:
        if right in RIGHTS[:2]:
            found = refused(looker)
            user = f"arn:aws:iam::{MANAGEMENT}:user/person"
            assert found.sentence == f"{user} has no right to {right}."
            assert "A policy with these 6 rights would allow it." in found.hint
            known = f"Account {MANAGEMENT} manages the organization" in found.hint
            assert known is (right != RIGHTS[0])
            return
        organization = look(looker)
        assert len(organization.member) == 11
        if right == RIGHTS[5]:
            assert organization.denied == ()
            with pytest.raises(CallFailed) as caught:
                read_tags(
                    looker.connection,
                    [MEMBER],
                    tell=lambda _: None,
                    cancel=threading.Event(),
                )
            assert f"no right to {right}." in refusal(caught.value, looker).sentence
            return
    # With paths nobody asks the units for their accounts.
    unused = paths and right == RIGHTS[4]
    assert organization.denied == (() if unused else (right,))
    units = {member.id: member.unit for member in organization.members}
    placed = units[MEMBER] == "ou-demo-production"
    assert placed is paths
    if paths:
        assert organization.within(["ou-demo-workloads"]) >= {"ou-demo-retail00"}
        named = organization.unit["ou-demo-production"].name
        assert named == ("ou-demo-production" if right == RIGHTS[3] else "Production")


def test_a_member_account_is_told_who_could_and_how(healthy_aws: Demo) -> None:
    found = refused(administrator(healthy_aws, MEMBER))
    user = f"arn:aws:iam::{MEMBER}:user/admin"
    assert found.sentence == f"{user} has no right to organizations:ListAccounts."
    assert (
        f"The organization is managed by account {MANAGEMENT}. Account {MEMBER} can "
        "list it only as a delegated administrator, or if the resource policy of the "
        "organization names it." in found.hint
    )


def test_an_account_without_an_organization_is_told_so(healthy_aws: Demo) -> None:
    found = refused(administrator(healthy_aws, STRANGER))
    assert found.sentence == f"Account {STRANGER} is not in an organization."


@pytest.mark.parametrize("extra", [(), ("organizations:ListDelegatedAdministrators",)])
def test_a_delegated_administrator_may_look(
    healthy_aws: Demo, extra: tuple[str, ...]
) -> None:
    """Whether it is one is told only to who may ask that."""
    with person(healthy_aws, HUB, document(*RIGHTS, *extra)) as looker:
        found = look(looker)
    assert len(found.member) == 11
    assert found.call_as is (CallAs.DELEGATED_ADMIN if extra else CallAs.UNKNOWN)


def test_the_resource_policy_lets_a_member_look(healthy_aws: Demo) -> None:
    policy = document(*RIGHTS, Principal={"AWS": f"arn:aws:iam::{MEMBER}:root"})
    healthy_aws.fault("organization", resource_policy=policy)
    found = look(administrator(healthy_aws, MEMBER))
    assert (len(found.member), found.call_as) == (11, CallAs.RESOURCE_POLICY)
    assert "is managed by" in refused(administrator(healthy_aws, "444444444444")).hint


def test_a_policy_of_the_organization_is_named(healthy_aws: Demo) -> None:
    deny = json.loads(document("organizations:ListAccounts", effect="Deny"))
    healthy_aws.fault("scp", account=HUB, document=deny)
    found = refused(administrator(healthy_aws, HUB))
    assert found.sentence == (
        "A service control policy denies organizations:ListAccounts to "
        f"arn:aws:iam::{HUB}:user/admin."
    )
    assert found.hint == f"Only whoever manages that policy can change it. {WITHOUT}"
    assert found.policy == ""


REASONS: Mapping[str, tuple[str, str, str]] = {
    "boundary": (
        "because no permissions boundary allows the x action",
        "No permissions boundary allows organizations:ListAccounts to me.",
        "",
    ),
    "identity": (
        "because no identity-based policy allows the x action",
        "me has no right to organizations:ListAccounts.",
        "A policy with these 6 rights would allow it.",
    ),
    "session": (
        "because no session policy allows the x action",
        "No session policy allows organizations:ListAccounts to me.",
        "",
    ),
    "deny": (
        "with an explicit deny in an identity-based policy",
        "An identity-based policy denies organizations:ListAccounts to me.",
        "",
    ),
    "organization": (
        "with an explicit deny in a service control policy",
        "A service control policy denies organizations:ListAccounts to me.",
        "",
    ),
    "none": (
        "for some reason",
        "me has no right to organizations:ListAccounts.",
        "Whoever lists it needs a policy with these 6 rights.",
    ),
}
"""What AWS says, what we say, and how the policy is offered where it may help."""


@pytest.mark.parametrize("reason", REASONS)
def test_the_policy_that_refuses_is_named(reason: str) -> None:
    message, sentence, offer = REASONS[reason]
    failure = CallFailed(
        FailureKind.REFUSED,
        f"User: me is not authorized to perform: x {message}",
        code="AccessDeniedException",
        operation="organizations:ListAccounts",
    )
    connection = Connection(Clients({}), Credentials("", ""), "")
    looker = Looker(connection, "me", MEMBER, "")
    found = refusal(failure, looker)
    assert found.sentence == sentence
    assert found.policy == (POLICY if offer else "")
    assert found.hint.startswith(offer or "Only whoever manages that policy can")
    assert ("manage the organization" in found.hint or MEMBER in found.hint) is bool(
        offer
    )


@pytest.mark.parametrize("looks", [True, False])
@pytest.mark.parametrize("kind", FailureKind)
@pytest.mark.parametrize("code", ["", "AccessDeniedException", "Odd[/red]"])
def test_every_failure_is_a_sentence_without_a_secret(
    kind: FailureKind, code: str, looks: bool
) -> None:
    failure = CallFailed(
        kind,
        "[red]\x1b[31m{x} s3cret AKIAIOSFODNN7EXAMPLE\n" * 30,
        code=code,
        operation="organizations:ListAccounts",
        url="https://organizations.us-east-1.amazonaws.com",
    )
    credentials = Credentials("AKIAIOSFODNN7EXAMPLE", "s3cret")
    connection = Connection(Clients({}), credentials, "us-east-1")
    hostile = Looker(connection, "arn\n[red]" * 99, "1\x1b", "")
    for raised in (failure, ListingFailed(failure, "9\n9")):
        found = refusal(raised, hostile if looks else None)
        assert found.sentence.isprintable() and found.sentence.endswith(".")
        assert found.hint.isprintable()
        assert "s3cret" not in "".join(found) or not looks
        assert "AKIAIOSFODNN7EXAMPLE" not in "".join(found)
        assert len(found.sentence) < 1000


def test_the_policy_holds_the_six_rights_and_changes_nothing() -> None:
    (statement,) = json.loads(POLICY)["Statement"]
    assert statement["Action"] == [*RIGHTS]
    assert all(right.split(":")[1].startswith(("List", "Describe")) for right in RIGHTS)


def said(bench: Bench) -> list[tuple[str, str, str]]:
    """What a run says of the organization: account, cause and message."""
    return [
        (found.account or "", found.cause, found.message)
        for found in findings(bench.request)
        if found.check == "organization.accounts"
    ]


def test_an_account_that_is_not_active_is_named_with_its_state(bench: Bench) -> None:
    account, other = bench.spokes[:2]
    bench.demo.fault("member", account=account, state="PENDING_CLOSURE")
    bench.demo.fault("member", account=other, state="Frozen[/b]\n")
    closed, frozen = said(bench)
    assert closed[:2] == (account, "account-closed")
    assert closed[2].endswith("is PENDING_CLOSURE.")
    assert frozen[2].endswith("is FROZEN[/B]␊.")


def test_an_account_without_a_state_is_neither_active_nor_closed(bench: Bench) -> None:
    total = len(bench.answers.accounts)
    account = bench.spokes[-1]
    bench.demo.fault("member", account=account, state="")
    ((_, _, message),) = said(bench)
    assert message == (
        f"All {total - 1} active accounts of the organization have a profile."
    )
    forgotten(bench)
    ((named, cause, message),) = said(bench)
    assert (named, cause) == (account, "account-without-profile")
    assert message.endswith("has no profile, and AWS does not tell its state.")


UNKNOWN_PLACE = (
    "without a profile should have one is not known, since AWS does not tell"
)
PLACELESS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    "a unit": (("ou-demo-workloads",), (), UNKNOWN_PLACE),
    "the root": (("r-demo",), (), "has no profile"),
    "the organization": (("o-cartodemo1",), (), "has no profile"),
    "all but a unit": (("r-demo",), ("ou-demo-leftout0",), UNKNOWN_PLACE),
    "all but the account": (("r-demo",), ("ACCOUNT",), ", as chosen."),
    "all but one that left": (("r-demo",), (STRANGER,), "has no profile"),
    "a unit but the account": (("ou-demo-workloads",), ("ACCOUNT",), ", as chosen."),
    "nothing": ((), (), ", as chosen."),
}
"""What was chosen and excluded, and what is said of a forgotten account."""


@pytest.mark.one_in(4)
@pytest.mark.parametrize("case", PLACELESS)
def test_an_account_whose_unit_is_not_told_is_not_said_to_be_left_out(
    case: str, bench: Bench
) -> None:
    ous, excluded, says = PLACELESS[case]
    account = bench.spokes[-1]
    bench.demo.fault("organization", paths=False)
    forgotten(bench)
    excluded = tuple(account if each == "ACCOUNT" else each for each in excluded)
    chosen = ChosenOrganization("o-cartodemo1", HUB, ous=ous, excluded=excluded)
    bench.answers = replace(bench.answers, organization=chosen)
    ((_, cause, message),) = said(bench)
    assert says in message
    assert (account in message) is bool(cause)
    assert (cause == "not-allowed-to-look") is (says == UNKNOWN_PLACE)


def test_the_organization_as_a_choice_holds_accounts_with_a_unit_too(
    bench: Bench,
) -> None:
    """As it was saved when nobody could list the tree."""
    account = bench.spokes[-1]
    forgotten(bench)
    chosen = ChosenOrganization("o-cartodemo1", HUB, ous=("o-cartodemo1",))
    bench.answers = replace(bench.answers, organization=chosen)
    assert [found[:2] for found in said(bench)] == [
        (account, "account-without-profile")
    ]


@pytest.mark.parametrize("by_unit", [True, False])
def test_what_was_left_out_by_choice_is_not_missed(bench: Bench, by_unit: bool) -> None:
    account = bench.spokes[-1]
    bench.demo.fault("organization", units=[["ou-demo-leftout0", "Left out", "r-demo"]])
    bench.demo.fault("member", account=account, unit="ou-demo-leftout0")
    total = len(bench.answers.accounts)
    forgotten(bench)
    excluded = "ou-demo-leftout0" if by_unit else account
    chosen = ChosenOrganization("o-cartodemo1", HUB, ous=("r-demo",))
    bench.answers = replace(bench.answers, organization=chosen)
    assert [found[:2] for found in said(bench)] == [
        (account, "account-without-profile")
    ]
    chosen = replace(chosen, excluded=(excluded,))
    bench.answers = replace(bench.answers, organization=chosen)
    assert [found[2] for found in said(bench)] == [
        f"{total - 1} of the {total} active accounts of the organization have a "
        "profile, as chosen."
    ]
