"""The roster's reads and commands, a leader's file, and what is left to complete."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from psw_tui.policy.missing import to_complete
from psw_tui.policy.terms import LeaderState, MarkValue, RoundKind, SessionKind, Stage, WithdrawnHow
from psw_tui.policy.text import fold
from psw_tui.store.core import history, undo
from psw_tui.store.core.store import Refused, Store
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import StoredCoach
from psw_tui.store.reads.verdicts import Verdict, VerdictCache, judge_all
from psw_tui.store.roster import change_cohorts
from psw_tui.store.roster.change_leaders import create_leader, edit_leader, edit_leaders
from psw_tui.store.roster.leader_page import leader_file
from psw_tui.store.roster.leaders import gaps, next_reference, particulars, refusal, roster

DAY = date(2027, 2, 1)
SIGNED = date(2026, 8, 4)
AMARA = {"reference": "L001", "first_name": "Amara", "last_name": "Osei", "cohort": "PSW 2026"}


def missing(verdict: Verdict, day: date) -> list[str]:
    """What is still missing, of a verdict."""
    return to_complete(verdict.record, verdict.standings, day)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as opened:
        change_cohorts.add(opened, "PSW 2026", 2026)
        yield opened


def add(store: Store, reference: str = "L001", **more: Any) -> None:
    create_leader(store, {**AMARA, "reference": reference, "offer_accepted_on": SIGNED, **more})


def stored(store: Store, reference: str = "L001") -> Any:
    own = particulars(store, reference)
    assert own is not None
    return own


def residentials(store: Store, *values: MarkValue | None) -> None:
    """One residential day for each value in the autumn, with L001's mark; then as many in May."""
    with store.command("Sessions", {"sessions", "marks"}) as writing:
        from models.tables import CohortRow, LeaderRow, MarkRow, SessionRow

        cohort = store.only_row(writing.session, CohortRow, "cohort", name="PSW 2026")
        leader = store.only_row(writing.session, LeaderRow, "leader", reference="L001")
        for number, value in enumerate(values, 1):
            day = datetime(2026, 10, number, 9, tzinfo=UTC) if value else datetime(2027, 5, number, 9, tzinfo=UTC)
            held = SessionRow(
                reference=f"R{number}",
                cohort_id=cohort.id,
                kind=SessionKind.RESIDENTIAL,
                title=f"Residential {number}",
                starts_at=day,
                ends_at=day,
            )
            writing.session.add(held)
            writing.session.flush()
            if value:
                writing.session.add(MarkRow(session_id=held.id, leader_id=leader.id, value=value))


