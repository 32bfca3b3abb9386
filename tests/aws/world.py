"""An embedded AWS in this process, whose time is the test's own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from carto_wizard.aws.clients import Clients, Connection, Credentials
from carto_wizard.aws.organization import ListingProgress, read
from carto_wizard.aws.patient_calls import BURST, RATE
from carto_wizard.demo.aws_state import AwsState, MemberAccount
from carto_wizard.demo.organization_state import ROOT, Bucket, OrganizationState
from carto_wizard.demo.provisioning import create_administrators
from carto_wizard.setup.organization import Member, Organization, Unit
from carto_wizard.work.pace import Pace

MANAGEMENT = "300000000000"
ACCOUNTS, UNITS, DEPTH = 2_500, 60, 5
STATES = ("ACTIVE", "ACTIVE", "ACTIVE", "SUSPENDED", "PENDING_CLOSURE", "")


class Waiting(threading.Event):
    """Time that passes only when somebody waits, and a way to cancel the waiting."""

    now = 1000.0

    def wait(self, timeout: float | None = None) -> bool:
        """Let so many seconds pass, at once."""
        self.now += timeout or 0.0
        return self.is_set()


@dataclass
class World:
    """A running AWS, and somebody who looks at its organization."""

    aws: AwsState
    connection: Connection
    cancel: Waiting = field(default_factory=Waiting)

    def become(
        self, organization: OrganizationState, members: dict[str, MemberAccount]
    ) -> World:
        """Be another world, in which nobody has asked anything."""
        aws, self.cancel = self.aws, Waiting()
        aws.organization, aws.members = organization, members
        aws.organization_calls = Bucket(4.0, lambda: self.cancel.now)
        aws.faults.clear()
        aws.calls.clear()
        return self

    def pace(self) -> Pace:
        """The pace of the wizard, in this time."""
        return Pace(RATE, BURST, clock=lambda: self.cancel.now)

    def calls(self, code: str = "") -> list[str]:
        """What was asked and ended with this error code, without it successfully."""
        return [call.permission for call in self.aws.calls if call.code == code]

    @property
    def members(self) -> dict[str, Member]:
        """The accounts as a look must find them."""
        return {
            m.id: Member(m.id, m.name, m.state, "example.com", m.unit)
            for m in self.aws.members.values()
            if not m.outside
        }


def tree(units: int, depth: int) -> dict[str, Unit]:
    """So many units under the root, in chains of this depth that share their tops."""
    found = {ROOT: Unit(ROOT, "Root")}
    level = [ROOT]
    for below in range(depth):
        size = units // depth
        names = [f"ou-demo-{below}{number:07d}" for number in range(size)]
        for number, name in enumerate(names):
            parent = level[number % len(level)]
            found[name] = Unit(name, f"Level {below} number {number}", parent)
        level = names
    return found


def many(accounts: int, units: dict[str, Unit]) -> dict[str, MemberAccount]:
    """So many accounts, spread over all units and states."""
    places = list(units)
    numbers = [str(int(MANAGEMENT) + 7_919 * index) for index in range(accounts)]
    return {
        number: MemberAccount(
            number,
            f"account-{index}",
            # The management account can be used.
            state=STATES[index % len(STATES)] if index else "ACTIVE",
            unit=places[index * 31 % len(places)],
        )
        for index, number in enumerate(numbers)
    }


@contextmanager
def serving() -> Iterator[World]:
    """Run it for the length of the block, once in a process: moto has one IAM."""
    from moto.moto_server.werkzeug_app import create_backend_app
    from werkzeug.serving import make_server

    from carto_wizard.demo.endpoint import AwsEndpoint
    from carto_wizard.demo.server import quiet_handler

    members = {MANAGEMENT: MemberAccount(MANAGEMENT, "management")}
    aws = AwsState("aws", members, hub=MANAGEMENT)
    key = create_administrators(aws)[MANAGEMENT]
    app = AwsEndpoint(aws, create_backend_app("iam"), "")
    server = make_server(
        "127.0.0.1", 0, app, threaded=True, request_handler=quiet_handler(aws)
    )
    url = f"http://127.0.0.1:{server.server_port}"
    clients = Clients({"AWS_ENDPOINT_URL": url, "NO_PROXY": "*"}, workers=1)
    keys = Credentials(key.key, key.secret)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield World(aws, Connection(clients, keys, "us-east-1"))
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def look(world: World) -> tuple[Organization, list[tuple[float, ListingProgress]]]:
    """What is found, and what was told of the progress at which time."""
    told: list[tuple[float, ListingProgress]] = []
    world.aws.calls.clear()
    found = read(
        world.connection,
        MANAGEMENT,
        tell=lambda progress: told.append((world.cancel.now, progress)),
        cancel=world.cancel,
        pace=world.pace(),
    )
    return found, told
