"""Worlds in which Cartography may lose an account: files, environment, credentials.

Each mistake of the files is made in the last profile: the ones before it are well.
Sources of the mistakes: configs that real set-ups had, each run with Cartography.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from carto_wizard.files.locations import places
from carto_wizard.setup.answers import CredentialSource
from tests.checks import faults_machine as machine
from tests.checks.bench import Bench

Make = Callable[[Bench], object]


@dataclass(frozen=True, slots=True)
class World:
    """A machine as it may be found; `harmless`: Cartography misses nothing there."""

    name: str
    make: Make
    harmless: bool = False
    attempts: str = "1"
    """A run that fails fast keeps the test short, where that changes no answer."""


def last(bench: Bench, change: Callable[[str], str]) -> None:
    """Change the section of the last profile."""

    def edit(text: str) -> str:
        at = text.rindex("[profile ")
        changed = change(text[at:])
        assert changed != text[at:]
        return text[:at] + changed

    bench.rewrite(edit)


def replaced(old: str, new: str) -> Make:
    return lambda b: last(b, lambda text: re.sub(old, new, text, count=1, flags=re.M))


def added(line: str) -> Make:
    return lambda b: last(b, lambda text: f"{text.rstrip()}\n{line}\n")


def key(name: str, value: str) -> Make:
    """Give a key of the last profile another value."""
    return replaced(f"^{name} = .*$", f"{name} = {value}")


def in_file(before: str = "", after: str = "") -> Make:
    return lambda b: b.rewrite(lambda text: f"{before}{text}{after}")


def raw(change: Callable[[bytes], bytes]) -> Make:
    return lambda b: b.config.write_bytes(change(b.config.read_bytes()))


def variable(name: str, value: str) -> Make:
    return lambda b: machine.variable(b, name, value)


def _credentials(text: str) -> Make:
    return lambda b: Path(b.where.credentials_file).write_text(_filled(b, text))


def _filled(bench: Bench, text: str) -> str:
    admin = bench.demo.admin[bench.hub]
    name = bench.config.read_text().rsplit("[profile ", 1)[1].split("]")[0]
    keys = f"aws_access_key_id = {admin.key}\naws_secret_access_key = {admin.secret}\n"
    return text.replace("KEYS", keys).replace("LAST", name)


def _behind(text: str, name: str = "default") -> Make:
    """The spokes take their credentials from a profile with this text."""

    def make(bench: Bench) -> None:
        machine.source(bench, CredentialSource.PROFILE, name)
        header = "[default]" if name == "default" else f"[profile {name}]"
        filled = _filled(bench, text)

        def edit(config: str) -> str:
            if name == "default":
                return config.replace("[default]\n", f"[default]\n{filled}", 1)
            return f"{config}\n{header}\n{filled}"

        bench.rewrite(edit)

    return make


def _one_source(text: str) -> Make:
    """Only the last profile takes its credentials from another one."""

    def make(bench: Bench) -> None:
        replaced("^credential_source = .*$", "source_profile = other")(bench)
        at = bench.config.read_text()
        bench.config.write_text(f"[profile other]\n{_filled(bench, text)}\n{at}")

    return make


HEADERS = (
    World("header: no word profile", replaced(r"^\[profile ", "[")),
    World("header: Profile", replaced(r"^\[profile ", "[Profile ")),
    World("header: a space in the name", replaced(r"^\[profile ", "[profile my ")),
    World(
        "header: an open quote", replaced(r"^\[profile (.*)\]", r"[profile bob's\1]")
    ),
    World(
        "header: quoted name", replaced(r"\[profile (.*)\]", r'[profile "\1"]'), True
    ),
    World("header: comment behind", replaced(r"^(\[.*\])", r"\1 # [last]")),
    World("header: profile:name", replaced(r"^\[profile ", "[profile:")),
    World("header: a tab", replaced(r"^\[profile ", "[profile\t"), True),
    World("header: another name", replaced(r"^\[profile (.*)\]", r"[profile \1-x]")),
    World("header: no closing bracket", replaced(r"^(\[.*)\]", r"\1")),
)

ROLES = (
    World("role: misspelt", replaced("read-only", "readonly")),
    World("role: capitals", replaced("role/cartography", "role/Cartography")),
    World("role: a path", replaced("role/", "role/audit/")),
    World("role: another account", replaced(r"::\d{12}:", "::123456789012:")),
    World("role: 11 digits", replaced(r"::\d(\d{11}):", r"::\1:")),
    World("role: dashes", replaced(r"::(\d{4})(\d{4})", r"::\1-\2-")),
    World("role: another partition", replaced("arn:aws:", "arn:aws-us-gov:")),
    World("role: quoted", replaced(r"role_arn = (.*)", r'role_arn = "\1"')),
    World("role: a comment", replaced(r"(role_arn = .*)", r"\1 # read-only")),
    World("role: of a session", replaced("iam::(.*):role", r"sts::\1:assumed-role")),
    World("role: empty", key("role_arn", "")),
    World("role: two lines", replaced(r"(role_arn = .*)", r"\1\n  more")),
    World("role: none", replaced(r"^role_arn.*\n", "")),
    World("role: a user's", replaced(":role/", ":user/")),
    World("external ID nobody asks for", added("external_id = shared-value"), True),
    World("external ID with a blank", added("external_id = a b")),
    World("external ID of one letter", added("external_id = x")),
)

REGIONS = (
    World("region: none", replaced(r"^region.*\n", "")),
    World("region: empty", key("region", "")),
    World("region: a comment", key("region", "us-east-1 # virginia")),
    World("region: quoted", key("region", '"us-east-1"')),
    World("region: underscores", key("region", "us_east_1")),
    World("region: a list", key("region", "us-east-1, us-west-2")),
    World("region: capitals", key("region", "US-EAST-1")),
    World("region: a zone", key("region", "us-east-1a")),
    World("region: not enabled", key("region", "ap-east-1")),
    World("region: misspelt", key("region", "us-east-9")),
    World("region: of GovCloud", key("region", "us-gov-west-1")),
    World("region: two lines", replaced(r"^(region = .*)", r"\1\n  x")),
    World("region: another that is enabled", key("region", "us-west-2"), True),
    World("region: blanks behind", replaced(r"^(region = .*)", r"\1   "), True),
)

SOURCES = (
    World("source: small letters", key("credential_source", "ec2instancemetadata")),
    World("source: quoted", key("credential_source", '"Ec2InstanceMetadata"')),
    World("source: a comment", key("credential_source", "Ec2InstanceMetadata ; role")),
    World("source: EcsContainer on EC2", key("credential_source", "EcsContainer")),
    World("source: Environment unset", key("credential_source", "Environment")),
    World("source: none", replaced(r"^credential_source.*\n", "")),
    World("source: two", added("source_profile = default")),
    World(
        "source: default without keys",
        replaced("^credential_source = .*$", "source_profile = default"),
    ),
    World(
        "source: missing profile",
        replaced("^credential_source = .*$", "source_profile = ghost"),
    ),
    World(
        "source: itself",
        lambda b: last(
            b,
            lambda text: re.sub(
                "credential_source = .*", f"source_profile = {_name(text)}", text
            ),
        ),
    ),
    World(
        "source: another spoke",
        lambda b: last(
            b,
            lambda text: re.sub(
                "credential_source = .*", f"source_profile = {_first(b)}", text
            ),
        ),
    ),
    World("source: region-only profile", _one_source("output = json\n")),
    World("source: login of a person", _one_source("login_session = arn:x\n")),
    World(
        "source: token file missing",
        _one_source(
            "role_arn = arn:aws:iam::111111111111:role/x\n"
            "web_identity_token_file = /nowhere/token\n"
        ),
    ),
    World(
        "source: program missing", _one_source("credential_process = /nowhere/helper\n")
    ),
    World("source: half a key", _one_source("aws_access_key_id = AKIAIOSFODNN7\n")),
)

VALUES = (
    World("duration of two hours", added("duration_seconds = 7200")),
    World("duration of a minute", added("duration_seconds = 60")),
    World("duration of an hour", added("duration_seconds = 3600"), True),
    World("duration in words", added("duration_seconds = an hour"), True),
    World("MFA", added("mfa_serial = arn:aws:iam::111111111111:mfa/ann")),
    World("session name with a blank", added("role_session_name = ann lee")),
    World("session name of one letter", added("role_session_name = x")),
    World("a session name", added("role_session_name = ann@example.com"), True),
    World("token file missing", added("web_identity_token_file = /nowhere/token")),
    World(
        "token file instead",
        replaced(r"^credential_source.*$", "web_identity_token_file = /nowhere/x"),
    ),
    World("retry mode misspelt", added("retry_mode = fast")),
    World("no attempts", added("max_attempts = 0"), attempts=""),
    World("sts_regional_endpoints misspelt", added("sts_regional_endpoints = local")),
    World(
        "endpoint where nobody listens",
        added(f"endpoint_url = http://127.0.0.1:{machine.closed_port()}"),
    ),
    World("output in quotes", key("output", '"json"'), True),
    World("keys beside the role", lambda b: added(_filled(b, "KEYS"))(b), True),
    World(
        "keys of nobody beside the role",
        added("aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x"),
        True,
    ),
    World("program beside the role", added("credential_process = /nowhere/x"), True),
    World("SSO beside the role", added("sso_account_id = 1\nsso_role_name = x"), True),
    World("login beside the role", added("login_session = arn:x"), True),
    World("a key that AWS does not know", added("colour = blue"), True),
    World(
        "indented keys",
        lambda b: last(b, lambda text: re.sub("^(?=[a-z])", "  ", text, flags=re.M)),
    ),
    World("nested settings", added("s3 =\n  max_concurrent_requests = 2"), True),
)

SYNTAX = (
    World(
        "section twice",
        lambda b: b.rewrite(lambda text: text + text[text.rindex("[profile ") :]),
    ),
    World("key twice", added("output = text")),
    World("line without =", added("just words")),
    World("text before a section", in_file("words\n")),
    World("key without value or sign", added("output")),
    World("value without key", added("= x")),
    World("byte order mark", raw(lambda data: b"\xef\xbb\xbf" + data)),
    World("a latin-1 byte", raw(lambda data: data + b"# caf\xe9\n")),
    World("UTF-16", raw(lambda data: data.decode().encode("utf-16"))),
    World("CRLF", raw(lambda data: data.replace(b"\n", b"\r\n")), True),
    World("empty", raw(lambda data: b"")),
    World("comments alone", raw(lambda data: b"# nothing\n")),
    World("lent MFA", in_file("[DEFAULT]\nmfa_serial = arn:x\n")),
    World("lent output", in_file("[DEFAULT]\ncli_pager =\n"), True),
    World("comments and blanks", in_file("# ours\n\n", "\n; end\n\n"), True),
    World("an sso-session", in_file("[sso-session x]\nsso_region = y\n"), True),
)

THEIR_ROLE = "role_arn = arn:aws:iam::123456789012:role/mine"


def _foreign(*lines: str) -> Make:
    """One more profile, which is somebody else's."""
    return in_file(after="\n".join(("", "[profile mine]", *lines, "")))