class TestCreating:
    def test_a_leader_is_added_with_a_coach_and_one_entry_in_the_journal(self, store: Store) -> None:
        change = create_leader(
            store,
            {
                **AMARA,
                "preferred_name": "Ami",
                "coach": "J. Mensah",
                "coach_email": "j@x.example",
                "organisation": "Kent",
                "offer_accepted_on": SIGNED,
            },
        )
        assert change.what == "Added Ami Osei, L001"
        (row,) = roster(store)
        assert (row.name, row.organisation, row.coach, row.cohort) == ("Ami Osei", "Kent", "J. Mensah", "PSW 2026")
        assert (row.state, row.stage) == (LeaderState.ACTIVE, None)
        assert [entry.what for entry in history.entries(store, "L001")] == ["Added Ami Osei, L001"]
        undo.undo(store)
        assert roster(store) == []

    @pytest.mark.parametrize(
        ("values", "state"),
        [
            ({}, LeaderState.OFFERED),
            ({"offer_accepted_on": SIGNED}, LeaderState.ACTIVE),
            ({"offer_accepted_on": date(2027, 9, 1), "state": None}, LeaderState.ACTIVE),
            ({"state": "active"}, LeaderState.ACTIVE),
            ({"state": LeaderState.COMPLETED, "offer_accepted_on": SIGNED}, LeaderState.COMPLETED),
        ],
    )
    def test_an_empty_state_follows_the_offer(self, store: Store, values: dict, state: LeaderState) -> None:
        create_leader(store, {**AMARA, **values})
        assert stored(store).state is state

    def test_a_withdrawal_that_says_nothing_else_was_before_psw(self, store: Store) -> None:
        add(store, state="withdrawn", withdrawn_on=date(2026, 9, 1))
        assert stored(store).withdrawn_how is WithdrawnHow.BEFORE_PSW

    @pytest.mark.parametrize(
        ("values", "says"),
        [
            ({"reference": " \u200b "}, "needs a reference"),
            ({"reference": "L" * 61}, "longer than 60"),
            ({"reference": "L002"}, "L002 is Bo Ek's reference already"),
            ({"first_name": " "}, "first name and a last name"),
            ({"last_name": ""}, "first name and a last name"),
            ({"cohort": "PSW 2025"}, "no cohort PSW 2025; there is PSW 2026"),
            ({"cohort": ""}, "needs a cohort"),
            ({"state": "offered", "offer_accepted_on": SIGNED}, "can't be offered"),
            ({"paused_from": date(2027, 1, 2), "paused_to": date(2027, 1, 1)}, "before it begins"),
            ({"state": "withdrawn", "withdrawn_how": "deemed"}, "A withdrawal by the ladder"),
            ({"coach_email": "j@x.example"}, "needs the coach's name"),
            ({"salesforce_id": "0" * 61}, "Salesforce id is longer"),
        ],
    )
    def test_what_makes_no_leader_is_refused_and_changes_nothing(self, store: Store, values: dict, says: str) -> None:
        add(store, "L002", first_name="Bo", last_name="Ek")
        with pytest.raises(Refused, match=says):
            create_leader(store, {**AMARA, **values})
        assert [row.reference for row in roster(store)] == ["L002"]
        assert refusal(store, {**AMARA, **values}) is not None

    @pytest.mark.parametrize("pause", [(date(2027, 1, 1), date(2027, 1, 1)), (date(2027, 1, 1), None)])
    def test_a_pause_of_a_day_or_without_an_end_is_taken(self, store: Store, pause: tuple) -> None:
        add(store, state="paused", paused_from=pause[0], paused_to=pause[1])
        assert (stored(store).paused_from, stored(store).paused_to) == pause

    def test_sixty_characters_make_a_reference(self, store: Store) -> None:
        add(store, "L" * 60)
        assert roster(store)[0].reference == "L" * 60


class TestCoaches:
    def coaches(self, store: Store) -> list[tuple[str, str]]:
        return sorted((row.name, row.email) for row in facts.read(store.connection, StoredCoach))

    def test_the_same_name_and_e_mail_is_the_same_coach(self, store: Store) -> None:
        add(store, "L001", coach="R. Cole", coach_email="r@x.example")
        add(store, "L002", coach=" R.  Cole ", coach_email="r@x.example")
        assert self.coaches(store) == [("R. Cole", "r@x.example")]

    def test_a_name_alone_finds_the_only_coach_of_that_name(self, store: Store) -> None:
        add(store, "L001", coach="R. Cole", coach_email="r@x.example")
        add(store, "L002", coach="R. Cole")
        assert stored(store, "L002").coach_email == "r@x.example"

    def test_a_name_alone_that_two_coaches_have_makes_no_third(self, store: Store) -> None:
        add(store, "L001", coach="R. Cole", coach_email="r@x.example")
        add(store, "L002", coach="R. Cole", coach_email="robin@x.example")
        with pytest.raises(Refused, match="Several coaches are called"):
            add(store, "L003", coach="R. Cole")
        assert len(self.coaches(store)) == 2

    def test_a_coach_whose_e_mail_was_not_known_is_given_it(self, store: Store) -> None:
        add(store, "L001", coach="R. Cole")
        add(store, "L002", coach="r. cole", coach_email="r@x.example")
        assert self.coaches(store) == [("R. Cole", "r@x.example")]

    def test_another_coach_does_not_inherit_the_e_mail(self, store: Store) -> None:
        add(store, coach="R. Cole", coach_email="r@x.example")
        edit_leader(store, "L001", {"coach": "J. Mensah"})
        assert (stored(store).coach, stored(store).coach_email) == ("J. Mensah", "")

    def test_a_coach_can_be_cleared_and_keeps_the_e_mail_meanwhile(self, store: Store) -> None:
        add(store, coach="R. Cole", coach_email="r@x.example")
        assert edit_leader(store, "L001", {"coach": "R. Cole", "coach_email": ""}) is None
        assert (stored(store).coach, stored(store).coach_email) == ("R. Cole", "r@x.example")
        edit_leader(store, "L001", {"coach": "", "coach_email": ""})
        assert stored(store).coach == ""


