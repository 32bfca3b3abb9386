"""The AWS config and credentials files: one profile for every account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from carto_wizard.render.planned import Section
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


@dataclass(frozen=True, slots=True)
class AccessKeys:
    """The keys of a single account on their way to the credentials file."""

    key_id: str
    secret: str = field(repr=False)


def config_sections(answers: Answers) -> tuple[Section, ...]:
    """The sections of the AWS config file, `[default]` of the hub first."""
    if answers.mode is Mode.SINGLE:
        return (_single(answers),)
    default = Section("default", _home_keys(answers.hub.region, "hub.region"))
    named = zip(profile_names(answers.accounts), answers.accounts, strict=True)
    return (default, *(_spoke(answers, name, account) for name, account in named))


def credentials_section(answers: Answers, key_id: str, secret: str) -> Section:
    """The section of the credentials file that holds a single account's keys."""
    return Section(
        ini(answers.single.profile, "single.profile"),
        (
            ("aws_access_key_id", ini(key_id, "the access key ID")),
            ("aws_secret_access_key", _secret(secret)),
        ),
    )


def expected_map(answers: Answers) -> dict[str, str]:
    """The account behind each profile that Cartography must see, and no other."""
    if answers.mode is Mode.SINGLE:
        return {answers.single.profile: answers.single.account_id}
    names = profile_names(answers.accounts)
    return dict(zip(names, (a.id for a in answers.accounts), strict=True))


def writes_keys(answers: Answers) -> bool:
    """Whether the person asked to have access keys written."""
    return answers.mode is Mode.SINGLE and answers.single.keys is AccessKeyChoice.WRITE


def sections_text(sections: Iterable[Section]) -> str:
    """The sections as the text of a new file, everything at column 0."""
    return "\n".join(
        f"[{section.header}]\n"
        + "".join(f"{key} = {value}\n" for key, value in section.keys)
        for section in sections
    )


def _home_keys(region: str, what: str) -> tuple[tuple[str, str], ...]:
    return ("region", ini(region, what)), ("output", OUTPUT)


def _spoke(answers: Answers, name: str, account: Account) -> Section:
    arn = role_arn(answers.partition, account.id, answers.access.role)
    source, contrary = _source(answers)
    keys = [
        ("role_arn", ini(arn, f"the role of account {account.id}")),
        *_home_keys(account.region or answers.hub.region, f"the region of {name}"),
        source,
    ]
    if answers.access.external_id:
        keys.append(("external_id", ini(answers.access.external_id, "external_id")))
    return Section(f"profile {name}", tuple(keys), (contrary,))


def _source(answers: Answers) -> tuple[tuple[str, str], str]:
    """Where the first credentials come from, and the key that contradicts it."""
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
    arn = role_arn(answers.partition, answers.single.account_id, answers.single.name)
    source, contrary = _source(answers)
    role = ("role_arn", ini(arn, "the role of the account"))
    return Section(ini(header, "single.profile"), (role, *keys, source), (contrary,))


def _reached_through_profile(answers: Answers) -> bool:
    """A role that Cartography enters from another profile.

    EC2 and ECS hand out the role's credentials themselves, and those of the environment
    win over a profile, so in these cases the profile holds no role.
    """
    return (
        answers.single.identity is Identity.ROLE
        and answers.target.credentials is CredentialSource.PROFILE
        and answers.target.profile not in ("", answers.single.profile)
        and not writes_keys(answers)
    )


def _secret(secret: str) -> str:
    """The secret, refused without repeating it."""
    if secret and secret.isascii() and secret.isprintable() and " " not in secret:
        return secret
    return ini("", "the secret access key")
