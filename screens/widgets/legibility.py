"""Colours that can be read: the contrast of two, and one moved until it reads on a background."""

from __future__ import annotations

from textual.color import BLACK, WHITE, Color

LEAST_CONTRAST = 4.5  # themes choose their colours for a plain background; a cursor's or a flash's is not


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of two colours as WCAG reckons it, 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Color) -> float:
    red, green, blue = (_light(share) for share in colour.normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _light(share: float) -> float:
    """The light that a channel gives, 0 to 1; what is stored of it is not in proportion."""
    if share <= 0.04045:
        return share / 12.92
    light: float = ((share + 0.055) / 1.055) ** 2.4
    return light


def legible(colour: Color, background: Color) -> Color:
    """The colour, moved towards black or white until it reads on this background; the terminal's own stay."""
    if colour.ansi is None and background.ansi is None:
        plain = max((WHITE, BLACK), key=lambda extreme: contrast(extreme, background))
        for _ in range(10):
            if contrast(colour, background) >= LEAST_CONTRAST:
                break
            colour = colour.blend(plain, 0.15)
    return colour
