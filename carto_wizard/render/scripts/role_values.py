"""What create-roles makes: the roles of the wanted IAM, as values in both shells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from carto_wizard.render import quoting
from carto_wizard.render.parts import Part
from carto_wizard.render.policies import EXTRA_GRANTS_NAME
from carto_wizard.render.policy_json import Explained
from carto_wizard.render.scripts.constants import ACCOUNT
from carto_wizard.render.scripts.shells import Shell, camel
from carto_wizard.render.wanted_iam import (
    WantedRole,
    hub_role,
    read_only_role,
    single_role,
)
from carto_wizard.setup.answers import Answers, Identity, Mode

TRUST, INLINE = "trust_policy", "inline_policy"


@dataclass(frozen=True, slots=True)
class ScriptRole:
    """A role that the script makes, and the name by which the script calls it."""

    name: str
    """`hub`: the role is `hub_role` in sh and `$HubRole` in PowerShell."""
    wanted: WantedRole

    @property
    def inline(self) -> tuple[str, Explained | None]:
        """Its inline policy; without a document it is one to be removed."""
        names: dict[str, Explained | None] = dict.fromkeys(self.wanted.removed_inline)
        names.update(self.wanted.inline)
        ((name, policy),) = names.items() or {"": None}.items()
        return name, policy

    def document(self, kind: str) -> str:
        """The name of one of its documents in the script."""
        return f"{self.name}_{kind}"


def script_roles(answers: Answers) -> tuple[ScriptRole, ...]:
    """Return the roles of these answers, the one that Cartography starts with first."""
    if answers.mode is Mode.HUB:
        return (
            ScriptRole("hub", hub_role(answers, ACCOUNT)),
            ScriptRole("read_only", read_only_role(answers, ACCOUNT)),
        )
    if answers.single.identity is Identity.ROLE:
        return (ScriptRole("single", single_role(answers, ACCOUNT)),)
    return ()


def role_values(role: ScriptRole, shell: Shell) -> Iterator[Part]:
    """Give the lines that set the values of one role, each with its reason."""
    posix = shell is Shell.POSIX
    start = (
        f"\n{role.name}_role() {{\n" if posix else f"\n${camel(role.name)}Role = @{{\n"
    )
    ends = "Names the values of one role.", "The functions would not know what to make."
    yield Part(start, *ends)
    for name, value, why, without in _values(role, shell):
        line = f"  {name}={value}\n" if posix else f"  {camel(name)} = {value}\n"
        yield Part(line, why, without)
    yield Part("}\n", *ends)


def _values(role: ScriptRole, shell: Shell) -> Iterator[tuple[str, str, str, str]]:
    wanted = role.wanted
    inline_name, inline = role.inline
    (managed,) = wanted.managed or ("",)
    yield (
        "ROLE",
        _text(shell, wanted.name),
        wanted.purpose,
        "The script would not know which role to create.",
    )
    yield (
        "ROLE_PATH",
        _text(shell, wanted.path),
        "The path before the name, which is part of the ARN. / means none.",
        "The ARN would differ from the one in the config, and AWS denies the call.",
    )
    yield (
        "TRUST",
        _document(shell, role.document(TRUST)),
        "Who can assume the role.",
        "The role cannot be created, because AWS requires a trust policy.",
    )
    yield (
        "KEEPS_TRUST",
        _flag(shell, wanted.keeps_trust),
        "Whether the trust policy of an existing role stays as it is.",
        "A role that others use too could be closed to them.",
    )
    yield (
        "MANAGED",
        _text(shell, managed),
        "The AWS managed policy for reading security settings, in this partition."
        if managed
        else "This role needs no managed policy.",
        "The role can be assumed but cannot read anything."
        if managed
        else "The functions need a value, even an empty one.",
    )
    yield (
        "INLINE_NAME",
        _text(shell, inline_name),
        _inline_why(inline_name, inline),
        "A policy that is no longer wanted could not be removed.",
    )
    yield (
        "INLINE",
        _document(shell, role.document(INLINE)) if inline else _text(shell, ""),
        "The text of that policy. Empty means that the role must not have it.",
        "The role would have other permissions than you chose.",
    )
    yield (
        "PROFILE",
        _flag(shell, wanted.instance_profile),
        "Whether an instance profile must hold the role, for an EC2 instance.",
        "The role cannot be attached to an instance. The guide does not mention this.",
    )


def _inline_why(name: str, policy: Explained | None) -> str:
    if not name:
        return "This role needs no inline policy."
    if name == EXTRA_GRANTS_NAME:
        return "The name of the policy with the actions beyond SecurityAudit."
    return "The name of the role's inline policy, as in the guide."


def _text(shell: Shell, value: str) -> str:
    quote = quoting.posix if shell is Shell.POSIX else quoting.powershell
    return quote(value, "a name of the role")


def _document(shell: Shell, name: str) -> str:
    return f"$({name})" if shell is Shell.POSIX else f"${camel(name)}"


def _flag(shell: Shell, value: bool) -> str:
    if shell is Shell.POSIX:
        return "yes" if value else "''"
    return "$true" if value else "$false"
