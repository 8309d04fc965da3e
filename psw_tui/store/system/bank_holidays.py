"""English bank holidays, asked for one day at a time; the library that knows them is loaded by the first question."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import date


class _English:
    """A container of days that looks a year up when a day in it is first asked about."""

    def __init__(self) -> None:
        self._known: Container[object] | None = None

    def __contains__(self, day: object) -> bool:
        """Whether England has a bank holiday on this day."""
        if self._known is None:
            from holidays import country_holidays  # a package of every country; where nothing is open nobody asks

            self._known = country_holidays("GB", subdiv="ENG")
        return day in self._known


@lru_cache(maxsize=1)
def english() -> Container[date]:
    """The bank holidays of England, of any year."""
    return _English()
