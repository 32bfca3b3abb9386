"""The journey: its steps, which apply, what is still missing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from carto_wizard.setup import questions, validate
from carto_wizard.setup.accounts import HUB_NAME
from carto_wizard.setup.answers import Account, Answers, Mode, Platform
from carto_wizard.setup.profile_names import RULE, profile_names
from carto_wizard.setup.text import count, visible


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the journey; `why` is what F1 says."""

    key: str
    title: str
    ask: str
    """The page's question or statement, as a sentence."""
    why: str
    modes: tuple[Mode, ...] = (Mode.SINGLE, Mode.HUB)


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a step from being done; `key` is the answer at fault."""

    step: str
    key: str
    message: str


THIS_MACHINE = {"darwin": Platform.MACOS, "win32": Platform.WINDOWS}
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
    ),
    Step(
        "finish",
        "Finish",
        "Run Cartography",
        "This is the command for your answers, and where everything is.",
    ),
)
BY_KEY = {step.key: step for step in STEPS}


def path(answers: Answers) -> tuple[Step, ...]:
    """The steps that apply to these answers, in order."""
    return tuple(step for step in STEPS if answers.mode in step.modes)


def beside(answers: Answers, key: str, by: int) -> str:
    """The step `by` places after (or before) a step, ends included."""
    keys = [step.key for step in path(answers)]
    return keys[min(max(_place(keys, key) + by, 0), len(keys) - 1)]


def _place(keys: list[str], key: str) -> int:
    """Where a step is, or the place of the last step before it that applies."""
    if key in keys:
        return keys.index(key)
    before = [step.key for step in STEPS[: list(BY_KEY).index(key)]]
    return max(keys.index(k) for k in before if k in keys)


def settled(answers: Answers, *, system: str = sys.platform) -> Answers:
    """Answers with what follows from others: this machine's platform, the hub's place.

    `system` is the platform of this machine, as `sys.platform` names it.
    """
    if answers.target.here:
        platform = THIS_MACHINE.get(system, Platform.LINUX)
        answers = replace(answers, target=replace(answers.target, platform=platform))
    hub = answers.hub.account_id
    if answers.mode is not Mode.HUB or validate.account_id(hub):
        return answers
    if any(account.id == hub for account in answers.accounts):
        return answers
    # The entry made here comes first and follows the hub when its ID is corrected.
    first = answers.accounts[:1]
    made_here = first and (first[0].name, first[0].region) == (HUB_NAME, "")
    others = answers.accounts[1:] if made_here else answers.accounts
    return replace(answers, accounts=(Account(hub, HUB_NAME), *others))


def region_of(answers: Answers, account: Account) -> str:
    """The region an account's profile gets."""
    return account.region or answers.hub.region


def problems(
    answers: Answers, step: str, regions: Collection[str] = ()
) -> tuple[Problem, ...]:
    """What is still missing on one step; `regions` are those that exist, if known."""
    found = [
        Problem(step, q.key, message)
        for q in questions.questions(step, answers)
        if (message := questions.problem(q, answers))
    ]
    extra = _EXTRA.get(step)
    return tuple(found) + (tuple(extra(answers, regions)) if extra else ())


def missing(answers: Answers, regions: Collection[str] = ()) -> tuple[Problem, ...]:
    """Everything that keeps the files from being written, in the order of the steps."""
    return tuple(
        problem
        for step in path(answers)
        for problem in problems(answers, step.key, regions)
    )


def _account_problems(answers: Answers, regions: Collection[str]) -> list[Problem]:
    found = []
    seen: dict[str, int] = {}
    for number, account in enumerate(answers.accounts, start=1):
        reason = validate.account_id(account.id)
        if not reason and account.id in seen:
            reason = f"{account.id} is in the list twice: {seen[account.id]}, {number}."
        seen.setdefault(account.id, number)
        if reason:
            found.append(Problem("accounts", f"accounts.{number - 1}", reason))
    if not answers.accounts:
        found.append(Problem("accounts", "accounts", "Add at least one account."))
    return found


def _region_problems(answers: Answers, regions: Collection[str]) -> list[Problem]:
    if answers.mode is Mode.SINGLE:
        reason = validate.region(answers.single.region, answers.partition, regions)
        return [Problem("regions", "single.region", reason)] if reason else []
    return [
        Problem("regions", f"accounts.{index}", f"{_named(account)}: {reason}")
        for index, account in enumerate(answers.accounts)
        if (
            reason := validate.region(
                region_of(answers, account), answers.partition, regions
            )
        )
    ]


def _named(account: Account) -> str:
    return f"{account.id} {visible(account.name, 30)}".strip()


_EXTRA: dict[str, Callable[[Answers, Collection[str]], list[Problem]]] = {
    "accounts": _account_problems,
    "regions": _region_problems,
}


def summary(answers: Answers) -> tuple[tuple[str, str, str], ...]:
    """Every answer in a line: (step, label, value), for the preview's links."""
    lines = [
        (q.step, q.label, _shown(q, answers))
        for step in path(answers)
        for q in questions.questions(step.key, answers)
    ]
    if answers.mode is Mode.SINGLE:
        lines.append(("regions", "Region", visible(answers.single.region, 60) or "–"))
    else:
        names = profile_names(answers.accounts)
        regions = sorted({region_of(answers, a) for a in answers.accounts})
        lines.append(("accounts", count(len(names), "account"), _some(names)))
        lines.append(("regions", count(len(regions), "region"), _some(regions)))
    order = list(BY_KEY)
    return tuple(sorted(lines, key=lambda line: order.index(line[0])))


def _some(names: Sequence[str]) -> str:
    listed = ", ".join(visible(name, 40) for name in names[:3])
    return listed + (" …" if len(names) > 3 else "")


def _shown(question: questions.Question, answers: Answers) -> str:
    text = questions.as_text(question, answers)
    labels = {choice.value: choice.label for choice in question.choices}
    if question.kind is questions.Kind.MANY:
        return visible(text.replace(",", ", "), 60) or "none"
    return visible(labels.get(text, text), 60) or "–"
