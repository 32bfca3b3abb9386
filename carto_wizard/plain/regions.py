"""Regions on a console: one for all accounts, or one for each."""

from __future__ import annotations

from dataclasses import replace

from carto_wizard.aws.regions import matching, opt_in_notice
from carto_wizard.plain.accounts import MOST_SHOWN, find, show
from carto_wizard.plain.walk import Walk
from carto_wizard.setup import validate
from carto_wizard.setup.answers import Mode, put
from carto_wizard.setup.text import count, one_line

HELP = (
    "An account without a region uses the hub region. REGION sets it for all "
    "accounts, ID REGION for one. list shows all accounts, regions shows all regions. "
    "A region is a name or a place, like frankfurt. Enter continues."
)


def ask_regions(walk: Walk) -> None:
    """Until every account has a region that exists in its partition."""
    if walk.answers.mode is Mode.SINGLE:
        _ask_single(walk)
        return
    walk.console.say(HELP)
    while True:
        text = walk.console.ask("Regions:", f"{walk.why()}\n{HELP}")
        words = text.split()
        if not words:
            if not walk.report_problems():
                return
        elif words == ["list"]:
            show(walk, range(len(walk.answers.accounts)))
        elif words == ["regions"]:
            _show_regions(walk)
        elif len(words) == 1:
            _set(walk, range(len(walk.answers.accounts)), words[0])
        else:
            _set_one(walk, text)


def _set_one(walk: Walk, text: str) -> None:
    """`ID REGION`; where no account begins the line, it is a place for all of them."""
    wanted, _, region = text.partition(" ")
    accounts = list(walk.answers.accounts)
    index = find(accounts, wanted)
    if index is not None:
        _set(walk, range(index, index + 1), region.strip())
    elif matching(text, walk.regions()):
        _set(walk, range(len(accounts)), text)
    else:
        shown = one_line(wanted, 60)
        walk.console.say(f"! No account has the ID or name {shown}.")


def _ask_single(walk: Walk) -> None:
    given = walk.answers.single.region
    region = ask_region(walk, "Region", given, "the account", walk.why())
    walk.answers = put(walk.answers, "single.region", region)


def ask_region(walk: Walk, label: str, given: str, where: str, explanation: str) -> str:
    """A region of the partition, told by its name or its place.

    `where` is what an opt-in region must be enabled in.
    """
    default = given
    if not given:
        suggested = walk.suggested_region()
        default = suggested.name
        walk.console.say(f"Enter uses {default}. {suggested.reason}")
    walk.console.say(
        "Type a name, or a place like frankfurt. regions shows all regions."
    )
    while True:
        prompt = f"{label} [{one_line(default, 60)}]:"
        text = walk.console.ask(prompt, explanation) or default
        if text == "regions":
            _show_regions(walk)
        elif region := _understood(walk, text, where, given):
            return region


def _understood(walk: Walk, text: str, where: str, given: str = "") -> str:
    """The region that is meant; empty where the person has to say it again."""
    say, known = walk.console.say, walk.regions()
    found = [r for r in known if r.name == text] or list(matching(text, known))
    if not found:
        problem = validate.region(text, walk.answers.partition, walk.region_names())
        say(f"! {problem}")
        return ""
    region = found[0]
    if len(found) > 1:
        say(f"! {one_line(text, 40)} matches {count(len(found), 'region')}:")
        for each in found[:MOST_SHOWN]:
            say(f"  {each.name}  {each.title}")
        return ""
    if region.name != text:
        say(f"{region.name}, {region.title}.")
    if region.opt_in and region.name != given:
        say(opt_in_notice(region, where))
        if not walk.console.agreed(f"Use {region.name}?"):
            return ""
    return region.name


def _show_regions(walk: Walk) -> None:
    for region in walk.regions():
        note = ", must be enabled in the account" if region.opt_in else ""
        walk.console.say(f"  {region.name}  {region.title}{note}")


def _set(walk: Walk, indexes: range, text: str) -> None:
    accounts = list(walk.answers.accounts)
    every = f"each of the {count(len(indexes), 'account')}"
    where = "the account" if len(indexes) == 1 else every
    region = _understood(walk, text, f"{where}, and in the hub")
    if not region:
        return
    for index in indexes:
        accounts[index] = replace(accounts[index], region=region)
    walk.answers = replace(walk.answers, accounts=tuple(accounts))
    show(walk, indexes[:10])
