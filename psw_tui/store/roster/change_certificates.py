"""Certificates of completion, the command: they are issued at the end of the programme to whoever met every minimum.

A number is never used again: an undo makes a certificate void, where it stays with its number, and a redo makes the
same one valid again.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import UUID

from models.tables import CertificateRow
from psw_tui.policy.completion import completion
from psw_tui.policy.wording import count
from psw_tui.store.core.store import Refused
from psw_tui.store.reads.unreadable import no_leader
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.roster import certificates
from psw_tui.store.roster.held import key_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psw_tui.policy.completion import LeaderCompletion
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.change import Change
    from psw_tui.store.reads.verdicts import Verdict

_KINDS = frozenset({"certificates"})
_MOST_NAMED = 3
#: How much of a programme's id stands in a number.
_LONGEST = 20


def issue(store: Store, leaders: Sequence[str]) -> Change | None:
    """Issue certificates, dated today, to these leaders (by reference): who has a valid one keeps it.

    All of them or none: `Refused`, with why, where one has not met every minimum or the programme still runs.
    """
    found = {verdict.reference: verdict for verdict in judge_all(store, store.today, leaders=leaders)}
    for leader in leaders:
        if leader not in found:
            raise no_leader(store.damage, leader)
    _refuse_short([completion(verdict.record, verdict.standings, store.today) for verdict in found.values()])
    with store.command("", _KINDS, leaders=found) as writing:
        have = certificates.valid(store, found)
        place = certificates.ever_issued(store)
        numbers = []
        for reference, verdict in found.items():
            if reference not in have:
                place += 1
                row = _row(store, verdict, place)
                writing.session.add(row)
                numbers.append(row.number)
        writing.what = _what(list(found.values()), numbers, [have[leader].number for leader in found if leader in have])
    return writing.change


def _row(store: Store, verdict: Verdict, place: int) -> CertificateRow:
    record = verdict.record
    listed = completion(record, verdict.standings, store.today)
    rests_on = {
        str(counted.reached.requirement): {
            "credit": counted.reached.credit,
            "minimum": counted.reached.minimum,
            "expected": counted.reached.expected,
            "caught_up": counted.caught_up,
        }
        for counted in listed.counted
    }
    return CertificateRow(
        leader_id=UUID(key_of(store, verdict.reference)),
        number=f"{record.cohort.programme[:_LONGEST].upper()}-{record.cohort.year}-{place:04}",
        programme=record.programme.title,
        cohort=record.cohort.name,
        issued_on=store.today,
        numbers=json.dumps(rests_on),
    )


def _what(verdicts: list[Verdict], numbers: list[str], had: list[str]) -> str:
    if len(verdicts) == 1:
        already = "" if numbers else " already"
        return f"{verdicts[0].name}: certificate {(numbers or had)[0]} issued{already}"
    if not numbers:
        return f"{count(len(had), 'certificate')} issued already"
    through = numbers[0] if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"
    return f"{count(len(numbers), 'certificate')} issued, {through}"


def _refuse_short(listed: list[LeaderCompletion]) -> None:
    """All or none, so that a list that was read wrongly certifies nobody."""
    refused = [one for one in listed if one.why_no_certificate]
    if not refused:
        return
    if len(listed) == 1:
        raise Refused(refused[0].why_no_certificate)
    named = " ".join(one.why_no_certificate for one in refused[:_MOST_NAMED])
    more = f" And {len(refused) - _MOST_NAMED} more." if len(refused) > _MOST_NAMED else ""
    raise Refused(f"No certificate was issued: {len(refused)} of {len(listed)} can have none. {named}{more}")
