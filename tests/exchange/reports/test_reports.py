"""What the reports say, to whom, and what they never say; and that they have a sentence where there is nothing."""

from __future__ import annotations

import html
import re
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from markdown_it import MarkdownIt

from psw_tui.exchange.reports import report_file
from psw_tui.exchange.reports.cohort import cohort_report
from psw_tui.exchange.reports.leader import leader_report
from psw_tui.policy.came_to import CameTo
from psw_tui.policy.terms import LeaderState
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.reads.verdicts import judge_all
from psw_tui.store.roster import change_cohorts, change_leaders, leaders
from tests.exchange.pages.valid import assert_valid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.exchange.conftest import Import

DAY = date(2027, 2, 1)
FOLDER = Path(__file__).parent
#: What is said of an absence, of nobody's business but the leader's; and what is the programme team's alone.
REASONS = re.compile(r"sickness|sick\b|bereave|caring|ofsted|health|illness", re.IGNORECASE)
INTERNAL = re.compile(
    r"concern|escalat|dismiss|explanation|partnerships|withdrawal|pattern|snooz|unsatisf|behind|appeal", re.IGNORECASE
)


def text_of(data: bytes) -> str:
    """All that a page says, its numbers too."""
    text = re.sub(r"<style>.*?</style>", "", data.decode(), flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", text))


def both(make: Callable[..., report_file.Made], *asked: Any, **how: Any) -> Iterator[str]:
    """The words of the page, valid as HTML, and of the same in Markdown."""
    page, _ = make(*asked, markdown=False, **how)
    assert_valid(page)
    yield text_of(page)
    yield re.sub(r"\\(.)", r"\1", make(*asked, markdown=True, **how)[0].decode())


def people(store: Store) -> dict[str, set[str]]:
    """Every name on record by the organisation that may see it: leaders and managers; coaches and the user by none."""
    of: dict[str, set[str]] = {"": {"ruth"}}
    for row in leaders.every(store):
        of.setdefault(row.organisation, set()).update({leaders.name_of(row), f"{row.first_name} {row.last_name}"})
        of[row.organisation] |= {name for name in (row.manager_name, row.manager_email, row.email) if name}
    of[""] |= {name for (name,) in store.connection.execute("SELECT name FROM coach")}
    return of


def held(text: str, names: set[str]) -> set[str]:
    """Which of these names stand in a text, as whole words; the foot says who made it."""
    told = re.sub(r"Made .* by ruth", "", text)
    return {name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", told)}


# -- as they read -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "whom"), [("cohort", "PSW 2026"), ("organisation", "Brent"), ("leader", "L011")], ids=lambda word: word
)
def test_the_report_of_the_demo(kind: str, whom: str, made_up: Store, request: pytest.FixtureRequest) -> None:
    """In Markdown, without its figures; `--pictures=write` keeps it as it is now."""
    data, _ = getattr(report_file, kind)(made_up, whom, DAY, markdown=True)
    words = re.sub(r"(?<=Head code of the journal\\: )[0-9A-F-]+", "…", data.decode().partition("```json")[0])
    golden = FOLDER / f"{kind}_of_the_demo.md"
    if request.config.getoption("--pictures") == "write":
        golden.write_text(words, "utf-8")
    assert words == golden.read_text("utf-8")


def test_an_organisation_meets_its_own_people_and_nobody_else(made_up: Store) -> None:
    """Of every organisation: its leaders and their managers are there, no other name is, and no reason."""
    named = people(made_up)
    assert len(named) > 5
    for organisation in sorted(named.keys() - {""}):
        others = set().union(*(names for other, names in named.items() if other != organisation)) - named[organisation]
        for text in both(report_file.organisation, made_up, organisation, DAY):
            assert held(text, others) == set(), organisation
            assert held(text, named[organisation])
            assert not REASONS.search(text), organisation


def test_a_leader_reads_of_themselves_alone(made_up: Store) -> None:
    """No other name, nothing of what the programme team considers, no reason unless it is asked for."""
    named = set().union(*people(made_up).values())
    with_reason = 0
    for row in leaders.every(made_up):
        own = {leaders.name_of(row), f"{row.first_name} {row.last_name}", row.email}
        for text in both(report_file.leader, made_up, row.reference, DAY):
            assert held(text, named - own) == set(), row.reference
            assert not REASONS.search(text), row.reference
            assert not INTERNAL.search(text), row.reference
            assert f"Dear {leaders.first_name_of(row)}" in text
        for text in both(report_file.leader, made_up, row.reference, DAY, reasons=True):
            assert held(text, named - own) == set(), row.reference
            assert not INTERNAL.search(text), row.reference
            with_reason += "the reason on record: " in text
    assert with_reason


def test_a_cohort_has_no_reason_and_of_the_ladder_counts_alone(made_up: Store) -> None:
    names = {verdict.name for verdict in judge_all(made_up, DAY)}
    for text in both(report_file.cohort, made_up, "PSW 2026", DAY):
        assert not REASONS.search(text)
        assert "2 open, " in text
        assert held(text.partition("Open escalations")[2], names) == set()


def test_what_happened_after_the_day_is_to_come(made_up: Store) -> None:
    """Section 10: on an earlier day a session that has not ended is to come, whatever is recorded of it now."""
    early = leader_report(made_up, "L011", date(2026, 9, 1))
    assert {session.word for session in early.sessions} == {CameTo.TO_COME}
    assert early.used.attended == early.used.spent == 0
    assert {booking.words for booking in early.bookings} == {"booked"}


# -- where there is nothing -------------------------------------------------------------------------


def test_an_empty_cohort_says_so_in_sentences(store: Store) -> None:
    for text in both(report_file.cohort, store, "PSW 2026", DAY):
        for said in (
            "0 leaders covered",
            "Nobody is covered by the policy yet",
            "Nobody is at risk of a minimum or below one.",
            "No session is dated yet.",
            "There is no month to look back on yet.",
            "No catch-up is due or under way",
            "No escalation is open.",
        ):
            assert said in text


@pytest.mark.parametrize(
    ("day", "said"), [("2026-08-15", "The cohort has not begun."), ("2027-10-01", "The cohort ended 31 Aug")]
)
def test_a_cohort_that_has_not_begun_or_is_over_says_so(filled: Store, day: str, said: str) -> None:
    for text in both(report_file.cohort, filled, "PSW 2026", date.fromisoformat(day)):
        assert said in text


def test_the_report_of_a_year_that_is_over_counts_those_who_completed(filled: Store) -> None:
    change_leaders.edit_leader(filled, "L001", {"state": LeaderState.COMPLETED})
    report = cohort_report(filled, "PSW 2026", date(2027, 10, 1), report_file.no_steps)
    assert (report.leaders, report.completed, report.needs) == (1, 1, ())
    for text in both(report_file.cohort, filled, "PSW 2026", date(2027, 10, 1)):
        assert "the 1 who has completed is counted with those covered" in text


def test_a_leader_who_has_not_signed_is_told_what_that_means(filled: Store) -> None:
    for text in both(report_file.leader, filled, "L002", DAY):
        assert "No minimum counts for you yet" in text
        assert "What is still to do" not in text


def test_an_organisation_whose_leaders_are_none_of_them_covered(filled: Store) -> None:
    change_leaders.edit_leader(filled, "L002", {"organisation": "Kent"})
    for text in both(report_file.organisation, filled, "Kent", DAY):
        assert "None of its leaders is covered by the policy on this day" in text
        assert "Dewi Khan: not covered" in text
    with pytest.raises(Refused, match="No leader is of an organisation Nowhere"):
        report_file.organisation(filled, "Nowhere", DAY, markdown=False)


def test_leaders_of_a_year_that_is_over_are_only_counted_beside_those_who_run(filled: Store) -> None:
    """Asked for by its cohort they are listed."""
    for reference in ("L001", "L003"):
        change_leaders.edit_leader(filled, reference, {"organisation": "Kent"})
    for text in both(report_file.organisation, filled, "Kent", DAY):
        assert "Amara Osei" in text
        assert "Beth Jones" not in text
        assert "Not listed: 1 leader of cohorts that are over." in text
    for text in both(report_file.organisation, filled, "Kent", DAY, cohort="PSW 2025"):
        assert "Beth Jones" in text
        assert "Amara Osei" not in text


def test_names_are_letters_and_may_be_long(store: Store, bring: Import) -> None:
    """Nothing in a name, a title or an organisation is markup, in the page or in Markdown."""
    odd = "<b>Żółć</b> [x](http://e.org) {{ 1 }} | # &lt; " + "W" * 14
    bring(
        "roster",
        "first_name, last_name, cohort, organisation, offer_accepted_on",
        f"A, {odd}, PSW 2026, {odd}, 2026-08-01",
    )
    bring(
        "sessions",
        "reference, cohort, kind, title, starts_at, ends_at",
        f"P01, PSW 2026, peer_practice, {odd}, 2026-11-12 10:00, 2026-11-12 12:00",
    )
    bring("marks", "session, leader, mark", "P01, L001, absent")
    reports = (
        (report_file.cohort, "PSW 2026"),
        (report_file.organisation, odd),
        (report_file.leader, "L001"),
    )
    for make, whom in reports:
        for text in both(make, store, whom, DAY):
            assert odd in text
        rendered = MarkdownIt("commonmark").enable("table").render(make(store, whom, DAY, markdown=True)[0].decode())
        assert "<a " not in rendered
        assert "<b>" not in rendered
        assert odd in html.unescape(re.sub(r"<[^>]+>", "", rendered.partition("<pre>")[0]))


def test_a_report_says_how_far_it_is_and_can_be_stopped(made_up: Store) -> None:
    """Month by month: what is raised in between ends it."""
    told: list[tuple[int, int]] = []
    cohort_report(made_up, "PSW 2026", DAY, lambda done, of: told.append((done, of)))
    assert len(told) >= 6
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert {done < of for done, of in told} == {True}

    def stop(done: int, _: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        report_file.cohort(made_up, "PSW 2026", DAY, markdown=False, step=stop)


def test_who_cannot_be_read_is_said_to_be_left_out(filled: Store) -> None:
    """By the reference to the team; to an organisation, that there is a record, not whose."""
    change_leaders.edit_leader(filled, "L002", {"organisation": "Kent"})
    filled.close()
    with closing(sqlite3.connect(filled.path)) as connection:
        connection.execute("UPDATE leader SET offer_accepted_on = 'no day' WHERE reference = 'L001'")
        connection.commit()
    with Store.open(filled.path, writing=False) as damaged:
        for text in both(report_file.cohort, damaged, "PSW 2026", DAY):
            assert "Not everybody is in it." in text
            assert "L001: unreadable, so left out" in text
            assert "0 leaders covered" in text
        for text in both(report_file.organisation, damaged, "Kent", DAY):
            assert "A record can’t be read" in text
            assert "L001" not in text
        with pytest.raises(Refused, match="L001: unreadable record"):
            report_file.leader(damaged, "L001", DAY, markdown=False)


def test_no_such_cohort(filled: Store) -> None:
    with pytest.raises(Refused, match="There is no cohort PSW 1999"):
        report_file.cohort(filled, "PSW 1999", DAY, markdown=False)


def test_of_a_second_cohort_nobody_is_counted(filled: Store) -> None:
    change_cohorts.add(filled, "Other", 2026)
    new = {"reference": "L9", "first_name": "Zed", "last_name": "Quux", "cohort": "Other"}
    change_leaders.create_leader(filled, new | {"offer_accepted_on": date(2026, 8, 1)})
    for text in both(report_file.cohort, filled, "PSW 2026", DAY):
        assert "Quux" not in text
        assert "1 leader covered" in text
