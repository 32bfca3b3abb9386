from __future__ import annotations

import stat
import time
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from carto_wizard.errors import SessionDamaged, SessionError
from carto_wizard.setup.answers import Account, Answers, Hub, Mode
from carto_wizard.setup.session import load, open_session, save, set_aside
from carto_wizard.setup.session_toml import (
    parse,
    render,
    updated,
)
from tests.setup import strategies

SMALL = 'version = 1\nstep = "hub"\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sessions" / "default.toml"


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@given(strategies.answers)
def test_every_answer_comes_back(answers: Answers) -> None:
    text = render(answers)
    assert parse(text, Path()).answers == answers
    assert parse(text, Path()).unknown == ()


@given(strategies.answers)
def test_every_answer_comes_back_from_a_file_with_comments(answers: Answers) -> None:
    old = "# mine\n" + SMALL + '[[accounts]]\nid = "1" # first\n# end\n'
    new = updated(old, answers)
    assert parse(new, Path()).answers == answers
    for comment in ("# mine", "# end"):
        assert comment in new


def test_a_bad_paste_is_saved_all_the_same(path: Path) -> None:
    save(Answers(accounts=(Account("1", "a\udc80b"),)), path)
    assert load(path).answers.accounts[0].name == "a?b"


def test_a_new_session_is_private_and_the_old_one_is_replaced_whole(path: Path) -> None:
    save(Answers(step="hub"), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    save(Answers(step="accounts"), path)
    assert load(path).answers.step == "accounts"
    assert list(path.parent.iterdir()) == [path]


def test_a_session_behind_a_symlink_stays_behind_it(path: Path, tmp_path: Path) -> None:
    put(path, SMALL)
    link = tmp_path / "link.toml"
    link.symlink_to(path)
    save(Answers(step="retry"), link)
    assert link.is_symlink()
    assert load(path).answers.step == "retry"


def test_a_byte_order_mark_is_no_damage(path: Path) -> None:
    put(path, "\ufeff# from Notepad\n" + SMALL)
    assert load(path).answers.step == "hub"
    save(Answers(step="access"), path)
    assert "# from Notepad" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("version = ", "not valid TOML"),
        ("", "no `version = 1`"),
        ('version = "1"\n', "no `version = 1`"),
        ("version = true\n", "no `version = 1`"),
        ("version = 0\n", "no `version = 1`"),
        (SMALL + 'mode = "both"\n', "mode: 'both' is not one of single-account"),
        ('version = 1\nstep = "nowhere"\n', "step: 'nowhere'"),
        (SMALL + 'partition = "moon"\n', "partition: 'moon'"),
        (SMALL + "hub = 3\n", "hub must be a table, [hub]."),
        (SMALL + "accounts = 3\n", "accounts must be tables"),
        (SMALL + "[[accounts]]\nid = 222222222222\n", "accounts.0.id must be a string"),
        (SMALL + "[retry]\nmax_attempts = true\n", "must be a whole number"),
        (SMALL + "[retry]\nmax_attempts = 5.0\n", "must be a whole number"),
        (SMALL + '[target]\nhere = "yes"\n', "target.here must be true or false"),
        (SMALL + "[access]\ngrants = [1]\n", "access.grants must be a list of strings"),
        (SMALL + "choices = 3\n", "choices must be a table, [choices]."),
        (SMALL + '[choices]\n"run.sh" = "drop"\n', "'run.sh': 'drop' is not one of"),
        (SMALL + '[choices]\n"run.sh" = 1\n', "'run.sh': 1 is not one of keep, "),
        (SMALL + "x = " + "[" * 20_000, "nested too deeply"),
        (SMALL + "x = " + "9" * 5_000, "not valid TOML"),
    ],
)
def test_a_damaged_session_says_where_and_is_set_aside_whole(
    text: str, says: str, path: Path
) -> None:
    put(path, text)
    with pytest.raises(SessionDamaged) as refusal:
        load(path)
    assert says in refusal.value.message
    assert str(path) in refusal.value.message
    opened = open_session(path)
    assert opened.answers == Answers()
    assert opened.saved is None
    (aside,) = path.parent.iterdir()
    assert str(aside) in " ".join(opened.notices)
    assert aside.read_text() == text


def test_text_that_is_not_utf8_is_damage(path: Path) -> None:
    put(path, "").write_bytes(b"version = 1\n# \xff\n")
    with pytest.raises(SessionDamaged, match="is not UTF-8 text"):
        load(path)


@pytest.mark.parametrize(
    "text", ["version = 99\n", "version = 2\n# mine\n[new]\nx=1\n"]
)
def test_a_newer_session_is_refused_and_left_as_it_is(text: str, path: Path) -> None:
    put(path, text)
    for use in (load, open_session, lambda at: save(Answers(), at)):
        with pytest.raises(SessionError, match="newer carto-wizard") as refusal:
            use(path)
        assert not isinstance(refusal.value, SessionDamaged)
        assert refusal.value.exit_code == 2
        assert "Upgrade" in refusal.value.hint
    assert path.read_text() == text
    assert list(path.parent.iterdir()) == [path]


def test_starting_over_keeps_the_earlier_session_under_another_name(path: Path) -> None:
    put(path, SMALL)
    opened = open_session(path, fresh=True)
    assert opened.answers == Answers()
    (aside,) = path.parent.iterdir()
    assert aside != path
    assert aside.read_text() == SMALL
    assert str(aside) in opened.notices[0]


def test_setting_aside_twice_never_overwrites(path: Path) -> None:
    names = {set_aside(put(path, SMALL)) for _ in range(5)}
    assert len(names) == len(list(path.parent.iterdir())) == 5


