"""Who may speak to the demo's servers: programs on this machine, no page of a browser.

A browser sends what any page asks for to 127.0.0.1 too: with the page's own host name
where that was made to lead here (DNS rebinding), else with the page's origin.
"""

from __future__ import annotations

from collections.abc import Sequence

CONTROL = "/carto-wizard/"
"""Where the demo's own AWS is changed, by those who know its token."""
TOKEN_HEADER = "X-Carto-Wizard-Token"
_NAMES = ("127.0.0.1", "localhost")


def refusal(port: int, hosts: Sequence[str], origins: Sequence[str]) -> str:
    """Why a request with these Host and Origin headers gets no answer, or empty."""
    own = [f"{name}:{port}" for name in _NAMES]
    if len(hosts) != 1 or hosts[0].lower() not in own:
        return f"This server answers as {own[0]} only."
    if any(
        origin.lower() not in [f"http://{name}" for name in own] for origin in origins
    ):
        return "This server answers no page of another origin."
    return ""
