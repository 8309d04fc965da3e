"""The case file: what a reader who is given nothing else finds in it, and what they never find."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.exchange.escalations.case_file import case_file, in_short, numbers_in_words
from psw_tui.exchange.escalations.case_file.document import CaseFile
from psw_tui.exchange.escalations.case_file.redacting import BAR, PeopleNames, Redactor
from psw_tui.policy.terms import AppealOutcome, Channel, Direction, Letter
from psw_tui.store.core import chain, history, undo
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.registers import catch_ups
from psw_tui.store.system import clock
from tests.exchange.escalations import story
from tests.exchange.pages.valid import assert_valid

if TYPE_CHECKING:
    from pathlib import Path

_VOID = {"meta", "br"}
MADE = datetime(2027, 2, 1, 9, tzinfo=UTC)


class Walk(HTMLParser):
    """Every element is closed where it was opened; what is visible is gathered."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def made(store: Store, **asked: Any) -> CaseFile:
    with clock.at(MADE):
        return case_file.case_file(store, "L001", **asked)


def page(store: Store, **asked: Any) -> str:
    return case_file.page(made(store, **asked)).decode()


def test_a_reader_finds_what_happened_who_decided_when_and_on_which_clause(told: Store) -> None:
    text = Walk(page(told)).text
    for answer in (
        "At complaint (2.4.7) since Thu 28 Jan 2027",
        "Withdrawn on Mon 18 Jan 2027 (deemed: withdrawn by the ladder, 2.4.6)",
        "Moved from appeal to complaint, Thu 28 Jan 2027 10:00 by ruth (2.4.7)",
        "Fri 13 Nov 2026 10:02 by ruth: recorded: mark absent",
        "Accepted the concern unexplained absence, Workshop 1, and opened Escalation 1 at explanation",
        "Decided Tue 1 Dec 2026 10:00 by mo , on clause 2.4.4",
        "no reply to the e-mail",
        "reply asked for by Mon 30 Nov 2026; no reply recorded",
        "reply asked for by Thu 19 Nov 2026; replied on Wed 18 Nov 2026",
        "Nobody reached: an attempt",
        "cancelled 18 h 30 min before: spent (24 h needed), one session used (2.1.2, H:spent)",
        "done on Mon 11 Jan 2027",
        "declined a later answer counts",
        "agreed counts",
        "In this case both were Petra Lindqvist.",
        "not upheld, recorded Wed 27 Jan 2027 16:00 by ruth",
        "Passed to the complaints policy Thu 28 Jan 2027 10:00 by ruth (2.4.7)",
        "reason given for the move: “she complained”",
        "2.4.5 has lost its list of triggers",
    ):
        assert answer in text, answer


def test_the_head_code_stands_in_the_page_and_in_the_document_and_no_name_is_struck_out_of_it(told: Store) -> None:
    code = chain.head_code(told.connection)
    assert f"Head code {code}: it stands for all that psw had on record" in Walk(page(told)).text
    letters = [part for part in re.split(r"[0-9-]+", code) if part]
    struck = made(told, redact_also=[*letters, code])
    assert case_file.document(struck)["head"]["head_code"] == code


def test_what_is_local_is_said_so_in_the_case_file(told: Store) -> None:
    text = Walk(page(told)).text
    for answer in (
        "Absent from Workshop 1 on Thu 12 Nov 2026, compulsory by its kind (local setting)",
        "of 6 (local setting) so far",
        "planned (local setting)",
        "due (local setting)",
    ):
        assert answer in text, answer
    for line in made(told).attendance:
        assert "compulsory by its kind (local setting)" in line.notes


def test_a_catch_up_without_a_due_date_shows_the_day_that_it_is_judged_by(told: Store) -> None:
    dates = catch_ups.Dates(date(2026, 11, 16), None, None, False, None)
    catch_ups.edit(told, ("L001", "W1"), dates)
    (line,) = (line for line in made(told).attendance if line.reference == "W1")
    (due,) = (fact for fact in line.facts if fact.label == "catch-up due (local setting)")
    assert due.value == "Mon 30 Nov 2026"


def test_a_concern_s_clauses_are_restated_too(told: Store) -> None:
    file = made(told)
    restated = {clause.id for clause in file.policy.clauses}
    for why in [standing.why for standing in file.standings] + [concern.why for concern in file.concerns]:
        assert set(re.findall(r"[(\s]((?:[1-3]\.\d\.\d|H:[a-z]+))(?=[),;])", why)) <= restated


