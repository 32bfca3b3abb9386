from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carto_wizard.cli import main
from carto_wizard.setup.answers import Account, Answers
from carto_wizard.setup.session import save
from tests.cli.conftest import ANSWERS
from tests.setup.strategies import answers
from tests.terminal import files_below, run, terminal

KEYS = {
    "form",
    "key",
    "path",
    "target_path",
    "status",
    "purpose",
    "diff",
    "problem",
    "conflicts",
    "others",
    "notes",
}


def documents(text: str) -> dict[str, dict[str, object]]:
    document = json.loads(text)
    assert document["version"] == 1
    assert document["missing"] == []
    assert all(set(file) == KEYS for file in document["files"])
    return {file["key"]: file for file in document["files"]}


def test_every_file_is_shown_and_nothing_is_written(
    env: dict[str, str], session: Path, home: Path
) -> None:
    before = files_below(home)
    done = run("preview", "--session", session, env=env)
    assert done.code == 0
    assert done.err == ""
    assert f"+ create   {home}/.aws/config" in done.out
    assert "+[profile red-x-b]" in done.out
    assert "\x1b" not in done.out
    assert files_below(home) == before


def test_the_document_holds_the_same(
    env: dict[str, str], session: Path, home: Path
) -> None:
    done = run("preview", "--json", "--session", session, env=env)
    assert (done.code, done.err) == (0, "")
    files = documents(done.out)
    config = files["aws-config"]
    assert config["path"] == config["target_path"] == f"{home}/.aws/config"
    assert config["status"] == "create"
    assert "+[profile red-x-b]\n" in str(config["diff"])
    assert list(files_below(home)) == [str(session)]


def test_colours_are_for_terminals_that_want_them(
    env: dict[str, str], session: Path
) -> None:
    plain = run("preview", "--session", session, env=env).out
    for more, coloured in (
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
    ):
        with terminal("preview", "--session", session, env=env | more) as tty:
            assert tty.ended() == 0
            assert ("\x1b[32m+[default]\x1b[0m" in tty.seen) is coloured
            assert coloured or tty.seen == plain


def test_all_that_is_missing_is_listed_with_its_step(
    env: dict[str, str], session: Path, home: Path
) -> None:
    save(Answers(step="mode"), session)
    done = run("preview", "--session", session, env=env)
    assert (done.code, done.out) == (2, "")
    for step in ("hub", "accounts"):
        assert f"\n  {step}" in done.err
    done = run("preview", "--json", "--session", session, env=env)
    assert done.code == 2
    document = json.loads(done.out)
    assert document["files"] == []
    steps = [problem["step"] for problem in document["missing"]]
    assert steps == sorted(steps, key=["hub", "accounts", "regions"].index)
    assert list(files_below(home)) == [str(session)]


def test_a_long_list_of_problems_is_counted(env: dict[str, str], session: Path) -> None:
    wrong = tuple(Account(f"x{i}", "a") for i in range(500))
    save(replace(ANSWERS, accounts=wrong), session)
    done = run("preview", "--session", session, env=env)
    assert done.code == 2
    assert "500 problems" in done.err
    assert len(done.err.splitlines()) < 30


def test_a_file_that_cannot_be_written_is_told_and_exits_3(
    env: dict[str, str], session: Path, home: Path
) -> None:
    (home / ".aws" / "config").mkdir(parents=True)
    done = run("preview", "--session", session, env=env)
    assert done.code == 3
    assert f"✗ refused  {home}/.aws/config" in done.out
    assert "is a folder" in done.out
    files = documents(run("preview", "--json", "--session", session, env=env).out)
    assert files["aws-config"]["status"] == "refused"
    assert "is a folder" in str(files["aws-config"]["problem"])


def test_a_conflict_names_both_sides_and_secrets_of_others_stay_hidden(
    env: dict[str, str], session: Path, home: Path
) -> None:
    config = home / ".aws" / "config"
    config.parent.mkdir()
    config.write_text(
        "[profile hub]\nregion = eu-central-1\naws_secret_access_key = hush\n"
        "[profile personal]\nregion = eu-central-1\n"
    )
    done = run("preview", "--session", session, env=env)
    assert done.code == 3
    assert "! conflict" in done.out
    assert "personal" in done.out
    assert "hush" not in done.out
    document = run("preview", "--json", "--session", session, env=env).out
    assert "hush" not in document
    file = documents(document)["aws-config"]
    assert file["status"] == "conflict"
    assert file["others"] == ["personal"]
    assert file["conflicts"]


def test_keys_that_are_typed_later_are_announced(
    env: dict[str, str], session: Path, home: Path
) -> None:
    session.write_text(
        'version = 1\nmode = "single-account"\n[target]\ncredentials = "profile"\n'
        'profile = "default"\n[single]\naccount_id = "111111111111"\n'
        'region = "us-east-1"\nidentity = "user"\nkeys = "write"\n'
    )
    done = run("preview", "--session", session, env=env)
    assert done.code == 0
    assert f"{home}/.aws/credentials is not shown" in done.err


def test_unknown_keys_are_told_and_do_no_harm(
    env: dict[str, str], session: Path
) -> None:
    session.write_text('colour = "blue"\n' + session.read_text())
    done = run("preview", "--session", session, env=env)
    assert done.code == 0
    assert "this version does not know: colour" in done.err


paths = st.one_of(
    st.just(""),
    st.sampled_from(
        ["/", "/dev/null/x", "~/.", "/proc/1/mem", "~/" + "x" * 5_000, "~/a/b"]
    ),
    st.text(max_size=20).map(lambda text: f"~/{text}"),
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(made=st.one_of(answers, st.just(ANSWERS)), config=paths, folder=paths)
def test_whatever_the_session_says_it_never_ends_with_1(
    home: Path, session: Path, made: Answers, config: str, folder: str
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        patch.setenv("XDG_STATE_HOME", str(home / "state"))
        target = replace(made.target, config_file=config, folder=folder)
        save(replace(made, target=target), session)
        assert main(["preview", "--session", str(session)]) in (0, 2, 3)
        assert main(["preview", "--json", "--session", str(session)]) in (0, 2, 3)
