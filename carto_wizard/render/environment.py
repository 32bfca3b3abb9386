"""The variables that Cartography obeys, and those it must not see.

Two families of retry variables: current Cartography builds its clients from its own,
versions before 0.136.0 and other tools obey those of AWS. They count differently: AWS's
include the first try, Cartography's are handed to botocore as repeats.
"""

from __future__ import annotations

from dataclasses import dataclass

from carto_wizard.render.aws_config import writes_keys
from carto_wizard.render.parts import Reason
from carto_wizard.render.places import Places
from carto_wizard.setup.answers import Answers, CredentialSource, Mode


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable, what it is for and what happens without it."""

    name: str
    value: str
    why: str
    without: str
    is_path: bool = False
    """The value may begin with `~/` or `%UserProfile%`."""


TO_UNSET: dict[str, Reason] = {
    "AWS_PROFILE": (
        "Unsets the profile of your shell.",
        "Cartography looks for that profile in this config. If it is missing, "
        "Cartography reads nothing and exits with status 0.",
    ),
    "AWS_DEFAULT_PROFILE": (
        "Unsets the older name of AWS_PROFILE, which botocore reads first.",
        "Cartography uses that profile, or does not find it and exits with status 0.",
    ),
    "AWS_DEFAULT_REGION": (
        "Unsets a region that would override the region of every profile.",
        "Cartography skips an account that has not enabled that region.",
    ),
}
"""What one's own shell may have set, and why each is forgotten."""


def variables(answers: Answers, places: Places) -> tuple[Variable, ...]:
    """Return what has to be set, in the order of the files."""
    return (*_paths(answers, places), *_profile(answers), *_retry(answers))


def variables_to_unset(answers: Answers) -> tuple[str, ...]:
    """Return the variables of one's own shell that would point Cartography elsewhere.

    AWS_PROFILE need not be forgotten where the file sets it itself.
    """
    own = {variable.name for variable in _profile(answers)}
    return tuple(name for name in TO_UNSET if name not in own)


def owns_credentials_file(answers: Answers, places: Places) -> bool:
    """Whether Cartography gets its own credentials file, beside its config.

    Its profiles count as accounts too, so the usual one stays out of sight, unless the
    source profile may live there. Without a chosen config file the credentials file is
    the person's own.
    """
    return (
        places.dedicated
        and answers.mode is Mode.HUB
        and bool(answers.target.config_file)
        and answers.target.credentials is not CredentialSource.PROFILE
    )


def needs_credentials_file(answers: Answers) -> bool:
    """Whether Cartography's credentials come from a credentials file."""
    from_profile = answers.target.credentials is CredentialSource.PROFILE
    return from_profile or writes_keys(answers)


def _paths(answers: Answers, places: Places) -> tuple[Variable, ...]:
    if not places.dedicated:
        return ()
    config = Variable(
        "AWS_CONFIG_FILE",
        places.target_config_file,
        "The config file with only Cartography's profiles.",
        "Cartography reads the default config file with all its profiles.",
        is_path=True,
    )
    if not (owns_credentials_file(answers, places) or writes_keys(answers)):
        return (config,)
    credentials = Variable(
        "AWS_SHARED_CREDENTIALS_FILE",
        places.target_credentials_file,
        "The credentials file for this config file.",
        "Cartography also reads the profiles of the default credentials file as "
        "accounts.",
        is_path=True,
    )
    return config, credentials


def _profile(answers: Answers) -> tuple[Variable, ...]:
    if answers.mode is not Mode.SINGLE or answers.single.profile == "default":
        return ()
    profile = Variable(
        "AWS_PROFILE",
        answers.single.profile,
        "The profile of the one account that Cartography reads.",
        "Cartography reads the account of [default].",
    )
    return (profile,)


def _retry(answers: Answers) -> tuple[Variable, ...]:
    tries = answers.retry.max_attempts
    return (
        Variable(
            "AWS_MAX_ATTEMPTS",
            str(tries),
            "Attempts per call, including the first. Used by Cartography before "
            "0.136.0 and by other AWS tools.",
            "They give up after three attempts, and Cartography leaves gaps for a "
            "busy account.",
        ),
        Variable(
            "AWS_RETRY_MODE",
            answers.retry.mode,
            "How to wait between attempts. Used by Cartography before 0.136.0 and by "
            "other AWS tools.",
            "They use the default of the installed botocore.",
        ),
        Variable(
            "CARTOGRAPHY_AWS_MAX_ATTEMPTS",
            # Cartography stops at 0, so a single try becomes one repeat there.
            str(max(tries - 1, 1)),
            "Retries per call after the first attempt: one less than "
            "AWS_MAX_ATTEMPTS, and at least 1.",
            "Cartography retries three times and ignores AWS_MAX_ATTEMPTS.",
        ),
        Variable(
            "CARTOGRAPHY_AWS_RETRY_MODE",
            answers.retry.mode,
            "How Cartography waits between attempts.",
            "Cartography uses standard and ignores AWS_RETRY_MODE.",
        ),
    )
