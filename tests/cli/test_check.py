from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.checks.causes import CAUSES
from carto_wizard.checks.finding import JSON_KEYS
from carto_wizard.demo.launch import Demo
from carto_wizard.setup.session import load, save
from tests.aws_fixtures import towards
from tests.sample import sample
from tests.terminal import PATIENCE, WIZARD, run, terminal

NOT_FINISHED = re.compile(r"Not finished: [1-8] of 9 accounts asked, \d verified\.")


@pytest.fixture
def at_work(
    healthy_aws: Demo, env: dict[str, str], home: Path
) -> tuple[Path, dict[str, str]]:
    """A written set-up of the demo's organization, and an environment to check it."""
    env = towards(healthy_aws, env)
    session = home / "session.toml"
    save(healthy_aws.answers, session)
    assert run("write", "--yes", "--session", session, env=env).code == 0
    return session, env


def check(at_work: tuple[Path, Mapping[str, str]], *flags: str) -> tuple[int, str, str]:
    session, env = at_work
    done = run("check", *flags, "--session", session, env=env)
    return done.code, done.out, done.err


def test_all_well_is_0_with_one_document_on_stdout(
    at_work: tuple[Path, dict[str, str]], healthy_aws: Demo
) -> None:
    code, out, err = check(at_work, "--json")
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert document["version"] == 1
    assert document["ok"] is True
    counts = document["summary"]
    assert counts["failed"] == 0
    accounts = len(healthy_aws.answers.accounts)
    for number in ("expected", "asked", "verified"):
        assert counts.pop(number) == accounts
    assert document["complete"] is True
    assert sum(counts.values()) == len(document["findings"])
    for finding in document["findings"]:
        assert list(finding) == list(JSON_KEYS)
        assert finding["cause"] in {"", *CAUSES}


def test_findings_stream_to_people_and_the_report_goes_to_stdout(
    at_work: tuple[Path, dict[str, str]],
) -> None:
    code, out, err = check(at_work)
    assert code == 0
    assert "✓ spoke.assume-role payments-prod: " in err
    assert out.startswith("Cartography will read exactly the ")
    assert "\n✓ " in out
    assert "All checks passed." in out


@pytest.mark.long
def test_news_from_cron_is_only_what_changed(
    at_work: tuple[Path, dict[str, str]], healthy_aws: Demo
) -> None:
    assert check(at_work, "--watch") == (0, "", "")
    config = Path(at_work[1]["HOME"]) / ".aws" / "config"
    whole = config.read_bytes()
    config.write_bytes(whole.replace(b"[profile sandbox]", b"[profile playground]"))
    code, out, err = check(at_work, "--watch")
    assert (code, err) == (1, "")
    assert "files.account-map" in out
    assert check(at_work, "--watch", "--json") == (1, "", "")
    config.write_bytes(whole)
    code, out, _ = check(at_work, "--watch", "--json")
    assert code == 0
    assert json.loads(out)["ok"] is True


def test_a_failure_is_1_with_cause_and_remedy(
    at_work: tuple[Path, dict[str, str]],
) -> None:
    config = Path(at_work[1]["HOME"]) / ".aws" / "config"
    config.unlink()
    code, out, err = check(at_work)
    assert code == 1
    assert "config-missing" in out
    assert "To do: " in out
    assert f"carto-wizard write --session {at_work[0]}\n" in out
    assert "✗ files.account-map" in err


def test_a_report_for_a_bug_holds_no_account_on_any_stream(
    at_work: tuple[Path, dict[str, str]], healthy_aws: Demo
) -> None:
    accounts = [account.id for account in healthy_aws.answers.accounts]
    for flags in ((), ("--markdown",), ("--json",)):
        code, out, err = check(at_work, "--redact", *flags)
        assert code == 0
        assert "xxxxxxxxxx" in out + err or "--markdown" in flags
        assert not [account for account in accounts if account in out + err]


def test_markdown_is_a_document_on_stdout(
    at_work: tuple[Path, dict[str, str]],
) -> None:
    code, out, err = check(at_work, "--markdown")
    assert (code, err) == (0, "")
    assert out.startswith("# ")
    assert "| `spoke.assume-role` |" in out


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("--json", "--markdown"), "cannot be combined"),
        (("--look-with", "no role"), "--look-with no role: "),
        (("--look-with",), "expected one argument"),
        (("--wait", "soon"), "--wait soon: this is no number of seconds"),
        (("--wait=-5",), "--wait -5: this is no number"),
        (("--wait", "9" * 300), "this is no number of seconds up to 86,400"),
    ],
)
def test_what_cannot_be_asked_for_is_2_with_the_reason(
    at_work: tuple[Path, dict[str, str]], flags: tuple[str, ...], words: str
) -> None:
    code, out, err = check(at_work, *flags)
    assert (code, out) == (2, "")
    assert words in err


