"""One room for each step of the journey, imported when it is first shown."""

from __future__ import annotations

from importlib import import_module

from carto_wizard.setup.answers import Mode
from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.body import StepBody

# Steps that are not plain forms: the module and the class.
BODIES = {
    "welcome": ("welcome", "WelcomeBody"),
    "mode": ("mode", "ModeBody"),
    "accounts": ("accounts.page", "AccountsBody"),
    "regions": ("regions.page", "RegionsBody"),
    "preview": ("preview.page", "PreviewBody"),
    "write": ("write.page", "WriteBody"),
    "roles": ("roles", "RolesStep"),
    "check": ("check.page", "CheckBody"),
    "finish": ("finish", "FinishBody"),
}
SINGLE_BODIES = {"regions": ("regions.single", "RegionBody")}
"""Where a single account has a page of its own."""


def body_for(step: str, state: WizardState) -> StepBody:
    """Make the body of a step from the state."""
    own = SINGLE_BODIES if state.answers.mode is Mode.SINGLE else {}
    module, name = {**BODIES, **own}.get(step, ("form", "FormBody"))
    body: StepBody = getattr(import_module(f"{__name__}.{module}"), name)(step, state)
    return body
