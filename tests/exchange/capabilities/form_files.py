"""What the tests of self-assessments share: forms filled in, rounds read back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl

from psw_tui.exchange.capabilities.blank_form import HEADINGS
from psw_tui.exchange.capabilities.form_words import LABELS
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredLeader, StoredRating, StoredRound
from psw_tui.store.system.settings import framework

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from psw_tui.store.core.store import Store

SUBS = list(framework().subs)
NAMES = [sub.name for sub in framework().subs.values()]
FORM_HEAD = ["ID", "Start time", "Completion time", "Email", "Name"]


def fill(path: Path, values: Mapping[str, Any], ratings: Mapping[str, Any], focus: Mapping[str, Any]) -> Path:
    """Fill a form in as a person does: beside the labels, and in the rows by their names."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.active
    assert sheet is not None
    labels = {label: values[field] for field, label in LABELS.items() if field in values}
    names = {sub.name: sub.id for sub in framework().subs.values()}
    for row in range(1, sheet.max_row + 1):
        text = str(sheet.cell(row, 1).value)
        if text in labels:
            sheet.cell(row, 2).value = labels[text]
        if (sub := names.get(text)) is not None:
            if sub in ratings:
                sheet.cell(row, HEADINGS.index("Rating") + 1).value = ratings[sub]
            if sub in focus:
                sheet.cell(row, HEADINGS.index("Focus") + 1).value = focus[sub]
    workbook.save(path)
    return path


def rounds(store: Store, leader: str = "L001") -> dict[tuple[str, str], dict[str, tuple[int | None, bool]]]:
    """A leader's rounds by day and kind: of each sub-capability with a row its rating and whether it is a focus."""
    (row,) = facts.read(store.connection, StoredLeader, "WHERE reference = ?", (leader,))
    rounds_: dict[tuple[str, str], dict[str, tuple[int | None, bool]]] = {}
    for made in facts.read(store.connection, StoredRound, "WHERE leader_id = ?", (row.id,)):
        ratings = facts.read_in(store.connection, StoredRating, "round_id", [made.id])
        rounds_[made.round_on, made.kind] = {
            rating.sub_capability: (rating.rating, bool(rating.focus)) for rating in ratings
        }
    return rounds_