def test_unknown_keys_are_told_and_kept(path: Path) -> None:
    put(path, SMALL + 'colour = "blue"\n[hub]\n"a\\u001bb" = 1\n[plugins]\nx = 1\n')
    opened = open_session(path)
    assert "colour" in opened.notices[0]
    assert "hub.a␛b" in opened.notices[0]
    save(replace(opened.answers, hub=Hub("1" * 12)), path)
    data = tomllib.loads(path.read_text())
    assert data["colour"] == "blue"
    assert data["hub"]["a\x1bb"] == 1
    assert data["hub"]["account_id"] == "1" * 12
    assert data["plugins"] == {"x": 1}


def test_no_session_is_a_refusal_for_commands_and_a_start_for_the_wizard(
    path: Path,
) -> None:
    with pytest.raises(SessionError, match="There is no session"):
        load(path)
    assert open_session(path) == open_session(path, fresh=True)
    assert open_session(path).saved is None


def test_what_cannot_be_read_or_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(SessionError, match="Could not read"):
        load(tmp_path)
    with pytest.raises(SessionError, match="Could not save"):
        save(Answers(), tmp_path)
    blocked = put(tmp_path / "file", "x") / "session.toml"
    with pytest.raises(SessionError, match="Could not save"):
        save(Answers(), blocked)


def test_the_example_of_the_documentation_is_understood() -> None:
    text = """
version = 1
step = "preview"                     # where the wizard resumes
mode = "hub-and-spoke"               # or "single-account"
partition = "aws"
[target]
here = true
platform = "linux"
credentials = "Ec2InstanceMetadata"
profile = ""
config_file = ""
[hub]
account_id = "111111111111"
region = "us-east-1"
role = "cartography-service"
[access]
role = "cartography-read-only"
trust = "hub-account"
external_id = ""
[[accounts]]
id = "222222222222"
name = "prod"
region = "us-west-1"
[retry]
mode = "standard"
max_attempts = 5
[single]
account_id = "111111111111"
region = "us-east-1"
identity = "role"
name = "cartography"
profile = "default"
"""
    loaded = parse(text, Path())
    assert loaded.unknown == ()
    assert loaded.answers.mode is Mode.HUB
    assert loaded.answers.accounts == (Account("222222222222", "prod", "us-west-1"),)


def test_ten_thousand_accounts_are_linear(path: Path) -> None:
    def cost(number: int) -> float:
        many = tuple(Account(f"{i:012d}", f"team {i}") for i in range(number))
        answers = Answers(step="accounts", accounts=many)
        started = time.process_time()
        save(answers, path)
        assert load(path).answers == answers
        return time.process_time() - started

    # Quadratic growth would be a hundredfold.
    assert cost(10_000) < 40 * max(cost(1_000), 0.01)


def test_what_is_typed_into_the_file_between_two_saves_is_kept(path: Path) -> None:
    save(Answers(step="hub"), path)
    save(Answers(step="accounts"), path)
    text = path.read_text()
    path.write_text(f"# mine\n{text}")
    save(Answers(step="regions"), path)
    assert path.read_text().startswith("# mine\n")
    path.write_text(text.replace("step =", 'own = "x"\nstep ='))
    save(Answers(step="access"), path)
    assert load(path).unknown == ("own",)
    assert load(path).answers.step == "access"


def others(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{path.name}.changed-meanwhile-*"))


def test_answers_that_somebody_else_saved_meanwhile_are_kept_beside(path: Path) -> None:
    saved = save(Answers(step="hub"), path, "")
    assert saved.notice == ""
    cron = Answers(step="hub", accounts=(Account("222222222222", "new"),))
    save(cron, path)
    path.write_text(f"# mine\n{path.read_text()}")
    theirs = path.read_bytes()
    saved = save(Answers(step="accounts"), path, saved.text)
    (kept,) = others(path)
    assert kept.read_bytes() == theirs
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert str(kept) in saved.notice
    assert load(path).answers == Answers(step="accounts")
    assert path.read_text().startswith("# mine\n")
    assert save(Answers(step="regions"), path, saved.text).notice == ""
    assert others(path) == [kept]


def test_what_is_no_other_answer_is_not_kept_beside(path: Path) -> None:
    old, new = Answers(step="hub"), Answers(step="retry", hub=Hub("1" * 12))
    text = save(old, path, "").text
    for there in (
        f"# mine\n{text}",
        text.replace("step =", 'own = "x"\nstep ='),
        text.replace('"hub"', '"regions"'),
        text.replace("\n", "\r\n"),
        f"\ufeff{text}",
        render(new),
        "broken = [",
        "",
    ):
        path.write_text(there, newline="")
        assert save(new, path, text).notice == ""
    path.unlink()
    assert save(new, path, text).notice == ""
    assert list(path.parent.iterdir()) == [path]


def test_a_session_that_somebody_else_began_meanwhile_is_kept_beside(
    path: Path,
) -> None:
    opened = open_session(path)
    save(Answers(accounts=(Account("222222222222"),)), path)
    text = path.read_text()
    saved = save(Answers(step="mode"), path, opened.text)
    (kept,) = others(path)
    assert str(kept) in saved.notice
    assert kept.read_text() == text
    assert open_session(kept).answers.accounts == (Account("222222222222"),)


@pytest.mark.parametrize(
    "text", ["[default]\nregion = us-east-1\n", '[project]\nversion = "1"\n', "\0"]
)
@pytest.mark.parametrize("fresh", [False, True])
def test_a_file_that_was_never_a_session_is_left_alone(
    text: str, fresh: bool, tmp_path: Path
) -> None:
    config = tmp_path / "config"
    config.write_text(text)
    with pytest.raises(SessionError, match="is not a carto-wizard session"):
        open_session(config, fresh=fresh)
    assert config.read_text() == text
    assert list(tmp_path.iterdir()) == [config]
