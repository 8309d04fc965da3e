"""What the columns of a kind of file mean, told once and known again by the file's headings."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen
from psw_tui.policy.text import fold
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredHeadingMap

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from psw_tui.store.core.store import Store


@frozen
class ColumnMeaning:
    """What the BDO said of a file's columns, to be known again: for which purpose, its headings, their meaning."""

    purpose: str
    headings: tuple[str, ...]
    columns: Mapping[str, str]


def signature(headings: Iterable[str]) -> str:
    """The same for the same headings in any order and case."""
    folded = sorted({" ".join(fold(heading).split()) for heading in headings if heading.strip()})
    return hashlib.sha256("\n".join(folded).encode()).hexdigest()


def remembered(store: Store, purpose: str, headings: Iterable[str]) -> dict[str, str]:
    """The columns told before for files with these headings, by what they hold; empty where none were."""
    rows = facts.read(
        store.connection, StoredHeadingMap, "WHERE purpose = ? AND signature = ?", (purpose, signature(headings))
    )
    return json.loads(rows[0].columns) if rows else {}


def all_remembered(store: Store, purpose: str) -> dict[str, dict[str, str]]:
    """Every map of columns told for a purpose, by the signature of its headings."""
    rows = facts.read(store.connection, StoredHeadingMap, "WHERE purpose = ?", (purpose,))
    return {row.signature: json.loads(row.columns) for row in rows}
