from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from carto_wizard.errors import WizardError
from carto_wizard.render.parts import text_of
from carto_wizard.render.policies import spoke_trust
from carto_wizard.render.policy_json import to_json
from carto_wizard.render.scripts.create_roles import create_roles
from carto_wizard.render.scripts.shells import Shell
from carto_wizard.setup.answers import Account, Answers, Hub, Identity
from carto_wizard.setup.iam_names import split_path
from tests.render.cases import CASES, HUB_EC2, HUB_ID, SINGLE_ROLE

# Stands for the AWS CLI: says who is calling, and notes every call with its arguments.
FAKE_AWS = """\
#!/bin/sh
printf '%s\\n' "$*" >>"$CALLS"
case "$1 $2" in
  'sts get-caller-identity') echo "$CALLER" ;;
  'iam get-'*)
    echo 'An error occurred (AccessDenied) when calling: no' >&2
    exit 254
    ;;
esac
"""


def posix(answers: Answers) -> str:
    return text_of(create_roles(answers, Shell.POSIX))


def powershell(answers: Answers) -> str:
    return text_of(create_roles(answers, Shell.POWERSHELL))


def run(
    folder: Path, answers: Answers, *words: str, caller: str = HUB_ID
) -> subprocess.CompletedProcess[str]:
    script = folder / "create-roles.sh"
    script.write_text(posix(answers))
    aws = folder / "aws"
    aws.write_text(FAKE_AWS)
    aws.chmod(0o755)
    return subprocess.run(
        ["/bin/sh", str(script), *words],
        env={
            "PATH": f"{folder}:/usr/bin:/bin",
            "CALLER": caller,
            "CALLS": str(folder / "calls"),
        },
        capture_output=True,
        text=True,
        check=False,
    )


def calls(folder: Path) -> list[str]:
    path = folder / "calls"
    return path.read_text().splitlines() if path.exists() else []


@pytest.mark.parametrize("case", CASES)
def test_the_shell_can_read_the_script(case: str) -> None:
    text = posix(CASES[case][0])
    subprocess.run(["/bin/sh", "-n"], input=text.encode(), check=True)


@pytest.mark.parametrize("answers", [HUB_EC2, SINGLE_ROLE])
def test_asked_nothing_it_says_what_it_can_do(tmp_path: Path, answers: Answers) -> None:
    done = run(tmp_path, answers)
    assert done.returncode == 0
    assert done.stdout.startswith("Usage:\n  sh create-roles.sh ")
    assert calls(tmp_path) == []


def test_a_word_it_does_not_know_is_a_failure(tmp_path: Path) -> None:
    assert run(tmp_path, HUB_EC2, "single").returncode == 2
    assert run(tmp_path, SINGLE_ROLE, "hub").returncode == 2