FOREIGN = (
    World(
        "foreign role",
        _foreign(
            "region = us-east-1", "credential_source = Ec2InstanceMetadata", THEIR_ROLE
        ),
    ),
    World("foreign, the hub again", _foreign("region = us-east-1", "output = json")),
    World(
        "foreign MFA",
        _foreign(
            "region = us-east-1",
            "mfa_serial = arn:x",
            "credential_source = Ec2InstanceMetadata",
            THEIR_ROLE,
        ),
    ),
    World(
        "foreign program missing",
        _foreign("region = us-east-1", "credential_process = /nowhere/x"),
    ),
    World(
        "foreign token missing",
        _foreign(
            "region = us-east-1", "web_identity_token_file = /nowhere/x", THEIR_ROLE
        ),
    ),
    World(
        "foreign that is skipped",
        _foreign("region = us_east_1", "credential_source = Environment", THEIR_ROLE),
        True,
    ),
    World(
        "foreign keys in the credentials file",
        _credentials("[mine]\nregion = us-east-1\nKEYS"),
    ),
    World(
        "keys of default in the credentials file", _credentials("[default]\nKEYS"), True
    ),
    World(
        "shadowed role",
        _credentials("[LAST]\nrole_arn = arn:aws:iam::123456789012:role/mine\n"),
    ),
    World("shadowed source", _credentials("[LAST]\nsource_profile = default\n")),
    World("shadowed region", _credentials("[LAST]\nregion = us_east_1\n")),
    World("shadowed with keys", _credentials("[LAST]\nKEYS"), True),
    World("credentials file unparsable", _credentials("words\n[default]\nKEYS")),
    World("credentials file in the old form", _credentials("[profile LAST]\nKEYS")),
)


