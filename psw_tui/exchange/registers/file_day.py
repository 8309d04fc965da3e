"""Which day a file is of, and whether it is this register's: its dates may be another session's of the cohort."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING

from psw_tui.exchange.files.sheet import WrongReport
from psw_tui.exchange.files.times import Order, lands, order_of, possible, swapped
from psw_tui.policy.calendar import london
from psw_tui.policy.frozen import frozen
from psw_tui.policy.wording import day as day_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from psw_tui.exchange.files.times import Readings
    from psw_tui.policy.records import Session

#: How long before a session begins and after it ends somebody of it may come, sign in or go.
_MARGIN = timedelta(hours=1)


@frozen
class SessionDays:
    """What settles the day of a file: the session, the cohort's others, the day it is, and the day that was told."""

    session: Session
    others: tuple[Session, ...] = ()
    today: date | None = None
    told: date | None = None

    @property
    def here(self) -> str:
        """When the session is, in words."""
        return f"{self.session.title} is on {day_words(self.session.starts_on)}"


class UnclearDay(WrongReport):
    """A file that may be of this session's `day` and may not: it can be told that it is."""

    def __init__(self, sentence: str, day: date) -> None:
        self.day = day
        super().__init__(sentence)

    @property
    def asked(self) -> str:
        """The sentence where it is answered at once, and by no option of the command."""
        return str(self).replace(f"with --day {self.day}", "here")


def unread_dates(name: str, said: str, days: SessionDays) -> UnclearDay:
    """The refusal of a file none of whose dates can be read: which day it is of can only be told."""
    day = days.session.starts_on
    return UnclearDay(
        f"{name} has dates that psw can't read, such as “{said[:40]}”; if all of it is of {day_words(day)}, say so "
        f"with --day {day}.",
        day,
    )


def day_order(name: str, dated: list[Readings], days: SessionDays, instead: str) -> Order | None:
    """The order in which a file's dates are to be read; None for a file without any.

    `WrongReport`, with what to do `instead`, for a file of another day and for one whose dates could be either;
    `UnclearDay` where its dates fit another session of the cohort as well, or better.
    """
    if days.told is not None and not days.session.starts_on <= days.told <= days.session.ends_on:
        raise WrongReport(f"{day_words(days.told)} is not its day: {days.here}. Open that day's register.")
    if not dated:
        return None
    dated = list({tuple(read.items()): read for read in dated}.values())  # a long report has the same times often
    order = order_of(dated, days.session)
    if order is None and days.told is None:
        raise _of_another_day(name, dated, days, instead)
    if days.told is not None:
        return _order_told(name, dated, days, instead)
    assert order is not None
    _refuse_better_fit(name, dated, order, days)
    return order


def _order_told(name: str, dated: list[Readings], days: SessionDays, instead: str) -> Order:
    """The order in which the dates lie on the day that was told; `WrongReport` where none or either puts some there."""
    assert days.told is not None
    on_it = [order for order in (Order.CERTAIN, *possible(dated)) if _any_on(days.told, dated, order)]
    if Order.CERTAIN in on_it and len(on_it) > 1:
        on_it.remove(Order.CERTAIN)
    if len(on_it) != 1:
        raise _of_another_day(name, dated, days, instead)
    return on_it[0]


def _any_on(day: date, dated: list[Readings], order: Order) -> bool:
    return any(order in read and read[order].date() == day for read in dated)


# Where another session of the cohort fits


def _refuse_better_fit(name: str, dated: list[Readings], order: Order, days: SessionDays) -> None:
    """`UnclearDay` where the dates are as well, or rather, those of another session: in the other order, or by hour."""
    turned = [other for other in possible(dated) if other is not order and order is not Order.CERTAIN]
    here = _DatesRead(dated, order, [days.session], days.session)
    for other in turned:
        for session in _on_days_of(dated, other, days.others):
            there = _DatesRead(dated, other, [session], session)
            _refuse_unless_ours(name, here, there, days, dated)
    for session in _on_days_of(dated, order, days.others):
        same_day = _DatesRead(dated, order, [session], session)
        if same_day.places & here.places and same_day.by_hour and not here.by_hour:
            raise _fits_better(name, days, same_day)


def _on_days_of(dated: list[Readings], order: Order, others: Iterable[Session]) -> list[Session]:
    """The sessions on whose days some of the dates are, read in an order."""
    moments = [moment for moment in (_read(read, order) for read in dated) if moment is not None]
    one_of_each_day = {(moment.date(), moment.tzinfo, moment.hour): moment for moment in moments}.values()
    return [session for session in others if any(lands(moment, session) for moment in one_of_each_day)]