class TestEditing:
    def test_only_what_is_named_changes_and_the_entry_says_what(self, store: Store) -> None:
        add(store, organisation="Kent", phone="1")
        change = edit_leader(store, "L001", {"organisation": "Leeds", "phone": "1"})
        assert change is not None
        assert change.what == "Edited Amara Osei: organisation"
        assert (stored(store).organisation, stored(store).phone) == ("Leeds", "1")

    def test_the_same_again_leaves_no_entry(self, store: Store) -> None:
        add(store, organisation="Kent")
        assert edit_leader(store, "L001", {"organisation": " Kent "}) is None
        assert len(history.entries(store, "L001")) == 1

    def test_an_offered_leader_who_signs_becomes_active(self, store: Store) -> None:
        create_leader(store, AMARA)
        edit_leader(store, "L001", {"offer_accepted_on": SIGNED})
        assert stored(store).state is LeaderState.ACTIVE

    def test_the_reference_stays(self, store: Store) -> None:
        add(store)
        with pytest.raises(Refused, match="can't be changed"):
            edit_leader(store, "L001", {"reference": "L009"})

    def test_an_unknown_leader_is_refused(self, store: Store) -> None:
        with pytest.raises(Refused, match="no leader L404"):
            edit_leader(store, "L404", {"phone": "1"})

    def test_a_withdrawal_by_the_ladder_is_the_ladder_s(self, store: Store) -> None:
        add(store, state="withdrawn", withdrawn_how="own_choice", withdrawn_on=date(2026, 9, 1))
        with store.command("The ladder", {"leaders"}) as writing:
            from models.tables import LeaderRow

            row = store.only_row(writing.session, LeaderRow, "leader", reference="L001")
            row.withdrawn_how = WithdrawnHow.DEEMED
        for values in ({"state": "active"}, {"withdrawn_how": "own_choice"}):
            with pytest.raises(Refused, match="made by the ladder"):
                edit_leader(store, "L001", values)
        assert edit_leader(store, "L001", {"phone": "1"}) is not None
        assert stored(store).withdrawn_how is WithdrawnHow.DEEMED

    def test_marks_hold_a_leader_in_the_cohort(self, store: Store) -> None:
        change_cohorts.add(store, "PSW 2027", 2027)
        add(store)
        add(store, "L002")
        residentials(store, MarkValue.PRESENT)
        with pytest.raises(Refused, match="1 mark at sessions of PSW 2026"):
            edit_leader(store, "L001", {"cohort": "PSW 2027"})
        edit_leader(store, "L002", {"cohort": "PSW 2027"})
        assert [row.reference for row in roster(store, "PSW 2027")] == ["L002"]

    def test_several_at_once_are_one_command(self, store: Store) -> None:
        for number in (1, 2, 3):
            add(store, f"L00{number}", coach="R. Cole" if number == 3 else "")
        change = edit_leaders(store, ["L001", "L002", "L003"], {"coach": "R. Cole"})
        assert change is not None
        assert change.what == "Edited 2 leaders: coach"
        assert {row.coach for row in roster(store)} == {"R. Cole"}
        undo.undo(store)
        assert [row.coach for row in roster(store)] == ["", "", "R. Cole"]

    def test_one_refused_among_several_refuses_all(self, store: Store) -> None:
        add(store, "L001")
        create_leader(store, {**AMARA, "reference": "L002", "first_name": "Bo"})
        with pytest.raises(Refused, match=r"Amara Osei \(L001\): The offer was accepted"):
            edit_leaders(store, ["L002", "L001"], {"state": "offered", "organisation": "Kent"})
        assert {row.organisation for row in roster(store)} == {""}


