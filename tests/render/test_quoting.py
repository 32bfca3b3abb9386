"""Every form is read back, by the real program or by its documented rules."""

from __future__ import annotations

import re
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carto_wizard.errors import WizardError
from carto_wizard.render import quoting

PRINTABLE = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x1F600).filter(str.isprintable),
    max_size=30,
)
NASTY = (
    *(
        "",
        " ",
        "$HOME",
        "`id`",
        "$(id)",
        "a'b",
        'a"b',
        "a\\",
        "\\'",
        "~",
        "*",
        "%PATH%",
    ),
    *("#", "a b", "-n", "!x", "ü’‘‚‛", "${x}", "a;b", "\\n", "''", "`$", "$x\\"),
)
FORMS = (
    quoting.posix,
    quoting.posix_path,
    quoting.fish,
    quoting.fish_path,
    quoting.powershell,
    quoting.powershell_path,
    quoting.systemd,
    quoting.docker,
    quoting.ini,
    quoting.printable,
)


def sh_reads(quoted: list[str], home: str = "/home/jo") -> list[str]:
    script = "printf '%s\\0' " + " ".join(quoted)
    done = subprocess.run(
        ["/bin/sh", "-c", script], capture_output=True, check=True, env={"HOME": home}
    )
    return done.stdout.decode().split("\0")[:-1]


def fish_reads(quoted: str) -> str:
    """In single quotes fish knows two escapes: of the backslash and of the quote."""
    assert quoted[0] == quoted[-1] == "'"
    assert re.fullmatch(r"(?:[^'\\]|\\[\\'])*", quoted[1:-1])
    return re.sub(r"\\([\\'])", r"\1", quoted[1:-1])


def systemd_reads(quoted: str) -> str:
    """In double quotes systemd takes the backslash from four characters."""
    assert quoted[0] == quoted[-1] == '"'
    assert re.fullmatch(r'(?:[^"\\]|\\.)*', quoted[1:-1])
    return re.sub(r'\\([\\"$`])', r"\1", quoted[1:-1])


def powershell_reads(quoted: str) -> str:
    """Single quotes double; in double quotes a backtick escapes, $() is computed."""
    assert quoted.isascii()
    inner = quoted[1:-1]
    if quoted[0] == "'":
        assert re.fullmatch(r"(?:[^']|'')*", inner)
        return inner.replace("''", "'")
    token = re.compile(r"\$\(\[char\]0x([0-9a-f]{4})\)|`([`\"$])|([^`\"$])")
    units = b""
    at = 0
    while at < len(inner):
        match = token.match(inner, at)
        assert match, inner[at:]
        unit, escaped, plain = match.groups()
        units += bytes.fromhex(unit) if unit else (escaped or plain).encode("utf-16-be")
        at = match.end()
    return units.decode("utf-16-be")


@settings(max_examples=30)
@given(st.lists(PRINTABLE, min_size=1, max_size=40))
def test_a_posix_shell_reads_every_value_back(values: list[str]) -> None:
    assert sh_reads([quoting.posix(value, "x") for value in values]) == values


def test_a_posix_shell_reads_the_nasty_values_back() -> None:
    assert sh_reads([quoting.posix(value, "x") for value in NASTY]) == list(NASTY)


@settings(max_examples=200)
@given(PRINTABLE | st.sampled_from(NASTY))
def test_the_other_programs_read_every_value_back(value: str) -> None:
    assert fish_reads(quoting.fish(value, "x")) == value
    assert systemd_reads(quoting.systemd(value, "x")) == value
    assert powershell_reads(quoting.powershell(value, "x")) == value
    assert quoting.docker(value, "x") == value


@pytest.mark.parametrize("path", ["~/a b/$x", "%UserProfile%/it's", "~/`id`\\"])
def test_an_open_home_is_filled_in_by_whoever_runs_it(path: str) -> None:
    rest = re.split(r"[/\\]", path, maxsplit=1)[1]
    home = "/home/o'neil $x"
    assert sh_reads([quoting.posix_path(path, "x")], home) == [f"{home}/{rest}"]
    prefix, _, quoted = quoting.fish_path(path, "x").partition("/")
    assert (prefix, fish_reads(quoted)) == ('"$HOME"', rest)
    spoken = quoting.powershell_path(path, "x")
    assert spoken.startswith('"$env:USERPROFILE\\')
    assert powershell_reads('"' + spoken.split("\\", 1)[1]) == rest


@pytest.mark.parametrize("path", ["/a/~/b", "~jo/x", "C:\\~\\x", "%UserProfile%", "~/"])
def test_a_path_without_an_open_home_is_only_a_value(path: str) -> None:
    assert quoting.posix_path(path, "x") == quoting.posix(path, "x")
    assert quoting.powershell_path(path, "x") == quoting.powershell(path, "x")


@pytest.mark.parametrize(
    "char", ["\n", "\r", "\0", "\x1b", "\x7f", "\x85", "\u2028", "\t"]
)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_a_line_break_or_control_character_is_refused(form, char: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(WizardError) as refusal:
        form(f"a{char}b", "hub.region")
    assert str(refusal.value).startswith("hub.region: a")
    assert char not in str(refusal.value)
    assert refusal.value.hint


@pytest.mark.parametrize(
    "value", ["", " x", "x ", "a # b", "a ;b", "#a", "'a'", 'a"', "ü"]
)
def test_an_ini_value_that_sdks_read_differently_is_refused(value: str) -> None:
    with pytest.raises(WizardError, match="external_id"):
        quoting.ini(value, "external_id")


@pytest.mark.parametrize(
    "value", ["x", "a#b", "a;b", "a=b", "%x%", "a:b/c+d,e.f@g-h_i"]
)
def test_an_ini_value_that_every_sdk_reads_alike_stays(value: str) -> None:
    assert quoting.ini(value, "external_id") == value
