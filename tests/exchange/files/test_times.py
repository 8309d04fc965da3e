"""Dates and times as reports write them: every form, both orders, and the two clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from psw_tui.exchange.files.times import (
    Order,
    clock_time,
    day_readings,
    minutes_of,
    on_session,
    order_of,
    readings,
    settled,
    stay,
)
from tests.policy.cases import at, case, session

NOVEMBER_9 = session("W1", "workshop", "2026-11-09 10:00", "2026-11-09 12:00")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        case("month first with seconds", "09/24/2020 11:35:16 AM", "2020-09-24 11:35:16"),
        case("without leading zeros", "11/19/2021 9:54:15 AM", "2021-11-19 09:54:15"),
        case("noon and midnight", "11/19/2021 12:00:00 AM", "2021-11-19 00:00:00"),
        case("words, 24 hours", "Mar 22, 2025 19:13:27", "2025-03-22 19:13:27"),
        case("words, half days", "Mar 22, 2025 7:13 PM", "2025-03-22 19:13:00"),
        case("day first, 24 hours", "15/08/2022 01:27", "2022-08-15 01:27:00"),
        case("ISO", "2026-10-06 18:00:00", "2026-10-06 18:00:00"),
        case("ISO with a T", "2026-10-06T18:00", "2026-10-06 18:00:00"),
        case("ISO in UTC", "2026-10-06T17:00:00Z", "2026-10-06 17:00:00+00:00"),
        case("ISO with an offset", "2026-10-06 18:00:00+01:00", "2026-10-06 17:00:00+00:00"),
        case("Teams, two-digit year", "7/22/26, 7:02:11 PM", "2026-07-22 19:02:11"),
        case("Teams, British", "22/07/2026, 19:32:11", "2026-07-22 19:32:11"),
        case("German dots", "24.10.26, 18:01:00", "2026-10-24 18:01:00"),
        case("narrow no-break space before PM", "7/22/26, 7:02:11\u202fPM", "2026-07-22 19:02:11"),
        case("day, then the month's name", "9 November 2026 10:03", "2026-11-09 10:03:00"),
        case("with a weekday", "Mon, 9 Nov 2026 10:03", "2026-11-09 10:03:00"),
        case("Google Forms' CSV", "2026/10/20 9:14:44 AM GMT+1", "2026-10-20 08:14:44+00:00"),
        case("a zone in brackets", "10/20/2026 9:14 PM (UTC-05:00)", "2026-10-21 02:14:00+00:00"),
        case("a zone by its name", "20/10/2026 09:14 BST", "2026-10-20 08:14:00+00:00"),
        case("Spanish halves of the day", "20/10/2026 9:14:44 p. m.", "2026-10-20 21:14:44"),
        case("French", "20/10/2026 à 09:58:31", "2026-10-20 09:58:31"),
        case("French, in words", "mar. 20 oct. 2026 à 9 h 58", "2026-10-20 09:58:00"),
        case("Spanish, in words", "martes, 20 de octubre de 2026, 9:58", "2026-10-20 09:58:00"),
        case("German, in words", "Dienstag, 20. Oktober 2026 um 09:58 Uhr", "2026-10-20 09:58:00"),
        case("Portuguese, in words", "terça-feira, 20 de outubro de 2026 às 09:58", "2026-10-20 09:58:00"),
        case("Italian, in words", "20 ottobre 2026 alle 09:58", "2026-10-20 09:58:00"),
        case("Dutch, with dashes", "20-10-2026 09:58", "2026-10-20 09:58:00"),
        case("Polish, in words", "wt., 20 października 2026 o 09:58", "2026-10-20 09:58:00"),
        case("short month and year", "20-Oct-26 09:58", "2026-10-20 09:58:00"),
        case("a spreadsheet's number of days", "46315.415277777778", "2026-10-20 09:58:00"),
        case("the same with a comma", "46315,41528", "2026-10-20 09:58:00"),
    ],
)
def test_every_form_is_read(cell: str, meant: str) -> None:
    assert local(meant) in readings(cell).values()


def test_day_and_month_that_could_be_either_have_two_readings_and_dots_have_one() -> None:
    assert readings("11/09/2026 10:03") == {
        Order.DAY_FIRST: local("2026-09-11 10:03:00"),
        Order.MONTH_FIRST: local("2026-11-09 10:03:00"),
    }
    assert readings("09.11.26, 10:03:00") == {Order.DAY_FIRST: local("2026-11-09 10:03:00")}


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "--",
        "soon",
        "31/02/2026 10:00",
        "0001-01-01 00:00+05:00",
        "30/12/1899 10:00",
        "13:00",
        "2026-11-09",
        "99/99/9999 10:00",
        "12/11/2026 10:00 XYZ",
        "46315",
        "118.5",
        "Foo 12/11/2026 10:00",
        "Foo 9, 2026 10:00",
    ],
)
def test_what_is_no_date_and_time_has_no_reading(cell: str) -> None:
    assert readings(cell) == {}


@pytest.mark.parametrize("cell", ["46315", "2026-10-20", "20.10.2026", "20 Oct 2026", "20-Oct-26", "10/20/2026"])
def test_a_day_without_a_time_is_its_midnight(cell: str) -> None:
    assert list(day_readings(cell).values()) == [local("2026-10-20 00:00")]


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        case("month first lands on 9 November", ["11/09/2026 10:03"], Order.MONTH_FIRST),
        case("day first lands on 9 November", ["09/11/2026 10:03"], Order.DAY_FIRST),
        case("the rows that land decide", ["10/11/2026 10:03", "11/09/2026 10:03"], Order.MONTH_FIRST),
        case("neither lands: another day", ["10/11/2026 10:03"], None),
        case("a 25th that rules out what lands", ["11/09/2026 10:03", "25/12/2026 10:03"], None),
        case("dates that fit either way round", ["11/09/2026 10:03", "09/11/2026 10:03"], None),
        case("one that is the same either way, past midnight", ["11/11/2026 23:30", "11/12/2026 00:10"], None),
        case("certain dates need no order", ["2026-11-09 10:03"], Order.CERTAIN),
    ],
)
def test_the_sessions_own_day_settles_the_order(cells: list[str], order: Order | None) -> None:
    assert order_of([readings(cell) for cell in cells], NOVEMBER_9) is order


def test_a_stay_past_midnight_tells_the_order_by_the_day_after() -> None:
    late = session("W2", "workshop", "2026-11-11 22:00", "2026-11-11 23:59")
    past = [readings("11/11/2026 23:30"), readings("11/12/2026 00:10")]
    assert order_of(past, late) is Order.MONTH_FIRST
    assert order_of(past[:1], late) is not None


def test_where_both_orders_land_and_differ_nothing_is_guessed() -> None:
    long = session("R1", "residential", "2026-09-11 09:00", "2026-11-09 17:00")
    assert order_of([readings("11/09/2026 10:03")], long) is None


def test_one_order_holds_for_the_whole_file() -> None:
    assert settled(readings("11/12/2026 10:03"), Order.MONTH_FIRST) == local("2026-11-12 10:03:00")


@pytest.mark.parametrize(
    ("joined", "left", "minutes", "meant"),
    [
        case(
            "an ordinary stay", "2026-11-09 10:00", "2026-11-09 11:00", None, ("2026-11-09 10:00", "2026-11-09 11:00")
        ),
        case(
            "through the hour that comes twice, as long as the report says",
            "2026-10-25 00:30",
            "2026-10-25 01:30",
            120,
            ("2026-10-25 00:30+01:00", "2026-10-25 01:30+00:00"),
        ),
        case(
            "through it, a single hour",
            "2026-10-25 00:30",
            "2026-10-25 01:30",
            60,
            ("2026-10-25 00:30+01:00", "2026-10-25 01:30+01:00"),
        ),
        case(
            "from the first half past one to the second ten past",
            "2026-10-25 01:30",
            "2026-10-25 01:10",
            40,
            ("2026-10-25 01:30+01:00", "2026-10-25 01:10+00:00"),
        ),
        case(
            "into the hour that is skipped",
            "2027-03-28 00:30",
            "2027-03-28 01:30",
            None,
            ("2027-03-28 00:30+00:00", "2027-03-28 02:30+01:00"),
        ),
    ],
)
def test_a_stay_is_two_instants_whatever_the_clocks_did(
    joined: str, left: str, minutes: int | None, meant: tuple[str, str]
) -> None:
    assert stay(local(joined), local(left), minutes) == (at(meant[0]), at(meant[1]))


def test_who_left_before_they_came_has_no_stay() -> None:
    assert stay(local("2026-11-09 11:00"), local("2026-11-09 10:00"), None) is None


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("128", 128),
        ("1h 27m 51s", 87),
        ("59 Min. 0 Sek.", 59),
        ("1 hr 2 min", 62),
        ("45 min", 45),
        ("01:27:51", 87),
        ("30s", 0),
        ("1 h 43 min 12 s", 103),
        ("1h43m", 103),
        ("1 Std. 43 Min.", 103),
        ("1 heure et 43 minutes", 103),
        ("1 hora y 43 minutos", 103),
        ("1 h e 43 min", 103),
        ("1 ora e 43 min", 103),
        ("1 u 43 m", 103),
        ("1 godz. 43 min 12 sek.", 103),
        ("PT1H43M12S", 103),
        ("1:43:12", 103),
        ("118.0", 118),
        ("3.5", 3),
        ("3,5", 3),
        ("0", 0),
        ("1,234", None),
        ("1:43", None),
        ("-5", None),
        ("", None),
        ("--", None),
        ("soon", None),
    ],
)
def test_a_duration_is_whole_minutes(cell: str, minutes: int | None) -> None:
    assert minutes_of(cell) == minutes


def test_a_time_without_a_date_is_on_the_sessions_day_or_past_its_midnight() -> None:
    night = session("W2", "workshop", "2026-11-12 23:00", "2026-11-13 01:00")
    assert clock_time("7:02 PM") == time(19, 2)
    assert on_session(time(23, 30), night) == local("2026-11-12 23:30")
    assert on_session(time(0, 20), night) == local("2026-11-13 00:20")
    assert on_session(time(9, 50), NOVEMBER_9) == local("2026-11-09 09:50")


def test_instants_of_a_stay_are_in_utc() -> None:
    stayed = stay(local("2026-07-01 10:00"), local("2026-07-01 11:00"), None)
    assert stayed == (datetime(2026, 7, 1, 9, tzinfo=UTC), datetime(2026, 7, 1, 10, tzinfo=UTC))
