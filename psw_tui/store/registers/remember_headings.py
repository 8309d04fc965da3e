"""Keeping what the columns of a file mean, so that a file with the same headings is known again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlmodel import Session, select

from models.tables import HeadingMapRow
from psw_tui.store.registers.heading_maps import signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def remember(session: Session, purpose: str, headings: Iterable[str], columns: Mapping[str, str]) -> None:
    """Keep what the columns mean, within a command, so that its undo takes it back too."""
    known = signature(headings)
    query = select(HeadingMapRow).where(HeadingMapRow.purpose == purpose, HeadingMapRow.signature == known)
    row = session.exec(query).first()
    if row is None:
        row = HeadingMapRow(purpose=purpose, signature=known)
        session.add(row)
    row.columns = json.dumps(dict(columns), ensure_ascii=False, sort_keys=True)
