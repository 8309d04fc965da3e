"""What taking reports for a session would do, line by line, before anything is written.

Nobody becomes absent: who is not in the files is listed and left as they are. A mark made by hand stands unless
the BDO says otherwise, line by line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import MarkValue

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from psw_tui.exchange.name_matching.matching import How
    from psw_tui.exchange.registers.clock_shift import ClockDoubt
    from psw_tui.exchange.registers.report import Report
    from psw_tui.policy.records import Session
    from psw_tui.store.registers.heading_maps import ColumnMeaning
    from psw_tui.store.registers.registers import RegisterRow
    from psw_tui.store.registers.reports import Confirmation, NewReport, SessionKnowledge, Stay


class LineOutcome(StrEnum):
    """What becomes of a line of the review; the first three wait for the BDO, in the order in which they are shown."""

    CONFIRM = "to confirm"
    JUDGE = "to judge"
    BY_HAND = "to be left"
    WRITE = "to write"
    SAME = "as recorded"
    OUTSIDE = "not there during the session"
    LEFT = "left as recorded"
    UNKNOWN = "not on the roster"
    NOT_IN_FILE = "not in the file"


#: What is asked about, and unrecorded until it is answered.
ASKED = (LineOutcome.CONFIRM, LineOutcome.JUDGE)


@frozen
class FileRead:
    """One report file: its name, the hash of its content, and what was read."""

    name: str
    content_hash: str
    report: Report


@dataclass(frozen=True)
class Decisions:
    """What the BDO has decided.

    `who` says by a person's key which leader they are (None: nobody on the roster), or which leaders, where several
    were at one screen or telephone; `overwrite` names the leaders whose mark by hand gives way; `values` the mark to
    write instead of the one suggested (None: leave it); `shifts` by how many minutes the times of a file (by its hash)
    are to be moved, 0 where they are right.
    """

    who: Mapping[str, str | tuple[str, ...] | None] = field(default_factory=dict)
    overwrite: frozenset[str] = frozenset()
    values: Mapping[str, MarkValue | None] = field(default_factory=dict)
    shifts: Mapping[str, int] = field(default_factory=dict)

    def told(self, person: str) -> tuple[str, ...] | None:
        """The leaders that a person was said to be: none of the roster where empty, None where nothing was said."""
        if person not in self.who:
            return None
        said = self.who[person]
        if isinstance(said, str):
            return (said,)
        return said or ()

    def saying(self, persons: Iterable[str], leader: str) -> Decisions:
        """The same with one leader more for these persons; saying one again takes that one back."""
        who: dict[str, str | tuple[str, ...] | None] = dict(self.who)
        for person in persons:
            told = self.told(person) or ()
            others = tuple(other for other in told if other != leader)
            who[person] = others if leader in told else (*told, leader)
        return replace(self, who=who)

    def only(self, leaders: Container[str]) -> Decisions:
        """The same without what was said of leaders other than these."""
        kept: dict[str, tuple[str, ...]] = {}
        for person in self.who:
            told = self.told(person) or ()
            left = tuple(leader for leader in told if leader in leaders)
            if left or not told:
                kept[person] = left
        return replace(self, who=kept)

    def again(self, rows: Container[str], changed: Container[str]) -> Decisions:
        """The same on the register as it is by now: of these rows, without what was decided of marks that changed."""
        overwrite = frozenset(leader for leader in self.overwrite if leader not in changed)
        values = {leader: value for leader, value in self.values.items() if leader not in changed}
        return replace(self.only(rows), overwrite=overwrite, values=values)


@frozen
class ReviewLine:
    """One line of the review: a person of the files, a leader of the register, or both.

    `key` is the leader's reference once there is one, else the person's key; `persons` are the keys behind it.
    `suggested` are references of those who might be meant, best first. `value` is what the files come to, with
    whole `minutes` where they are known; `why` says why the line stands where it stands; `stays` are the evidence.
    `choose_from` are the leaders in the order in which they are offered for a device without a name: those missing
    from the files first. `clock` is the doubt about a file's clock for which alone a line waits.
    """

    key: str
    fate: LineOutcome
    shown: str
    email: str = ""
    leader: str = ""
    how: How | None = None
    persons: tuple[str, ...] = ()
    suggested: Sequence[str] = ()
    choose_from: tuple[str, ...] = ()
    row: RegisterRow | None = None
    value: MarkValue | None = None
    minutes: int | None = None
    why: str = ""
    stays: tuple[Stay, ...] = ()
    clock: ClockDoubt | None = None


@dataclass(frozen=True)
class Review:
    """Every line under these decisions, and the batch that would be taken as it stands; judged by what is `known`.

    `told` is what somebody said of the files' headings; `options` say of the doubts which option of a call settles
    them, where the app has keys.
    """

    session: Session
    lines: tuple[ReviewLine, ...]
    notes: tuple[str, ...]
    confirmed: tuple[Confirmation, ...]
    reports: tuple[NewReport, ...]
    aliases: tuple[tuple[str, str], ...]
    known: SessionKnowledge = field(repr=False)
    told: tuple[ColumnMeaning, ...] = ()
    options: tuple[str, ...] = ()

    def of(self, fate: LineOutcome) -> list[ReviewLine]:
        """The lines of one fate."""
        return [line for line in self.lines if line.fate is fate]

    @property
    def asked(self) -> list[ReviewLine]:
        """The lines that stay unrecorded until the BDO has said who they are, or how long."""
        return [line for line in self.lines if line.fate in ASKED]

    @property
    def matched(self) -> int:
        """How many leaders of the register the files show."""
        return sum(bool(line.leader) and line.fate is not LineOutcome.NOT_IN_FILE for line in self.lines)

    @property
    def changes(self) -> bool:
        """Whether taking it would change anything."""
        return bool(self.confirmed or self.reports or self.aliases)
