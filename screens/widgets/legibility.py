"""Colours that can be read: the contrast of two, and one moved until it reads on a background."""

from __future__ import annotations

from textual.color import BLACK, WHITE, Color

LEAST_CONTRAST = 4.5  # themes choose their colours for a plain background; a cursor's or a flash's is not


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of two colours as WCAG reckons it, 1 to 21."""

    def luminance(colour: Color) -> float:
        shares = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized]
        return 0.2126 * shares[0] + 0.7152 * shares[1] + 0.0722 * shares[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def legible(colour: Color, background: Color) -> Color:
    """The colour, moved towards black or white until it reads on this background; the terminal's own stay."""
    if colour.ansi is None and background.ansi is None:
        plain = max((WHITE, BLACK), key=lambda each: contrast(each, background))
        for _ in range(10):
            if contrast(colour, background) >= LEAST_CONTRAST:
                break
            colour = colour.blend(plain, 0.15)
    return colour
