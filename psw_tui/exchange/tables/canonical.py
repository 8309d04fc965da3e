"""The five canonical tables, column by column, with the headings that real sheets use for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.exchange.files.values import BadValue, as_text, key_of, number_from, to_date, to_text, word_of
from psw_tui.exchange.tables.columns import (
    Column,
    Kind,
    Table,
    day,
    in_words,
    instant,
    must,
    short,
    text,
    when,
    word,
    yes_no,
)
from psw_tui.policy import terms
from psw_tui.policy.capability import RATINGS
from psw_tui.policy.text import LONGEST, clean
from psw_tui.store.reads import facts
from psw_tui.store.system.settings import framework

if TYPE_CHECKING:
    from psw_tui.exchange.files.sheet import Cell

_MOST_MINUTES = 100_000
_WINDOWS = 6


def to_sub_capability(cell: Cell) -> str:
    """The id of a sub-capability from its id or its name (H:framework)."""
    name = clean(as_text(cell)).casefold()
    known = framework().ids_by_name
    for spelt in (name, name.replace(" and ", " & "), name.replace(" & ", " and ")):
        if spelt in known:
            return known[spelt]
    raise BadValue("the id or the name of a sub-capability, such as curiosity.self or Curiosity of self")


_LEADER = must(
    "leader", key_of("a leader's reference"),
    "leader ref", "leader reference", "leader id", "leader number", "leader no", "participant",
    "participant ref", "participant reference", "participant id", "participant number", "psw id",
    "psw reference", "psw ref",
)  # fmt: skip

ROSTER = Table(
    Kind.ROSTER,
    (
        must(
            "reference", key_of("a reference"),
            "ref", "ref no", "reference number", "reference no", "leader ref", "leader reference",
            "leader id", "leader number", "leader no", "participant ref", "participant reference",
            "participant id", "participant number", "psw id", "psw ref", "psw reference", "psw leader id",
            "unique id", "unique reference", "id",
        ),
        must(
            "first_name", to_text,
            "first", "forename", "forenames", "first names", "given name", "given names", "christian name",
            "legal first name", "fname",
        ),
        must(
            "last_name", to_text,
            "last", "surname", "family name", "second name", "legal last name", "legal surname", "lname",
        ),
        text(
            "preferred_name",
            "known as", "preferred", "preferred first name", "preferred forename", "nickname", "goes by",
            "likes to be called",
        ),
        text(
            "email",
            "email address", "e-mail address", "mail", "work email", "work email address", "contact email",
            "leader email", "leader email address", "participant email", "participant email address",
            "primary email",
        ),
        text(
            "phone",
            "phone number", "phone no", "mobile", "mobile number", "mobile no", "mobile phone", "mob",
            "telephone", "telephone number", "telephone no", "tel", "tel no", "contact number", "contact no",
            "work phone", "cell",
        ),
        text(
            "organisation",
            "organization", "organisation name", "organization name", "org", "employer", "employer name",
            "employing organisation", "employing organization", "local authority", "local authority name",
            "la", "authority", "council", "trust", "agency", "company", "account", "account name",
        ),
        must(
            "cohort", key_of("the name of a cohort", LONGEST), "cohort name", "programme cohort", "intake",
            "intake name",
        ),
        text("coach", "coach name", "coachs name", "coach full name", "assigned coach", "name of coach"),
        text(
            "coach_email", "coach email address", "coach e-mail address", "coachs email", "email of coach",
        ),
        day(
            "offer_accepted_on",
            "offer accepted", "offer accepted date", "offer acceptance", "offer acceptance date",
            "date offer accepted", "acceptance date", "offer acceptance form", "offer acceptance form signed",
            "offer signed", "offer signed on", "offer signed date", "date offer signed",
        ),
        word("state", terms.LeaderState, "status", "leader state", "leader status", "participant status"),
        day(
            "paused_from", "pause from", "pause start", "pause starts", "pause start date", "paused since",
            "paused on", "deferred from", "deferral start", "deferral start date",
        ),
        day(
            "paused_to", "pause to", "pause end", "pause ends", "pause end date", "paused until",
            "paused till", "deferred to", "deferred until", "deferral end", "deferral end date",
        ),
        day(
            "withdrawn_on", "withdrawn", "withdrawn date", "withdrawal date", "date withdrawn",
            "date of withdrawal", "left on", "date left", "leaving date",
        ),
        Column(
            "withdrawn_how",
            word_of(
                (terms.WithdrawnHow.OWN_CHOICE, terms.WithdrawnHow.BEFORE_PSW),
                "deemed is set by the ladder and by nothing else",
            ),
            ("withdrawal kind", "withdrawal type", "how withdrawn"),
            stored=in_words(terms.WithdrawnHow),
        ),
        text(
            "manager_name", "manager", "line manager", "line manager name", "managers name",
            "name of manager",
        ),
        text(
            "manager_email", "manager email address", "line manager email", "line manager email address",
            "managers email",
        ),
        day(
            "manager_briefed_on", "manager briefed", "manager briefing date", "manager briefing",
            "date manager briefed", "line manager briefed", "line manager briefed on",
        ),
        short(
            "salesforce_id", "salesforce", "sf id", "salesforce contact id", "contact id",
            "salesforce record id", "salesforce contact",
        ),
    ),
    ("reference",),
)  # fmt: skip

SESSIONS = Table(
    Kind.SESSIONS,
    (
        must(
            "reference", key_of("a reference"),
            "ref", "ref no", "reference number", "session ref", "session reference", "session id",
            "session code", "session number", "session no", "code", "event id", "event code", "unique id",
            "id",
        ),
        must(
            "cohort", key_of("the name of a cohort", LONGEST), "cohort name", "programme cohort", "intake",
            "intake name",
        ),
        word(
            "kind", terms.SessionKind, "type", "session kind", "session type", "event type",
            "element", required=True, filled=True,
        ),
        must(
            "title", to_text,
            "name", "session title", "session name", "event", "event name", "event title", "subject", "topic",
        ),
        when(
            "starts_at",
            "start", "starts", "start time", "start date", "starts on", "start date time", "start date and time",
            "begins", "begins at", "opens", "opens at", "from",
        ),
        when(
            "ends_at",
            "end", "ends", "end time", "end date", "ends on", "end date time", "end date and time", "finish",
            "finishes", "finish time", "finishes at", "closes", "closes at", "until", "to",
        ),
        yes_no("compulsory", "is compulsory", "mandatory", "is mandatory", "required", empty=None),
        text("place", "location", "venue", "where", "room"),
        word(
            "state", terms.SessionState, "status", "session state", "session status",
            empty=terms.SessionState.PLANNED,
        ),
        short(
            "salesforce_id", "salesforce", "sf id", "salesforce campaign id", "campaign id",
            "salesforce record id", "salesforce campaign",
        ),
    ),
    ("reference",),
)  # fmt: skip

MARKS = Table(
    Kind.MARKS,
    (
        must(
            "session", key_of("a session's reference"),
            "session ref", "session reference", "session id", "session code", "session number", "session no",
            "event id", "event code",
        ),
        _LEADER,
        word(
            "mark", terms.MarkValue,
            "attendance", "attendance mark", "attendance status", "register mark", "status",
            required=True, field="value",
        ),
        Column(
            "minutes", number_from(0, _MOST_MINUTES),
            ("minutes attended", "mins", "duration", "duration minutes", "duration mins", "attended minutes",
            "time attended minutes"),
        ),
        word("engagement", terms.Engagement, "engagement level", "level of engagement"),
        day("completed_on", "completed", "completed date", "completion date", "date completed",
        "module completed on"),
        instant(
            "reported_at",
            "reported", "reported on", "reported time", "absence reported at", "absence reported", "time reported",
            "notified at", "notified", "notice given at", "notice at", "notice",
        ),
        word("reason", terms.Reason, "absence reason", "reason for absence", "reason category"),
        word("explanation", terms.Explanation, "explanation status", "explanation outcome"),
        day("catch_up_sent_on", "catch up sent", "catch up sent date", "date catch up sent"),
        day("catch_up_due_on", "catch up due", "catch up due date", "date catch up due",
        "catch up deadline"),
        day("catch_up_submitted_on", "catch up submitted", "catch up submitted date", "catch up received on",
             "catch up received", "date catch up submitted"),
        yes_no(
            "catch_up_log", "catch up log received", "reflective log", "reflective log received",
            "log received",
        ),
        day("catch_up_accepted_on", "catch up accepted", "catch up accepted date", "date catch up accepted"),
    ),
    ("session", "leader"),
)  # fmt: skip

COACHING = Table(
    Kind.COACHING,
    (
        _LEADER,
        when(
            "starts_at",
            "start", "starts", "start time", "start date", "start date time", "start date and time",
            "session start",
            "booking start", "date and time", "date time", "session date and time", "booked for", "when",
        ),
        text("coach", "coach name", "coach full name", "name of coach"),
        Column(
            "window", number_from(1, _WINDOWS), ("coaching window", "window number", "window no"),
            field="window_number",
        ),
        word("outcome", terms.Outcome, "status", "result", "session outcome"),
        word("cancelled_by", terms.CancelledBy, "canceled by", "cancellation by", "who cancelled"),
        instant(
            "cancelled_at",
            "canceled at", "cancelled", "canceled", "cancellation time", "cancelled time", "time cancelled",
            "notice given at", "notice at",
        ),
        instant("learned_at", "learnt at", "learned", "learnt", "told at", "bdo told at"),
        yes_no("waived", "is waived", "waiver"),
        word("waived_reason", terms.WaivedReason, "waiver reason", "reason waived", "reason for waiver"),
        word("recording", terms.Recording, "recording permission", "recording consent", "recording agreed"),
    ),
    ("leader", "starts_at"),
)  # fmt: skip

CAPABILITIES = Table(
    Kind.CAPABILITIES,
    (
        _LEADER,
        must(
            "round_on", to_date,
            "round date", "date of round", "date", "assessed on", "assessment date", "date of assessment",
            "self assessment date",
            stored=facts.to_date,
        ),
        word(
            "round", terms.RoundKind, "round kind", "round type", "assessment", "assessment type", "kind",
            "type",
        ),
        must(
            "sub_capability", to_sub_capability,
            "sub capability name", "sub capability id", "sub capabilities", "capability", "capability id",
            "capability name",
        ),
        Column(
            "rating", number_from(RATINGS[0], RATINGS[-1]),
            ("score", "level", "self rating", "self assessment rating"),
        ),
        yes_no("focus", "focus area", "is focus", "area of focus", "focus for development"),
    ),
    ("leader", "round_on", "sub_capability"),
)  # fmt: skip

TABLES: dict[Kind, Table] = {table.kind: table for table in (ROSTER, SESSIONS, MARKS, COACHING, CAPABILITIES)}
