"""`--column HEADING=MEANING`, as calls give it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable


def by_heading(columns: Iterable[str]) -> dict[str, str]:
    """What each heading means; a heading may hold `=` itself, so the last one parts them."""
    told = {}
    for column in columns:
        heading, equals, meaning = column.rpartition("=")
        if not equals or not heading.strip() or not meaning.strip():
            raise click.UsageError(f"“{column}” is not a column; write HEADING=MEANING.")
        told[heading.strip()] = meaning.strip()
    return told
