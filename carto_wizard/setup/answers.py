"""The person's answers as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

ID_LENGTH = 12
"""Digits of an AWS account ID."""


class Mode(StrEnum):
    """One account, or a hub account that reaches many."""

    SINGLE = "single-account"
    HUB = "hub-and-spoke"


class Platform(StrEnum):
    """The operating system of the machine that runs Cartography."""

    LINUX = "linux"
    MACOS = "macos"
    WINDOWS = "windows"


class CredentialSource(StrEnum):
    """Where the machine that runs Cartography gets its first credentials.

    All but `PROFILE` are the exact, case-sensitive values of `credential_source`.
    """

    EC2 = "Ec2InstanceMetadata"
    ECS = "EcsContainer"
    ENVIRONMENT = "Environment"
    PROFILE = "profile"


class Trust(StrEnum):
    """The principal that the trust policy of a spoke role names."""

    HUB_ACCOUNT = "hub-account"
    HUB_ROLE = "hub-role"


class Form(StrEnum):
    """How the roles get made: who runs what."""

    STACKSET = "stackset"
    """roll-out.sh, with a StackSet of the organization."""
    DIRECT = "script"
    """create-roles, with the AWS CLI in each account."""
    TEMPLATE = "template"
    """The CloudFormation templates, by hand."""
    TERRAFORM = "terraform"
    HAND_OFF = "hand-off"
    """A packet for the owner of an account."""
    UNKNOWN = ""
    """Not chosen: the one that fits the answers."""


class Identity(StrEnum):
    """The kind of IAM identity that Cartography uses in a single account."""

    USER = "user"
    GROUP = "group"
    ROLE = "role"


CHOICES = ("keep", "rename", "replace", "merge", "remove")
"""What can be done about a file or profile that is there already."""


class AccessKeyChoice(StrEnum):
    """Where a single account's access keys come from."""

    EXISTING = "existing"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Account:
    """One account that Cartography reads."""

    id: str
    name: str = ""
    """May hold anything, escape sequences too; `profile_names` makes it safe."""
    region: str = ""
    """Empty: the hub's region."""
    ou: str = ""
    """The ID of its organizational unit or root, as last seen; empty: never seen."""
    state: str = ""
    """As AWS Organizations last gave it; empty: not known."""
    aws_name: str = ""
    """Its name in the organization, where the person has given it another."""


class CallAs(StrEnum):
    """The right by which somebody may list the organization, as StackSets name two."""

    UNKNOWN = ""
    SELF = "SELF"
    """As the management account."""
    DELEGATED_ADMIN = "DELEGATED_ADMIN"
    RESOURCE_POLICY = "RESOURCE_POLICY"
    """StackSets know no such right."""


@dataclass(frozen=True, slots=True)
class ChosenOrganization:
    """The organization that the accounts were taken from, as it was last seen."""

    id: str = ""
    management_account: str = ""
    call_as: CallAs = CallAs.UNKNOWN
    ous: tuple[str, ...] = ()
    """Accounts that are new in these, at any depth, are read too: IDs of
    organizational units or of the root, which is everything."""
    excluded: tuple[str, ...] = ()
    """What is in them and not to be read: IDs of units and of accounts."""


@dataclass(frozen=True, slots=True)
class Target:
    """The machine that will run Cartography."""

    here: bool = True
    platform: Platform = Platform.LINUX
    credentials: CredentialSource = CredentialSource.EC2
    profile: str = ""
    """The source_profile, where credentials = "profile"."""
    config_file: str = ""
    """A path on the target; empty: AWS_CONFIG_FILE, else the platform's default."""
    folder: str = ""
    """Where everything else is written on this machine; empty: ~/cartography-setup."""


@dataclass(frozen=True, slots=True)
class Hub:
    """The account whose role assumes the role in every other account."""

    account_id: str = ""
    region: str = ""
    role: str = "cartography-service"


