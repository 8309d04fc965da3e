"""When `u` and `U` ask first: a key too many would cost more than what was just done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy.wording import count, moment

if TYPE_CHECKING:
    from psw_tui.store.core.history import UndoTarget

#: More leaders than this at once is a bulk: what a BDO would not make again by hand in a minute.
MOST_LEADERS = 5


def why_ask(step: UndoTarget, *, undo: bool, began: int) -> list[str]:
    """What is said before it is done: what, when that was, and why it is asked; nothing where it is done at once.

    Asked about is what stood in the journal when psw was opened (`began` is its newest entry then); of what is to
    be undone also an import and a bulk. A redo only makes again what an undo of this sitting took back.
    """
    reasons = ["That was before psw was opened."] if step.seq <= began else []
    if undo and step.is_import:
        reasons.append("It is an import.")
    if undo and step.leaders > MOST_LEADERS:
        reasons.append(f"It changed {count(step.leaders, 'leader')} at once.")
    if not reasons:
        return []
    done, again = ("Done", "U makes it again.") if undo else ("Undone", "u takes it back again.")
    return [step.what, f"{done} {moment(step.at)}.", *reasons, again]
