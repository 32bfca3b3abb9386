"""The ways through the demo, as data: keys, what they do, and what is seen then."""

from __future__ import annotations

from dataclasses import dataclass, replace

from carto_wizard.demo.scenarios import HUB as HUB_ACCOUNT
from carto_wizard.setup.answers import Mode


@dataclass(frozen=True, slots=True)
class Beat:
    """Keys, and the screen that they lead to."""

    says: str
    """What the keys do, for the row below the screen."""
    keys: tuple[str, ...]
    until: str
    """Text that the screen shows when it is there."""
    seconds: float = 0.8
    """How long it takes to read."""
    marker: str = ""
    """The name of the screen, where it is worth a jump or a picture."""
    without: str = ""
    """Text that the screen no longer shows when it is there."""


def _typed(text: str, says: str, until: str) -> Beat:
    return Beat(says, tuple(text), until)


def _next(says: str, until: str, seconds: float, marker: str) -> Beat:
    return Beat(says, ("ctrl+n",), until, seconds, marker)


def _acted(preview: tuple[Beat, ...], roles: str, waits: str) -> tuple[Beat, ...]:
    """From the preview over the written files to an account that can be read."""
    return (
        *preview,
        _next("Nothing is written yet", "Write · ", 1.2, ""),
        Beat("Yes, write them", ("enter",), "files written.", 2.2, "write"),
        _next("Whose turn it is now: who creates the roles", roles, 3.5, "roles"),
        _next(
            "Ask AWS what Cartography can read: nothing yet",
            waits,
            4.0,
            "check-missing",
        ),
        Beat(
            "The demo's administrator runs what the wizard wrote",
            ("m",),
            "will read exactly",
            5.5,
            "check",
            without="Watching",
        ),
        _next("The one command that is left", "files are written.", 4.5, "finish"),
    )


WELCOME = Beat(
    "From an AWS without any role to one that Cartography can read",
    (),
    "Found on this machine",
    3.0,
    "welcome",
)

HUB = (
    WELCOME,
    Beat("Start", ("enter",), "Mode · ", 1.8, "mode"),
    _next("The usual answers are there already", "Target · ", 1.8, "target"),
    _next("Where the roles are assumed from", "Hub · ", 1.0, ""),
    _typed(HUB_ACCOUNT, "The account in which Cartography runs", HUB_ACCOUNT),
    Beat("Which region?", ("enter",), "Type to filter", 0.6),
    _typed("us-east-1", "Found by name or place", "1 of "),
    Beat("This one", ("enter",), "uses us-east-1", 1.2, "hub"),
    _next("Which accounts should Cartography read?", "Accounts · ", 1.4, ""),
    Beat(
        "Read them from the organization, with a profile of yours",
        ("ctrl+t",),
        "Profile org-admin",
        1.4,
    ),
    Beat("The administrator's", ("enter",), "would list", 1.6),
    Beat(
        "Agreed: the wizard asks before it uses anybody's credentials",
        ("enter",),
        "accounts ticked",
        3.0,
        "organization",
    ),
    _next("All of them", "undoes this", 2.2, "accounts"),
    _next("Each account may have its own region", "Regions · ", 1.2, "regions"),
    _next("How each account is accessed", "Access · ", 1.4, "access"),
    _next("How calls are retried", "Retry · ", 1.0, "retry"),
    *_acted(
        (
            _next("Every byte, before it is written", "20 create", 2.4, ""),
            Beat(
                "Your own profiles stay out: a config file for Cartography alone",
                ("d",),
                "cartography-config",
                3.0,
                "preview",
            ),
        ),
        "sh roll-out.sh plan",
        "Watching: 9 accounts",
    ),
)

SINGLE = (
    replace(WELCOME, marker=""),
    Beat("Start", ("enter",), "Mode · ", 1.2),
    Beat("One account", ("down", "enter"), "Mode · 2 of 12", 1.8, "mode"),
    _next("The usual answers are there already", "Target · ", 1.8, "target"),
    _next("The identity that Cartography uses", "Identity · ", 1.0, ""),
    Beat(
        "The account that Cartography reads",
        tuple(HUB_ACCOUNT),
        HUB_ACCOUNT,
        1.4,
        "identity",
    ),
    _next("Where it looks first", "Region · ", 1.4, "regions"),
    Beat("This one", ("enter",), "Access · ", 1.4, "access"),
    _next("How calls are retried", "Retry · ", 1.0, "retry"),
    *_acted(
        (_next("Every byte, before it is written", " create", 3.0, "preview"),),
        "sh create-roles.sh",
        "Watching: the set-up",
    ),
)

JOURNEYS = {Mode.HUB: HUB, Mode.SINGLE: SINGLE}
