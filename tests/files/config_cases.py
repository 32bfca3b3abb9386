"""The corpus of config files, and the questions that its tests ask of a file."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from botocore.configloader import load_config, raw_config_parse

from carto_wizard.files.config.aws_file import Kind
from carto_wizard.files.config.editor import (
    ConfigFile,
    EditResult,
    edit_file,
    remove_from,
)
from carto_wizard.render.planned import Section

CORPUS = Path(__file__).parent / "corpus"

REFUSED = {
    "bom": (1, "byte order mark"),
    "bom-crlf": (1, "byte order mark"),
    "bom-inside": (5, "neither a [section]"),
    "blank-run": (2, "more than 63 spaces"),
    "both-defaults": (5, "both the default profile"),
    "both-defaults-quoted": (4, "both the default profile"),
    "capital-default": (1, "are added to every other profile"),
    "duplicate-key": (5, "the key region is already on line 4"),
    "duplicate-key-case": (5, "the key region is already on line 4"),
    "duplicate-section": (15, "[profile prod] is already on line 5"),
    "empty-key": (4, "nothing before the equals sign"),
    "git-conflict": (5, "neither a [section]"),
    "json": (1, "before the first [section]"),
    "key-before-section": (1, "before the first [section]"),
    "latin-1": (1, "a byte that is not UTF-8"),
    "nested-without-sign": (3, "belongs to the key above it"),
    "no-delimiter": (5, "neither a [section]"),
    "nul": (14, "neither a [section]"),
    "pasted-command": (4, "neither a [section]"),
    "unclosed-header": (5, "neither a [section]"),
    "utf16-be": (1, "the file is UTF-16"),
    "utf16-le": (1, "the file is UTF-16"),
    "utf16-no-bom": (1, "the file is UTF-16"),
    "yaml": (1, "before the first [section]"),
}
"""Corpus files `refused-…`: the line and what the refusal says."""

NEW = ("new-one", "new-two", "new-three")


def names() -> list[str]:
    """Every file of the corpus that can be edited."""
    found = (path.stem for path in CORPUS.glob("*.ini"))
    return sorted(name for name in found if not name.startswith("refused-"))


def data_of(name: str) -> bytes:
    """The bytes of a corpus file."""
    return (CORPUS / f"{name}.ini").read_bytes()


def kind_of(name: str) -> Kind:
    """Which of the two formats a corpus file is."""
    return "credentials" if name.startswith("credentials-") else "config"


def edit(
    data: bytes,
    sections: Sequence[Section],
    kind: Kind = "config",
    *,
    choices: Mapping[str, str] | None = None,
    base: Sequence[Section] = (),
) -> EditResult:
    """Merge sections into these bytes, as the preview does."""
    file = ConfigFile.parse(data, "/c", kind)
    return edit_file(file, sections, choices=choices or {}, base=base)


def remove(data: bytes, profiles: Collection[str], kind: Kind = "config") -> EditResult:
    """Cut profiles out of these bytes, as the preview does."""
    return remove_from(ConfigFile.parse(data, "/c", kind), profiles)


def header(profile: str, kind: Kind) -> str:
    """A header under which botocore finds this profile."""
    if kind == "credentials" or profile == "default":
        return profile
    return f"profile {shlex.quote(profile)}"


def role_section(profile: str, account: str = "555566667777", **keys: str) -> Section:
    """A profile of the kind that the wizard writes."""
    values = {
        "role_arn": f"arn:aws:iam::{account}:role/CartographyReadOnly",
        "region": "us-east-1",
        "output": "json",
        "credential_source": "Ec2InstanceMetadata",
    }
    return Section(f"profile {profile}", tuple((values | keys).items()))


def key_section(profile: str) -> Section:
    """A profile of the credentials file."""
    keys = (
        ("aws_access_key_id", "AKIAEXAMPLE"),
        ("aws_secret_access_key", "se/cr+et="),
    )
    return Section(profile, keys)


def botocore_view(data: bytes, kind: Kind, folder: Path) -> dict[str, Any]:
    """What the real botocore reads from a file with these bytes."""
    path = folder / "seen-by-botocore"
    path.write_bytes(data)
    if kind == "credentials":
        return {"profiles": raw_config_parse(str(path))}
    return dict(load_config(str(path)))


def lines_of(data: bytes) -> list[bytes]:
    r"""The lines, ending at `\r\n`, `\n` or a lone `\r`; the last one is closed."""
    lines = re.findall(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", data)
    if lines and not lines[-1].endswith((b"\r", b"\n")):
        first_end = re.search(rb"\r\n|\r|\n", data)
        lines[-1] += first_end[0] if first_end else b"\n"
    return lines
