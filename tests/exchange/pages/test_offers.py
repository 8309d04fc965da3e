"""What the screens offer under `E`: made from a copy of the records, named before it is made, several at once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from psw_tui.exchange.escalations import messages
from psw_tui.policy.terms import Letter
from psw_tui.store.reads.verdicts import judge_all
from screens.capabilities.export_profile import Assessed, form_offers, profile_offers
from screens.coaching.export_bookings import coach_offers, leader_offers
from screens.escalations.export_case import case_offers, draft_offers
from screens.shell.offers import Making
from tests.exchange.pages.valid import assert_valid

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store
    from screens.shell.offers import Offer

TODAY = date(2027, 2, 1)


def made(store: Store, offer: Offer) -> list[tuple[str, bytes]]:
    """The files of an offer, made as the dialog makes them."""
    with store.rehearsal() as copy:
        files = offer.make(copy, Making())
    return [(offer.name, files)] if isinstance(files, bytes) else list(files)


def test_a_case_is_offered_in_full_and_struck_out_and_of_several_leaders_at_once(told: Store) -> None:
    verdicts = judge_all(told, TODAY, leaders=["L001", "L002"])
    full, struck = case_offers(verdicts[:1], TODAY)
    assert (full.name, struck.name) == ("case-L001-2027-02-01.html", "case-L001-2027-02-01-redacted.html")
    ((_, page),) = made(told, full)
    assert_valid(page)
    assert made(told, struck)[0][1] != page
    both, _ = case_offers(verdicts, TODAY)
    assert [name for name, _ in made(told, both)] == ["case-L001-2027-02-01.html", "case-L002-2027-02-01.html"]
    assert both.label.startswith("cases of 2 leaders in full")


def test_messages_that_wait_are_offered_as_mail(told: Store) -> None:
    (verdict,) = judge_all(told, TODAY, leaders=["L001"])
    before = draft_offers(told, verdict)
    messages.draft(told, "L001", Letter.DECISION)
    (new,) = [offer for offer in draft_offers(told, verdict) if offer.key not in {old.key for old in before}]
    ((name, mail),) = made(told, new)
    assert name.startswith("decision-L001-2027-02-01-")
    assert mail.startswith(b"Subject: ")


def test_profiles_are_of_those_who_have_a_round_and_forms_of_everybody(filled: Store) -> None:
    leaders = [Assessed("L001", "Amara Osei", date(2026, 9, 8)), Assessed("L002", "Dewi Khan", None)]
    page, markdown = profile_offers(leaders)
    assert page.label == "profile of Amara Osei (1 without a round), a page to send to them (HTML)"
    assert (page.name, markdown.name) == ("profile-L001-2026-09-08.html", "profile-L001-2026-09-08.md")
    assert profile_offers(leaders[1:]) == []
    (forms,) = form_offers(leaders)
    assert [name for name, _ in made(filled, forms)] == ["capabilities-L001.xlsx", "capabilities-L002.xlsx"]


def test_calendars_are_of_those_who_have_bookings(told: Store) -> None:
    verdicts = judge_all(told, TODAY)
    booked = [verdict for verdict in verdicts if verdict.record.bookings]
    (offer,) = leader_offers(verdicts)
    assert len(made(told, offer)) == len(booked)
    assert leader_offers([]) == []
    assert coach_offers(told, "") == []
    calendar, as_list = coach_offers(told, booked[0].record.bookings[0].coach)
    assert made(told, calendar)[0][1].startswith(b"BEGIN:VCALENDAR")
    assert made(told, as_list)[0][0].startswith("leaders-of-")
