"""The picker of a home region, with a default that fits this person."""

from __future__ import annotations

from carto_wizard.tui.state import WizardState
from carto_wizard.tui.widgets.region_picker import RegionPicker


def region_picker(state: WizardState, chosen: str) -> RegionPicker:
    """What was chosen, else what is suggested; an opt-in region is only offered."""
    regions, suggested = state.regions(), state.suggested_region()
    opt_in = any(r.opt_in for r in regions if r.name == suggested.name)
    default = "" if opt_in else suggested.name
    return RegionPicker(
        regions, chosen or default, start=suggested.name, reason=suggested.reason
    )
