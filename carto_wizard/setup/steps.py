"""The steps: their words, which apply to the answers, which comes next.

Imports little, because the first page waits for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from carto_wizard.setup.answers import Answers, Mode
from carto_wizard.setup.profile_names import RULE


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the wizard, as it is for these modes; F1 shows `why`."""

    key: str
    title: str
    ask: str
    """The heading of the page."""
    why: str
    modes: tuple[Mode, ...] = (Mode.SINGLE, Mode.HUB)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a step is not complete; `key` is the answer at fault."""

    step: str
    key: str
    message: str


HUB_ONLY = (Mode.HUB,)
SINGLE_ONLY = (Mode.SINGLE,)

STEPS: tuple[Step, ...] = (
    Step(
        "welcome",
        "Welcome",
        "Give Cartography read access to AWS",
        "Cartography reads AWS through roles and a config file. When one of them is "
        "wrong it logs a line, ends normally and leaves that account out of the graph. "
        "This wizard writes those files, hands you the scripts for the roles, and then "
        "asks AWS whether every account can really be read.",
        HUB_ONLY,
    ),
    Step(
        "welcome",
        "Welcome",
        "Give Cartography read access to AWS",
        "Cartography reads AWS with the credentials of an identity and a config file. "
        "When one of them is wrong it logs a line, ends normally and leaves the "
        "account out of the graph. This wizard writes those files, hands you the "
        "script for the identity, and then asks AWS whether the account can really be "
        "read.",
        SINGLE_ONLY,
    ),
    Step(
        "mode",
        "Mode",
        "One account or several?",
        "With several accounts, one of them is the hub: a role there assumes a "
        "read-only role in every account, the hub included. With a single account, one "
        "user, group or role is enough. Changing this later keeps what you typed.",
    ),
    Step(
        "target",
        "Target",
        "Where will Cartography run?",
        "Cartography needs first credentials on the machine it runs on; those of an "
        "EC2 instance need no stored keys. The config file is read there, so its path "
        "must be right there. Cartography syncs every profile of that file and of the "
        "credentials file: a file of its own keeps your other profiles out.",
        HUB_ONLY,
    ),
    Step(
        "target",
        "Target",
        "Where will Cartography run?",
        "Cartography reads the account with credentials of the machine it runs on; "
        "those of an EC2 instance need no stored keys. The config file is read there, "
        "so its path must be right there.",
        SINGLE_ONLY,
    ),
    Step(
        "identity",
        "Identity",
        "Who is Cartography in this account?",
        "This identity gets AWS's own SecurityAudit policy, which reads settings and "
        "no data. Cartography uses the profile named here.",
        SINGLE_ONLY,
    ),
    Step(
        "hub",
        "Hub",
        "Which account is the hub?",
        "The hub's role is the only identity that Cartography has at first. Every "
        "other account trusts the hub, so its ID stands in each trust policy.",
        HUB_ONLY,
    ),
    Step(
        "accounts",
        "Accounts",
        "Which accounts should Cartography read?",
        "Each account becomes one profile of the config file. Its name becomes the "
        "profile's name and Cartography's name for the account, so it must be one "
        f"that every AWS SDK can read. {RULE}",
        HUB_ONLY,
    ),
    Step(
        "regions",
        "Regions",
        "Which region does each account start in?",
        "Cartography asks the account for its regions through this one. It is not "
        "inherited from [default]: a profile without a region, or with one that the "
        "account has not enabled, is left out without a word.",
        HUB_ONLY,
    ),
    Step(
        "regions",
        "Region",
        "Which region should Cartography start in?",
        "Cartography asks the account for its other regions through this one. With no "
        "region, or with one that is not enabled in the account, Cartography reads "
        "nothing and ends without an error.",
        SINGLE_ONLY,
    ),
    Step(
        "access",
        "Access",
        "How may Cartography enter the accounts?",
        "Every account gets this role. Its trust policy says who may assume it, and "
        "SecurityAudit says what it may read. The hub role alone, or an external ID, "
        "makes the trust tighter; the guide needs neither.",
        HUB_ONLY,
    ),
    Step(
        "retry",
        "Retry",
        "How patient should AWS calls be?",
        "AWS limits how fast it is asked. Current Cartography reads its own "
        "CARTOGRAPHY_AWS_* variables; older versions read the AWS_* ones. Both are "
        "written.",
    ),
    Step(
        "preview",
        "Preview",
        "Look at every file before it is written",
        "Nothing is written yet. What you see here are the bytes that will be "
        "written. The line under the cursor is explained below.",
    ),
    Step(
        "write",
        "Write",
        "Write the files",
        "Each existing file is copied first, then replaced in one move, so a crash "
        "leaves the old file or the new one. Unchanged files are not touched.",
    ),
    Step(
        "check",
        "Check",
        "Does Cartography see every account?",
        "Cartography ends normally even when it could not read an account. These "
        "checks make the same calls that it makes, and name the cause when one fails.",
        HUB_ONLY,
    ),
    Step(
        "check",
        "Check",
        "Can Cartography read the account?",
        "Cartography ends normally even when it could not read the account. These "
        "checks make the same calls that it makes, and name the cause when one fails.",
        SINGLE_ONLY,
    ),
    Step(
        "finish",
        "Finish",
        "Run Cartography",
        "This is the command for your answers, and where everything is.",
    ),
)
"""A step is here once for each mode that has words of its own for it."""

KEYS = tuple(dict.fromkeys(step.key for step in STEPS))


def steps_for(answers: Answers) -> tuple[Step, ...]:
    """The steps that apply to these answers, in order."""
    return tuple(step for step in STEPS if answers.mode in step.modes)


def step_of(answers: Answers, key: str) -> Step:
    """The step as these answers have it, or as the other mode does."""
    same = [step for step in STEPS if step.key == key]
    return next((step for step in same if answers.mode in step.modes), same[0])


def neighbour(answers: Answers, key: str, by: int) -> str:
    """The step `by` places after a step, or before it; the ends have no neighbour."""
    keys = [step.key for step in steps_for(answers)]
    return keys[min(max(_position(keys, key) + by, 0), len(keys) - 1)]


def _position(keys: list[str], key: str) -> int:
    """The index of a step, or of the last step before it that applies."""
    if key in keys:
        return keys.index(key)
    before = KEYS[: KEYS.index(key)]
    return max(keys.index(k) for k in before if k in keys)
