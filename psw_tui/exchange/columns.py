"""The canonical tables, column by column: what a cell holds, whether it must, and its usual other names."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from psw_tui.exchange import values
from psw_tui.exchange.values import (
    BadValue,
    key_of,
    number_from,
    to_date,
    to_instant,
    to_text,
    to_yes_no,
    word_of,
)
from psw_tui.policy import terms
from psw_tui.policy.capability import RATINGS
from psw_tui.policy.text import LONGEST, clean
from psw_tui.store import facts
from psw_tui.store.settings import framework

if TYPE_CHECKING:
    from collections.abc import Callable

    from psw_tui.exchange.sheet import Cell

_MOST_MINUTES = 100_000
_WINDOWS = 6


class Kind(StrEnum):
    """The tables that can be imported in their canonical form."""

    ROSTER = "roster"
    SESSIONS = "sessions"
    MARKS = "marks"
    COACHING = "coaching"
    CAPABILITIES = "capabilities"


def as_it_is(value: Any) -> Any:
    """What the database holds is the value."""
    return value


@dataclass(frozen=True)
class Column:
    """One canonical column.

    `empty` is what an empty cell means; `field` is what the database calls the column, and `stored` reads what
    the database holds.
    """

    name: str
    parse: Callable[[Cell], Any]
    aliases: tuple[str, ...] = ()
    required: bool = False
    filled: bool = False
    empty: Any = None
    stored: Callable[[Any], Any] = as_it_is
    field: str = ""

    @property
    def column(self) -> str:
        """The name of the database's column."""
        return self.field or self.name


@dataclass(frozen=True)
class Table:
    """One canonical table, and the columns that tell its rows apart."""

    kind: Kind
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Every column by its canonical name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def by_heading(self) -> dict[str, str]:
        """The canonical name of every heading that is understood, folded by `fold`; canonical names win."""
        headings = {fold(alias): column.name for column in self.columns for alias in column.aliases}
        return headings | {fold(column.name): column.name for column in self.columns}


def fold(heading: str) -> str:
    """A heading without regard to case, spaces, underscores, hyphens and other marks."""
    return "".join(each for each in unicodedata.normalize("NFKC", heading).casefold() if each.isalnum())


def _must(
    name: str, parse: Callable[[Cell], Any], *aliases: str, stored: Callable[[Any], Any] = as_it_is
) -> Column:
    return Column(name, parse, aliases, required=True, filled=True, stored=stored)


def _when(name: str, *aliases: str) -> Column:
    return _must(name, to_instant, *aliases, stored=facts.to_instant)


def _text(name: str, *aliases: str) -> Column:
    return Column(name, to_text, aliases, empty="")


def _short(name: str, *aliases: str) -> Column:
    """A text of at most 60 characters that identifies something elsewhere: never cut, and it may be empty."""
    return Column(name, key_of("an id"), aliases, empty="")


def _day(name: str, *aliases: str) -> Column:
    return Column(name, to_date, aliases, stored=facts.to_date)


def _instant(name: str, *aliases: str) -> Column:
    return Column(name, to_instant, aliases, stored=facts.to_instant)


def _yes_no(name: str, *aliases: str, empty: bool | None = False) -> Column:
    return Column(name, to_yes_no, aliases, empty=empty, stored=_flag)


def _word(
    name: str,
    words: type[StrEnum],
    *aliases: str,
    empty: Any = None,
    required: bool = False,
    filled: bool = False,
    field: str = "",
) -> Column:
    return Column(
        name, word_of(words), aliases, required, filled=filled, empty=empty, stored=_in(words), field=field
    )


