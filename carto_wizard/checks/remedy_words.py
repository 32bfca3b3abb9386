"""What the `{names}` of remedies and commands stand for in one set-up."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import PurePath, PureWindowsPath

from carto_wizard.checks.shell import quoted, with_variables
from carto_wizard.render.places import Places
from carto_wizard.render.scripts.shells import Shell
from carto_wizard.render.wanted_iam import needs_instance_profile
from carto_wizard.setup.answers import Answers, CredentialSource, Identity, Mode
from carto_wizard.setup.iam_names import name_without_path
from carto_wizard.setup.partitions import PARTITIONS, role_arn, security_audit_arn
from carto_wizard.setup.text import one_line

PARTS = frozenset(
    {"files", "instance", "instance_profile", "python", "script", "setup"}
)
"""Parts of commands, quoted already."""

TEMPLATES = frozenset(
    {
        "provide_command",
        "renew_command",
        "repair_profile",
        "repair_trust",
        "replace_profile",
        "use_role_command",
    }
)
"""Whole commands, with names of their own to fill in."""


def base_words(answers: Answers, places: Places) -> dict[str, str]:
    """The names that remedies and commands may use, whatever the finding."""
    return _Setup(answers, places).words()


@dataclass(frozen=True, slots=True)
class _Setup:
    answers: Answers
    places: Places

    @property
    def shell(self) -> Shell:
        return Shell.of(self.answers.target.platform)

    @property
    def single(self) -> bool:
        return self.answers.mode is Mode.SINGLE

    @property
    def home(self) -> str:
        """A region that every account of the partition has."""
        return PARTITIONS[self.answers.partition].home_region

    @property
    def hub(self) -> str:
        answers = self.answers
        return answers.single.account_id if self.single else answers.hub.account_id

    @property
    def role(self) -> str:
        """The role that Cartography starts from, with its path."""
        return self.answers.identity_name if self.single else self.answers.hub_role

    @property
    def role_name(self) -> str:
        return name_without_path(self.role)

    def words(self) -> dict[str, str]:
        answers, places = self.answers, self.places
        region = answers.region or self.home
        host = f"sts.{region}.{PARTITIONS[answers.partition].dns_suffix}"
        kind = str(answers.single.identity) if self.single else "role"
        owner = answers.identity_name if self.single else answers.read_only_role
        provide, provide_command = self.provide()
        renew, renew_command = self.renew()
        use_role, use_role_command = provide, provide_command
        if needs_instance_profile(answers):
            use_role = (
                f"Replace the instance profile of the instance with {self.role_name}, "
                f"with administrator credentials for account {self.hub}."
            )
            use_role_command = "{replace_profile}"
        return {
            "account": self.hub,
            "audit": security_audit_arn(answers.partition),
            "config": places.config_file,
            "expected": self.hub,
            "files": self.files(),
            "home": self.home,
            "host": host,
            "hub": self.hub,
            "hub_role": self.role_name,
            "instance": self.find_instance(region),
            "instance_profile": _by_name(self.role_name, self.shell),
            "instance_region": region,
            "kind": kind,
            "metadata": "169.254.169.254",
            "owner": name_without_path(owner),
            "partition": answers.partition,
            "platform": str(answers.target.platform),
            "profile": answers.single.profile,
            "provide": provide,
            "provide_command": provide_command,
            "python": "python3",
            "region": answers.region,
            "renew": renew,
            "renew_command": renew_command,
            "repair_profile": "{setup}",
            # The script leaves the trust policy of a single account's role as it is:
            # other things may use that role.
            "repair_trust": "" if self.single else "{setup}",
            "replace_profile": _REPLACE_PROFILE,
            "role": answers.read_only_role,
            "script": self.script(),
            "setup": self.script("single" if self.single else "hub"),
            "source_profile": self.source_profile,
            "url": f"https://{host}/",
            "use_role": use_role,
            "use_role_command": use_role_command,
            "value": "",
            "variable": "",
            "where": self.hub,
        }

    @property
    def source_profile(self) -> str:
        """The profile that holds the first credentials, where one does."""
        single = self.answers.single.profile if self.single else ""
        return self.answers.target.profile or single or "default"

    @property
    def identity(self) -> str:
        """Whose credentials Cartography must have, in words."""
        answers, single = self.answers, self.answers.single
        if self.single and single.identity is not Identity.ROLE:
            return f"{single.identity} {one_line(single.name)} of account {self.hub}"
        return f"role {role_arn(answers.partition, self.hub, one_line(self.role))}"

    def provide(self) -> tuple[str, str]:
        """How the first credentials get where the answers say that they are."""
        of = f"the {self.identity}"
        match self.source:
            case CredentialSource.EC2:
                return f"Run Cartography on an instance that has {of}.", ""
            case CredentialSource.ECS:
                sentence = f"Set taskRoleArn in the task definition to {of}"
                return f"{sentence}, and start the task again.", ""
            case CredentialSource.ENVIRONMENT:
                return (
                    "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to credentials "
                    f"of {of}. For temporary credentials, also set AWS_SESSION_TOKEN."
                ), ""
            case CredentialSource.PROFILE:
                name = one_line(self.source_profile, 64)
                leave = "" if self.single else ", and leave its region empty"
                sentence = f"Put credentials of {of} into the profile {name}{leave}."
                return sentence, "{files}aws configure --profile {source_profile}"

    def renew(self) -> tuple[str, str]:
        """How expired credentials are made new."""
        match self.source:
            case CredentialSource.EC2 | CredentialSource.ECS:
                return (
                    "Check again. This machine renews its credentials automatically."
                ), ""
            case CredentialSource.ENVIRONMENT:
                return (
                    "Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN"
                    f" to new credentials of the {self.identity}."
                ), ""
            case CredentialSource.PROFILE:
                return (
                    "Log in again, or put new credentials into the profile "
                    f"{one_line(self.source_profile, 64)}. The command logs in to IAM "
                    "Identity Center."
                ), "{files}aws sso login --profile {source_profile}"

    @property
    def source(self) -> CredentialSource:
        """Where the first credentials come from."""
        chosen = self.answers.target.credentials
        on_ec2 = chosen is CredentialSource.EC2
        if on_ec2 and not needs_instance_profile(self.answers):
            # A user's keys are in the files, on an instance too.
            return CredentialSource.PROFILE
        return chosen

    def files(self) -> str:
        """What makes the AWS CLI read the files that Cartography reads."""
        places = self.places
        paths = (places.config_file, places.credentials_file)
        if not places.dedicated or not all(path.isprintable() for path in paths):
            return ""
        names = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")
        return with_variables(zip(names, paths, strict=True), self.shell)

    def script(self, part: str = "") -> str:
        windows = self.shell is Shell.POWERSHELL
        name = "create-roles.ps1" if windows else "create-roles.sh"
        # A folder of Windows, as the wizard on another system spells it.
        folder = self.places.folder
        pure = PureWindowsPath if folder[1:3] == ":\\" else PurePath
        path = quoted(str(pure(folder) / name), self.shell)
        return f"{'pwsh' if windows else 'sh'} {path} {part}".rstrip()

    def find_instance(self, region: str) -> str:
        """The ID of the instance that has the role, asked of EC2."""
        partition, name = self.answers.partition, self.role_name
        arn = f"arn:{partition}:iam::{self.hub}:instance-profile/{name}"
        one = quoted(f"Name=iam-instance-profile.arn,Values={arn}", self.shell)
        return (
            f'"$(aws ec2 describe-instances --region {quoted(region, self.shell)}'
            f" --filters {one} Name=instance-state-name,Values=running"
            " --query 'Reservations[].Instances[].InstanceId' --output text)\""
        )


_REPLACE_PROFILE = (
    "{setup} && aws ec2 replace-iam-instance-profile-association"
    " --region {instance_region} --association-id"
    ' "$(aws ec2 describe-iam-instance-profile-associations'
    " --region {instance_region} --filters Name=instance-id,Values={instance}"
    " --query 'IamInstanceProfileAssociations[0].AssociationId' --output text)\""
    " --iam-instance-profile {instance_profile}"
)
"""Put our instance profile, made where it is missing, in place of the one that is on
the instance, even one that was deleted since."""


def _by_name(name: str, shell: Shell) -> str:
    """An instance profile as the AWS CLI takes it; a comma would end a short form."""
    text = json.dumps({"Name": name}) if "," in name else f"Name={name}"
    return quoted(text, shell)
