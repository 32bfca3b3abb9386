"""Regions on a console: one for all accounts, or one for each."""

from __future__ import annotations

from dataclasses import replace

from carto_wizard.plain.accounts import find, show
from carto_wizard.plain.walk import Walk
from carto_wizard.setup import validate
from carto_wizard.setup.answers import Mode, put
from carto_wizard.setup.partitions import PARTITIONS
from carto_wizard.setup.text import one_line

HELP = (
    "An account that names no region uses the hub's. REGION sets it for all, "
    "ID REGION for one, list shows all, regions shows what there is. Enter goes on."
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
            index = find(list(walk.answers.accounts), words[0])
            if index is None:
                shown = one_line(words[0], 60)
                walk.console.say(f"! No account has the ID or name {shown}.")
            else:
                _set(walk, range(index, index + 1), words[1])


def _ask_single(walk: Walk) -> None:
    single = walk.answers.single
    home = single.region or PARTITIONS[walk.answers.partition].home_region
    while True:
        text = walk.console.ask(f"Region [{home}]:", walk.why()) or home
        if text == "regions":
            _show_regions(walk)
            continue
        problem = validate.region(text, walk.answers.partition, walk.regions())
        if problem is None:
            walk.answers = put(walk.answers, "single.region", text)
            return
        walk.console.say(f"! {problem}")


def _show_regions(walk: Walk) -> None:
    from carto_wizard.aws.regions import regions

    for region in regions(walk.answers.partition):
        note = ", must be enabled in the account" if region.opt_in else ""
        walk.console.say(f"  {region.name}  {region.title}{note}")


def _set(walk: Walk, indexes: range, region: str) -> None:
    problem = validate.region(region, walk.answers.partition, walk.regions())
    if problem:
        walk.console.say(f"! {problem}")
        return
    accounts = list(walk.answers.accounts)
    for index in indexes:
        accounts[index] = replace(accounts[index], region=region)
    walk.answers = replace(walk.answers, accounts=tuple(accounts))
    show(walk, indexes[:10])
