"""Whose the credentials are, and which roles they may assume."""

from __future__ import annotations

from dataclasses import dataclass

from carto_wizard.aws.clients import Connection, Credentials
from carto_wizard.aws.failures import needed

SESSION_NAME = "carto-wizard-check"
# What Cartography's own library asks for: what allows less must be found here, too.
SESSION_SECONDS = 3600
# The least that AWS allows, where a role is needed for one question.
_LEAST_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Caller:
    """The identity behind credentials, as AWS names it."""

    account: str
    arn: str

    @property
    def kind(self) -> str:
        """`root`, `user`, `assumed-role` or `federated-user`."""
        return self.arn.split(":", 5)[-1].split("/")[0]

    @property
    def partition(self) -> str:
        """The partition that answered."""
        return self.arn.split(":")[1] if self.arn.count(":") > 1 else ""

    @property
    def name(self) -> str:
        """The user's or role's own name, without path or session."""
        parts = self.arn.split("/")
        if self.kind == "assumed-role" and len(parts) > 1:
            return parts[1]
        return parts[-1] if len(parts) > 1 else ""


def who_am_i(connection: Connection) -> Caller:
    """Ask AWS; nobody needs a permission for that."""
    answer = connection.call("sts", "get_caller_identity")
    return Caller(str(needed(answer, "Account")), str(needed(answer, "Arn")))


def assume(
    connection: Connection, role_arn: str, external_id: str = "", *, policy: str = ""
) -> tuple[Credentials, Caller]:
    """Assume the role for as long as Cartography does.

    With a session `policy`, which narrows what it may do, for the shortest time.
    """
    more = {"ExternalId": external_id} if external_id else {}
    more |= {"Policy": policy} if policy else {}
    answer = connection.call(
        "sts",
        "assume_role",
        RoleArn=role_arn,
        RoleSessionName=SESSION_NAME,
        DurationSeconds=_LEAST_SECONDS if policy else SESSION_SECONDS,
        **more,
    )
    given = needed(answer, "Credentials")
    arn = str(needed(needed(answer, "AssumedRoleUser"), "Arn"))
    account = arn.split(":")[4] if arn.count(":") > 4 else ""
    return (
        Credentials(
            needed(given, "AccessKeyId"),
            needed(given, "SecretAccessKey"),
            needed(given, "SessionToken"),
            f"the role {role_arn}",
        ),
        Caller(account, arn),
    )
