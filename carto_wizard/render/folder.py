"""The folder of scripts, policies and environment files: each declared once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from carto_wizard.render import environment_files, policies
from carto_wizard.render.parts import Part
from carto_wizard.render.places import Places, target_path
from carto_wizard.render.planned import Language, PlannedFile
from carto_wizard.render.policy_json import Explained, policy_parts
from carto_wizard.render.scripts.create_roles import create_roles
from carto_wizard.render.scripts.run_cartography import run_cartography
from carto_wizard.render.scripts.shells import Shell
from carto_wizard.setup.answers import Answers, Identity, Mode, Platform


def always(answers: Answers) -> bool:
    """Say that a file is made for all answers."""
    return True


@dataclass(frozen=True, slots=True)
class GeneratedFile:
    """One kind of file in the folder of scripts, policies and environment files."""

    key: str
    name: str
    language: Language
    purpose: str
    """One sentence: what it is for and who uses it."""
    render: Callable[[Answers, Places], tuple[Part, ...]]
    applies: Callable[[Answers], bool] = always

    def plan(self, answers: Answers, places: Places) -> PlannedFile:
        """Return the file for these answers."""
        parts = self.render(answers, places)
        return PlannedFile(
            key=self.key,
            path=str(PurePath(places.folder) / self.name),
            target_path=target_path(places, self.name, answers.target.platform),
            parts=parts,
            language=self.language,
            purpose=self.purpose,
            executable=parts[0].text.startswith("#!"),
        )


def _on(*platforms: Platform) -> Callable[[Answers], bool]:
    return lambda answers: answers.target.platform in platforms


def _in_shell(
    script: Callable[[Answers, Shell], tuple[Part, ...]], shell: Shell
) -> Callable[[Answers, Places], tuple[Part, ...]]:
    return lambda answers, places: script(answers, shell)


def _policy(
    key: str,
    purpose: str,
    document: Callable[[Answers], Explained],
    applies: Callable[[Answers], bool],
) -> GeneratedFile:
    return GeneratedFile(
        key,
        f"{key}.json",
        Language.JSON,
        purpose,
        lambda answers, places: policy_parts(document(answers)),
        applies,
    )


def _hub(answers: Answers) -> bool:
    return answers.mode is Mode.HUB


def _single_role(answers: Answers) -> bool:
    single = answers.mode is Mode.SINGLE
    return single and answers.single.identity is Identity.ROLE


_CREATES = "Creates what Cartography needs in AWS, with the AWS CLI. Safe to run again."
_OBEYS = "The environment variables for Cartography, for"
_STARTS = "Checks the config, then starts Cartography with these settings."
_POSIX = _on(Platform.LINUX, Platform.MACOS)
_WINDOWS = _on(Platform.WINDOWS)

FILES: tuple[GeneratedFile, ...] = (
    _policy(
        "spoke-trust-policy",
        "Trust policy of the role in every account: who can assume it.",
        policies.spoke_trust,
        _hub,
    ),
    _policy(
        "hub-trust-policy",
        "Trust policy of the hub role: who can assume it.",
        policies.start_role_trust,
        _hub,
    ),
    _policy(
        "hub-inline-policy",
        "Inline policy of the hub role: what it can do.",
        policies.hub_inline,
        _hub,
    ),
    _policy(
        "role-trust-policy",
        "Trust policy of the role: who can assume it.",
        policies.start_role_trust,
        _single_role,
    ),
    _policy(
        "extra-grants-policy",
        "Inline policy of the role in every account: permissions beyond SecurityAudit.",
        policies.extra_grants,
        policies.has_extra_grants,
    ),
    GeneratedFile(
        "create-roles-sh",
        "create-roles.sh",
        Language.SHELL,
        _CREATES,
        _in_shell(create_roles, Shell.POSIX),
    ),
    GeneratedFile(
        "create-roles-ps1",
        "create-roles.ps1",
        Language.POWERSHELL,
        f"{_CREATES} For Windows.",
        _in_shell(create_roles, Shell.POWERSHELL),
    ),
    GeneratedFile(
        "env-sh",
        "cartography.sh",
        Language.SHELL,
        f"{_OBEYS} sh and bash.",
        environment_files.posix,
        _POSIX,
    ),
    GeneratedFile(
        "env-fish",
        "cartography.fish",
        Language.FISH,
        f"{_OBEYS} fish.",
        environment_files.fish,
        _POSIX,
    ),
    GeneratedFile(
        "env-powershell",
        "cartography.ps1",
        Language.POWERSHELL,
        f"{_OBEYS} PowerShell.",
        environment_files.powershell,
        _WINDOWS,
    ),
    GeneratedFile(
        "env-systemd",
        "cartography.env",
        Language.ENV,
        f"{_OBEYS} systemd.",
        environment_files.systemd,
        _on(Platform.LINUX),
    ),
    # On every system: containers are Linux.
    GeneratedFile(
        "env-docker",
        "docker.env",
        Language.ENV,
        f"{_OBEYS} docker.",
        environment_files.docker,
    ),
    GeneratedFile(
        "run-cartography",
        "run-cartography.sh",
        Language.SHELL,
        _STARTS,
        _in_shell(run_cartography, Shell.POSIX),
        _POSIX,
    ),
    GeneratedFile(
        "run-cartography",
        "run-cartography.ps1",
        Language.POWERSHELL,
        _STARTS,
        _in_shell(run_cartography, Shell.POWERSHELL),
        _WINDOWS,
    ),
)
"""Every file but the read-me, in the order of the list; a new one is one more entry."""
