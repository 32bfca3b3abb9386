from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.plain.console import Back, Console
from carto_wizard.setup.answers import (
    Access,
    Account,
    Answers,
    Form,
    Mode,
    Platform,
    Target,
    Trust,
)
from carto_wizard.setup.refresh import differences
from carto_wizard.setup.session import load, save
from tests.organizations import LISTED, ORGANIZATION
from tests.plain.conftest import (
    ACCESS,
    HUB,
    HUB_STEP,
    MODE,
    RETRY,
    SPOKE,
    TARGET,
    typed,
    walked,
)


def test_the_whole_hub_journey(env: dict[str, str], home: Path) -> None:
    session = home / "s.toml"
    accounts = [f"{SPOKE} payments-prod", "33333333333 data lake", "", "y", ""]
    regions = [f"{SPOKE} eu-west-1", ""]
    access = typed(
        "access",
        trust="2",
        external_id="word",
        grants="1,2",
        path="security",
        max_session_hours="2",
        tags="Team=Blue,Stage = prod",
    )
    retry = typed("retry", max_attempts="7")
    lines = [*MODE, *TARGET, *HUB_STEP, *accounts, *regions, *access, *retry]
    done = walked(session, env, *lines, "1", "", "y", "3", "", "", "")
    assert done.code == 0
    answers = load(session).answers
    assert answers.step == "finish"
    assert answers.hub.account_id == HUB
    assert answers.accounts == (
        Account(HUB, "hub"),
        Account(SPOKE, "payments-prod", "eu-west-1"),
        Account("033333333333", "data lake"),
    )
    assert answers.access == Access(
        trust=Trust.HUB_ROLE,
        external_id="word",
        grants=("inspector2:ListMembers", "ses:ListEmailIdentities"),
        path="security",
        max_session_hours=2,
        form=Form.TEMPLATE,
    )
    assert answers.tags == {"Team": "Blue", "Stage": "prod"}
    assert answers.retry.max_attempts == 7
    assert "Note: read 1111-1111-1111 as 111111111111." in done.err
    assert "+[profile payments-prod]" in done.err
    assert f"✓ written   {home}/.aws/config" in done.err
    assert f"sh {home}/cartography-setup/run-cartography.sh" in done.err
    assert f"carto-wizard undo --session {session}" in done.err
    assert "- In the hub account 111111111111, with administrator" in done.err
    assert "--template-file cloudformation/hub-and-read-only-role.json" in done.err
    assert "files are written.\nNot checked in this run.\n1. Create" in done.err
    assert "[profile data-lake]" in (home / ".aws" / "config").read_text()


def test_the_whole_single_journey_for_another_machine(
    env: dict[str, str], home: Path
) -> None:
    session = home / "s.toml"
    single = Answers(mode=Mode.SINGLE, target=Target(here=False))
    files = {"platform": "3", "credentials": "1", "config_file": r"C:\aws\config"}
    lines = [
        *typed("mode", mode="2", partition="1"),
        *typed("target", single, here="2", **files),
        *typed("identity", single, account_id=HUB, identity="role"),
        "eu-west-1",
        *typed("access", single),
        *RETRY,
    ]
    done = walked(session, env, *lines, "", "y", "", "", "")
    assert done.code == 0
    answers = load(session).answers
    assert answers.mode is Mode.SINGLE
    assert answers.target.platform is Platform.WINDOWS
    assert (home / "cartography-setup" / "config").exists()
    assert not (home / ".aws").exists()


def test_back_help_and_emptying(env: dict[str, str], home: Path) -> None:
    session = home / "s.toml"
    save_word = [*MODE, *TARGET, *HUB_STEP, "", "", "", "", "word"]
    # Back from the next question, emptied; back over a whole step; `?` anywhere.
    done = walked(session, env, *save_word, "<", "-", "<", "?", "", "", "<", "<")
    assert done.code == 130
    assert load(session).answers.access.external_id == ""
    assert done.err.count("A value that the trust policies require") >= 3
    first = walked(home / "t.toml", env, "<", "<", "2")
    assert load(home / "t.toml").answers.mode is Mode.SINGLE
    assert first.err.count("step 2 of 13") == 3


