"""The app's stylesheet, parsed once: a page opened for the first time adds its own rules to those that are there."""

from __future__ import annotations

from textual.css.stylesheet import Stylesheet


class KeptStylesheet(Stylesheet):
    """Rules that are kept for as long as the theme's variables are the same.

    Textual's own parses those of all pages anew, up to four times, whenever an area is opened for the first time.
    """

    @classmethod
    def instead_of(cls, stylesheet: Stylesheet) -> KeptStylesheet:
        """One with the variables of another, which take a while to be worked out."""
        return cls(variables=stylesheet._variables)  # noqa: SLF001 - has no public name

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take the theme's variables; others than those before make all that was parsed worthless."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Bring the rules in line with the sources; one with a fault raises, and the rules stay as they were."""
        self._invalid_css.clear()
        self.parse()