class TestReading:
    @pytest.mark.parametrize(
        ("references", "after"),
        [([], "L001"), (["L014", "L009", "X1"], "L015"), (["L999"], "L1000"), (["ann"], "L001"), (["7"], "8")],
    )
    def test_the_next_reference_goes_on_in_the_same_style(self, store: Store, references: list, after: str) -> None:
        for reference in references:
            add(store, reference)
        assert next_reference(store) == after

    def test_searching_knows_neither_case_nor_accents(self) -> None:
        assert fold("SIÂN Łukasz Ørjan Zoë") == "sian lukasz orjan zoe"

    def test_the_open_escalation_stands_in_the_row(self, store: Store) -> None:
        add(store)
        with store.command("Opened", {"escalations"}, leaders=["L001"]) as writing:
            from models.tables import EscalationRow, LeaderRow

            leader = store.only_row(writing.session, LeaderRow, "leader", reference="L001")
            for stage, ended in ((Stage.RESOLVED, DAY), (Stage.PARTNERSHIPS, None)):
                writing.session.add(
                    EscalationRow(leader_id=leader.id, stage=stage, opened_on=DAY, entered_on=DAY, ended_on=ended)
                )
        assert roster(store)[0].stage == "partnerships"
        page = leader_file(store, judge_all(store, DAY)[0], DAY)
        assert page is not None
        assert [escalation.stage for escalation in page.escalations] == ["partnerships", "resolved"]

    def test_gaps_are_named_and_nothing_else(self, store: Store) -> None:
        create_leader(store, {**AMARA, "state": "active"})
        assert gaps(stored(store)) == ["active without an offer date: the policy doesn't cover them yet (1.1.1)"]
        edit_leader(store, "L001", {"offer_accepted_on": SIGNED})
        assert gaps(stored(store)) == []

    def test_the_rounds_say_how_far_they_are(self, store: Store) -> None:
        add(store)
        with store.command("Round", {"rounds"}, leaders=["L001"]) as writing:
            from models.tables import LeaderRow, RatingRow, RoundRow

            leader = store.only_row(writing.session, LeaderRow, "leader", reference="L001")
            made = RoundRow(leader_id=leader.id, round_on=DAY, kind=RoundKind.BASELINE)
            writing.session.add(made)
            writing.session.flush()
            writing.session.add(RatingRow(round_id=made.id, sub_capability="curiosity.self", rating=2, focus=True))
            writing.session.add(RatingRow(round_id=made.id, sub_capability="curiosity.team", rating=None))
        page = leader_file(store, judge_all(store, DAY)[0], DAY)
        assert page is not None
        assert [(round_.rated, round_.of, round_.focus) for round_ in page.rounds] == [(1, 26, 1)]


class TestToComplete:
    """From the worked example of section 2: residentials, T = 4, m = 4."""

    def phrases(self, store: Store, day: date = DAY) -> list[str]:
        return [phrase for phrase in missing(judge_all(store, day)[0], day) if "esidential" in phrase]

    def test_what_is_open_is_to_be_attended(self, store: Store) -> None:
        add(store)
        residentials(store, MarkValue.PRESENT, MarkValue.PRESENT, None, None)
        assert self.phrases(store) == ["attend 2 more residential days"]

    def test_a_missed_day_below_the_minimum_is_to_be_caught_up(self, store: Store) -> None:
        add(store)
        residentials(store, MarkValue.PRESENT, MarkValue.PRESENT, MarkValue.ABSENT, None)
        assert self.phrases(store) == ["catch up Residential 3 (local setting) and attend 1 more residential day"]

    def test_what_is_met_asks_for_nothing(self, store: Store) -> None:
        add(store)
        residentials(store, *([MarkValue.PRESENT] * 4))
        assert self.phrases(store) == []

    def test_after_the_end_nothing_can_be_reached(self, store: Store) -> None:
        add(store)
        residentials(store, MarkValue.PRESENT, MarkValue.PRESENT, MarkValue.PRESENT, MarkValue.ABSENT)
        assert self.phrases(store, date(2027, 8, 31)) == ["catch up Residential 4 (local setting)"]
        assert self.phrases(store, date(2027, 9, 1)) == ["residentials: the minimum is out of reach"]

    def test_a_leader_who_has_not_signed_has_nothing_to_complete(self, store: Store) -> None:
        create_leader(store, AMARA)
        assert missing(judge_all(store, DAY)[0], DAY) == []


def test_kept_verdicts_follow_a_new_leader_an_edit_and_an_undo(store: Store) -> None:
    add(store, "L002")
    kept = VerdictCache(store)
    assert len(kept.all(DAY)) == 1
    kept.after(create_leader(store, {**AMARA, "offer_accepted_on": SIGNED}))
    assert [verdict.reference for verdict in kept.all(DAY)] == ["L001", "L002"]
    change = edit_leader(store, "L002", {"preferred_name": "Bo"})
    assert change is not None
    kept.after(change)
    assert kept.all(DAY) == judge_all(store, DAY)
    assert kept.all(DAY)[1].name == "Bo Osei"
    kept.after(undo.undo(store))
    kept.after(undo.undo(store))
    assert [verdict.reference for verdict in kept.all(DAY)] == ["L002"]
    gone = undo.undo(store)
    kept.after(replace(gone, leaders=frozenset({"L002"})))
    assert kept.all(DAY) == []