@pytest.mark.parametrize(
    ("before", "wrong", "says"),
    [
        ([], "3", "not a choice from 1 to 2"),
        ([], "-", "Choose a number from 1 to 2."),
        ([*MODE], "\x1b[31m", "␛[31m is not a choice"),
        ([*MODE, "", ""], "relative/path", "Type the absolute path"),
        ([*MODE, *TARGET], "12345678901x", "characters that are not digits"),
        ([*MODE, *TARGET], "1234567890123", "has 13 digits"),
        ([*MODE, *TARGET, HUB], "cn-north-1", "belongs to AWS China"),
        ([*MODE, *TARGET, HUB], "us-east-9", "There is no region us-east-9"),
        ([*MODE, *TARGET, HUB, ""], "a b", "can contain letters"),
        ([*MODE, *TARGET, *HUB_STEP], "remove 999999999999", "No account has"),
        ([*MODE, *TARGET, *HUB_STEP], "@/nowhere/x", "Could not read /nowhere/x"),
        ([*MODE, *TARGET, *HUB_STEP], "@", "Could not read"),
        ([*MODE, *TARGET, *HUB_STEP, ""], "us-gov-west-1", "belongs to AWS GovCloud"),
        ([*MODE, *TARGET, *HUB_STEP, ""], "nobody us-east-1", "No account has"),
        (
            [*MODE, *TARGET, *HUB_STEP, "", "", *ACCESS, *RETRY[:-1]],
            "0",
            "from 1 to 100",
        ),
        (
            [*MODE, *TARGET, *HUB_STEP, "", "", *ACCESS, *RETRY],
            "99",
            "not a number from 1 to",
        ),
    ],
)
def test_a_wrong_answer_is_said_and_asked_again(
    before: list[str], wrong: str, says: str, env: dict[str, str], home: Path
) -> None:
    done = walked(home / "s.toml", env, *before, wrong)
    assert done.code == 130
    assert says in done.err.partition("! ")[2]


def test_accounts_are_pasted_imported_renamed_and_removed(
    env: dict[str, str], home: Path
) -> None:
    listed = {"Accounts": [{"Id": SPOKE, "Name": "[red]x[/b]\n\x1b[31m"}]}
    (home / "list.json").write_text(json.dumps(listed, indent=2))
    session = home / "s.toml"
    lines = ["444444444444, a", SPOKE[:-1], "letters1234", "", "n", "@~/list.json"]
    edits = [
        "name a production",
        "remove hub",
        "list",
        "remove production",
        "",
        "regions",
    ]
    done = walked(session, env, *MODE, *TARGET, *HUB_STEP, *lines, *edits)
    assert "1 account added.\n  444444444444  a  as the hub" in done.err
    assert "characters that are not digits" in done.err
    assert "red-x-b  (named [red]x[/b]␊␛[31m)" in done.err
    assert "444444444444  production" in done.err
    assert "us-east-1  US East (N. Virginia)" in done.err
    accounts = load(session).answers.accounts
    assert [account.id for account in accounts] == [HUB, SPOKE]


def test_a_removed_account_of_the_organization_is_not_found_again(
    env: dict[str, str], home: Path
) -> None:
    session = home / "s.toml"
    save(replace(LISTED, step="accounts"), session)
    done = walked(session, env, "1", "remove data-lake")
    assert "222200000001 is removed from the list." in done.err
    answers = load(session).answers
    assert answers.organization.excluded == ("222200000001",)
    assert differences(answers, ORGANIZATION) == ()


def test_ten_thousand_lines_are_taken(env: dict[str, str], home: Path) -> None:
    session = home / "s.toml"
    many = [f"{i:012d},team {i}" for i in range(1, 10_000)]
    done = walked(session, env, *MODE, *TARGET, *HUB_STEP, *many, "", "")
    assert "9,999 accounts added." in done.err
    assert len(load(session).answers.accounts) == 10_000


def test_a_conflict_and_other_profiles_are_settled_at_the_preview(
    env: dict[str, str], home: Path
) -> None:
    config = home / ".aws" / "config"
    config.parent.mkdir()
    config.write_text("[profile hub]\nregion = eu-west-1\n[profile personal]\n")
    theirs = config.read_bytes()
    session = home / "s.toml"
    lines = [*MODE, *TARGET, *HUB_STEP, "", "", *ACCESS, *RETRY]
    done = walked(session, env, *lines, "keep", "own", "", "y", "", "")
    assert done.code == 0
    assert "1 profile outside this set-up: personal." in done.err
    assert load(session).answers.target.config_file.endswith("cartography-config")
    assert "[profile hub]" in (home / ".aws" / "cartography-config").read_text()
    assert config.read_bytes() == theirs
    assert load(session).answers.choices == {"~/.aws/config [hub]": "keep"}


def test_a_choice_holds_in_the_next_run(env: dict[str, str], home: Path) -> None:
    config = home / ".aws" / "config"
    config.parent.mkdir()
    config.write_text("[profile hub]\nregion = eu-west-1\n")
    session = home / "s.toml"
    lines = [*MODE, *TARGET, *HUB_STEP, "", "", *ACCESS, *RETRY]
    walked(session, env, *lines, "keep")
    done = walked(session, env, "1", "", "y", "", "")
    assert done.code == 0
    assert "press Enter to skip" not in done.err
    assert config.read_text().startswith("[profile hub]\nregion = eu-west-1\n")


def test_a_console_reads_lines_and_moves() -> None:
    said = io.StringIO()
    console = Console(io.StringIO("?\n  yes \n<\n"), said)
    assert console.ask("Q:", "because") == "yes"
    with pytest.raises(Back):
        console.ask("Q:", "because")
    with pytest.raises(EOFError):
        console.line()
    assert said.getvalue() == "Q: because\nQ: Q: "
