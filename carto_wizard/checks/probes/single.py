"""One account: the credentials that Cartography will find, and what they may do."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from carto_wizard.aws.clients import Credentials
from carto_wizard.aws.discovery import groups_of
from carto_wizard.aws.failures import CallFailed
from carto_wizard.aws.identity import Caller, who_am_i
from carto_wizard.aws.profiles import keys_of
from carto_wizard.checks.diagnosis.errors import cause_of
from carto_wizard.checks.diagnosis.refused_keys import refused
from carto_wizard.checks.diagnosis.wording import Subject, role_name
from carto_wizard.checks.finding import Finding, Status
from carto_wizard.checks.probes import instance
from carto_wizard.checks.probes.hub import consumer_environ
from carto_wizard.checks.probes.rights import RightsSubject, rights
from carto_wizard.checks.run.context import CheckContext
from carto_wizard.setup.answers import CredentialSource, Identity
from carto_wizard.setup.partitions import role_arn
from carto_wizard.setup.text import one_line

_KINDS = {
    Identity.USER: "user",
    Identity.ROLE: "assumed-role",
    # Only a user is ever in a group.
    Identity.GROUP: "user",
}


def check(world: CheckContext) -> Iterator[Finding]:
    """Findings about the single account."""
    single = world.answers.single
    if not world.answers.target.here:
        message = "Cartography will run on another machine; its credentials are there."
        place = Subject("single.credentials", single.account_id, single.profile)
        yield world.teller.skipped(place, "check-on-target", message)
        return
    keys = yield from _keys(world)
    if keys is None:
        return
    caller = yield from _caller(world, keys)
    if caller is None:
        return
    yield from _identity(world, caller, keys)
    who = RightsSubject(
        "single",
        single.account_id,
        single.profile,
        single.region,
        str(single.identity),
        role_name(single.name),
        _principal(world, caller),
    )
    yield from rights(world, who, keys, single.region)


def _principal(world: CheckContext, caller: Caller) -> str:
    """The user or role behind the credentials; a group's is a user of it."""
    if caller.kind != "assumed-role":
        return caller.arn
    single = world.answers.single
    same = role_name(single.name) == caller.name
    return role_arn(
        caller.partition, caller.account, single.name if same else caller.name
    )


def _keys(world: CheckContext) -> Generator[Finding, None, Credentials | None]:
    single = world.answers.single
    if world.answers.target.credentials is CredentialSource.EC2 and not _has_keys(
        world
    ):
        return (yield from instance.check(world))
    environ = consumer_environ(world)
    if single.profile != "default":
        environ["AWS_PROFILE"] = single.profile
    try:
        return world.keep_hidden(keys_of(environ, world.cancel))
    except CallFailed as failure:
        yield world.teller.problem(
            Subject("single.credentials", single.account_id, single.profile),
            cause_of(failure) or "unrecognized",
            f"The profile {one_line(single.profile, 64)} gives no credentials.",
            evidence=failure.evidence,
            source_profile=single.profile,
        )
        return None


def _has_keys(world: CheckContext) -> bool:
    """A user's keys come from the files even where an instance role would do."""
    return world.answers.single.identity is not Identity.ROLE


def _caller(
    world: CheckContext, keys: Credentials
) -> Generator[Finding, None, Caller | None]:
    single = world.answers.single
    place = Subject("single.credentials", single.account_id, single.profile)
    try:
        caller = who_am_i(world.clients, keys, single.region)
    except CallFailed as failure:
        why = refused(world, keys, single.region, failure)
        yield world.teller.problem(
            place,
            why.cause,
            f"AWS does not accept the credentials from {keys.source}.",
            evidence=why.evidence,
        )
        return None
    if caller.kind == "root":
        message = "The credentials are those of the root user."
        yield world.teller.problem(
            place, "root-credentials", message, evidence=caller.arn
        )
        return None
    yield world.teller.ok(place, f"AWS knows them as {one_line(caller.arn, 200)}.")
    place = Subject("single.account", caller.account, single.profile)
    if caller.account != single.account_id:
        yield world.teller.problem(
            place,
            "wrong-account",
            f"The credentials from {keys.source} are of account {caller.account},"
            f" not of {single.account_id}.",
            evidence=caller.arn,
        )
        return None
    yield world.teller.ok(place, f"They belong to account {caller.account}.")
    return caller


def _identity(
    world: CheckContext, caller: Caller, keys: Credentials
) -> Iterator[Finding]:
    single = world.answers.single
    place = Subject("single.identity", single.account_id, single.profile)
    name = role_name(single.name)
    right = caller.kind == _KINDS[single.identity]
    if single.identity is Identity.GROUP:
        right = right and name in _groups(world, caller, keys)
    else:
        right = right and caller.name == name
    if right:
        yield world.teller.ok(place, f"They are those of the {single.identity} {name}.")
        return
    yield world.teller.problem(
        place,
        "wrong-identity",
        f"They are not those of the {single.identity} {name}.",
        status=Status.WARNING,
        evidence=caller.arn,
    )


def _groups(world: CheckContext, caller: Caller, keys: Credentials) -> tuple[str, ...]:
    try:
        return groups_of(world.clients, keys, world.home, caller.name)
    except CallFailed:
        return ()
