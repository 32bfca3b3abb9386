"""The folder of scripts, policies and environment files: each declared once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from carto_wizard.render import (
    cloudformation,
    environment_files,
    policies,
    terraform,
    terraform_root,
)
from carto_wizard.render.hand_off import hand_off
from carto_wizard.render.hand_over import offered
from carto_wizard.render.parts import Part
from carto_wizard.render.places import Places, target_path
from carto_wizard.render.planned import Language, PlannedFile
from carto_wizard.render.policy_json import Explained, policy_parts
from carto_wizard.render.scripts.create_roles import create_roles
from carto_wizard.render.scripts.roll_out.script import roll_out
from carto_wizard.render.scripts.run_cartography import run_cartography
from carto_wizard.render.scripts.shells import Shell
from carto_wizard.setup.answers import Answers, Form, Identity, Mode, Platform


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
    form: Form | None = None
    """The form of making the roles that it is for; None: Cartography reads it."""

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
            form=self.form,
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
        Form.HAND_OFF,
    )


def _template(
    name: str,
    purpose: str,
    template: Callable[[Answers], Explained],
    applies: Callable[[Answers], bool],
) -> GeneratedFile:
    return GeneratedFile(
        f"{name}-template",
        f"cloudformation/{name}.json",
        Language.JSON,
        purpose,
        lambda answers, places: cloudformation.template_parts(template(answers)),
        applies,
        Form.TEMPLATE,
    )


def _terraform(
    name: str,
    purpose: str,
    render: Callable[[Answers], tuple[Part, ...]],
    applies: Callable[[Answers], bool] = always,
) -> GeneratedFile:
    return GeneratedFile(
        f"terraform-{name.removesuffix('/main.tf').rpartition('/')[2]}",
        f"terraform/{name}",
        Language.TERRAFORM,
        purpose,
        lambda answers, places: render(answers),
        applies,
        Form.TERRAFORM,
    )


def _hub(answers: Answers) -> bool:
    return answers.mode is Mode.HUB


def _organization(answers: Answers) -> bool:
    return offered(Form.STACKSET, answers)


def _hub_is_read(answers: Answers) -> bool:
    hub = answers.hub.account_id
    return _hub(answers) and any(account.id == hub for account in answers.accounts)


def _single(answers: Answers) -> bool:
    return answers.mode is Mode.SINGLE


def _single_role(answers: Answers) -> bool:
    return _single(answers) and answers.single.identity is Identity.ROLE


_CREATES = "Creates what Cartography needs in AWS, with the AWS CLI. Safe to run again."
_OBEYS = "The environment variables for Cartography, for"
_STARTS = "Checks the config, then starts Cartography with these settings."
_POSIX = _on(Platform.LINUX, Platform.MACOS)
_WINDOWS = _on(Platform.WINDOWS)

FILES: tuple[GeneratedFile, ...] = (
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
    GeneratedFile(
        "roll-out",
        "roll-out.sh",
        Language.SHELL,
        "Creates the roles of an organization with a StackSet, and removes them. Safe "
        "to run again.",
        lambda answers, places: roll_out(answers),
        _organization,
        Form.STACKSET,
    ),
    GeneratedFile(
        "create-roles-sh",
        "create-roles.sh",
        Language.SHELL,
        _CREATES,
        _in_shell(create_roles, Shell.POSIX),
        form=Form.DIRECT,
    ),
    GeneratedFile(
        "create-roles-ps1",
        "create-roles.ps1",
        Language.POWERSHELL,
        f"{_CREATES} For Windows.",
        _in_shell(create_roles, Shell.POWERSHELL),
        form=Form.DIRECT,
    ),
    _template(
        "read-only-role",
        "CloudFormation template of the role in every account.",
        cloudformation.read_only_template,
        _hub,
    ),
    _template(
        "hub-role",
        "CloudFormation template of the hub role alone, for a hub that gets its "
        "read-only role in another way or is not read.",
        cloudformation.hub_template,
        _hub,
    ),
    _template(
        "hub-and-read-only-role",
        "CloudFormation template of both roles of the hub.",
        cloudformation.hub_and_read_only_template,
        _hub_is_read,
    ),
    _template(
        "cartography",
        "CloudFormation template of what Cartography uses. It only makes what is new: "
        "for what exists already, use create-roles.",
        cloudformation.single_template,
        _single,
    ),
    _terraform(
        "main.tf",
        "Example that uses the Terraform modules in each account, to read and change.",
        terraform_root.root,
        _hub,
    ),
    _terraform(
        "modules/hub/main.tf",
        "Terraform module of the hub role.",
        terraform.hub_module,
        _hub,
    ),
    _terraform(
        "modules/spoke/main.tf",
        "Terraform module of the role in every account.",
        terraform.read_only_module,
        _hub,
    ),
    _terraform(
        "main.tf",
        "Terraform for what Cartography uses in this account.",
        terraform_root.root,
        _single,
    ),
    _terraform(
        "imports.tf.example",
        "Import blocks for what exists already. Copy what you need to imports.tf.",
        terraform_root.imports,
    ),
    GeneratedFile(
        "hand-off",
        "hand-off.md",
        Language.MARKDOWN,
        "For the owner of an account: what is asked, why it is safe, how to make it.",
        lambda answers, places: hand_off(answers),
        form=Form.HAND_OFF,
    ),
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
)
"""Every file but the read-me, in the order of the list; a new one is one more entry.

Files of one form stand together.
"""
