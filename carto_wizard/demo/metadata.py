"""The instance metadata service, version 2 only, and a container's credentials."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from carto_wizard.demo.aws_state import AwsState, RoleSession
from carto_wizard.demo.iam_state import backend, role_by_name
from carto_wizard.demo.scenarios import FORMER_HUB
from carto_wizard.demo.services.sts import issue_credentials, timestamp, trusts_service
from carto_wizard.setup.partitions import PARTITIONS

_CREDENTIALS = "meta-data/iam/security-credentials/"
_ECS_TASKS = "ecs-tasks.amazonaws.com"
_SESSION_SECONDS = 6 * 3600
_RENEW_BEFORE = 300


@dataclass(slots=True)
class MetadataService:
    """Answer what an instance or a task asks about itself."""

    aws: AwsState
    tokens: dict[str, float] = field(default_factory=dict)
    sessions: dict[str, RoleSession] = field(default_factory=dict)
    """By role ARN; IMDS repeats credentials until shortly before they expire."""

    def issue(self, seconds: int) -> str:
        """A session token for the metadata service itself."""
        token = secrets.token_urlsafe(40)
        self.tokens[token] = self.aws.now() + seconds
        return token

    def accepts(self, token: str) -> bool:
        """Whether this token was issued and is still good."""
        return self.tokens.get(token, 0.0) > self.aws.now()

    def read(self, path: str) -> str | None:
        """The document at a path below `/latest/`, None where there is none."""
        plain = {
            "meta-data/instance-id": self.aws.instance,
            "meta-data/placement/region": self.aws.instance_region,
            "meta-data/placement/availability-zone": f"{self.aws.instance_region}a",
        }
        if path in plain:
            return plain[path]
        if path == "dynamic/instance-identity/document":
            return json.dumps(self._identity(), indent=2)
        if path == "meta-data/iam/info":
            return self._info()
        role = self._role()
        if path.rstrip("/") == _CREDENTIALS.rstrip("/"):
            return None if role is None else str(role.name)
        if role is not None and path == f"{_CREDENTIALS}{role.name}":
            return json.dumps(self._credentials(role), indent=2)
        return None

    def task_role(self, name: str) -> str | None:
        """The credentials of a task role, None where ECS may not assume it.

        Source: Amazon ECS developer guide, "Task IAM role".
        """
        aws = self.aws
        role = role_by_name(aws, aws.hub, name)
        if role is None or not trusts_service(aws, role, _ECS_TASKS):
            return None
        session = issue_credentials(aws, role, "task", _SESSION_SECONDS)
        return json.dumps({**_keys(session), "RoleArn": role.arn})

    @property
    def _account(self) -> str:
        wrong = self.aws.faults.imds == "wrong-account"
        return FORMER_HUB if wrong else self.aws.hub

    def _identity(self) -> dict[str, Any]:
        return {
            "accountId": self._account,
            "instanceId": self.aws.instance,
            "instanceType": "t3.small",
            "region": self.aws.instance_region,
            "availabilityZone": f"{self.aws.instance_region}a",
            "version": "2017-09-30",
        }

    def _profile(self) -> Any:
        """The instance profile as IAM knows it, None where it is gone."""
        if self.aws.faults.imds == "profile-not-found":
            return None
        profiles = backend(self.aws, self.aws.hub).instance_profiles
        return profiles.get(self.aws.profile_name)

    def _role(self) -> Any:
        fault = self.aws.faults.imds
        if fault == "wrong-role":
            return _service_role(self.aws, self.aws.hub, "web-server")
        if fault == "wrong-account":
            name = self.aws.profile_name or "cartography-service"
            return _service_role(self.aws, FORMER_HUB, name)
        if fault in ("no-profile", "no-role") or not self.aws.profile_name:
            return None
        profile = self._profile()
        return profile.roles[0] if profile is not None and profile.roles else None

    def _info(self) -> str | None:
        fault = self.aws.faults.imds
        name = self.aws.profile_name or "cartography-service"
        if fault == "no-profile" or not (self.aws.profile_name or self._role()):
            return None
        info = {"Code": "Success", "LastUpdated": timestamp(self.aws.now())}
        if self._profile() is None and fault not in ("wrong-role", "wrong-account"):
            info["Code"] = "InstanceProfileNotFound"
            info["Message"] = f"Instance Profile {name} cannot be found."
            return json.dumps(info, indent=2)
        if self._role() is None:
            info["Message"] = "Instance Profile does not contain a role."
        arn = f"arn:{self.aws.partition}:iam::{self._account}:instance-profile"
        return json.dumps({**info, "InstanceProfileArn": f"{arn}/{name}"}, indent=2)

    def _credentials(self, role: Any) -> dict[str, Any]:
        aws = self.aws
        service = PARTITIONS[aws.partition].ec2_principal
        now = timestamp(aws.now())
        refused = aws.faults.imds == "unauthorized"
        if refused or not trusts_service(aws, role, service):
            return {
                "Code": "AssumeRoleUnauthorizedAccess",
                "Message": f"EC2 cannot assume the role {role.name}.",
                "LastUpdated": now,
            }
        session = self.sessions.get(role.arn)
        if session is None or session.expires < aws.now() + _RENEW_BEFORE:
            session = issue_credentials(aws, role, aws.instance, _SESSION_SECONDS)
            self.sessions[role.arn] = session
        return {
            "Code": "Success",
            "LastUpdated": timestamp(session.issued),
            "Type": "AWS-HMAC",
            **_keys(session),
        }


def _keys(session: RoleSession) -> dict[str, str]:
    return {
        "AccessKeyId": session.key_id,
        "SecretAccessKey": session.secret,
        "Token": session.token,
        "Expiration": timestamp(session.expires),
    }


def _service_role(aws: AwsState, account: str, name: str) -> Any:
    """A role that EC2 may assume and that may do nothing, made when first needed."""
    iam = backend(aws, account)
    for role in list(iam.roles.values()):
        if role.name == name:
            return role
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": PARTITIONS[aws.partition].ec2_principal},
        "Action": "sts:AssumeRole",
    }
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return iam.create_role(name, trust, "/", None, "", [], None)
