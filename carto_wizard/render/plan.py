"""Every file that these answers lead to, in the order a person reads them."""

from __future__ import annotations

from carto_wizard.render import environment, run_command, scripts
from carto_wizard.render.aws_config import (
    AccessKeys,
    config_sections,
    credentials_section,
    sections_text,
    writes_keys,
)
from carto_wizard.render.handoff import read_me
from carto_wizard.render.parts import Part
from carto_wizard.render.places import Places, here, there
from carto_wizard.render.planned import Language, PlannedFile, Section
from carto_wizard.render.policies import (
    ec2_trust,
    extra_grants,
    has_extra_grants,
    hub_inline,
    spoke_trust,
    to_json,
)
from carto_wizard.setup.answers import Answers, Identity, Mode, Platform
from carto_wizard.setup.text import count

NO_KEYS = (
    "# Empty on purpose: Cartography reads every profile of a credentials file as an\n"
    "# account, so it gets this file instead of the usual one.\n"
)


def plan(
    answers: Answers, places: Places, keys: AccessKeys | None = None
) -> tuple[PlannedFile, ...]:
    """All files; `keys` fill the credentials file, which is left out without them."""
    files = [
        *_aws_files(answers, places, keys),
        *_policies(answers, places),
        *_scripts(answers, places),
        *_environment(answers, places),
        _run_script(answers, places),
    ]
    text = read_me(answers, places, files)
    purpose = "Says what each file is, where it goes and what to do in which order."
    first = _file(answers, places, "read-me", "READ-ME-FIRST.txt", text, purpose)
    return (*files[:1], first, *files[1:])


def _aws_files(
    answers: Answers, places: Places, keys: AccessKeys | None
) -> list[PlannedFile]:
    sections = config_sections(answers)
    profiles = len(sections) - 1 if answers.mode is Mode.HUB else 1
    config = PlannedFile(
        key="aws-config",
        path=places.config_file,
        target_path=places.target_config_file,
        parts=(Part(sections_text(sections), "", ""),),
        language=Language.INI,
        purpose=f"The AWS config: {count(profiles, 'profile')} that Cartography reads.",
        sections=sections,
    )
    if keys and writes_keys(answers):
        section = credentials_section(answers, keys.key_id, keys.secret)
        return [config, _credentials(places, (section,))]
    if environment.owns_credentials_file(answers, places):
        return [config, _credentials(places, ())]
    return [config]


def _credentials(places: Places, sections: tuple[Section, ...]) -> PlannedFile:
    return PlannedFile(
        key="aws-credentials",
        path=places.credentials_file,
        target_path=places.target_credentials_file,
        parts=(Part(sections_text(sections) or NO_KEYS, "", ""),),
        language=Language.INI,
        purpose=(
            "The access keys that Cartography signs its calls with."
            if sections
            else "A credentials file without profiles, so that no other is read."
        ),
        sections=sections,
        secret=bool(sections),
    )


def _policies(answers: Answers, places: Places) -> list[PlannedFile]:
    trust = to_json(ec2_trust(answers))
    chosen: list[tuple[str, str, str]] = []
    if answers.mode is Mode.HUB:
        chosen = [
            (
                "spoke-trust-policy",
                to_json(spoke_trust(answers)),
                "Trust policy of the role in every account: who may become it.",
            ),
            (
                "hub-trust-policy",
                trust,
                "Trust policy of the hub role: who becomes it.",
            ),
            (
                "hub-inline-policy",
                to_json(hub_inline(answers)),
                "Inline policy of the hub role: what it may do.",
            ),
        ]
    elif answers.single.identity is Identity.ROLE:
        chosen = [("role-trust-policy", trust, "Trust policy: who may use the role.")]
    if has_extra_grants(answers):
        grants = to_json(extra_grants(answers))
        purpose = "Inline policy of the role in every account, beyond SecurityAudit."
        chosen.append(("extra-grants-policy", grants, purpose))
    return [
        _file(answers, places, key, f"{key}.json", text, purpose, Language.JSON)
        for key, text, purpose in chosen
    ]


def _scripts(answers: Answers, places: Places) -> list[PlannedFile]:
    what = "Creates the roles with the AWS CLI; safe to run again."
    return [
        _file(
            answers,
            places,
            "create-roles-sh",
            "create-roles.sh",
            scripts.create_roles_posix(answers),
            what,
            Language.SHELL,
        ),
        _file(
            answers,
            places,
            "create-roles-ps1",
            "create-roles.ps1",
            scripts.create_roles_powershell(answers),
            f"{what} For Windows.",
            Language.POWERSHELL,
        ),
    ]


def _environment(answers: Answers, places: Places) -> list[PlannedFile]:
    """The forms that programs of the target's system read; containers are Linux."""
    system = answers.target.platform
    sh, fish, env = Language.SHELL, Language.FISH, Language.ENV
    forms = {
        "env-sh": ("cartography.sh", environment.posix_text, sh, "sh and bash"),
        "env-fish": ("cartography.fish", environment.fish_text, fish, "fish"),
        "env-powershell": (
            "cartography.ps1",
            environment.powershell_text,
            Language.POWERSHELL,
            "PowerShell",
        ),
        "env-systemd": ("cartography.env", environment.systemd_text, env, "systemd"),
        "env-docker": ("docker.env", environment.docker_text, env, "docker"),
    }
    wanted = {
        Platform.LINUX: ("env-sh", "env-fish", "env-systemd", "env-docker"),
        Platform.MACOS: ("env-sh", "env-fish", "env-docker"),
        Platform.WINDOWS: ("env-powershell", "env-docker"),
    }[system]
    made = []
    for key in wanted:
        name, render, language, reader = forms[key]
        purpose = f"The variables that Cartography obeys, for {reader}."
        text = render(answers, places)
        made.append(_file(answers, places, key, name, text, purpose, language))
    return made


def _run_script(answers: Answers, places: Places) -> PlannedFile:
    purpose = "Starts Cartography with these settings, once it can read its config."
    if answers.target.platform is Platform.WINDOWS:
        text, name = run_command.run_script_powershell(answers), "run-cartography.ps1"
        language = Language.POWERSHELL
    else:
        text, name = run_command.run_script_posix(answers), "run-cartography.sh"
        language = Language.SHELL
    return _file(answers, places, "run-cartography", name, text, purpose, language)


def _file(
    answers: Answers,
    places: Places,
    key: str,
    name: str,
    text: str,
    purpose: str,
    language: Language = Language.TEXT,
) -> PlannedFile:
    """A file of the folder; scripts are those that sh is asked to run."""
    return PlannedFile(
        key=key,
        path=here(places, name),
        target_path=there(places, name, answers.target.platform),
        parts=(Part(text, "", ""),),
        language=language,
        purpose=purpose,
        executable=text.startswith("#!"),
    )
