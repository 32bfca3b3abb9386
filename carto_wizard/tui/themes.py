"""Our two themes: status colours that stay apart for colour-blind eyes (Okabe–Ito)."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="carto-dark",
    primary="#56B4E9",
    secondary="#7A8CA5",
    accent="#E69F00",
    success="#56B4E9",
    warning="#E69F00",
    error="#F0744A",
    foreground="#D8DEE6",
    background="#10151B",
    surface="#1B232C",
    panel="#2A3643",
    variables={
        "block-cursor-background": "#2E5F82",
        "block-cursor-foreground": "#FFFFFF",
        "block-cursor-text-style": "bold",
        "input-cursor-text-style": "reverse",
        "input-cursor-background": "#10151B",
        "input-cursor-foreground": "#D8DEE6",
        "footer-key-foreground": "#56B4E9",
        "footer-background": "#10151B",
        "text-muted": "#8D9AA8",
        "scrollbar": "#3A4856",
        "scrollbar-hover": "#56B4E9",
        "scrollbar-active": "#56B4E9",
        "scrollbar-background": "#161C23",
        "scrollbar-background-hover": "#161C23",
        "scrollbar-background-active": "#161C23",
        "scrollbar-corner-color": "#161C23",
    },
)
LIGHT = Theme(
    name="carto-light",
    primary="#005A8C",
    secondary="#5A6B7D",
    accent="#8A5A00",
    success="#005A8C",
    warning="#8A5A00",
    error="#B23A0E",
    foreground="#1B232C",
    background="#FBFCFD",
    surface="#EEF2F5",
    panel="#D6E0E8",
    dark=False,
    variables={
        "block-cursor-background": "#BFDDF0",
        "block-cursor-foreground": "#10151B",
        "block-cursor-text-style": "bold",
        "input-cursor-text-style": "reverse",
        "input-cursor-background": "#FBFCFD",
        "input-cursor-foreground": "#1B232C",
        "footer-key-foreground": "#005A8C",
        "footer-background": "#FBFCFD",
        "text-muted": "#5A6B7D",
        "scrollbar": "#B4C2CE",
        "scrollbar-hover": "#005A8C",
        "scrollbar-active": "#005A8C",
        "scrollbar-background": "#EEF2F5",
        "scrollbar-background-hover": "#EEF2F5",
        "scrollbar-background-active": "#EEF2F5",
        "scrollbar-corner-color": "#EEF2F5",
    },
)
ANSI = "ansi-dark"
"""Textual's own, for NO_COLOR: only bold, dim and reverse are left."""