def test_roles_just_made_are_waited_for_on_request(
    at_work: tuple[Path, dict[str, str]], healthy_aws: Demo
) -> None:
    denied = {"code": "AccessDenied", "message": "Not authorized.", "status": 403}
    for times, flags, code in (
        (2, (), 1),
        (2, ("--wait",), 0),
        (9, ("--wait", "0"), 1),
    ):
        healthy_aws.fault(
            "call", permission="sts:AssumeRole", account="*", times=times, **denied
        )
        assert check(at_work, *flags)[0] == code
        healthy_aws.clear()


def test_ctrl_c_ends_it_at_once(at_work: tuple[Path, dict[str, str]]) -> None:
    session, env = at_work
    # An address that takes the connection and never answers.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        silent_aws = env | {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"}
        with terminal("check", "--session", session, env=silent_aws) as tty:
            tty.expect("machine.environment")
            tty.send("\x03")
            assert tty.ended() == 130


@pytest.mark.one_in(5)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("form", sample(["", "--json", "--markdown"], "--json"))
@pytest.mark.parametrize("watch", [False, True])
def test_a_run_that_is_stopped_says_so_and_is_not_0(
    at_work: tuple[Path, dict[str, str]],
    healthy_aws: Demo,
    number: int,
    form: str,
    watch: bool,
) -> None:
    flags = [form] * bool(form) + ["--watch"] * watch
    code, out, err = stopped(at_work, healthy_aws, number, *flags)
    assert code == 128 + number
    if form == "--json":
        document = json.loads(out)
        assert (document["ok"], document["complete"]) == (False, False)
        numbers = document["summary"]
        assert 0 < numbers["asked"] < numbers["expected"] == 9
    elif watch and not form:
        assert out == ""
    else:
        assert NOT_FINISHED.search(out)
    assert "passed" not in out + err
    if watch:
        assert NOT_FINISHED.search(err)
        assert "The next run does not compare with this one." in err
        healthy_aws.clear()
        # As if it had never been: the account that was not asked is no news.
        assert check(at_work, "--watch") == (0, "", "")


def stopped(
    at_work: tuple[Path, Mapping[str, str]], aws: Demo, number: int, *flags: str
) -> tuple[int, str, str]:
    """A check that is stopped while one account gives no answer."""
    session, env = at_work
    last = aws.answers.accounts[-1].id
    aws.fault("call", permission="sts:AssumeRole", account=last, delay=60.0)
    before = len(aws.calls())
    process = subprocess.Popen(
        [*WIZARD, "check", *flags, "--session", str(session)],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    asked: set[str] = set()
    while len(asked) < len(aws.answers.accounts) - 1 and process.poll() is None:
        calls = aws.calls()[before:]
        simulated = (
            c for c in calls if c["permission"] == "iam:SimulatePrincipalPolicy"
        )
        asked = {call["account"] for call in simulated}
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out, err


def test_the_line_prompts_say_of_a_check_that_was_stopped_what_it_was(
    at_work: tuple[Path, dict[str, str]],
) -> None:
    session, env = at_work
    save(replace(load(session).answers, step="check"), session)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        silent_aws = env | {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"}
        with terminal("--plain", "--session", session, env=silent_aws) as tty:
            tty.answer("1", "y")
            tty.expect("machine.environment")
            tty.send("\x03")
            tty.expect("Not finished: 0 of 9 accounts asked, 0 verified.", "Saved at")
            assert tty.ended() == 130


def test_lint_of_what_was_written_finds_nothing_wrong(
    at_work: tuple[Path, dict[str, str]],
) -> None:
    _, env = at_work
    env = {k: v for k, v in env.items() if not k.startswith("AWS_")}
    done = run("lint", env=env)
    assert (done.code, done.err) == (0, "")


def test_lint_reads_every_file_named(env: dict[str, str], tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("[profile a]\nregion = us-east-1\nrole_arn = x\n")
    two.write_text("[profile b]\nregion = eu\n")
    done = run("lint", one, two, env=env)
    assert done.code == 1
    assert f"{one}:3" in done.out
    assert f"{two}:2" in done.out
    document = json.loads(run("lint", "--json", one, two, env=env).out)
    assert document["ok"] is False
    assert len(document["findings"]) == len({*map(str, document["findings"])})


def test_lint_of_nothing_says_what_cartography_would_do(env: dict[str, str]) -> None:
    done = run("lint", env=env)
    assert done.code == 1
    assert "the file does not exist" in done.out