def _elsewhere(bench: Bench) -> None:
    bench.environ["AWS_CONFIG_FILE"] = "/nowhere/config"
    bench.where = places(bench.answers, bench.environ, bench.folder)


def _sts_closed(bench: Bench) -> None:
    url = f"http://127.0.0.1:{machine.closed_port()}"
    bench.environ["AWS_ENDPOINT_URL_STS"] = url


ENVIRONMENT = (
    World(
        "AWS_PROFILE of a spoke", lambda b: variable("AWS_PROFILE", _first(b))(b), True
    ),
    World("AWS_PROFILE=default", variable("AWS_PROFILE", "default"), True),
    World("AWS_PROFILE empty", variable("AWS_PROFILE", "")),
    World("AWS_DEFAULT_PROFILE of nobody", variable("AWS_DEFAULT_PROFILE", "ghost")),
    World("AWS_DEFAULT_REGION empty", variable("AWS_DEFAULT_REGION", "")),
    World(
        "AWS_DEFAULT_REGION enabled", variable("AWS_DEFAULT_REGION", "us-west-2"), True
    ),
    World(
        "AWS_DEFAULT_REGION not enabled", variable("AWS_DEFAULT_REGION", "ap-east-1")
    ),
    World("AWS_DEFAULT_REGION a zone", variable("AWS_DEFAULT_REGION", "us-east-1a")),
    World("AWS_DEFAULT_REGION malformed", variable("AWS_DEFAULT_REGION", "us_east_1")),
    World("AWS_DEFAULT_REGION capitals", variable("AWS_DEFAULT_REGION", "US-EAST-1")),
    World(
        "AWS_DEFAULT_REGION GovCloud", variable("AWS_DEFAULT_REGION", "us-gov-west-1")
    ),
    World("AWS_REGION junk", variable("AWS_REGION", "us_east_1"), True),
    World("keys of nobody", variable("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7"), True),
    World("AWS_MAX_ATTEMPTS=0", variable("AWS_MAX_ATTEMPTS", "0")),
    World("AWS_MAX_ATTEMPTS=many", variable("AWS_MAX_ATTEMPTS", "many")),
    World("AWS_RETRY_MODE capitals", variable("AWS_RETRY_MODE", "Standard")),
    World("metadata off", variable("AWS_EC2_METADATA_DISABLED", "TRUE")),
    World("metadata timeout", variable("AWS_METADATA_SERVICE_TIMEOUT", "soon")),
    World("metadata attempts", variable("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "x")),
    World("STS endpoints misspelt", variable("AWS_STS_REGIONAL_ENDPOINTS", "local")),
    World(
        "a token of a pod", variable("AWS_WEB_IDENTITY_TOKEN_FILE", "/nowhere"), True
    ),
    World("a role of a pod", variable("AWS_ROLE_ARN", "arn:x"), True),
    World(
        "container credentials",
        variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x"),
        True,
    ),
    World("FIPS", variable("AWS_USE_FIPS_ENDPOINT", "perhaps"), True),
    World(
        "no file of credentials",
        variable("AWS_SHARED_CREDENTIALS_FILE", "/nowhere/credentials"),
        True,
    ),
    World("no file of config", _elsewhere),
    World(
        "endpoints ignored",
        variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "false"),
        True,
    ),
    World("endpoint of STS closed", _sts_closed),
)

BEHIND = (
    World("keys in [default]", _behind("KEYS"), True),
    World("login in [default]", _behind("login_session = arn:x\n")),
    World(
        "token file missing in [default]",
        _behind(
            "role_arn = arn:aws:iam::111111111111:role/x\n"
            "web_identity_token_file = /nowhere/token\n"
        ),
    ),
    World("program missing in [default]", _behind("credential_process = /nowhere/x\n")),
    World("half a key in [default]", _behind("aws_access_key_id = AKIAIOSFODNN7\n")),
    World(
        "unknown key in [default]",
        _behind(
            "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n"
        ),
    ),
    World("nothing in [default]", _behind("")),
    World("a named source with region", _behind("region = us-east-1\nKEYS", "keys")),
    World("a named source without region", _behind("KEYS", "keys"), True),
    World(
        "a named source that is missing",
        lambda b: machine.source(b, CredentialSource.PROFILE, "ghost"),
    ),
    World("a named login", _behind("region = us-east-1\nlogin_session = x\n", "keys")),
)


def _name(section: str) -> str:
    return section.split("]", maxsplit=1)[0].removeprefix("[profile ")


def _first(bench: Bench) -> str:
    """The name of the first profile that is not [default]."""
    return bench.config.read_text().split("[profile ", 1)[1].split("]")[0]


WORLDS = (
    *HEADERS,
    *ROLES,
    *REGIONS,
    *SOURCES,
    *VALUES,
    *SYNTAX,
    *FOREIGN,
    *ENVIRONMENT,
    *BEHIND,
)
