"""The programme's numbers as a panel reads them: what each is for, and its value without any sign of the file."""

from __future__ import annotations

import calendar
import json
from typing import Any

from psw_tui.policy.terms import SessionKind
from psw_tui.policy.wording import REQUIREMENT_NAMES, count, spoken, upper_first

#: What each number is for, by its key; of keys that several requirements or stages have, the end.
_MEANS = {
    "title": "Name of the programme",
    "coaching.notice_hours": "Notice for calling off a coaching session",
    "coaching.session_minutes": "Length of a coaching session",
    "coaching.windows": "Coaching windows",
    "catch_up.watch_share": "Share of the other sessions below which a leader catches up",
    "local.present_share": "Share of a session from which somebody was present",
    "local.catch_up_days": "Time for a catch-up, once it is sent",
    "local.pattern_count": "Absences that make an emerging pattern",
    "local.pattern_days": "Time within which they fall",
    "local.compulsory_kinds": "Kinds of session that are compulsory",
    "local.reasonable_reasons": "Reasons that are reasonable cause",
    "local.evaluation_days": "Time for an evaluation form",
    "local.window_closing_days": "How long before its end a coaching window is said to close",
    "local.working_day.opens": "Beginning of the working day",
    "local.working_day.closes": "End of the working day",
    "local.rating_words": "Words for the ratings from 1 up",
    "local.effective_rating": "Rating from which a capability is effective",
    "local.focus_limit": "Focus areas a leader may have",
    "local.cohort_view_minimum": "Leaders needed before a cohort's capabilities are shown together",
    "local.retention.reasons_months": "Time for which reasons of absence are kept after the cohort's last day",
    "local.retention.report_lines_months": "Time for which lines of attendance reports are kept",
    "local.retention.messages_months": "Time for which the words of messages are kept",
    "local.retention.leader_months": "Time for which whole records are kept",
    "local.withdrawal_triggers.minimum_unreachable": "Minimums out of reach that suggest a withdrawal review",
    "local.withdrawal_triggers.absences_not_explained": "Absences not explained that suggest a withdrawal review",
    "local.withdrawal_triggers.no_response": "Messages without a reply that suggest a withdrawal review",
}
_MEANS_OF_REQUIREMENT = {
    "kinds": "kinds of session that count",
    "minimum": "needed",
    "minimum_share": "share needed",
    "planned": "planned",
    "catch_up_counts": "a session that was caught up counts",
    "clause": "clause",
}
_THINGS = {
    "coaching.notice_hours": "hour",
    "coaching.session_minutes": "minute",
    "local.catch_up_days": "day",
    "local.pattern_days": "day",
    "local.evaluation_days": "day",
    "local.retention.reasons_months": "month",
    "local.retention.report_lines_months": "month",
    "local.retention.messages_months": "month",
    "local.retention.leader_months": "month",
    "local.window_closing_days": "day",
}
#: What the numbers behind a standing are called.
STANDING_NUMBERS = {
    "expected": "expected",
    "minimum": "needed",
    "credit": "counted so far",
    "missed": "missed",
    "unrecorded": "not recorded yet",
    "remaining": "still to come",
    "catchable": "missed that can be caught up",
    "headroom": "to spare",
    "catch_up_due": "catch-up due",
}


def meaning(key: str) -> str:
    """What a number of the programme is for; a key of another version of psw stays as it is."""
    if key in _MEANS:
        return _MEANS[key]
    room, _, rest = key.partition(".")
    name, _, end = rest.partition(".")
    if room == "requirements" and end in _MEANS_OF_REQUIREMENT:
        return f"{upper_first(REQUIREMENT_NAMES.get(name, spoken(name)))}: {_MEANS_OF_REQUIREMENT[end]}"
    if key.startswith("local.stage_days."):
        return f"Time for the stage {spoken(key.rpartition('.')[2])}"
    return key


def in_words(key: str, value: str) -> str:
    """A value of the programme in words; `value` is JSON, or plain text where it is a text."""
    try:
        return _said(key, json.loads(value))
    except ValueError:  # a text stands there as it is
        return value


def _said(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_item(item) for item in value)
    if key.endswith(".clause") or key == "title":
        return str(value)
    if key.endswith("_share"):
        return f"{float(value):.4%}".rstrip("%").rstrip("0").rstrip(".") + "%"
    if key.startswith("local.stage_days."):
        return count(value, "working day")
    if key in _THINGS:
        return count(value, _THINGS[key])
    return str(value)


def _item(item: Any) -> str:
    if isinstance(item, dict):
        return f"{_month_day(item['opens'])} to {_month_day(item['closes'])}"
    return "other sessions" if item == SessionKind.OTHER else _written(spoken(str(item)))


def _written(words: str) -> str:
    """Ofsted has a capital."""
    return upper_first(words) if words == "ofsted" else words


def _month_day(text: str) -> str:
    """`1 Oct`, `end of Feb`, from `10-01` and `02-end`."""
    month, _, day = text.partition("-")
    name = calendar.month_abbr[int(month)]
    return f"end of {name}" if day == "end" else f"{int(day)} {name}"
