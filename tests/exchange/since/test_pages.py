"""The pages of a span for their three readers: what a stranger finds, what is left out, and numbers that agree."""

from __future__ import annotations

import html
import json
import re
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.cli import documents
from psw_tui.exchange.escalations import messages
from psw_tui.exchange.import_table import import_table
from psw_tui.exchange.since import around_steps
from psw_tui.exchange.since.document import PageForm, PageSection, ReaderKind, SincePage, SpanAsked
from psw_tui.exchange.since.since import document, encoded, file_name, since
from psw_tui.policy.calendar import LONDON
from psw_tui.policy.terms import Channel, Direction, Explanation, Letter, MarkValue, Reason, RequestKind, Stage
from psw_tui.store.coaching import change_bookings
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.escalations import communications, decisions, ladder_moves, plan
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.registers import catch_ups, record_marks
from psw_tui.store.roster import change_cohorts, change_requests
from tests.exchange.pages.valid import assert_valid
from tests.exchange.table_files import write_csv
from tests.helpers import asked_of, make_once, name_contacts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.exchange.conftest import Import

_TODAY, _FRIDAY = date(2027, 2, 1), date(2027, 1, 22)
_WORDS = ("off since the operation", "a migraine again", "told us in confidence")
#: Ten, and what a stranger who was given a page looked for in vain.
_TEN_QUESTIONS = (
    ("Which matters are open, and where does each stand?", "Amara Osei (L001): partnerships, due Mon 22 Feb 2027"),
    ("What is each about?", "unsatisfactory explanation, Leading"),
    ("What is needed next?", "to resolved (2.4) it needs 2 plan actions closed"),
    ("What was promised, by whom and until when?", "a call each Friday (Jo Kent, due Fri 5 Feb)"),
    ("Whose reply is awaited, and by when?", "from the Partnerships Team, letter of Mon 1 Feb, by Mon 8 Feb"),
    ("Which letter lies drafted and unsent?", "referral to the Partnerships Team of Mon 1 Feb 2027"),
    ("Whom do I ring about it?", "Amara Osei: 0117 496 0001, amara@example.org"),
    ("Who is the line manager, and who coaches?", "Mona Ali: mona@example.org"),
    ("What comes next, on which day?", "Amara Osei (L001) coaching 10:00 with Sam Lee"),
    ("Whom do I ask in the programme?", "Petra Lind, 020 7946 0001"),
    ("Where and until when is the next session?", "Deciding 10:00 to 12:00, Hall 3, 2 leaders expected"),
    ("How do I reach whoever else is named?", "Dewi Khan (L002) no telephone number or e-mail recorded"),
    ("When was it due?", "at partnerships since Mon 1 Feb, due Mon 22 Feb"),
    ("Who is the BDO, and what is 2.4?", "clauses of the attendance policy"),
)


def text_of(page: bytes) -> str:
    """The page as it is read."""
    body = page.decode().partition("<body>")[2].partition("<script")[0]
    return html.unescape(re.sub(r"<[^>]+>", "", body))


