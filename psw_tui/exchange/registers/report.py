"""What an attendance report comes to once it is read, whoever wrote the file (2.2.1, 2.2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen
from psw_tui.policy.text import fold
from psw_tui.policy.wording import quoted

if TYPE_CHECKING:
    from psw_tui.exchange.name_matching.lines import ReportLine
    from psw_tui.exchange.registers.told_headings import HeadingsOfGrid
    from psw_tui.policy.attendance import Span
    from psw_tui.policy.terms import ReportFormat


@frozen
class MeetingName:
    """A meeting's own number and what it was called, each "" where the file does not say."""

    number: str
    topic: str

    @property
    def words(self) -> str:
        """`“Workshop 2” (812 3456 7890)`."""
        if not self.topic:
            return self.number
        return f"{quoted(self.topic)} ({self.number})" if self.number else quoted(self.topic)

    @property
    def key(self) -> str:
        """What tells it from others: the number without its blanks and hyphens, else what it was called."""
        return fold("".join(letter for letter in self.number if letter.isalnum())) or fold(self.topic)

    def is_called(self, said: str) -> bool:
        """Whether this is the meeting that somebody names, by its number or by its topic."""
        return bool(said.strip()) and (MeetingName(said, "").key == self.key or fold(said) == fold(self.topic))


@frozen
class Report:
    """One file read: what it is, its lines, and how many rows are no attendance.

    `title` names the kind of export in words ("Zoom participant report"); `waiting` counts rows of a waiting room,
    which are left out; `notes` are sentences for the person who looks at the import; `headings` are its
    own, with what was told of them.

    `held` is when the meeting itself began and ended, by the file's own block, and `meeting` which it was. `zoned`
    says that its times name their zone, so that they are instants whatever the account's clock shows; `names_only`
    that it tells who was there, and of nobody when or how long.
    """

    format: ReportFormat
    title: str
    lines: tuple[ReportLine, ...]
    waiting: int = 0
    notes: tuple[str, ...] = ()
    headings: HeadingsOfGrid | None = None
    held: Span | None = None
    meeting: MeetingName | None = None
    zoned: bool = False
    names_only: bool = False
