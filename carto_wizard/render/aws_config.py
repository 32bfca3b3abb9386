"""The AWS config and credentials files: one profile for every account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from carto_wizard.render.parts import BLANK, Part, Reason
from carto_wizard.render.planned import Section, setting_name
from carto_wizard.render.quoting import ini
from carto_wizard.setup.answers import (
    AccessKeyChoice,
    Account,
    Answers,
    CredentialSource,
    Identity,
    Mode,
)
from carto_wizard.setup.partitions import role_arn
from carto_wizard.setup.profile_names import profile_names

OUTPUT = "json"
_NO_SOURCE = (
    "Without a source of credentials, the role cannot be assumed and the profile is "
    "skipped."
)

CONFIG: Mapping[str, Reason] = {
    "[default]": (
        "The profile that AWS tools use if no other is named. With several accounts, "
        "Cartography does not read it.",
        "AWS tools without a profile have no region.",
    ),
    "[profile]": (
        "One account that Cartography reads. Cartography shows it under this name.",
        "Cartography does not know that the account exists, and logs nothing.",
    ),
    "role_arn": (
        "The role that Cartography assumes to read this account.",
        "Cartography would read the hub a second time, under the name of this profile.",
    ),
    "region": (
        "The region of the first calls. Cartography lists the other regions from "
        "there.",
        "The profile does not inherit the region of [default], so Cartography skips "
        "the account.",
    ),
    "output": (
        "The output format of the AWS CLI for this profile. Cartography does not use "
        "it.",
        "The AWS CLI uses its default format, which is also JSON.",
    ),
    f"credential_source = {CredentialSource.EC2}": (
        "The instance role of the machine that runs Cartography is used to assume the"
        " role.",
        _NO_SOURCE,
    ),
    f"credential_source = {CredentialSource.ECS}": (
        "The role of the ECS task that runs Cartography is used to assume the role.",
        _NO_SOURCE,
    ),
    f"credential_source = {CredentialSource.ENVIRONMENT}": (
        "The keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are used to assume "
        "the role.",
        _NO_SOURCE,
    ),
    "source_profile": (
        "The profile whose credentials are used to assume the role.",
        _NO_SOURCE,
    ),
    "external_id": (
        "The shared value that the role's trust policy requires.",
        "AWS denies the call with the same error as for a role that does not exist.",
    ),
}
SINGLE_CONFIG: Mapping[str, Reason] = {
    **CONFIG,
    "[default]": (
        "The profile that Cartography and AWS tools use if no other is named.",
        "Cartography and AWS tools without a profile have no region.",
    ),
    "[profile]": (
        "The profile that Cartography reads the account with.",
        "Cartography starts with another profile, or with none.",
    ),
    "role_arn": (
        "The role that Cartography assumes to read the account.",
        "Cartography would use the credentials of the source profile themselves.",
    ),
}
"""What differs where there is one account."""
"""The settings of the config file, by name; where the value decides, by the line."""

_KEYS_HEADER = (
    "The profile that the keys belong to.",
    "The keys belong to no profile, and AWS tools cannot read the file.",
)
CREDENTIALS: Mapping[str, Reason] = {
    "[default]": _KEYS_HEADER,
    "[profile]": _KEYS_HEADER,
    "aws_access_key_id": (
        "The ID of the access key. The ID is not a secret.",
        "The access key is incomplete, so the profile has no credentials.",
    ),
    "aws_secret_access_key": (
        "Signs every call. Anybody who has it can do what the user can do.",
        "The access key is incomplete, so every call fails.",
    ),
}
"""The settings of the credentials file, by name."""

NO_KEYS = Part(
    "# Empty on purpose: Cartography reads every profile of a credentials file as an\n"
    "# account, so it gets this file instead of the usual one.\n",
    "Says why the file is empty.",
    "Somebody could add profiles, and Cartography would read each one as an account.",
)
"""A credentials file without profiles."""


@dataclass(frozen=True, slots=True)
class AccessKeys:
    """The keys of a single account on their way to the credentials file."""

    key_id: str = field(repr=False)
    secret: str = field(repr=False)


def config_sections(answers: Answers) -> tuple[Section, ...]:
    """Return the sections of the AWS config file, `[default]` of the hub first."""
    if answers.mode is Mode.SINGLE:
        return (_single(answers),)
    home = _home_keys(answers.hub.region, "hub.region")
    default = Section("default", home, shared=True)
    named = zip(profile_names(answers.accounts), answers.accounts, strict=True)
    return (default, *(_spoke(answers, name, account) for name, account in named))


def credentials_section(answers: Answers, key_id: str, secret: str) -> Section:
    """Return the section of the credentials file that holds a single account's keys."""
    return Section(
        ini(answers.single.profile, "single.profile"),
        (
            ("aws_access_key_id", _hidden(key_id, "the access key ID")),
            ("aws_secret_access_key", _hidden(secret, "the secret access key")),
        ),
    )