@pytest.mark.parametrize(
    "words",
    [
        ("spoke", "-any"),
        ("spoke", "--only"),
        ("all", "--through"),
        ("spoke", "222222222222"),
        ("remove", "spoke"),
        ("--adopt",),
    ],
)
def test_a_mistyped_line_shows_the_usage_and_touches_nothing(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    done = run(tmp_path, HUB_EC2, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Usage:\n")
    assert calls(tmp_path) == []


@pytest.mark.parametrize(
    ("answers", "words", "caller", "reason"),
    [
        (HUB_EC2, ("hub",), "222222222222", f"This is not the hub account {HUB_ID}."),
        (HUB_EC2, ("spoke",), "444444444444", "444444444444 is not on the list."),
        (SINGLE_ROLE, ("single",), "222222222222", f"This is not account {HUB_ID}."),
    ],
)
def test_another_account_is_refused_before_anything_is_touched(
    tmp_path: Path, answers: Answers, words: tuple[str, ...], caller: str, reason: str
) -> None:
    done = run(tmp_path, answers, *words, caller=caller)
    assert done.returncode == 1
    assert reason in done.stderr
    assert [call.split()[0] for call in calls(tmp_path)] == ["sts"]


@pytest.mark.parametrize(
    ("words", "caller", "said"),
    [
        (("spoke",), "222222222222", "Changing account 222222222222 payments-prod"),
        (("spoke", "--any"), "444444444444", "444444444444 (not on the list)"),
    ],
)
def test_a_denied_look_is_no_missing_role(
    tmp_path: Path, words: tuple[str, ...], caller: str, said: str
) -> None:
    done = run(tmp_path, HUB_EC2, *words, caller=caller)
    assert done.returncode == 1
    assert said in done.stdout
    assert "AccessDenied" in done.stderr
    assert calls(tmp_path)[-1].startswith("iam get-role ")


def test_the_aws_cli_is_missed_in_a_sentence(tmp_path: Path) -> None:
    script = tmp_path / "create-roles.sh"
    script.write_text(posix(HUB_EC2))
    done = subprocess.run(
        ["/bin/sh", str(script), "hub"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "The AWS CLI is not on the PATH." in done.stderr


def test_both_scripts_carry_the_policies_as_they_are() -> None:
    policy = to_json(spoke_trust(HUB_EC2))
    assert f"cat <<'END'\n{policy}END\n" in posix(HUB_EC2)
    assert f"= @'\n{policy}'@\n" in powershell(HUB_EC2)


def test_no_account_name_reaches_a_script_unchanged() -> None:
    for script in (posix(HUB_EC2), powershell(HUB_EC2)):
        assert "033333333333 red-x-b-rm--rf\n" in script
        assert "\x1b" not in script and "rm -rf" not in script


@pytest.mark.parametrize(
    "answers",
    [
        replace(HUB_EC2, hub=Hub(HUB_ID, "us-east-1", "x\nrm -rf /")),
        replace(HUB_EC2, hub=Hub("1\nEND\nid", "us-east-1")),
        replace(HUB_EC2, accounts=(Account("1\nEND\nid"),)),
    ],
)
@pytest.mark.parametrize("shell", Shell)
def test_a_line_break_in_an_answer_is_refused(shell: Shell, answers: Answers) -> None:
    with pytest.raises(WizardError, match="line break"):
        create_roles(answers, shell)


def test_a_quote_in_an_answer_stays_a_letter(tmp_path: Path) -> None:
    answers = replace(HUB_EC2, hub=Hub(HUB_ID, "us-east-1", "x'$(touch hurt)`id`"))
    done = run(tmp_path, answers, "hub")
    assert "AccessDenied" in done.stderr
    assert "x'$(touch hurt)`id`" in calls(tmp_path)[1]
    assert not (tmp_path / "hurt").exists()


def test_the_hub_reads_itself_only_when_it_is_on_the_list() -> None:
    call = "  read_only_role\n  ensure_role\n  if"
    assert call in posix(HUB_EC2)
    assert call not in posix(replace(HUB_EC2, accounts=HUB_EC2.accounts[1:]))


@pytest.mark.parametrize("identity", [Identity.USER, Identity.GROUP])
def test_only_a_role_is_handed_to_a_machine(identity: Identity) -> None:
    single = replace(SINGLE_ROLE.single, identity=identity)
    assert "PROFILE=yes\n" in posix(SINGLE_ROLE)
    assert "instance-profile" not in posix(replace(SINGLE_ROLE, single=single))


@pytest.mark.parametrize("answers", [answers for answers, _ in CASES.values()])
def test_powershell_neither_goes_through_all_accounts_nor_removes(
    answers: Answers,
) -> None:
    """It cannot be run in tests, and what was never run must not delete."""
    text = powershell(answers)
    called = set(
        re.findall(r"(?:Invoke|Test)-(?:Iam|Aws) ([a-z][\w-]+(?: get-c)?)", text)
    )
    assert "create-role" in called or "create-user" in called
    # An inline policy of our own role goes when its actions are no longer wanted.
    taken = {
        word for word in called if re.match("delete|detach|remove|sts assume", word)
    }
    assert taken <= {"delete-role-policy"}


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("carto", ("/", "carto")),
        ("team/carto", ("/team/", "carto")),
        ("/a/b/carto", ("/a/b/", "carto")),
    ],
)
def test_a_path_is_taken_off_a_name(name: str, parts: tuple[str, str]) -> None:
    assert split_path(name) == parts
