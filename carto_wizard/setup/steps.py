"""The steps: their words, which apply to the answers, which comes next.

Imports little, because the first page waits for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from carto_wizard.setup.answers import Answers, Mode
from carto_wizard.setup.iam_names import what_to_create
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
        "Cartography reads AWS through IAM roles and a config file. If one of them is "
        "wrong, Cartography logs a line, exits with status 0 and leaves the account "
        "out of the graph. This wizard writes the config file and the scripts that "
        "create the roles. Then it asks AWS whether Cartography can read every "
        "account.",
        HUB_ONLY,
    ),
    Step(
        "welcome",
        "Welcome",
        "Give Cartography read access to AWS",
        "Cartography reads AWS with the credentials of an IAM identity and a config "
        "file. If one of them is wrong, Cartography logs a line, exits with status 0 "
        "and leaves the account out of the graph. This wizard writes the config file "
        "and a script that creates the identity. Then it asks AWS whether Cartography "
        "can read the account.",
        SINGLE_ONLY,
    ),
    Step(
        "mode",
        "Mode",
        "One account or several?",
        "With several accounts, one of them is the hub. A role in the hub assumes a "
        "read-only role in every account, the hub included. With a single account, "
        "one user, group or role is enough. If you change this later, your other "
        "answers are kept.",
    ),
    Step(
        "target",
        "Target",
        "Where will Cartography run?",
        "Cartography needs AWS credentials on the machine where it runs. On an EC2 "
        "instance or an ECS task, no keys have to be stored. The path of the config "
        "file must be valid on that machine. Cartography reads every profile of the "
        "config file and of the credentials file: a separate config file keeps your "
        "other profiles out.",
        HUB_ONLY,
    ),
    Step(
        "target",
        "Target",
        "Where will Cartography run?",
        "Cartography needs AWS credentials on the machine where it runs. On an EC2 "
        "instance or an ECS task, no keys have to be stored. The path of the config "
        "file must be valid on that machine.",
        SINGLE_ONLY,
    ),
    Step(
        "identity",
        "Identity",
        "Which IAM identity does Cartography use?",
        "This identity gets SecurityAudit, an AWS managed policy that can read "
        "settings but no data. Cartography uses the profile that you name here.",
        SINGLE_ONLY,
    ),
    Step(
        "hub",
        "Hub",
        "Which account is the hub?",
        "Cartography starts as the hub role and assumes all other roles from there. "
        "Every account trusts the hub account, so its ID is in each trust policy.",
        HUB_ONLY,
    ),
    Step(
        "accounts",
        "Accounts",
        "Which accounts should Cartography read?",
        "Each account becomes one profile of the config file. The account name "
        "becomes the profile name, which Cartography shows in the graph. Every AWS "
        f"SDK must be able to read it, so it is simplified. {RULE}",
        HUB_ONLY,
    ),
    Step(
        "regions",
        "Regions",
        "Which region is used first for each account?",
        "Cartography calls this region to list the regions of the account. A profile "
        "does not inherit the region of [default]. If a profile has no region, or one "
        "that the account has not enabled, Cartography skips the account.",
        HUB_ONLY,
    ),
    Step(
        "regions",
        "Region",
        "Which region does Cartography use first?",
        "Cartography calls this region to list the other regions of the account. "
        "Without a region, or with one that the account has not enabled, Cartography "
        "reads nothing and exits with status 0.",
        SINGLE_ONLY,
    ),
    Step(
        "access",
        "Access",
        "How does Cartography access each account?",
        "Every account gets this role. The trust policy says who can assume it, and "
        "SecurityAudit says what it can read. Trusting only the hub role or requiring "
        "an external ID is stricter than Cartography's guide.",
        HUB_ONLY,
    ),
    Step(
        "access",
        "Access",
        "Which rules apply to what is made in IAM?",
        "Many organizations want a path, a permissions boundary or tags on everything "
        "in IAM. Leave all of this as it is where yours does not.",
        SINGLE_ONLY,
    ),
    Step(
        "retry",
        "Retry",
        "How should failed AWS calls be retried?",
        "AWS throttles clients that call too fast. Cartography 0.136.0 and later read "
        "the CARTOGRAPHY_AWS_* variables, and older versions read the AWS_* "
        "variables. The wizard writes both.",
    ),
    Step(
        "preview",
        "Preview",
        "Review every file before it is written",
        "Nothing is written yet. The preview shows exactly what will be written, and "
        "explains the line under the cursor.",
    ),
    Step(
        "write",
        "Write",
        "Write the files",
        "Each existing file is backed up first and then replaced in one step, so a "
        "crash leaves either the old file or the new one. Files that would not change "
        "are not touched.",
    ),
    Step(
        "roles",
        "Roles",
        "Create the roles",
        "The wizard changes nothing in AWS. Whoever administers the accounts runs one "
        "of these, after reading it. All of them make the same roles, mark them with "
        "the same tag, and are safe to run again.",
        HUB_ONLY,
    ),
    Step(
        "roles",
        "Roles",
        "Create {what}",
        "The wizard changes nothing in AWS. Whoever administers the account runs one "
        "of these, after reading it. All of them make {what} with the same rights, and "
        "are safe to run again.",
        SINGLE_ONLY,
    ),
    Step(
        "check",
        "Check",
        "Can Cartography read every account?",
        "Cartography exits with status 0 even if it could not read an account. These "
        "checks make the same AWS calls and name the cause of each failure.",
        HUB_ONLY,
    ),
    Step(
        "check",
        "Check",
        "Can Cartography read the account?",
        "Cartography exits with status 0 even if it could not read the account. These "
        "checks make the same AWS calls and name the cause of each failure.",
        SINGLE_ONLY,
    ),
    Step(
        "finish",
        "Finish",
        "Run Cartography",
        "The command that runs Cartography with your answers, and a list of all files.",
    ),
)
"""A step is here once for each mode that has words of its own for it."""

KEYS = tuple(dict.fromkeys(step.key for step in STEPS))


def steps_for(answers: Answers) -> tuple[Step, ...]:
    """The steps that apply to these answers, in order."""
    return tuple(_worded(s, answers) for s in STEPS if answers.mode in s.modes)


def step_of(answers: Answers, key: str) -> Step:
    """The step as these answers have it, or as the other mode does."""
    same = [step for step in STEPS if step.key == key]
    own = next((step for step in same if answers.mode in step.modes), same[0])
    return _worded(own, answers)


def _worded(step: Step, answers: Answers) -> Step:
    """The step with the name of what gets made in a single account."""
    if step.key != "roles" or step.modes != SINGLE_ONLY:
        return step
    what = what_to_create(answers)
    return replace(step, ask=step.ask.format(what=what), why=step.why.format(what=what))


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