def test_an_appeal_that_was_upheld_is_told_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        story.whole(store, monkeypatch, AppealOutcome.UPHELD)
        file = made(store)
        text = Walk(case_file.page(file).decode()).text
    (escalation,) = file.escalations
    assert (escalation.outcome, escalation.complaint) == ("back on the programme", "")
    assert all(item.restored_on is not None for item in escalation.access)
    assert "No escalation is open; the last one ended resolved on Thu 28 Jan 2027." in text
    assert "Access to coaching restored" in text
    assert "State of the leader: withdrawn → active" in text


def test_the_chronology_is_in_the_order_of_time(told: Store) -> None:
    file = made(told)
    days = [event.day for event in file.chronology]
    assert days == sorted(days)
    words = [event.words for event in file.chronology]
    order = [
        "Signed the Offer",
        "Coaching Tue 20 Oct",
        "Absent from Workshop 1",
        "Accepted the concern",
        "Letter to the leader",
        "Reply to the letter",
        "explanation: – → unsatisfactory",
        "Moved from explanation to BDO contact",
        "Moved from BDO contact to partnerships",
        "of referral",
        "Agreed: a weekly call",
        "Absent from Workshop 2",
        "mark: absent → present",
        "Done: a weekly call",
        "“no better after the plan”",
        "Petra Lindqvist: declined",
        "Uma Vance: consulted",
        "Petra Lindqvist: agreed",
        "Moved from withdrawal review to withdrawn",
        "Access to residentials ended",
        "Moved from withdrawn to appeal",
        "Appeal meeting, heard by Petra Lindqvist",
        "Moved from appeal to complaint",
    ]
    places = [next(place for place, sentence in enumerate(words) if part in sentence) for part in order]
    assert places == sorted(places)


def test_every_decision_shows_the_numbers_that_were_in_force(told: Store) -> None:
    file = made(told)
    in_force = {line.words: line.numbers for line in file.decisions}
    assert in_force["Moved from BDO contact to partnerships"] == "Numbers A"
    assert in_force["Moved from partnerships to withdrawal review"] == "Numbers B"
    first, second = file.numbers
    assert (first.in_force, second.in_force) == (False, True)
    differing = {line.key: (line.value, line.today) for line in first.lines if line.today is not None}
    assert differing == {"local.stage_days.withdrawal_review": ("10 working days", "20 working days")}
    assert not any(line.today for line in second.lines)
    assert file.decisions[0].standings[0].numbers
    assert all(line.clause for line in file.decisions)


def test_what_was_undone_stays_struck_out(told: Store) -> None:
    (undone,) = [line for line in made(told).decisions if line.undone_at is not None]
    assert (undone.reason, undone.who) == ("pressed too early", "mo")
    assert (undone.reason_of, undone.undone_by) == ("move", "mo")
    text = page(told)
    struck = "Moved from partnerships to withdrawal review (decision 4); reason given for the move: “pressed too early”"
    assert f"<s>{struck}</s>" in text
    assert "undone Mon 11 Jan 2027 10:00 by mo" in text
    assert "Undone Mon 11 Jan 2027 10:00 by mo ; no reason is kept for an undoing" in Walk(text).text


def test_a_concern_says_what_made_it_clear_and_not_what_came_later(told: Store) -> None:
    cleared = {line.title: (line.state, line.changed) for line in made(told).concerns}
    assert cleared["unexplained absence, Workshop 1"] == (
        "cleared",
        "with “Recorded what Amara Osei told us, Workshop 1”, Fri 20 Nov 2026 11:00 by ruth",
    )
    assert cleared["unexplained absence, Workshop 2"][1].startswith("with “Marked Amara Osei present, Workshop 2”")


