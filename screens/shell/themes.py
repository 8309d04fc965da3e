"""The themes by the names that the settings use: `dark`, `light`, `ansi`, `high-contrast`, and Textual's own."""

from __future__ import annotations

from textual.theme import BUILTIN_THEMES, Theme

#: White on black, and colours that are told apart by somebody who sees few of them.
HIGH_CONTRAST = Theme(
    name="high-contrast",
    primary="#5fd7ff",
    secondary="#87d7ff",
    accent="#ffff00",
    warning="#ffff00",
    error="#ff8787",
    success="#87ff87",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    dark=True,
    text_alpha=1.0,
)
_SHORT = {
    "dark": "textual-dark",
    "light": "textual-light",
    "ansi": "ansi-dark",
    "high-contrast": HIGH_CONTRAST.name,
}


#: Text that a colour tells something of.
_TOLD_BY_COLOUR = ("text-error", "text-warning", "text-success", "text-accent", "text-primary", "text-secondary")


def without_colour(variables: dict[str, str]) -> dict[str, str]:
    """A theme's variables where no colour is drawn: a red that is turned grey would be fainter than what is well."""
    return variables | dict.fromkeys(_TOLD_BY_COLOUR, variables["foreground"])


def theme_names() -> list[str]:
    """Every name that a setting may have, the short ones first."""
    return [*_SHORT, *BUILTIN_THEMES]


def textual_theme(name: str) -> str | None:
    """The name by which Textual knows a theme; None where there is no such theme."""
    known = _SHORT.get(name, name)
    return known if known in BUILTIN_THEMES or known == HIGH_CONTRAST.name else None
