"""A machine and an AWS for one fault; afterwards the shared AWS is as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from carto_wizard.aws.clients import Clients, Credentials
from carto_wizard.checks.request import CheckRequest
from carto_wizard.demo.launch import Demo
from carto_wizard.render.places import Places
from carto_wizard.setup.answers import Answers
from tests.render.cases import config_text

HUB_ROLE = "cartography-service"
ROLE = "cartography-read-only"
AUDIT = "arn:aws:iam::aws:policy/SecurityAudit"


@dataclass(slots=True)
class Bench:
    """What a fault may change; `undo` brings the shared AWS back."""

    demo: Demo
    answers: Answers
    where: Places
    environ: dict[str, str]
    folder: Path
    look_with: str = ""
    """The role that the hub may become in denied accounts, where there is one."""
    undo: ExitStack = field(default_factory=ExitStack)

    @property
    def request(self) -> CheckRequest:
        """All checks of the setup as it is now."""
        return CheckRequest(
            self.answers, self.where, self.environ, look_with=self.look_with
        )

    @property
    def hub(self) -> str:
        """The hub's account ID."""
        return self.answers.hub.account_id

    @property
    def spokes(self) -> list[str]:
        """The other accounts' IDs."""
        return [a.id for a in self.answers.accounts if a.id != self.hub]

    @property
    def config(self) -> Path:
        """The config file that was written."""
        return Path(self.where.config_file)

    def admin(self, account: str) -> Credentials:
        """An administrator's keys in this account."""
        key = self.demo.admin[account]
        return Credentials(key.key, key.secret)

    def iam(self, account: str, operation: str, **parameters: Any) -> dict[str, Any]:
        """One IAM call by the account's administrator."""
        clients = Clients(self.demo.environ, workers=1)
        return clients.call(
            "iam", operation, self.admin(account), self.demo.region, **parameters
        )

    def ec2(self, operation: str, **parameters: Any) -> dict[str, Any]:
        """One EC2 call by the hub's administrator."""
        clients = Clients(self.demo.environ, workers=1)
        credentials, region = self.admin(self.hub), self.demo.region
        return clients.call("ec2", operation, credentials, region, **parameters)

    def later(self, account: str, operation: str, **parameters: Any) -> None:
        """The IAM call that undoes what follows."""
        self.undo.callback(lambda: self.iam(account, operation, **parameters) and None)

    def trust(self, account: str, document: dict[str, Any]) -> None:
        """Give the read-only role another trust policy."""
        old = self.iam(account, "get_role", RoleName=ROLE)["Role"]
        before = json.dumps(old["AssumeRolePolicyDocument"])
        change = "update_assume_role_policy"
        self.later(account, change, RoleName=ROLE, PolicyDocument=before)
        self.iam(account, change, RoleName=ROLE, PolicyDocument=json.dumps(document))

    def trust_with(self, account: str, **condition: Any) -> None:
        """Add a condition to the trust policy of the read-only role."""
        old = self.iam(account, "get_role", RoleName=ROLE)["Role"]
        document = json.loads(json.dumps(old["AssumeRolePolicyDocument"]))
        document["Statement"][0]["Condition"] = condition
        self.trust(account, document)

    def write_config(self) -> None:
        """Write the config file anew for the answers as they are now."""
        self.config.write_text(config_text(self.answers))

    def rewrite(self, change: Callable[[str], str]) -> None:
        """Edit the config file as a person would."""
        self.config.write_text(change(self.config.read_text()))


def statement(effect: str, action: str, resource: str = "*") -> dict[str, Any]:
    """A policy of one statement."""
    one = {"Effect": effect, "Action": action, "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [one]}
