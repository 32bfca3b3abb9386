"""A folder of somebody else: a session, a config, and a program that leaves a mark."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from carto_wizard.demo.launch import Demo
from carto_wizard.setup.answers import Answers, CredentialSource, Mode, Single
from carto_wizard.setup.session import save

HUB = "111111111111"
ROLE = f"arn:aws:iam::{HUB}:role/cartography-service"
ACTS = "credential_process = {helper}\n"

LEADS = {
    "default": "[default]\nregion = us-east-1\n" + ACTS,
    "default spelt as a profile": "[profile default]\nregion = us-east-1\n" + ACTS,
    "in capitals": "[default]\nregion = us-east-1\nCREDENTIAL_Process : {helper}\n",
    "lent by [DEFAULT]": f"[DEFAULT]\n{ACTS}[default]\nregion = us-east-1\n",
    "a chain of sources": (
        f"[default]\nregion = us-east-1\nrole_arn = {ROLE}\nsource_profile = a\n"
        f"[profile a]\nrole_arn = {ROLE}\nsource_profile = b\n[profile b]\n{ACTS}"
    ),
    "deep in the file": (
        "".join(f"[profile p{i}]\nregion = us-east-1\n" for i in range(500))
        + f"[default]\nregion = us-east-1\n{ACTS}"
    ),
}
"""Configs with which the default profile starts the program."""


@dataclass
class ForeignFolder:
    """What a person was given, and what of it must not happen by itself."""

    folder: Path
    helper: Path
    mark: Path
    config: Path
    credentials: Path
    session: Path

    @property
    def started(self) -> bool:
        """Whether the program ran."""
        return self.mark.exists()

    def names(self, text: str) -> str:
        """A config with the program in place of `{helper}`."""
        return text.replace("{helper}", str(self.helper))


def foreign_folder(demo: Demo, folder: Path, config: str) -> ForeignFolder:
    """A session for this config; its program answers with real keys of the hub."""
    aws = folder / "aws"
    aws.mkdir(parents=True)
    helper, mark = folder / "helper", folder / "mark"
    key = demo.admin[HUB]
    keys = {"Version": 1, "AccessKeyId": key.key, "SecretAccessKey": key.secret}
    helper.write_text(f"#!/bin/sh\ntouch '{mark}'\necho '{json.dumps(keys)}'\n")
    helper.chmod(0o700)
    made = ForeignFolder(
        folder,
        helper,
        mark,
        aws / "config",
        aws / "credentials",
        folder / "session.toml",
    )
    made.config.write_text(made.names(config))
    save(foreign_answers(demo, made.config), made.session)
    return made


def foreign_answers(demo: Demo, config: Path) -> Answers:
    """A single account whose credentials come from the config."""
    target = replace(
        demo.answers.target,
        credentials=CredentialSource.PROFILE,
        profile="default",
        config_file=str(config),
    )
    single = Single(HUB, "us-east-1", profile="default")
    return replace(demo.answers, mode=Mode.SINGLE, target=target, single=single)
