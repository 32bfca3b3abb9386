"""The instance metadata service, version 2 only, and a container's credentials."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from carto_wizard.demo.iam_state import backend, role_by_name
from carto_wizard.demo.organization import FORMER_HUB
from carto_wizard.demo.services.sts import open_session, timestamp, trusts_service
from carto_wizard.demo.world import AwsState, Session
from carto_wizard.setup.partitions import PARTITIONS

_CREDENTIALS = "meta-data/iam/security-credentials/"
_ECS_TASKS = "ecs-tasks.amazonaws.com"
_SESSION_SECONDS = 6 * 3600
_RENEW_BEFORE = 300


@dataclass(slots=True)
class MetadataService:
    """What the instance is told about itself."""

    world: AwsState
    tokens: dict[str, float] = field(default_factory=dict)
    handed_out: dict[str, Session] = field(default_factory=dict)
    """By role ARN; IMDS repeats credentials until shortly before they expire."""

    def issue(self, seconds: int) -> str:
        """A session token for the metadata service itself."""
        token = secrets.token_urlsafe(40)
        self.tokens[token] = self.world.now() + seconds
        return token

    def accepts(self, token: str) -> bool:
        """Whether this token was issued and is still good."""
        return self.tokens.get(token, 0.0) > self.world.now()

    def read(self, path: str) -> str | None:
        """The document at a path below `/latest/`, None where there is none."""
        plain = {
            "meta-data/instance-id": self.world.instance,
            "meta-data/placement/region": self.world.instance_region,
            "meta-data/placement/availability-zone": f"{self.world.instance_region}a",
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
        world = self.world
        role = role_by_name(world, world.hub, name)
        if role is None or not trusts_service(world, role, _ECS_TASKS):
            return None
        session = open_session(world, role, "task", _SESSION_SECONDS)
        return json.dumps({**_keys(session), "RoleArn": role.arn})

    @property
    def _account(self) -> str:
        wrong = self.world.faults.imds == "wrong-account"
        return FORMER_HUB if wrong else self.world.hub

    def _identity(self) -> dict[str, Any]:
        return {
            "accountId": self._account,
            "instanceId": self.world.instance,
            "instanceType": "t3.small",
            "region": self.world.instance_region,
            "availabilityZone": f"{self.world.instance_region}a",
            "version": "2017-09-30",
        }

    def _profile(self) -> Any:
        """The instance profile as IAM knows it, None where it is gone."""
        if self.world.faults.imds == "profile-not-found":
            return None
        profiles = backend(self.world, self.world.hub).instance_profiles
        return profiles.get(self.world.profile_name)

    def _role(self) -> Any:
        fault = self.world.faults.imds
        if fault == "wrong-role":
            return _service_role(self.world, self.world.hub, "web-server")
        if fault == "wrong-account":
            name = self.world.profile_name or "cartography-service"
            return _service_role(self.world, FORMER_HUB, name)
        if fault in ("no-profile", "no-role") or not self.world.profile_name:
            return None
        profile = self._profile()
        return profile.roles[0] if profile is not None and profile.roles else None

    def _info(self) -> str | None:
        fault = self.world.faults.imds
        name = self.world.profile_name or "cartography-service"
        if fault == "no-profile" or not (self.world.profile_name or self._role()):
            return None
        info = {"Code": "Success", "LastUpdated": timestamp(self.world.now())}
        if self._profile() is None and fault not in ("wrong-role", "wrong-account"):
            info["Code"] = "InstanceProfileNotFound"
            info["Message"] = f"Instance Profile {name} cannot be found."
            return json.dumps(info, indent=2)
        if self._role() is None:
            info["Message"] = "Instance Profile does not contain a role."
        arn = f"arn:{self.world.partition}:iam::{self._account}:instance-profile"
        return json.dumps({**info, "InstanceProfileArn": f"{arn}/{name}"}, indent=2)

    def _credentials(self, role: Any) -> dict[str, Any]:
        world = self.world
        service = PARTITIONS[world.partition].ec2_principal
        now = timestamp(world.now())
        refused = world.faults.imds == "unauthorized"
        if refused or not trusts_service(world, role, service):
            return {
                "Code": "AssumeRoleUnauthorizedAccess",
                "Message": f"EC2 cannot assume the role {role.name}.",
                "LastUpdated": now,
            }
        session = self.handed_out.get(role.arn)
        if session is None or session.expires < world.now() + _RENEW_BEFORE:
            session = open_session(world, role, world.instance, _SESSION_SECONDS)
            self.handed_out[role.arn] = session
        return {
            "Code": "Success",
            "LastUpdated": timestamp(session.issued),
            "Type": "AWS-HMAC",
            **_keys(session),
        }


def _keys(session: Session) -> dict[str, str]:
    return {
        "AccessKeyId": session.key_id,
        "SecretAccessKey": session.secret,
        "Token": session.token,
        "Expiration": timestamp(session.expires),
    }


def _service_role(world: AwsState, account: str, name: str) -> Any:
    """A role that EC2 may assume and that may do nothing, made when first needed."""
    iam = backend(world, account)
    for role in list(iam.roles.values()):
        if role.name == name:
            return role
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": PARTITIONS[world.partition].ec2_principal},
        "Action": "sts:AssumeRole",
    }
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return iam.create_role(name, trust, "/", None, "", [], None)
