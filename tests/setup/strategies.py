"""Anything a person, or a hostile account name, may put into the answers."""

from __future__ import annotations

from hypothesis import strategies as st

from carto_wizard.setup.answers import (
    CHOICES,
    Access,
    AccessKeyChoice,
    Account,
    Answers,
    CallAs,
    ChosenOrganization,
    CredentialSource,
    Form,
    Hub,
    Identity,
    Mode,
    Platform,
    Retry,
    Single,
    Target,
    Trust,
)
from carto_wizard.setup.grants import GRANTS
from carto_wizard.setup.partitions import PARTITIONS
from carto_wizard.setup.steps import KEYS

HOSTILE = (
    "[red]x[/b]",
    "a\nb\x1b[31mred\x1b[0m",
    '"quoted" # not a comment',
    "'''",
    "\\u0041\\",
    "\x00\x07\x7f\x85\u2028",
    "\u202eabc",
    "x" * 300,
    "[[accounts]]\nid = 1",
    "Ünïcödé – Straße 🚀",
    "default",
    "   ",
)

texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30))
ids = st.one_of(st.from_regex(r"\d{12}", fullmatch=True), texts)
accounts = st.builds(
    Account,
    id=ids,
    name=texts,
    region=texts,
    ou=st.just("") | texts,
    state=st.sampled_from(("", "ACTIVE", "SUSPENDED")),
    aws_name=st.just("") | texts,
)
organizations = st.builds(
    ChosenOrganization,
    id=st.just("") | texts,
    management_account=ids,
    call_as=st.sampled_from(CallAs),
    ous=st.lists(texts, max_size=3).map(tuple),
    excluded=st.lists(texts, max_size=3).map(tuple),
)
seen = st.from_regex(r"( [0-9a-f]{32})?", fullmatch=True)
choices = st.builds("{}{}".format, st.sampled_from(CHOICES), seen)
account_lists = st.lists(accounts, max_size=6).map(tuple)

answers = st.builds(
    Answers,
    step=st.sampled_from(KEYS),
    setup_id=st.from_regex(r"([a-z0-9]{8})?", fullmatch=True),
    mode=st.sampled_from(Mode),
    tags=st.dictionaries(texts, texts, max_size=3),
    partition=st.sampled_from(list(PARTITIONS)),
    target=st.builds(
        Target,
        here=st.booleans(),
        platform=st.sampled_from(Platform),
        credentials=st.sampled_from(CredentialSource),
        profile=texts,
        config_file=texts,
        folder=texts,
    ),
    hub=st.builds(Hub, account_id=ids, region=texts, role=texts),
    access=st.builds(
        Access,
        role=texts,
        trust=st.sampled_from(Trust),
        external_id=texts,
        grants=st.lists(
            st.one_of(st.sampled_from(list(GRANTS)), texts), max_size=3
        ).map(tuple),
        path=texts,
        permissions_boundary=texts,
        max_session_hours=st.integers(-1, 100),
        form=st.sampled_from(Form),
    ),
    accounts=account_lists,
    organization=organizations,
    retry=st.builds(Retry, mode=texts, max_attempts=st.integers()),
    single=st.builds(
        Single,
        account_id=ids,
        region=texts,
        identity=st.sampled_from(Identity),
        name=texts,
        profile=texts,
        keys=st.sampled_from(AccessKeyChoice),
    ),
    choices=st.dictionaries(texts, choices, max_size=3),
)
