"""One file per step of the journey; each is imported when it is first shown."""

from __future__ import annotations

from importlib import import_module

from carto_wizard.tui.state import WizardState
from carto_wizard.tui.steps.body import StepBody

# Steps that are not plain forms: the class and, by its name, the module.
BODIES = {
    "welcome": "WelcomeBody",
    "mode": "ModeBody",
    "accounts": "AccountsBody",
    "regions": "RegionsBody",
    "preview": "PreviewBody",
    "write": "WriteBody",
    "check": "CheckBody",
    "finish": "FinishBody",
}


def body_for(step: str, state: WizardState) -> StepBody:
    """Make the body of a step from the state."""
    name = BODIES.get(step, "FormBody")
    module = import_module(f"{__name__}.{step if step in BODIES else 'form'}")
    body: StepBody = getattr(module, name)(step, state)
    return body
