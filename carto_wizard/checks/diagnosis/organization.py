"""Why somebody cannot look at the organization, and what would let them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter
from urllib.parse import urlsplit

from carto_wizard.aws.failures import CallFailed, FailureKind
from carto_wizard.aws.looker import Looker
from carto_wizard.aws.organization import ListingFailed
from carto_wizard.checks.causes import CAUSES
from carto_wizard.checks.diagnosis.errors import cause_of, denial, is_denied
from carto_wizard.checks.results.redaction import safe_evidence
from carto_wizard.render.policy_json import VERSION
from carto_wizard.setup.organization import RIGHTS
from carto_wizard.setup.text import one_line

POLICY = json.dumps(
    {
        "Version": VERSION,
        "Statement": [{"Effect": "Allow", "Action": [*RIGHTS], "Resource": "*"}],
    },
    indent=2,
)
"""All that an identity needs to list the organization; it reads and changes nothing."""

WITHOUT = "You can also type, paste or import the accounts."
"""The way on for whoever cannot look."""

_LOG_IN = "Log in again, for example with aws sso login, or choose another profile."
_HINTS = {
    "no-credentials": "Log in, for example with aws sso login, or choose a profile.",
    "credentials-incomplete": "Complete the keys, or choose another profile.",
    "source-profile-missing": "Choose a profile that exists.",
    "config-unparsable": "Correct the AWS config file.",
    "credentials-expired": _LOG_IN,
    "credentials-unknown": _LOG_IN,
    "secret-mismatch": _LOG_IN,
    "region-unknown": "Correct the region of the profile.",
    "region-not-enabled": "Choose a region that is enabled in this account.",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing can be listed, in a sentence, and what to do about it."""

    sentence: str
    hint: str = ""
    policy: str = ""
    """What an identity needs to be allowed, where nothing else is known to deny it."""

    def __iter__(self) -> Iterator[str]:
        """What is said; the policy stands apart."""
        yield from (self.sentence, self.hint)


def refusal(failure: CallFailed, looker: Looker | None = None) -> Refusal:
    """What to say of a look that failed; without a looker it did not get so far."""
    if failure.kind is FailureKind.STOPPED:
        return Refusal("The look at the organization was stopped.")
    if failure.code == "AWSOrganizationsNotInUseException":
        account = f"Account {one_line(looker.account, 20)}" if looker else "The account"
        hint = "Look with credentials of an account that is in the organization."
        return Refusal(f"{account} is not in an organization.", f"{hint} {WITHOUT}")
    if is_denied(failure) and looker:
        return _denied(failure, looker)
    if is_denied(failure):
        return _no_credentials_for(failure)
    secrets = looker.connection.credentials.hidden if looker else ()
    evidence = safe_evidence(failure.evidence, secrets).rstrip(".")
    cause = cause_of(failure) or "unrecognized"
    sentence = f"The organization cannot be listed. {CAUSES[cause].title}: {evidence}."
    return Refusal(sentence, f"{_hint(cause, failure)} {WITHOUT}")


def _hint(cause: str, failure: CallFailed) -> str:
    remedy = _HINTS.get(cause) or CAUSES[cause].remedy
    known = {"url": failure.url, "host": urlsplit(failure.url).hostname or "AWS"}
    names = {name for _, name, _, _ in Formatter().parse(remedy) if name}
    return remedy.format_map(known) if names <= known.keys() else "Try again."


def _no_credentials_for(failure: CallFailed) -> Refusal:
    """What to say where a profile cannot become what it names, such as a role."""
    evidence = safe_evidence(failure.evidence).rstrip(".")
    return Refusal(
        f"AWS does not give out these credentials: {evidence}.",
        "If the profile assumes a role, its source must have the right to that, and "
        f"the role must trust it. Correct that, or choose another profile. {WITHOUT}",
    )


def _denied(failure: CallFailed, looker: Looker) -> Refusal:
    who, account = one_line(looker.arn, 200), one_line(looker.account, 20)
    found = denial(failure.message)
    if found and (found.explicit or "identity" not in found.policy):
        sentence = f"No {found.policy} allows {failure.operation} to {who}."
        if found.explicit:
            article = "An" if found.policy[0] in "aeiou" else "A"
            sentence = f"{article} {found.policy} denies {failure.operation} to {who}."
        hint = f"Only whoever manages that policy can change it. {WITHOUT}"
        return Refusal(sentence, hint)
    management = failure.management if isinstance(failure, ListingFailed) else ""
    policy = f"policy with these {len(RIGHTS)} rights"
    needed = f"A {policy} would allow it."
    if not found and account != management:
        # Whether the policy is all that is missing, AWS keeps to itself.
        needed = f"Whoever lists it needs a {policy}."
    return Refusal(
        f"{who} has no right to {failure.operation}.",
        f"{needed} {_whose(account, management)} {WITHOUT}",
        POLICY,
    )


def _whose(account: str, management: str) -> str:
    """Whether this account could list the organization at all."""
    if account == management:
        return f"Account {account} manages the organization, so nothing else is needed."
    if management:
        who = one_line(management, 20)
        return (
            f"The organization is managed by account {who}. Account {account} can list"
            " it only as a delegated administrator, or if the resource policy of the"
            " organization names it."
        )
    return (
        f"Account {account} can list the organization only if it manages it, is a"
        " delegated administrator, or is named by the organization's resource policy."
    )