@pytest.fixture
def lived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A leader taken to partnerships, another with a catch-up under way, sessions and coaching to come."""
    monkeypatch.setenv("PSW_TODAY", _TODAY.isoformat())
    with Store.open(make_once(tmp_path / "psw.db", "exchange/since", _live)) as opened:
        name_contacts(opened, principal_business_development_lead="Petra Lind, 020 7946 0001")
        yield opened


def _bring(store: Store, kind: str, *lines: str) -> None:
    rows = [[cell.strip() for cell in line.split(",")] for line in lines]
    import_table(store, kind, write_csv(store.path.parent / f"{kind}.csv", rows))


def _live(store: Store) -> None:
    change_cohorts.add(store, "PSW 2026", 2026)
    change_cohorts.add(store, "PSW 2025", 2025, ends=date(2026, 7, 31))
    _bring(
        store,
        "roster",
        "reference, first_name, last_name, cohort, offer_accepted_on, coach, coach_email, email, phone, manager_name, "
        "manager_email",
        "L001, Amara, Osei, PSW 2026, 2026-06-01, Sam Lee, sam@example.org, amara@example.org, 0117 496 0001, "
        "Mona Ali, mona@example.org",
        "L002, Dewi, Khan, PSW 2026, 2026-09-01, , , , , ,",
        "L003, Beth, Jones, PSW 2025, 2025-06-01, , , , , ,",
    )
    _bring(
        store,
        "sessions",
        "reference, cohort, kind, title, starts_at, ends_at, place",
        "W01, PSW 2026, workshop, Leading, 2026-11-12 10:00, 2026-11-12 12:00,",
        "R01, PSW 2026, residential, Away, 2026-12-01 09:00, 2026-12-01 17:00,",
        "M01, PSW 2026, module, Reading, 2026-10-01 00:00, 2027-03-31 23:59,",
        "W02, PSW 2026, workshop, Listening, 2027-01-27 10:00, 2027-01-27 12:00,",
        "W03, PSW 2026, workshop, Deciding, 2027-02-17 10:00, 2027-02-17 12:00, Hall 3",
        "W25, PSW 2025, workshop, Leading, 2025-11-12 10:00, 2025-11-12 12:00,",
    )
    record_marks.mark(store, "W01", ["L001"], MarkValue.ABSENT)
    record_marks.mark(store, "W02", ["L001"], MarkValue.PRESENT)
    record_marks.mark(store, "R01", ["L002"], MarkValue.ABSENT)
    record_marks.report(store, "R01", "L002", None, Reason.SICKNESS, Explanation.SATISFACTORY)
    catch_ups.send(store, [("L002", "R01")], date(2027, 1, 20))
    decisions.accept(store, ["unexplained_absence:W01:L001"])
    communications.log(
        store, "L001", direction=Direction.TO_LEADER, channel=Channel.EMAIL, on=_TODAY, summary=_WORDS[0]
    )
    record_marks.report(store, "W01", "L001", None, Reason.BEREAVEMENT, Explanation.UNSATISFACTORY)
    decisions.accept(store, ["unsatisfactory_explanation:W01:L001"])
    ladder_moves.move(store, "L001", Stage.PARTNERSHIPS, _WORDS[1])
    communications.log(
        store,
        "L001",
        direction=Direction.REFERRAL,
        channel=Channel.LETTER,
        reply_by=_TODAY + timedelta(days=7),
        summary=_WORDS[2],
    )
    plan.add_action(store, "L001", "a call each Friday", "Jo Kent", date(2027, 2, 5))
    plan.add_action(store, "L001", "cover for study days", "the organisation")
    messages.draft(store, "L001", Letter.REFERRAL)
    change_bookings.book(store, "L001", _at(2027, 2, 4))
    change_requests.record(store, "L002", RequestKind.SUBJECT_ACCESS, date(2027, 1, 25), Channel.EMAIL)


def _at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 10, tzinfo=LONDON)


def page_for(store: Store, reader: ReaderKind, **more: Any) -> SincePage:
    """The page since Friday."""
    return since(store, SpanAsked(_FRIDAY, _TODAY, reader, **more))


def part(page: SincePage, key: str) -> PageSection:
    """One section of a page."""
    return next(section for section in page.sections if section.key == key)


@pytest.mark.parametrize(("question", "answer"), _TEN_QUESTIONS)
def test_a_stranger_who_covers_answers_ten_questions_from_the_page_alone(
    lived: Store, question: str, answer: str
) -> None:
    page = page_for(lived, ReaderKind.COVER)
    assert answer in text_of(encoded(page, PageForm.HTML)), question
    assert answer in encoded(page, PageForm.MARKDOWN).decode().replace("\\", "").replace("**", ""), question


@pytest.mark.parametrize("reader", ReaderKind)
def test_every_page_is_html_and_fetches_nothing(lived: Store, reader: ReaderKind) -> None:
    made = encoded(page_for(lived, reader), PageForm.HTML)
    assert_valid(made)
    assert not re.search(rb"(?:src|href)=|url\(", made)


@pytest.mark.parametrize("reader", ReaderKind)
def test_no_reason_and_nobodys_own_words_stand_on_a_page_that_was_not_asked_for_them(
    lived: Store, reader: ReaderKind
) -> None:
    decisions.raise_manual(lived, "L002", "has a bad back")
    decisions.accept(lived, [key for key in _held(lived, "L002") if key.startswith("manual:")])
    ladder_moves.snooze_escalations(lived, ["L002"], _TODAY + timedelta(days=9), "waits for the hospital")
    for form in PageForm:
        said = encoded(page_for(lived, reader), form).decode()
        for words in (*_WORDS, "bad back", "hospital", "sickness", "bereavement"):
            assert words not in said


def _held(store: Store, leader: str) -> list[str]:
    return [concern.key for verdict in judge_all(store, _TODAY, leaders=[leader]) for concern in verdict.concerns]


def test_reasons_and_own_words_are_told_where_they_are_asked_for(lived: Store) -> None:
    said = text_of(encoded(page_for(lived, ReaderKind.ME, reasons=True), PageForm.HTML))
    assert all(words in said for words in (*_WORDS, "reason sickness", "reason bereavement"))


@pytest.mark.parametrize("form", PageForm)
def test_the_managers_page_names_nobody_and_says_what_it_leaves_out(lived: Store, form: PageForm) -> None:
    page = page_for(lived, ReaderKind.MANAGER, reasons=True)
    said = encoded(page, form).decode()
    for name in ("Amara", "Osei", "Dewi", "Khan", "L001", "Sam Lee", "Mona", "Jo Kent", "Petra", "sickness", *_WORDS):
        assert name not in said
    assert "every name" in said
    assert "reasons of absences" in said


def test_the_numbers_are_those_of_the_status_of_the_same_day(lived: Store) -> None:
    for day in (_TODAY, date(2026, 12, 15)):
        verdicts = judge_all(lived, day)
        status = json.loads(json.dumps(documents.status(verdicts, day)))["leaders"]
        for reader in ReaderKind:
            page = since(lived, SpanAsked(date(2026, 12, 1), day, reader))
            numbers = document(page)["numbers"]
            assert numbers["leaders"] == len(status)
            assert numbers["overall"] == Counter(leader["overall"] for leader in status)
            for requirement in ("coaching", "study", "peer_practice", "residentials"):
                standings = [
                    leader["requirements"][requirement]["standing"] for leader in status if leader["requirements"]
                ]
                assert numbers["requirements"].get(requirement, {}) == Counter(standings)
            assert numbers["concerns"] == sum(len(verdict.concerns) for verdict in verdicts)


def test_every_figure_of_the_managers_page_stands_in_it_for_a_program_too(lived: Store) -> None:
    page = page_for(lived, ReaderKind.MANAGER)
    made = encoded(page, PageForm.HTML).decode()
    (figures,) = re.findall(r'<script type="application/json" id="numbers">(.*?)</script>', made, re.DOTALL)
    numbers = json.loads(figures)
    assert numbers["tables"]["happened"][0][1] == ["sessions held", 0, 1, "+1"]
    assert set(numbers["tables"]) == {section.key for section in page.sections}
    assert json.loads(encoded(page, PageForm.MARKDOWN).decode().rpartition("```json")[2].partition("```")[0]) == numbers


def test_the_managers_standings_are_those_of_whom_the_status_covers(lived: Store) -> None:
    (table,) = next(
        section for section in page_for(lived, ReaderKind.MANAGER).sections if section.key == "standings"
    ).tables
    status = json.loads(json.dumps(documents.status(judge_all(lived, _TODAY), _TODAY)))["leaders"]
    for name, *cells in table.rows:
        now = [int(cell.rpartition(" → ")[2]) for cell in cells]
        words = [
            leader["requirements"][name.replace(" ", "_")]["standing"]
            for leader in status
            if leader["requirements"] and leader["state"] in ("active", "paused")
        ]
        assert now == [words.count(word.replace(" ", "_")) for word in table.head[1:]]


def test_what_became_due_is_told_with_what_came_of_it(lived: Store) -> None:
    due = part(page_for(lived, ReaderKind.ME), "due")
    said = {group.title: [f"{line.what}: {line.words}" for line in group.lines] for group in due.groups}
    assert said["Sessions held"] == ["Listening: Wed 27 Jan: 1 of 2 came, 0 missed it, 1 not recorded yet"]
    assert said["Coaching windows that closed"] == ["Window 2: closed Sun 31 Jan: 2 with nothing in it"]
    assert "Dewi Khan (L002): coaching behind, since Mon 1 Feb: new (H:windows)" in said["Concerns that arose"]
    later = since(lived, SpanAsked(_FRIDAY, date(2027, 2, 9)))
    titles = {group.title for group in part(later, "due").groups}
    assert {"Catch-ups due (local setting)", "Replies due", "Actions of plans due"} <= titles


def test_each_step_stands_beside_the_weeks_around_it_as_facts(lived: Store) -> None:
    section = part(page_for(lived, ReaderKind.ME), "around")
    lines = [line.words for group in section.groups for line in group.lines]
    assert lines[0].startswith("explanation, Mon 1 Feb: 6 weeks before, came to 1 of 1 session")
    assert "need not have come of it" in section.lead
    assert [row[1:] for table in section.tables for row in table.rows] == [("too few to say", "", "")] * 2


def test_over_the_cohort_there_are_figures_from_five_escalations_upwards(filled: Store, bring: Import) -> None:
    people = [f"L01{number}, Ann, Lee{number}, PSW 2026, 2026-06-01" for number in range(5)]
    bring("roster", "reference, first_name, last_name, cohort, offer_accepted_on", *people)
    leaders = [f"L01{number}" for number in range(5)]
    record_marks.mark(filled, "W01", leaders, MarkValue.ABSENT)
    for number, leader in enumerate(leaders, 1):
        decisions.accept(filled, [f"unexplained_absence:W01:{leader}"])
        (table,) = part(page_for(filled, ReaderKind.MANAGER), "around").tables
        ((name, sessions, *_),) = table.rows
        if number < around_steps.FEWEST:
            assert (name, sessions) == ("explanation", "too few to say")
        else:
            assert (name, sessions) == ("explanation (5)", "0 of 0 → 0 of 0")


def test_the_managers_page_is_as_long_for_one_leader_as_for_a_thousand(lived: Store) -> None:
    """It fits one side of A4 at its longest, every stage reached and counted: with chromium that was tried by hand."""
    longest = {"happened": 14, "open": 8, "next": 3, "standings": 4, "around": len(Stage)}
    page = page_for(lived, ReaderKind.MANAGER)
    assert {section.key for section in page.sections} == set(longest)
    for section in page.sections:
        (table,) = section.tables
        assert not section.groups
        assert len(table.rows) <= longest[section.key]


def test_whoever_cannot_be_read_is_said_to_be_left_out(lived: Store) -> None:
    lived.close()
    with closing(sqlite3.connect(lived.path)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(
            "UPDATE mark SET value = 'there' WHERE leader_id = (SELECT id FROM leader WHERE reference = 'L002')"
        )
    with Store.open(lived.path) as damaged:
        for reader in ReaderKind:
            page = page_for(damaged, reader)
            assert page.left_out[0] == "1 leader whose record can't be read"
            assert page.foot.numbers["leaders"] == 2


def test_an_empty_span_says_so(filled: Store) -> None:
    page = since(filled, SpanAsked(date(2027, 1, 22), date(2027, 1, 24)))
    assert page.nothing == "Nothing changed since Friday 22 January 2027."
    assert "Nothing changed since Friday 22 January 2027." in text_of(encoded(page, PageForm.HTML))


def test_a_span_that_ends_before_it_begins_is_refused(filled: Store) -> None:
    with pytest.raises(Refused, match="ends before it begins"):
        since(filled, SpanAsked(_TODAY, _FRIDAY))


def test_of_one_cohort_only_what_is_of_its_leaders(lived: Store) -> None:
    page = since(lived, SpanAsked(date(2026, 1, 1), _TODAY, cohort="PSW 2025"))
    said = text_of(encoded(page, PageForm.HTML))
    assert "Amara" not in said
    assert page.foot.numbers["leaders"] == 1
    assert file_name(page.asked, PageForm.HTML) == "since-me-PSW_2025-2027-02-01.html"


@pytest.mark.parametrize("reader", ReaderKind)
def test_it_asks_the_file_as_often_however_much_there_is(lived: Store, reader: ReaderKind) -> None:
    page_for(lived, reader)  # the first look after a command asks whether the file is still ours
    with asked_of(lived) as few:
        page_for(lived, reader)
    people = [f"L0{number}, Ann, Lee{number}, PSW 2026, 2026-06-01" for number in range(20, 60)]
    _bring(lived, "roster", "reference, first_name, last_name, cohort, offer_accepted_on", *people)
    leaders = [f"L0{number}" for number in range(20, 60)]
    record_marks.mark(lived, "W01", leaders, MarkValue.ABSENT)
    decisions.accept(lived, [f"unexplained_absence:W01:{leader}" for leader in leaders])
    page_for(lived, reader)
    with asked_of(lived) as many:
        page_for(lived, reader)
    assert len(many) == len(few)


def test_whoever_reads_the_json_finds_what_the_page_says(lived: Store) -> None:
    page = page_for(lived, ReaderKind.COVER)
    told = json.loads(json.dumps(document(page)))
    assert [section["section"] for section in told["sections"]] == [section.key for section in page.sections]
    lines = chain.from_iterable(group["lines"] for section in told["sections"] for group in section["groups"])
    assert sum(len(line.get("entries", ())) for line in lines) == told["numbers"]["entries"]
