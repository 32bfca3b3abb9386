"""The IAM state that create-roles.sh asks for: run by sh, its calls read back."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.equality.matrix import Made, role_of

# Notes every call; nothing exists yet, and a question about a value has no answer.
AWS = r"""#!/bin/sh
printf '%s\0' "$@" >>"$CALLS"
printf '\n\0' >>"$CALLS"
case "$*" in
  'sts get-caller-identity'*) echo "$CALLER" ;;
  *--query*) ;;
  'iam get-'*)
    echo 'An error occurred (NoSuchEntity) when calling: no' >&2
    exit 254
    ;;
esac
"""


def run_script(folder: Path, text: str, account: str, word: str) -> Made:
    """Run the script in an account where nothing exists yet."""
    calls = folder / "calls"
    calls.unlink(missing_ok=True)
    (folder / "create-roles.sh").write_text(text, encoding="utf-8")
    aws = folder / "aws"
    aws.write_text(AWS)
    aws.chmod(0o755)
    subprocess.run(
        ["/bin/sh", str(folder / "create-roles.sh"), word],
        env={
            "PATH": f"{folder}:/usr/bin:/bin",
            "CALLS": str(calls),
            "CALLER": account,
        },
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return _made(calls.read_text(encoding="utf-8"))


def _made(noted: str) -> Made:
    roles: dict[str, dict[str, Any]] = {}
    profiles: dict[str, list[str]] = {}
    for verb, options in _calls(noted):
        name = options.get("role-name", "")
        match verb:
            case "create-role":
                roles[name] = {"options": options, "managed": [], "inline": {}}
            case "attach-role-policy":
                roles[name]["managed"].append(options["policy-arn"])
            case "put-role-policy":
                inline = roles[name]["inline"]
                inline[options["policy-name"]] = options["policy-document"]
            case "create-instance-profile":
                made = [options["path"], ""]
                profiles[options["instance-profile-name"]] = made
            case "add-role-to-instance-profile":
                profiles[options["instance-profile-name"]][1] = name
    return Made(
        {name: _role(**made) for name, made in roles.items()},
        {name: (path, role) for name, (path, role) in profiles.items()},
    )


def _role(options: dict[str, str], managed: list[str], inline: dict[str, str]) -> Any:
    tags = json.loads(options["tags"])
    return role_of(
        options["path"],
        options["assume-role-policy-document"],
        options["max-session-duration"],
        managed=managed,
        inline=inline,
        boundary=options.get("permissions-boundary", ""),
        tags={tag["Key"]: tag["Value"] for tag in tags},
    )


def _calls(noted: str) -> Iterator[tuple[str, dict[str, str]]]:
    for line in noted.split("\0\n\0")[:-1]:
        service, verb, *words = line.split("\0")
        if service == "iam" and verb != "wait":
            options = (word.removeprefix("--") for word in words[::2])
            yield verb, dict(zip(options, words[1::2], strict=True))
