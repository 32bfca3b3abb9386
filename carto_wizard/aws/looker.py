"""Who looks at the organization: a person's own credentials, and whose they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Event

from carto_wizard.aws.clients import Clients, Connection
from carto_wizard.aws.identity import who_am_i
from carto_wizard.aws.profiles import persons_credentials
from carto_wizard.setup.partitions import PARTITIONS, partition_of_region


@dataclass(frozen=True, slots=True)
class Looker:
    """The person's own credentials, kept no longer than this value is."""

    connection: Connection
    arn: str
    account: str
    source: str
    """Where the credentials came from, in words."""


def looker(
    environ: Mapping[str, str],
    profile: str = "",
    region: str = "",
    *,
    cancel: Event | None = None,
) -> Looker:
    """Find the credentials and ask AWS whose they are; raises `CallFailed`.

    Without a profile they are what the AWS CLI would use in this environment. The
    region of the profile, else the given one, tells only the partition.
    """
    found, own = persons_credentials(environ, cancel or Event(), profile)
    partition = partition_of_region(own or region) or PARTITIONS["aws"]
    connection = Connection(Clients(environ, workers=1), found, partition.home_region)
    caller = who_am_i(connection)
    return Looker(connection, caller.arn, caller.account, found.source)