@dataclass(frozen=True, slots=True)
class ExpectedProfile:
    """What a profile must lead to for Cartography, and the keys it was given."""

    account: str
    keys: Mapping[str, str] = field(default_factory=dict)


def expected_profiles(answers: Answers) -> dict[str, ExpectedProfile]:
    """Return each profile that Cartography must see, by name."""
    sections = config_sections(answers)
    if answers.mode is Mode.SINGLE:
        single = answers.single
        return {
            single.profile: ExpectedProfile(single.account_id, dict(sections[0].keys))
        }
    named = zip(
        profile_names(answers.accounts), answers.accounts, sections[1:], strict=True
    )
    return {
        name: ExpectedProfile(account.id, dict(section.keys))
        for name, account, section in named
    }


def expected_map(answers: Answers) -> dict[str, str]:
    """Return the account behind each profile that Cartography must see."""
    if answers.mode is Mode.SINGLE:
        return {answers.single.profile: answers.single.account_id}
    names = profile_names(answers.accounts)
    return dict(zip(names, (a.id for a in answers.accounts), strict=True))


def writes_keys(answers: Answers) -> bool:
    """Whether the person asked to have access keys written."""
    return answers.mode is Mode.SINGLE and answers.single.keys is AccessKeyChoice.WRITE


def section_parts(
    sections: Iterable[Section], settings: Mapping[str, Reason]
) -> tuple[Part, ...]:
    """Return the sections as a new file, everything at column 0."""
    parts: list[Part] = []
    for section in sections:
        parts += [BLANK, _line(f"[{section.header}]", settings)]
        parts += [_line(f"{key} = {value}", settings) for key, value in section.keys]
    return tuple(parts[1:])


def _line(line: str, settings: Mapping[str, Reason]) -> Part:
    return Part(f"{line}\n", *(settings.get(line) or settings[setting_name(line)]))


def _home_keys(region: str, what: str) -> tuple[tuple[str, str], ...]:
    return ("region", ini(region, what)), ("output", OUTPUT)


def _spoke(answers: Answers, name: str, account: Account) -> Section:
    arn = role_arn(answers.partition, account.id, answers.read_only_role)
    source, contrary = _source(answers)
    keys = [
        ("role_arn", ini(arn, f"the role of account {account.id}")),
        *_home_keys(answers.region_of(account), f"the region of {name}"),
        source,
    ]
    if answers.access.external_id:
        keys.append(("external_id", ini(answers.access.external_id, "external_id")))
    return Section(f"profile {name}", tuple(keys), (contrary,))


def _source(answers: Answers) -> tuple[tuple[str, str], str]:
    """Return where the first credentials come from, and the key contradicting it."""
    if answers.target.credentials is CredentialSource.PROFILE:
        profile = ini(answers.target.profile, "target.profile")
        return ("source_profile", profile), "credential_source"
    return ("credential_source", str(answers.target.credentials)), "source_profile"


def _single(answers: Answers) -> Section:
    profile = answers.single.profile
    header = "default" if profile == "default" else f"profile {profile}"
    keys = _home_keys(answers.single.region, "single.region")
    if not _reached_through_profile(answers):
        return Section(ini(header, "single.profile"), keys)
    arn = role_arn(answers.partition, answers.single.account_id, answers.identity_name)
    source, contrary = _source(answers)
    role = ("role_arn", ini(arn, "the role of the account"))
    return Section(ini(header, "single.profile"), (role, *keys, source), (contrary,))


def _reached_through_profile(answers: Answers) -> bool:
    """Whether Cartography assumes the role with another profile's credentials.

    EC2 and ECS hand out the role's credentials themselves, and those of the environment
    win over a profile, so in these cases the profile holds no role.
    """
    return (
        answers.single.identity is Identity.ROLE
        and answers.target.credentials is CredentialSource.PROFILE
        and answers.target.profile not in ("", answers.single.profile)
        and not writes_keys(answers)
    )


def _hidden(key: str, what: str) -> str:
    """Return half of an access key, refused without repeating it."""
    if key and key.isascii() and key.isprintable() and not set(key) & set(" \"'"):
        return key
    return ini("", what)