@dataclass(frozen=True, slots=True)
class Access:
    """The role that Cartography assumes in every account."""

    role: str = "cartography-read-only"
    trust: Trust = Trust.HUB_ACCOUNT
    external_id: str = ""
    grants: tuple[str, ...] = ()
    """IAM actions beyond SecurityAudit; see `setup.grants`."""
    path: str = ""
    """The path of everything that is made in IAM, where a name carries none."""
    permissions_boundary: str = ""
    """The name of a managed policy that is in every account, or the ARN of one of
    AWS's own; empty: none."""
    max_session_hours: int = 1
    form: Form = Form.UNKNOWN
    """How the roles get made."""


@dataclass(frozen=True, slots=True)
class Retry:
    """How the SDK retries AWS calls; `max_attempts` counts the first try."""

    mode: str = "standard"
    max_attempts: int = 5


@dataclass(frozen=True, slots=True)
class Single:
    """The one account of `Mode.SINGLE`."""

    account_id: str = ""
    region: str = ""
    identity: Identity = Identity.ROLE
    name: str = "cartography"
    profile: str = "default"
    keys: AccessKeyChoice = AccessKeyChoice.EXISTING


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything the person answered; the files and the checks follow from it."""

    step: str = "welcome"
    setup_id: str = ""
    """Marks what this set-up makes in AWS; empty: no account is known yet."""
    mode: Mode = Mode.HUB
    partition: str = "aws"
    target: Target = field(default_factory=Target)
    hub: Hub = field(default_factory=Hub)
    access: Access = field(default_factory=Access)
    accounts: tuple[Account, ...] = ()
    organization: ChosenOrganization = field(default_factory=ChosenOrganization)
    retry: Retry = field(default_factory=Retry)
    single: Single = field(default_factory=Single)
    choices: Mapping[str, str] = field(default_factory=dict)
    """What is done about each file or profile that is there already; see
    `files.choices`."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Of everything that is made in AWS, beside our own; see `setup.ownership`."""

    @property
    def region(self) -> str:
        """The home region: the hub's, or the single account's."""
        return self.hub.region if self.mode is Mode.HUB else self.single.region

    @property
    def rendered(self) -> Answers:
        """What the files and checks follow from: not the step, nor who makes roles."""
        access = replace(self.access, form=Form.UNKNOWN)
        return replace(self, step="", access=access)

    @property
    def account_id(self) -> str:
        """The account whose credentials Cartography starts with."""
        return self.hub.account_id if self.mode is Mode.HUB else self.single.account_id

    @property
    def hub_role(self) -> str:
        """The name of the hub role with its path."""
        return self._with_path(self.hub.role)

    @property
    def read_only_role(self) -> str:
        """The name of the role in every account with its path."""
        return self._with_path(self.access.role)

    @property
    def identity_name(self) -> str:
        """The name of the single account's identity with its path."""
        return self._with_path(self.single.name)

    def _with_path(self, name: str) -> str:
        path = self.access.path.strip("/")
        return f"{path}/{name}" if path and "/" not in name else name

    def region_of(self, account: Account) -> str:
        """The region that the account's profile gets."""
        return account.region or self.hub.region


def get(answers: Answers, key: str) -> Any:
    """Return the answer at a dotted key such as `hub.account_id`."""
    value: Any = answers
    for part in key.split("."):
        value = getattr(value, part)
    return value


def put(answers: Answers, key: str, value: Any) -> Answers:
    """Return a copy with one answer changed, converted to the type of its field."""
    head, _, tail = key.partition(".")
    old = getattr(answers, head)
    new = _replaced(old, tail, value) if tail else _like(old, value)
    changed: Answers = _replaced(answers, head, new)
    return changed


def _replaced(part: Any, name: str, value: Any) -> Any:
    return replace(part, **{name: _like(getattr(part, name), value)})


def _like(old: Any, new: Any) -> Any:
    if isinstance(old, StrEnum):
        return type(old)(new)
    return tuple(new) if isinstance(old, tuple) else new