def _flag(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def _in(words: type[StrEnum]) -> Callable[[Any], StrEnum | None]:
    return lambda value: None if value is None else words(value)


def to_sub_capability(cell: Cell) -> str:
    """The id of a sub-capability from its id or its name (H:framework)."""
    name = clean(values.as_text(cell)).casefold()
    known = framework().ids_by_name
    for spelt in (name, name.replace(" and ", " & "), name.replace(" & ", " and ")):
        if spelt in known:
            return known[spelt]
    raise BadValue("the id or the name of a sub-capability, such as curiosity.self or Curiosity of self")


_LEADER = _must(
    "leader", key_of("a leader's reference"),
    "leader ref", "leader reference", "leader id", "leader number", "leader no", "participant", "participant ref",
    "participant reference", "participant id", "participant number", "psw id", "psw reference", "psw ref",
)  # fmt: skip

ROSTER = Table(
    Kind.ROSTER,
    (
        _must(
            "reference", key_of("a reference"),
            "ref", "ref no", "reference number", "reference no", "leader ref",
            "leader reference", "leader id",
            "leader number", "leader no", "participant ref", "participant reference", "participant id",
            "participant number", "psw id", "psw ref", "psw reference", "psw leader id", "unique id",
            "unique reference", "id",
        ),
        _must(
            "first_name", to_text,
            "first", "forename", "forenames", "first names", "given name", "given names", "christian name",
            "legal first name", "fname",
        ),
        _must(
            "last_name", to_text,
            "last", "surname", "family name", "second name", "legal last name", "legal surname", "lname",
        ),
        _text(
            "preferred_name",
            "known as", "preferred", "preferred first name", "preferred forename", "nickname", "goes by",
            "likes to be called",
        ),
        _text(
            "email",
            "email address", "e-mail address", "mail", "work email", "work email address", "contact email",
            "leader email", "leader email address", "participant email", "participant email address",
            "primary email",
        ),
        _text(
            "phone",
            "phone number", "phone no", "mobile", "mobile number", "mobile no", "mobile phone", "mob",
            "telephone",
            "telephone number", "telephone no", "tel", "tel no", "contact number", "contact no",
            "work phone", "cell",
        ),
        _text(
            "organisation",
            "organization", "organisation name", "organization name", "org", "employer", "employer name",
            "employing organisation", "employing organization", "local authority", "local authority name",
            "la",
            "authority", "council", "trust", "agency", "company", "account", "account name",
        ),
        _must(
            "cohort", key_of("the name of a cohort", LONGEST), "cohort name", "programme cohort", "intake",
            "intake name",
        ),
        _text("coach", "coach name", "coach full name", "assigned coach", "name of coach"),
        _text("coach_email", "coach email address", "coach e-mail address", "email of coach"),
        _day(
            "offer_accepted_on",
            "offer accepted", "offer accepted date", "offer acceptance", "offer acceptance date",
            "date offer accepted",
            "acceptance date", "offer acceptance form", "offer acceptance form signed", "offer signed",
            "offer signed on",
            "offer signed date", "date offer signed",
        ),
        _word("state", terms.LeaderState, "status", "leader state", "leader status", "participant status"),
        _day(
            "paused_from", "pause from", "pause start", "pause starts", "pause start date", "paused since",
            "paused on",
            "deferred from", "deferral start", "deferral start date",
        ),
        _day(
            "paused_to", "pause to", "pause end", "pause ends", "pause end date", "paused until",
            "paused till",
            "deferred to", "deferred until", "deferral end", "deferral end date",
        ),
        _day(
            "withdrawn_on", "withdrawn", "withdrawn date", "withdrawal date", "date withdrawn",
            "date of withdrawal",
            "left on", "date left", "leaving date",
        ),
        Column(
            "withdrawn_how",
            word_of(
                (terms.WithdrawnHow.OWN_CHOICE, terms.WithdrawnHow.BEFORE_PSW),
                "deemed is set by the ladder and by nothing else",
            ),
            ("withdrawal kind", "withdrawal type", "how withdrawn"),
            stored=_in(terms.WithdrawnHow),
        ),
        _text(
            "manager_name", "manager", "line manager", "line manager name", "managers name",
            "name of manager",
        ),
        _text(
            "manager_email", "manager email address", "line manager email", "line manager email address",
            "managers email",
        ),
        _day(
            "manager_briefed_on", "manager briefed", "manager briefing date", "manager briefing",
            "date manager briefed",
            "line manager briefed", "line manager briefed on",
        ),
        _short(
            "salesforce_id", "salesforce", "sf id", "salesforce contact id", "contact id",
            "salesforce record id",
            "salesforce contact",
        ),
    ),
    ("reference",),
)  # fmt: skip

SESSIONS = Table(
    Kind.SESSIONS,
    (
        _must(
            "reference", key_of("a reference"),
            "ref", "ref no", "reference number", "session ref", "session reference", "session id",
            "session code", "session number", "session no", "code", "event id", "event code", "unique id",
            "id",
        ),
        _must(
            "cohort", key_of("the name of a cohort", LONGEST), "cohort name", "programme cohort", "intake",
            "intake name",
        ),
        _word(
            "kind", terms.SessionKind, "type", "session kind", "session type", "event type",
            "element", required=True, filled=True,
        ),
        _must(
            "title", to_text,
            "name", "session title", "session name", "event", "event name", "event title", "subject", "topic",
        ),
        _when(
            "starts_at",
            "start", "starts", "start time", "starts on", "start date time", "start date and time",
            "begins", "begins at",
            "opens", "opens at", "from",
        ),
        _when(
            "ends_at",
            "end", "ends", "end time", "ends on", "end date time", "end date and time", "finish", "finishes",
            "finish time", "finishes at", "closes", "closes at", "until", "to",
        ),
        _yes_no("compulsory", "is compulsory", "mandatory", "is mandatory", "required", empty=None),
        _text("place", "location", "venue", "where", "room"),
        _word(
            "state", terms.SessionState, "status", "session state", "session status",
            empty=terms.SessionState.PLANNED,
        ),
        _short(
            "salesforce_id", "salesforce", "sf id", "salesforce campaign id", "campaign id",
            "salesforce record id",
            "salesforce campaign",
        ),
    ),
    ("reference",),
)  # fmt: skip

MARKS = Table(
    Kind.MARKS,
    (
        _must(
            "session", key_of("a session's reference"),
            "session ref", "session reference", "session id", "session code", "session number", "session no",
            "event id", "event code",
        ),
        _LEADER,
        _word(
            "mark", terms.MarkValue,
            "attendance", "attendance mark", "attendance status", "register mark", "status",
            required=True, field="value",
        ),
        Column(
            "minutes", number_from(0, _MOST_MINUTES),
            ("minutes attended", "mins", "duration minutes", "duration mins", "attended minutes",
            "time attended minutes"),
        ),
        _word("engagement", terms.Engagement, "engagement level", "level of engagement"),
        _day("completed_on", "completed", "completed date", "completion date", "date completed",
        "module completed on"),
        _instant(
            "reported_at",
            "reported", "reported time", "absence reported at", "absence reported", "time reported",
            "notified at",
            "notified", "notice given at", "notice at", "notice",
        ),
        _word("reason", terms.Reason, "absence reason", "reason for absence", "reason category"),
        _word("explanation", terms.Explanation, "explanation status", "explanation outcome"),
        _day("catch_up_sent_on", "catch up sent", "catch up sent date", "date catch up sent"),
        _day("catch_up_due_on", "catch up due", "catch up due date", "date catch up due",
        "catch up deadline"),
        _day("catch_up_submitted_on", "catch up submitted", "catch up submitted date", "catch up received on",
             "catch up received", "date catch up submitted"),
        _yes_no(
            "catch_up_log", "catch up log received", "reflective log", "reflective log received",
            "log received",
        ),
        _day("catch_up_accepted_on", "catch up accepted", "catch up accepted date", "date catch up accepted"),
    ),
    ("session", "leader"),
)  # fmt: skip

COACHING = Table(
    Kind.COACHING,
    (
        _LEADER,
        _when(
            "starts_at",
            "start", "starts", "start time", "start date time", "start date and time", "session start",
            "booking start",
            "date and time", "date time", "session date and time", "booked for", "when",
        ),
        _text("coach", "coach name", "coach full name", "name of coach"),
        Column(
            "window", number_from(1, _WINDOWS), ("coaching window", "window number", "window no"),
            field="window_number",
        ),
        _word("outcome", terms.Outcome, "status", "result", "session outcome"),
        _word("cancelled_by", terms.CancelledBy, "canceled by", "cancellation by", "who cancelled"),
        _instant(
            "cancelled_at",
            "canceled at", "cancelled", "canceled", "cancellation time", "cancelled time", "time cancelled",
            "notice given at", "notice at",
        ),
        _instant("learned_at", "learnt at", "learned", "learnt", "told at", "bdo told at"),
        _yes_no("waived", "is waived", "waiver"),
        _word("waived_reason", terms.WaivedReason, "waiver reason", "reason waived", "reason for waiver"),
        _word("recording", terms.Recording, "recording permission", "recording consent", "recording agreed"),
    ),
    ("leader", "starts_at"),
)  # fmt: skip

CAPABILITIES = Table(
    Kind.CAPABILITIES,
    (
        _LEADER,
        _must(
            "round_on", to_date,
            "round date", "date of round", "date", "assessed on", "assessment date", "date of assessment",
            "self assessment date",
            stored=facts.to_date,
        ),
        _word(
            "round", terms.RoundKind, "round kind", "round type", "assessment", "assessment type", "kind",
            "type",
        ),
        _must(
            "sub_capability", to_sub_capability,
            "sub capability name", "sub capability id", "sub capabilities", "capability", "capability id",
            "capability name",
        ),
        Column(
            "rating", number_from(RATINGS[0], RATINGS[-1]),
            ("score", "level", "self rating", "self assessment rating"),
        ),
        _yes_no("focus", "focus area", "is focus", "area of focus", "focus for development"),
    ),
    ("leader", "round_on", "sub_capability"),
)  # fmt: skip

TABLES: dict[Kind, Table] = {table.kind: table for table in (ROSTER, SESSIONS, MARKS, COACHING, CAPABILITIES)}