def test_what_was_recorded_otherwise_then_is_shown_both_ways(told: Store) -> None:
    file = made(told, known_at=datetime(2027, 1, 1, tzinfo=UTC))
    differing = {
        (difference.part, difference.what): (difference.now, difference.then) for difference in file.differences
    }
    assert differing["attendance", "Workshop 2"] == ("present", "absent")
    assert differing["leader", "state"] == ("withdrawn", "active")
    assert differing["stage", "the ladder"][1].startswith("At partnerships (2.4.4) since Tue 1 Dec 2026")
    assert differing["concerns", "unexplained absence, Workshop 2"][1] == "new"
    assert any(part == "standings" for part, _ in differing)
    text = Walk(case_file.page(file).decode()).text
    assert "recorded now: present / known then: absent" in text
    line = next(line for line in file.attendance if line.reference == "W2")
    assert [entry.words for entry in line.history] == ["recorded: mark absent", "mark: absent → present"]


def test_where_nothing_differs_it_says_so(told: Store) -> None:
    text = Walk(page(told, known_at=MADE)).text
    assert made(told, known_at=MADE).differences == ()
    assert "Nothing: what was recorded by Mon 1 Feb 2027 09:00 comes to the same." in text


def test_before_the_leader_was_on_record_it_says_so(told: Store) -> None:
    file = made(told, known_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert [(difference.part, difference.then) for difference in file.differences] == [("leader", "not on record")]
    assert "The leader was not on record then." in case_file.page(file).decode()


def test_another_day_is_judged_from_what_is_recorded_now(told: Store) -> None:
    now, earlier = made(told), made(told, as_of=date(2026, 11, 13))
    assert now.standings[1].requirement == "study"
    assert now.standings[1].why != earlier.standings[1].why
    assert len(now.chronology) >= len(earlier.chronology)
    assert "Standings on Fri 13 Nov 2026" in case_file.page(earlier).decode()


def test_no_name_of_a_third_party_is_left(told: Store) -> None:
    file = made(told, redact=True, redact_also=["Kit Marlow"])
    for data in (case_file.page(file).decode(), json.dumps(case_file.document(file), ensure_ascii=False)):
        for name in story.OTHERS:
            assert not _word(name, data), name
        for name in ("Amara Osei", "Amara was told in May", "Principal Business Development Lead"):
            assert name in data, name
    text = Walk(case_file.page(file).decode()).text
    assert f"{BAR} (coach)" in text
    assert f"Principal Business Development Lead {BAR} (PBDL) agreed" in text
    assert "read all free text through once more" in text
    assert "Mon 18 Jan 2027" in text


def _word(name: str, data: str) -> bool:
    import re

    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", data) is not None


@pytest.mark.parametrize(
    ("text", "struck"),
    [
        ("Sam Lee rang", "█████ (coach) rang"),
        ("sam lee rang", "█████ (coach) rang"),
        ("Sam's note", "█████ (coach)'s note"),
        ("a sample, Samuel, Leeds", "a sample, Samuel, Leeds"),
        ("Ana Osei and Amara Osei", "█████ (another leader) and Amara Osei"),
        ("Osei wrote, Ana did not", "Osei wrote, █████ (another leader) did not"),
        ("Zoë-May O'Brien, Zoe-May O’Brien", "█████ (line manager), █████ (line manager)"),
        ("on Mon 3 May 2027, in 3 May", "on Mon 3 May 2027, in 3 May"),
        ("Jo May rang", "█████ (another leader) rang"),
        ("to al@example.org and amara@example.org", "to █████ (e-mail address) and amara@example.org"),
        ("the Business Development Manager", "the Business Development Manager"),
        ("Al Manager", "█████ (psw user)"),
    ],
)
def test_names_are_struck_out_as_whole_words(text: str, struck: str) -> None:
    names = PeopleNames()
    for name, role in (
        ("Sam Lee", "coach"),
        ("Ana Osei", "another leader"),
        ("Zoë-May O'Brien", "line manager"),
        ("Jo May", "another leader"),
        ("Al Manager", "psw user"),
    ):
        names.add(name, role)
    assert Redactor(names, ["Amara", "Osei", "Amara Osei", "amara@example.org"]).strike(text) == struck


def test_hostile_text_is_text_and_the_page_fetches_nothing(told: Store) -> None:
    text = page(told)
    walked = Walk(text)
    assert "script" not in walked.seen
    assert story.HOSTILE in walked.text
    assert not walked.seen & {"link", "img", "iframe", "object"}
    assert not any(name.startswith("on") or name == "src" for name in walked.attributes)
    assert "url(" not in text
    assert "http" not in text


def test_no_content_of_coaching_has_a_place(told: Store) -> None:
    (booking,) = made(told).coaching
    labels = {fact.label for fact in booking.facts}
    assert labels <= {"outcome", "called off by", "notice given", "notice reached us", "set aside (1.1.3)", "recording"}


def test_what_is_empty_takes_no_section_and_is_named_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PSW_TODAY", "2026-09-02")
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        story.set_up(store)
        text = Walk(page(store)).text
    order = [
        "1. The leader and this file",
        "2. What the policy asks",
        "3. Standings on",
        "4. Attendance",
        "5. Chronology",
        "6. The leader’s own entry",
    ]
    assert sorted(order, key=text.index) == order
    assert " 7. " not in text  # the head code at the end may well end in a seven
    assert "Nothing is on record of: coaching, concerns, decisions, communications, escalations." in text
    assert "What is asked Nothing: no escalation is open." in text
    assert "Signed the Offer Acceptance Form" in text


def test_the_first_half_page_tells_who_what_when_what_was_tried_and_what_is_asked(told: Store) -> None:
    review = made(told, as_of=date(2027, 1, 13)).in_short
    assert review.who.startswith("Amara Osei (L001), a leader of ")
    assert review.stands[0].startswith("At withdrawal review (2.4.5) since Mon 11 Jan 2027")
    assert any("Absent from Workshop 1 on Thu 12 Nov 2026" in line for line in review.happened)
    assert [line.split(":")[0] for line in review.tried] == sorted(
        (line.split(":")[0] for line in review.tried), key=_as_told
    )
    assert "moved from partnerships to withdrawal review: “no better after the plan”" in review.tried[-1]
    assert review.asked == (
        "Whether the leader is to be withdrawn (2.4.5, 2.4.6).",
        "Principal Business Development Lead, Petra Lindqvist: declined on Tue 12 Jan 2027.",
        "Business Development Manager, Ines Okoro: consulted on Tue 12 Jan 2027.",
        "Partnership and Placements Manager, Tomas Reyes: consulted on Tue 12 Jan 2027.",
        "The leader's organisation, Uma Vance: consulted on Tue 12 Jan 2027.",
    )
    appeal = made(told, as_of=date(2027, 1, 21)).in_short.asked
    assert appeal[0] == "Whether the withdrawal stands (2.4.7)."
    assert "not on record" in appeal[1]
    assert made(told, as_of=date(2027, 1, 27)).in_short.asked[1].startswith("The meeting was on Wed 27 Jan 2027")
    assert made(told).in_short.asked == ("Nothing of this file: it is with the complaints policy (2.4.7).",)


def _as_told(day: str) -> date:
    return datetime.strptime(day, "%a %d %b %Y").date()  # noqa: DTZ007 - a day as it is printed


def test_a_long_story_is_cut_in_the_middle_and_says_how_much_is_left_out() -> None:
    lines = [f"line {number}" for number in range(12)]
    capped = in_short.capped(lines, 2, 5, "Chronology")
    assert capped == ("line 0", "line 1", "5 more in the section “Chronology”.", *lines[-5:])
    assert in_short.capped(lines[:8], 2, 5, "Chronology") == tuple(lines[:8])


def test_numbers_are_in_words_and_every_number_of_the_programme_has_some(told: Store) -> None:
    for setting in told.programmes.settings:
        room, _, key = setting.key.partition(".psw.")
        if room == "programme" and not key.startswith("salesforce."):
            assert numbers_in_words.meaning(key) != key, key
            assert not set(numbers_in_words.in_words(key, setting.value)) & set('[]{}"_'), key
    text = Walk(page(told)).text
    for sign in ("_days", "true", '["', "local.", "salesforce"):
        assert sign not in text, sign
    assert "Time for the stage appeal 10 working days" in text
    assert numbers_in_words.meaning("local.of_a_later_version") == "local.of_a_later_version"


def test_the_same_facts_give_the_same_bytes_and_nothing_is_written(told: Store) -> None:
    before = told.path.read_bytes()
    entries = history.entries(told)
    assert page(told, known_at=MADE, redact=True) == page(told, known_at=MADE, redact=True)
    assert told.path.read_bytes() == before
    assert history.entries(told) == entries


def test_the_page_is_valid_html_in_full_struck_out_and_beside_what_was_known(told: Store) -> None:
    for asked in ({}, {"redact": True}, {"known_at": MADE}):
        assert_valid(page(told, **asked))
    with pytest.raises(Refused, match="no leader L9"):
        case_file.case_file(told, "L9")


def test_what_was_taken_back_altogether_is_told_as_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        story.to_partnerships(store, monkeypatch)
        with story.when(store, monkeypatch, "2026-12-02 09:00"):
            undo.undo(store)
            undo.undo(store)
        file = made(store)
    undone = [event for event in file.chronology if event.undone]
    assert [event.words for event in undone if event.kind in ("plan", "communication")] == [
        f"Call of referral, to the Partnerships Team: {story.REFERRAL}",
        "Agreed: a weekly call with Whitlock",
    ]
    assert {event.note for event in undone} == {"undone Wed 2 Dec 2026 09:00 by ruth"}
    assert file.escalations[0].plan == ()


def test_what_was_said_and_signed_since_is_shown_both_ways(told: Store) -> None:
    file = made(told, known_at=datetime(2027, 1, 13, tzinfo=UTC))
    differing = {
        (difference.part, difference.what): (difference.now, difference.then) for difference in file.differences
    }
    pbdl = "Principal Business Development Lead, Petra Lindqvist"
    assert ("sign-offs", pbdl) in differing
    assert differing["appeal", "escalation 1"] == (
        "meeting: Wed 27 Jan 2027, heard by: Petra Lindqvist, outcome: not upheld",
        "meeting: not recorded, heard by: not recorded, outcome: not recorded",
    )
    assert differing["access", "coaching"] == ("ended: Mon 18 Jan 2027", "not on record")
    assert "communications" not in {part for part, _ in differing}
    assert "not known then" in case_file.page(file).decode()


def test_what_was_drafted_agreed_and_dropped_is_told(told: Store) -> None:
    with told.command("Wrote rows", {"escalations"}, leaders=["L001"]) as writing:
        from models import tables

        session = writing.session
        escalation = told.only_row(session, tables.EscalationRow, "escalation")
        workshop = told.only_row(session, tables.SessionRow, "session", reference="W1")
        letter = told.only_row(session, tables.CommunicationRow, "communication", about="2026-11-14-1")
        leader = escalation.leader_id
        session.add(
            tables.PlanActionRow(
                escalation_id=escalation.id,
                what="a mentor",
                owner="HR",
                done_on=date(2027, 1, 30),
                session_id=workshop.id,
                dropped_because="she left",
            )
        )
        session.add(
            tables.NoticeOutcomeRow(
                escalation_id=escalation.id,
                session_id=workshop.id,
                outcome="to tell us a day before",
                agreed_on=date(2026, 11, 21),
            )
        )
        for communication, body in ((letter.id, "Dear Amara,\n\nplease <b>explain</b>."), (None, "Not sent.")):
            session.add(
                tables.DraftRow(
                    leader_id=leader,
                    escalation_id=escalation.id,
                    communication_id=communication,
                    letter=Letter.EXPLANATION_REQUEST,
                    at=MADE,
                    recipient="amara@example.org",
                    subject="Workshop 1",
                    body=body,
                    cites=json.dumps({"session:W1": "as it was", "session:gone": "too"}),
                )
            )
        session.add(
            tables.CommunicationRow(
                leader_id=leader,
                escalation_id=escalation.id,
                on=date(2027, 1, 29),
                direction=Direction.ORGANISATION,
                channel=Channel.CALL,
                reached=True,
                about="2027-01-29-1",
                summary="told of the outcome",
            )
        )
    file = made(told)
    (escalated,) = file.escalations
    dropped = next(action for action in escalated.plan if action.what == "a mentor")
    assert (dropped.came_to, dropped.about) == ("dropped on Sat 30 Jan 2027: she left", "Workshop 1")
    assert escalated.notices[0].outcome == "to tell us a day before"
    assert [draft.body for draft in file.unsent] == ["Not sent."]
    (sent,) = file.communications[0].drafts
    assert [(fact.label, fact.value) for fact in sent.cites] == [
        ("Workshop 1", "Thu 12 Nov 2026"),
        ("What it names", "not on record any more"),
    ]
    text = Walk(case_file.page(file).decode()).text
    assert "please <b>explain</b>." in text
    assert "Call with the leader's organisation" in text
    assert "Agreed after the notice for Workshop 1: to tell us a day before" in text