class _DatesRead:
    """What one way of reading a file's dates comes to for one session, among some."""

    def __init__(self, dated: list[Readings], order: Order, among: Sequence[Session], session: Session) -> None:
        self.session = session
        self.order = order
        moments = {place: _read(read, order) for place, read in enumerate(dated)}
        self.moments = [moment for moment in moments.values() if moment is not None]
        self.places = {
            place
            for place, moment in moments.items()
            if moment is not None and any(lands(moment, held) for held in among)
        }
        starts, ends = (london(instant).replace(tzinfo=None) for instant in (session.starts_at, session.ends_at))
        first, last = starts - _MARGIN, ends + _MARGIN
        #: Whether somebody of this session may have come or gone at one of the times.
        self.by_hour = any(first <= _on_londons_clock(moment) <= last for moment in self.moments)

    def is_to_come(self, today: date | None) -> bool:
        """Whether it puts what has happened on a day that is to come."""
        return today is not None and any(moment.date() > today for moment in self.moments)


def _read(read: Readings, order: Order) -> datetime | None:
    return read.get(Order.CERTAIN) or read.get(order)


def _on_londons_clock(moment: datetime) -> datetime:
    return london(moment).replace(tzinfo=None) if moment.tzinfo is not None else moment


def _refuse_unless_ours(
    name: str, here: _DatesRead, there: _DatesRead, days: SessionDays, dated: list[Readings]
) -> None:
    """Of two orders that land on two sessions, go on where only this one's makes sense, else say or ask which."""
    every = (days.session, *days.others)
    ours, theirs = (_DatesRead(dated, read.order, every, read.session) for read in (here, there))
    for wins, loses in (
        (ours.places > theirs.places, theirs.places > ours.places),
        (theirs.is_to_come(days.today), ours.is_to_come(days.today)),
        (here.by_hour, there.by_hour),
    ):
        if wins and not loses:
            return
        if loses and not wins:
            raise _fits_better(name, days, there)
    day = days.session.starts_on
    raise UnclearDay(
        f"{name} is of {_where(day, days.session)} or of {_where(there.session.starts_on, there.session)}, as its "
        f"dates are read: if it is of {day_words(day)}, say so with --day {day}; else open the other register.",
        day,
    )


def _fits_better(name: str, days: SessionDays, there: _DatesRead) -> UnclearDay:
    day = days.session.starts_on
    other = there.session
    when = f"{day_words(other.starts_on)} {london(other.starts_at):%H:%M}"
    return UnclearDay(
        f"{name} fits {other.title} ({when}) better; {days.here} {london(days.session.starts_at):%H:%M}. Open that "
        f"register, or say with --day {day} that it is of this one.",
        day,
    )


# A file of another day


def _of_another_day(name: str, dated: list[Readings], days: SessionDays, instead: str) -> WrongReport:
    """What is to be said of a file whose dates are not the session's, or can't be told apart."""
    session = days.session
    orders = possible(dated)
    unsettled = [read for read in dated if Order.CERTAIN not in read]
    if not orders or any(_lands_in_one(read, orders, session) for read in unsettled):
        return WrongReport(
            f"{name} has dates whose day and month can't be told apart ({days.here}); "
            f"{instead} alone, or with the month in words."
        )
    read_as = {_days_of(read, orders) for read in dated}
    shown = [_either(either, days) for either in sorted(read_as, key=lambda either: _nearest(either, session))]
    more = " …" if len(shown) > 2 else ""
    turned = chain.from_iterable(swapped(read) for read in dated)
    hint = ""
    if any(lands(moment, session) for moment in turned):
        hint = " Excel may have swapped day and month: import the file as it was downloaded."
    return WrongReport(
        f"{name} is of another day ({', '.join(shown[:2])}{more}); {days.here}. "
        f"Open that day's register, or {instead}.{hint}"
    )


def _lands_in_one(read: Readings, orders: Iterable[Order], session: Session) -> bool:
    return any(lands(read[order], session) for order in orders)


def _days_of(read: Readings, orders: list[Order]) -> frozenset[date]:
    """The days that a date may be, in the orders that make sense of the whole file."""
    return frozenset(moment.date() for order, moment in read.items() if order in (Order.CERTAIN, *orders))


def _nearest(either: frozenset[date], session: Session) -> tuple[timedelta, date]:
    return min((abs(day - session.starts_on), day) for day in either)


def _either(either: frozenset[date], days: SessionDays) -> str:
    """The days that one date may be, in words: those of another session of the cohort first, then the nearest."""
    words = []
    for day in either:
        held = next((other for other in days.others if other.starts_on <= day <= other.ends_on), None)
        words.append((held is None, abs(day - days.session.starts_on), _where(day, held)))
    return " or ".join(said for _, _, said in sorted(words))


def _where(day: date, session: Session | None) -> str:
    return day_words(day) if session is None else f"{day_words(day)} ({session.title})"
