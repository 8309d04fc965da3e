"""A Zoom report of 300 rows for one session from 10:00 to 12:00, and the minutes of the sixty people in it.

Written from the page on formats seen in the wild (formats.md, section 2.1 C), and from no code; all people are made
up. Twelve ways to attend are dealt out to sixty people in turn, five people each. The minutes of each were worked out
by hand, as its comment shows: of the time inside 10:00 to 12:00, each moment counts once, and whole minutes are kept.
"""

from __future__ import annotations

STARTS, ENDS = "2026-10-06 10:00", "2026-10-06 12:00"

# Minutes, and the stays in the order of the file.
PATTERNS: tuple[tuple[int, str], ...] = (
    # Early and late, in one piece: 10:00 to 12:00.
    (120, "09:45-12:20"),
    # 10:00 to 11:05 is 65; 11:30 to 12:00 is 30.
    (95, "09:52-10:40 10:38-11:05 11:30-12:10"),
    # Two devices all the way.
    (120, "09:58-12:05 10:00-12:00"),
    # Six dropouts: six times 18.
    (108, "10:00-10:18 10:20-10:38 10:40-10:58 11:00-11:18 11:20-11:38 11:40-11:58"),
    # Twice gone before it began; then 30 and 30, and 11:45 to 12:00 is 15.
    (75, "09:30-09:50 09:51-09:59 10:05-10:35 10:50-11:20 11:45-12:30"),
    # A bad line: eight times two and a half minutes (rounding each up gives 24, down 16).
    (
        20,
        (
            "10:00-10:02:30 10:10-10:12:30 10:20-10:22:30 10:30-10:32:30 "
            "10:40-10:42:30 10:50-10:52:30 11:00-11:02:30 11:10-11:12:30"
        ),
    ),
    # A laptop three times while the phone stays on from 10:10 to 11:50.
    (100, "10:10-11:50 10:20-10:40 10:45-11:15 11:20-11:45"),
    # Seven quarters of an hour, each beginning as the last one ends: 10:00 to 11:45.
    (105, "10:00-10:15 10:15-10:30 10:30-10:45 10:45-11:00 11:00-11:15 11:15-11:30 11:30-11:45"),
    # Latest first, each overlapping the next: 10:00 to 11:40.
    (100, "11:10-11:40 10:50-11:15 10:30-10:55 10:10-10:35 10:00-10:12"),
    # Before and after, never during.
    (0, "09:20-09:55 12:00-12:40"),
    # The same rows again and again: 10:30 to 11:10 is 40; 11:30 to 11:59:59 is 29 min 59 s; together 69 min 59 s.
    (
        69,
        (
            "10:30-11:00 10:30-11:00 10:30-11:00 10:45-11:10 10:45-11:10 "
            "11:30-11:45 11:30-11:45 11:44:30-11:59:59 11:55-11:58"
        ),
    ),
    # 10:00 to 10:20:45 is 20:45; 10:30:10 to 10:50 is 19:50; no time at 11:00; 11:10:20 to 11:30:20 is 20:00, with
    # another device inside it; 11:59:10 to 12:00 is 0:50. Together 61:25.
    (
        61,
        (
            "09:59:30-10:00:30 10:00:15-10:20:45 10:30:10-10:40:05 10:40:05-10:50 "
            "11:00-11:00 11:10:20-11:30:20 11:15-11:25 11:59:10-12:15"
        ),
    ),
)

FIRST_NAMES = ("Amina", "Bethan", "Callum", "Dilys", "Euan", "Fatima", "Gareth", "Hannah", "Imran", "Jodie")
LAST_NAMES = ("Abernethy", "Begum", "Cadwallader", "Dhillon", "Entwistle", "Fairweather")
PEOPLE = tuple(f"{first} {last}" for last in LAST_NAMES for first in FIRST_NAMES)


def _email(name: str) -> str:
    return name.lower().replace(" ", ".") + "@example.org"


def _seconds(clock: str) -> int:
    hours, minutes, *seconds = (int(part) for part in clock.split(":"))
    return hours * 3600 + minutes * 60 + sum(seconds)


def _written(clock: str) -> str:
    """`13:05` as `10/06/2026 01:05:00 PM`, the month first."""
    hour, rest = clock[:2], clock[2:] if clock.count(":") == 2 else clock[2:] + ":00"
    return f"10/06/2026 {(int(hour) - 1) % 12 + 1:02}{rest} {'AM' if int(hour) < 12 else 'PM'}"


def _row(name: str, stay: str) -> str:
    join, leave = stay.split("-")
    rounded_up = -((_seconds(join) - _seconds(leave)) // 60)
    return f"{name},{_email(name)},{_written(join)},{_written(leave)},{rounded_up},Yes,OK,No"


def _rows() -> list[str]:
    """First everyone's first stay, then everyone's second: nobody's rows stand together."""
    stays = [PATTERNS[number % len(PATTERNS)][1].split() for number in range(len(PEOPLE))]
    most = max(len(own) for own in stays)
    return [
        _row(name, own[turn])
        for turn in range(most)
        for name, own in zip(PEOPLE, stays, strict=True)
        if turn < len(own)
    ]


HEADINGS = (
    "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,"
    "Recording disclaimer response,In waiting room"
)
ROWS_300: bytes = "\r\n".join([HEADINGS, *_rows(), ""]).encode("utf-8-sig")
MINUTES_300: dict[str, int] = {_email(name): PATTERNS[number % len(PATTERNS)][0] for number, name in enumerate(PEOPLE)}
