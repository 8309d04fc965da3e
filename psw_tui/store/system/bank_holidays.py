"""English bank holidays, asked for one day at a time.

Those of the years that anybody is asked about stand in `data/bank_holidays.txt`, which `make docs` writes from the
library that knows them; the library itself, a package of every country, takes as long to import as half of psw. It is
asked about other years.
"""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from psw_tui.store.system.settings import package_text

if TYPE_CHECKING:
    from collections.abc import Container

#: The years that stand in the file.
YEARS = range(2020, 2041)
FILE = "bank_holidays.txt"


class _English:
    """A container of days."""

    def __contains__(self, day: object) -> bool:
        """Whether England has a bank holiday on this day."""
        if isinstance(day, date) and day.year in YEARS:
            return day.isoformat() in _on_file()
        return day in from_the_library()


@cache
def _on_file() -> frozenset[str]:
    return frozenset(package_text(FILE).split())


@cache
def from_the_library() -> Container[object]:
    """What the library knows, of any year."""
    from holidays import country_holidays  # of every country

    known: Container[object] = country_holidays("GB", subdiv="ENG")
    return known


@lru_cache(maxsize=1)
def english() -> Container[date]:
    """The bank holidays of England, of any year."""
    return _English()
