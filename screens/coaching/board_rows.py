"""The board of Coaching as rows of a table: the windows of a leader, what was used, and what is to be done first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from psw_tui import signs
from psw_tui.policy import coaching as rules
from psw_tui.policy.terms import BookingStatus, LeaderState
from psw_tui.policy.wording import Value, count, day_near
from psw_tui.store.coaching import bookings
from psw_tui.store.reads.verdicts import apart
from screens.widgets.row_table import Cell, Column, Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from psw_tui.policy.coaching import Window
    from psw_tui.store.coaching.bookings import BoardRow, InWindow, LedgerEntry
    from psw_tui.store.reads.verdicts import Verdict
    from psw_tui.tone import Tone
    from screens.shell.desk import Desk

#: The cells of the last column where there is room: the first word of whoever is away.
_WORD_CELLS = 13
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def line(row: BoardRow, columns: Sequence[Column], day: date, *, wide: bool) -> Line:
    """One leader's row, as far as there is room for it."""
    here = row.state is LeaderState.ACTIVE
    tone: Tone = "bright" if here else "dim"
    word, used = first_word(row, wide=wide), (row.used, row.planned)
    in_file = used if wide else (row.attended, *used)
    cells: dict[str, Cell | str] = {
        "name": Cell(row.name, tone),
        "coach": Cell(row.coach, "dim"),
        "attended": Cell(str(row.attended), value=row.attended),
        "used": Cell(f"{row.used}/{row.planned}", value=in_file),
        "behind": word if wide else Cell(f"{row.attended} {word.text}", word.tone, word.value),
        "outside": _outside_cell(row.outside, day, wide=wide),
    }
    for number, held in enumerate(row.windows, 1):
        cells[f"window{number}"] = _window_cell(held, day, wide=wide, lit=number in row.closing)
    return Line(tuple(cells[column.key] for column in columns))


def _window_cell(held: InWindow | None, day: date, *, wide: bool, lit: bool = False) -> Cell:
    """What stands in a window; one that closes soon with nothing in it is lit and says so."""
    if held is None:
        sign = signs.sign(signs.BOOKING["nothing"])
        return Cell(f"{sign} none", "warn", "none yet, and it closes soon") if lit else Cell(sign, "dim", "")
    sign, tone = look(held.entry, day)
    on = held.entry.booking.starts_on
    in_file = _in_file(held, tone)
    if not wide:
        # The head has the month, so that there is room for how many more there are.
        rest = f" +{held.more}" if held.more else f"/{on.month}"
        return Cell(f"{sign}{on.day}{rest}", tone, in_file)
    shown_on = f"{on.day} {_MONTHS[on.month - 1]}"
    if held.more:
        return Cell(f"{sign}{shown_on}+{held.more}", tone, in_file)
    return Cell(f"{sign} {shown_on}", tone, in_file)


def _in_file(held: InWindow, tone: Tone) -> tuple[Value, ...]:
    """A window for a file: what became of the session, the day of it, and how many more there are."""
    word = "to record" if tone == "warn" and held.entry.status is BookingStatus.BOOKED else ""
    return (word or signs.BOOKING[held.entry.status].word, held.entry.booking.starts_on, held.more or "")


def _outside_cell(held: InWindow | None, day: date, *, wide: bool) -> Cell:
    """In a narrow board there is room for how many only."""
    if held is None or wide:
        return _window_cell(held, day, wide=wide)
    sign, tone = look(held.entry, day)
    return Cell(f"{sign}{held.more + 1}", tone, _in_file(held, tone))


def look(entry: LedgerEntry, day: date) -> tuple[str, Tone]:
    """The sign and tone of a booking; one that is over with no outcome is a task, so it warns."""
    shown = signs.BOOKING[entry.status]
    late = entry.status is BookingStatus.BOOKED and rules.ended(entry.booking, day)
    return signs.sign(shown), "warn" if late else shown.tone


def first_word(row: BoardRow, *, wide: bool) -> Cell:
    """What is to be done first, in a word; of who is away that, where there is room for no word its sign."""
    if row.behind:
        return Cell("behind", "bad", "behind")
    if row.to_rebook:
        return Cell("rebook", "warn", "rebook")
    if row.unrecorded:
        return Cell("record", "warn", "record")
    if row.closing:
        return Cell("book", "warn", "book")
    if not row.away:
        return Cell("", value="")
    entry = signs.away(row.away, _WORD_CELLS)
    words = signs.worded(entry) if wide else signs.sign(entry)
    return Cell(words, "dim", row.away)


def legend(room: int) -> Content:
    """What the signs of the board mean, in one line; in fewer words where there is no room for all."""
    whole = "  ".join(signs.worded(look) for look in signs.BOOKING.values())
    if len(whole) <= room:
        return Content(whole)
    short: dict[str, str] = {BookingStatus.CANCELLED_IN_TIME: "in time", BookingStatus.COACH_CANCELLED: "by coach"}
    words = [f"{signs.sign(look)} {short.get(status, look.word)}" for status, look in signs.BOOKING.items()]
    return Content("  ".join(words))


def filter_words(row: BoardRow) -> tuple[str, ...]:
    """What a filter finds a leader by: the name, the coach, the reference, and what is to be done."""
    todo = (
        (row.behind, "behind"),
        (row.to_rebook, "rebook"),
        (row.unrecorded, "record"),
        (row.empty, "nothing booked none"),
    )
    return (row.name, row.coach, row.leader, *(word for is_so, word in todo if is_so))


def windows_of(verdicts: Iterable[Verdict], day: date) -> tuple[Window, ...]:
    """The windows to head the board with: those of the cohort that the day lies in, else of the latest."""

    def fits(verdict: Verdict) -> tuple[bool, int]:
        cohort = verdict.record.cohort
        return cohort.starts <= day <= cohort.ends, cohort.year

    chosen = max(verdicts, key=fits, default=None)
    return () if chosen is None else rules.windows(chosen.record.programme, chosen.record.cohort.year)


def rows_of(desk: Desk, verdicts: Sequence[Verdict]) -> list[BoardRow]:
    """The rows of these leaders; of a cohort that is over nothing is to be done, unless it is the one looked at."""
    rows = {row.leader: row for row in bookings.board(desk.store, verdicts, desk.day)}
    if desk.cohort is None:
        for verdict in apart(verdicts, desk.day)[1]:
            rows[verdict.reference] = rows[verdict.reference].at_rest
    return list(rows.values())


def strip(windows: Sequence[Window], rows: Iterable[BoardRow], day: date, closing_days: int) -> Content:
    """Where the day lies among the windows; one that closes within `closing_days` (local) is lit."""
    leaders = list(rows)
    parts = []
    for window in windows:
        if not window.holds(day):
            continue
        empty = sum(window.number in row.empty for row in leaders)
        nothing = f": {empty} with nothing booked" if empty else ""
        left = (window.closes - day).days
        words = f"Window {window.number} closes {day_near(window.closes, day)}"
        if left <= closing_days:
            soon = "today" if not left else f"in {count(left, 'day')}"
            parts.append(Content.styled(f"{words}, {soon}{nothing}", "$text-warning"))
        else:
            parts.append(Content(f"{words}{nothing}"))
    return Content("   ").join(parts) if parts else Content.styled("No window is open on this day", "dim")


def columns(windows: Sequence[Window], day: date, minimum: int, *, wide: bool, outside: bool) -> tuple[Column, ...]:
    """The columns for a wide or a narrow board; the windows that hold the day are marked in their heads."""
    width = 9 if wide else 6
    heads = []
    for window in windows:
        opens, closes = _MONTHS[window.opens.month - 1], _MONTHS[window.closes.month - 1]
        months = opens if opens == closes or not wide else f"{opens}–{closes}"
        mark = _mark() if window.holds(day) else ""
        head, in_file = _head(f"{window.number}{mark}", months, width), _titles(f"Window {window.number}")
        heads.append(Column(f"window{window.number}", head, width, in_file=in_file))
    name_width = 20 if wide else 18
    name = Column("name", "Leader", name_width, fixed=True)
    if not heads:
        return (name,)
    shown = [name, Column("coach", "Coach", 10, grow=0, drop=3), *heads]
    attended, of_used = f"Attended, of {minimum}", ("Used", "Planned")
    in_file = of_used if wide else (attended, *of_used)  # in a narrow board the last column says how many attended
    used = Column("used", "used", 4, "right", drop=2, in_file=in_file)
    if wide:
        if outside:
            shown.append(Column("outside", "outside", 8, in_file=_titles("Outside")))
        of = Column("attended", f"of {minimum}", 4, "right", in_file=(attended,))
        shown += [of, used, Column("behind", "", _WORD_CELLS, in_file=("First to do",))]
    else:
        if outside:
            shown.append(Column("outside", "outside", 7, in_file=_titles("Outside")))
        shown += [used, Column("behind", f"of {minimum}", 8, in_file=("First to do",))]
    return tuple(shown)


def _titles(window: str) -> tuple[str, ...]:
    """What stands over a window in a file."""
    return (window, f"{window}, day", f"{window}, more")


def _head(number: str, months: str, width: int) -> str:
    """The number and the months, without the space between them where there is no room for it."""
    spaced = f"{number} {months}"
    return (spaced if len(spaced) <= width else number + months)[:width]


def _mark() -> str:
    return "▲" if signs.unicode_shown() else "^"
