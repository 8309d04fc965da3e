"""The documents that scripts rely on, key by key, and the pages that people read."""

from __future__ import annotations

import re
import sqlite3
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from psw_tui.policy.terms import Channel, RequestKind
from psw_tui.store.core.store import Store
from psw_tui.store.registers import catch_ups
from psw_tui.store.roster import change_requests
from tests.cli.conftest import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

pytestmark = pytest.mark.usefixtures("small")

_REQUIREMENTS = ["coaching", "study", "peer_practice", "residentials"]
_STANDING = [
    "standing",
    "clause",
    "expected",
    "minimum",
    "credit",
    "missed",
    "unrecorded",
    "remaining",
    "catchable",
    "headroom",
    "catch_up_due",
    "why",
]
_CONCERN = ["key", "leader", "kind", "clause", "suggested_stage", "about", "since", "state", "why"]


def by_reference(document: Any) -> dict[str, Any]:
    return {leader["reference"]: leader for leader in document["leaders"]}


def test_status_has_every_leader_in_order_of_code_points(call: Callable[..., Done]) -> None:
    document = call("status", "--json").json
    assert list(document) == ["as_of", "leaders"]
    assert document["as_of"] == "2027-02-01"
    assert [leader["reference"] for leader in document["leaders"]] == ["L001", "L002", "L003", "L004", "a1"]
    for leader in document["leaders"]:
        assert list(leader) == ["reference", "name", "cohort", "state", "overall", "requirements"]


def test_status_says_what_the_rules_say(call: Callable[..., Done]) -> None:
    leaders = by_reference(call("status", "--json").json)
    patel = leaders["L002"]
    assert (patel["name"], patel["cohort"], patel["state"], patel["overall"]) == (
        "Siân Patel",
        "PSW 2026",
        "active",
        "at_risk",
    )
    assert list(patel["requirements"]) == _REQUIREMENTS
    assert all(list(found) == _STANDING for found in patel["requirements"].values())
    coaching = patel["requirements"]["coaching"]
    assert {key: coaching[key] for key in _STANDING[:-1]} == {
        "standing": "on_track",
        "clause": "1.1.4",
        "expected": 6,
        "minimum": 3,
        "credit": 1,
        "missed": 1,
        "unrecorded": 0,
        "remaining": 4,
        "catchable": 0,
        "headroom": 2,
        "catch_up_due": False,
    }
    assert leaders["L003"]["overall"] == "not_covered"
    assert leaders["L003"]["requirements"] == {}
    assert leaders["a1"]["state"] == "withdrawn"


def test_status_as_of_counts_only_what_had_ended(call: Callable[..., Done]) -> None:
    before = by_reference(call("status", "--json", "--as-of", "2026-11-11").json)
    after = by_reference(call("status", "--json", "--as-of", "2026-11-12").json)
    assert (before["L002"]["requirements"]["study"]["credit"], after["L002"]["requirements"]["study"]["credit"]) == (
        0,
        1,
    )
    assert by_reference(call("status", "--json", "--as-of", "2026-08-03").json)["L001"]["requirements"] == {}


def test_status_of_one_leader_and_of_one_cohort(call: Callable[..., Done]) -> None:
    assert [leader["reference"] for leader in call("status", "L002", "--json").json["leaders"]] == ["L002"]
    assert len(call("status", "--cohort", "PSW 2026", "--json").json["leaders"]) == 5
    call("cohort", "add", "Other", "--year", "2027")
    assert call("status", "--cohort", "Other", "--json").json["leaders"] == []
    wrong = call("status", "L001", "--cohort", "Other")
    assert (wrong.status, wrong.out) == (1, "")
    assert "L001 is not in cohort Other" in wrong.err


def test_concerns_are_ordered_and_keyed(call: Callable[..., Done]) -> None:
    document = call("concerns", "--json").json
    assert list(document) == ["as_of", "concerns"]
    assert all(list(concern) == _CONCERN for concern in document["concerns"])
    order = [(concern["leader"], concern["kind"], concern["about"]) for concern in document["concerns"]]
    assert order == sorted(order)
    assert [concern["key"] for concern in document["concerns"]] == [
        "coaching_behind::L001",
        "unexplained_absence:W01:L001",
        "coaching_spent:2026-12-11T10:00:L002",
        "coaching_behind::L004",
    ]
    absence = document["concerns"][1]
    del absence["why"]
    assert absence == {
        "key": "unexplained_absence:W01:L001",
        "leader": "L001",
        "kind": "unexplained_absence",
        "clause": "2.4.2",
        "suggested_stage": "explanation",
        "about": "W01",
        "since": "2026-11-12",
        "state": "new",
    }


def test_the_state_of_a_concern_is_what_the_inbox_knows(small: Path, call: Callable[..., Done]) -> None:
    from psw_tui.store.escalations import decisions

    with Store.open(small) as store:
        decisions.accept(store, ["unexplained_absence:W01:L001"])
        decisions.dismiss(store, ["coaching_spent:2026-12-11T10:00:L002"], "talked about")
    states = {concern["key"]: concern["state"] for concern in call("concerns", "--json").json["concerns"]}
    assert states["unexplained_absence:W01:L001"] == "accepted"
    assert states["coaching_spent:2026-12-11T10:00:L002"] == "dismissed"
    assert states["coaching_behind::L001"] == "new"
    (escalation,) = call("queue", "--json").json["escalations"]
    assert escalation.pop("why")
    assert escalation == {
        "leader": "L001",
        "name": "Amara Osei",
        "stage": "explanation",
        "due_on": "2027-02-08",
        "overdue": False,
        "snoozed_until": None,
        "overall": "on_track",
        "concerns": ["unexplained_absence:W01:L001"],
    }
    assert call("queue", "--json", "--as-of", "2027-02-09").json["escalations"][0]["overdue"] is True
    assert "due Mon 8 Feb 2027" in call("queue").out


def test_explain_has_standings_concerns_and_facts(call: Callable[..., Done]) -> None:
    document = call("explain", "L002", "--json").json
    assert list(document) == ["as_of", "leader", "requirements", "concerns", "requests", "sessions", "bookings"]
    assert document["leader"]["coach"] == "R. Cole"
    assert document["leader"]["offer_accepted_on"] == "2026-08-04"
    assert list(document["requirements"]) == _REQUIREMENTS
    assert [concern["key"] for concern in document["concerns"]] == ["coaching_spent:2026-12-11T10:00:L002"]
    peer = next(session for session in document["sessions"] if session["reference"] == "P01")
    assert (peer["mark"], peer["reported_at"], peer["explanation"], peer["requirement"]) == (
        "absent",
        "2026-12-03T09:00+00:00",
        "satisfactory",
        "peer_practice",
    )
    assert [(booking["starts_at"], booking["window"], booking["status"]) for booking in document["bookings"]] == [
        ("2026-10-14T10:00+01:00", 1, "attended"),
        ("2026-12-11T10:00+00:00", 2, "spent"),
    ]
    assert "sickness" not in call("explain", "L002", "--json").out


def test_explain_names_what_the_leader_asked_about_their_own_data(db: Path, call: Callable[..., Done]) -> None:
    assert "Requests" not in call("explain", "L002").out
    with Store.open(db) as store:
        change_requests.record(store, "L002", RequestKind.SUBJECT_ACCESS, date(2026, 12, 22), Channel.EMAIL)
    page = " ".join(call("explain", "L002").out.split())
    assert "subject access answer was due Fri 22 Jan, 10 days over" in page
    assert "1 calendar month to Fri 22 Jan (UK GDPR 12)." in page
    assert "UK GDPR 15 A copy of all that is held" in page
    (asked,) = call("explain", "L002", "--json").json["requests"]
    assert (asked["kind"], asked["due_on"], asked["overdue"]) == ("subject_access", "2027-01-22", True)
    assert call("explain", "L002", "--json", "--as-of", "2026-12-21").json["requests"] == []


def test_explain_is_a_page_with_its_numbers_dates_and_clauses(call: Callable[..., Done]) -> None:
    page = call("explain", "L002").out
    for words in (
        "Siân Patel",
        "◐ at risk",
        "Peer practice 1",
        "told us Thu 3 Dec 09:00",
        "✗ spent",
        "3 h before",
        "2.1.2",
    ):
        assert words in page
    assert "sickness" not in page


def test_explain_restates_every_clause_that_its_sentences_cite(call: Callable[..., Done]) -> None:
    for leader in ("L001", "L002", "L003"):  # of L003 the offer is not signed
        said, _, restated = call("explain", leader).out.partition(" Clauses")
        cited = set(re.findall(r"[(\s]((?:[1-3]\.\d\.\d|H:[a-z]+))(?=[),;])", said))
        assert {"L001": "2.3.1", "L002": "H:spent", "L003": "1.1.1"}[leader] in cited
        assert cited <= set(re.findall(r"^ (\S+) ", restated, re.MULTILINE))


def test_a_catch_up_without_a_due_date_shows_the_day_that_it_is_judged_by(
    small: Path, call: Callable[..., Done]
) -> None:
    with Store.open(small) as store:
        dates = catch_ups.Dates(date(2027, 1, 4), None, None, False, None)
        catch_ups.edit(store, ("L001", "W01"), dates)
    explained = call("explain", "L001", "--json").json
    assert [session["catch_up_due_on"] for session in explained["sessions"]] == ["2027-01-18", None, None]
    assert "was due on Mon 18 Jan 2027 (local setting)" in " ".join(concern["why"] for concern in explained["concerns"])


def test_what_is_local_is_said_so_in_explain_the_queue_and_the_programme(
    small: Path, call: Callable[..., Done]
) -> None:
    from psw_tui.store.escalations import decisions

    with Store.open(small) as store:
        decisions.accept(store, ["unexplained_absence:W01:L001"])
    for row in call("explain", "L001", "--json").json["requirements"].values():
        assert "(local setting) so far" in row["why"]
    assert call("explain", "L001").out.count("(local setting) · needs") == 4
    assert "Due (local setting)" in call("queue").out
    (escalation,) = call("queue", "--json").json["escalations"]
    assert escalation["why"].startswith("due Mon 8 Feb 2027 (local setting); stage ")
    page = " ".join(call("programme").out.split())
    assert "What has no number is a local setting too: counting residentials by the day, " in page
    assert "the sum of the 80% watch" in page
    sources = {setting["key"]: setting["source"] for setting in call("programme", "--json").json["settings"]}
    assert sources["programme.psw.requirements.study.catch_up_counts"] == "local"
    assert sources["programme.psw.requirements.coaching.catch_up_counts"] == "2.3.1"


def test_cohort_list_programme_clauses_and_history(call: Callable[..., Done]) -> None:
    assert call("cohort", "list", "--json").json == {
        "cohorts": [
            {
                "name": "PSW 2026",
                "year": 2026,
                "programme": "psw",
                "starts": "2026-09-01",
                "ends": "2027-08-31",
                "closed_on": None,
                "leaders": 5,
                "sessions": 3,
                "erased": 0,
            }
        ]
    }
    programme = call("programme", "--json").json
    assert list(programme) == ["programmes", "settings"]
    assert {
        "key": "programme.psw.requirements.coaching.minimum",
        "value": "3",
        "source": "1.1.4",
        "overridden": False,
    } in (programme["settings"])
    clauses = call("clauses", "--json").json
    assert list(clauses) == ["clauses", "lost"]
    assert {"1.1.4", "2.4.6", "H:windows"} <= {clause["id"] for clause in clauses["clauses"]}
    entries = call("history", "--json").json["entries"]
    assert [entry["counter"] for entry in entries] == [5, 4, 3, 2, 1]
    own = {"machine", "counter", "id", "at", "who", "what", "kinds", "undoes", "redoes", "undone", "changes"}
    assert set(entries[0]) == own
    code = call("check", "--json").json["head_code"]
    assert call("history", "--json").json["head_code"] == code
    assert f"head code {code}" in call("history").out
    reason = {"field": "reason", "called": "category of reason", "from": None, "to": None, "kept_back": True}
    assert reason in [field for row in entries[1]["changes"] for field in row["fields"]]
    assert [entry["counter"] for entry in call("history", "L003", "--json").json["entries"]] == [2]
    assert call("history", "--json", "--as-of", "2027-01-31").json["entries"] == []
    assert len(call("history", "--json", "--since", "2027-02-01", "--last", "2").json["entries"]) == 2
    assert call("history", "--json", "--since", "2027-02-02").json["entries"] == []
    assert call("history", "--json", "--who", "nobody at all").json["entries"] == []
    assert "sickness" in call("history", "--full", "--reasons").out
    assert "sickness" not in call("history", "--full").out


def test_a_programme_file_beside_the_database_is_shown_and_a_bad_one_is_refused(
    small: Path, call: Callable[..., Done]
) -> None:
    beside = small.with_name("programme.toml")
    beside.write_text("[programme.psw.local]\npattern_days = 60\n", "utf-8")
    settings = {setting["key"]: setting for setting in call("programme", "--json").json["settings"]}
    assert settings["programme.psw.local.pattern_days"] == {
        "key": "programme.psw.local.pattern_days",
        "value": "60",
        "source": "local",
        "overridden": True,
    }
    assert "60 *" in call("programme").out
    beside.write_text("[programme.psw.local]\npattern_days = 'many'\n", "utf-8")
    for arguments in (("programme",), ("status", "--json")):
        done = call(*arguments)
        assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
        assert "pattern_days: expected a whole number" in done.err


@pytest.mark.parametrize("command", ["status", "explain", "history"])
@pytest.mark.parametrize(
    ("named", "meant"),
    [("L01", "L001 (Amara Osei)"), ("Sian Patell", "L002 (Siân Patel)"), ("Amara Osey", "L001 (Amara Osei)")],
)
def test_an_unknown_leader_is_refused_with_those_who_may_be_meant(
    command: str, named: str, meant: str, call: Callable[..., Done]
) -> None:
    done = call(command, named)
    assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
    assert f"There is no leader {named}; did you mean" in done.err
    assert meant in done.err


def test_an_unknown_cohort_is_refused_with_those_that_may_be_meant(call: Callable[..., Done]) -> None:
    assert "There is no cohort PSW 25; did you mean PSW 2026?" in call("status", "--cohort", "PSW 25").err
    assert "did you mean PSW 2026?" in call("cohort", "close", "psw 2026").err


@pytest.mark.parametrize(
    "arguments", ["status", "status L004", "concerns", "explain L004", "queue", "history", "cohort list"]
)
def test_hostile_names_are_printed_letter_for_letter(
    arguments: str, call: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    page = call(*arguments.split()).out
    assert "\x1b" not in page
    if arguments.partition(" ")[0] in ("status", "concerns", "explain"):
        assert f"{HOSTILE[0]} {HOSTILE[1]}" in page
    if arguments == "explain L004":
        assert "[bold]Leeds[/]" in page


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_is_printed_letter_for_letter(
    name: str, small: Path, call: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    with sqlite3.connect(small) as connection:
        connection.execute("UPDATE leader SET preferred_name = ?, last_name = ''", (name,))
    connection.close()
    assert name in call("status").out
    assert name in call("explain", "L001").out
    assert call("status", "--json").json["leaders"][0]["name"] == name


@pytest.mark.parametrize(
    "arguments",
    ["status", "status L002", "concerns", "queue", "explain L001", "history", "cohort list", "programme", "clauses"],
)
def test_pages_fit_80_columns(arguments: str, call: Callable[..., Done]) -> None:
    done = call(*arguments.split())
    assert done.status == 0
    assert max(len(line) for line in done.out.splitlines()) <= 80


def test_reading_works_while_another_psw_has_the_file_open(small: Path, call: Callable[..., Done]) -> None:
    with Store.open(small) as store:
        assert call("status", "--json").status == 0
        assert call("explain", "L001").status == 0
        refused = call("undo")
        assert (refused.status, refused.out, refused.err.count("\n")) == (1, "", 1)
        assert "is open in another psw" in refused.err
        assert store.connection.execute("SELECT count(*) FROM operation").fetchone() == (5,)


def test_a_session_that_the_coach_called_off_is_rebooked_once_a_later_one_is_booked(
    call: Callable[..., Done], table: Callable[..., Path], tmp_path: Path
) -> None:
    """Section 4: in `explain` and in the case file as on the board; L001's later booking is of 16 February."""
    rows = ("L001,2026-10-14 10:00,cancelled,coach,2026-10-13 10:00", "L002,2027-01-20 10:00,no_show,coach,")
    call("import", "coaching", str(table("more", "leader,starts_at,outcome,cancelled_by,cancelled_at", *rows)))
    for leader, follows in (("L001", "a later one is booked"), ("L002", "it is to be rebooked")):
        said = f"the coach called it off, nothing used; {follows} (2.1.2)"
        document = call("explain", leader, "--json").json
        assert [said in booking["why"] for booking in document["bookings"]].count(True) == 1
        assert said in " ".join(call("explain", leader).out.split())
        call("export", "case", leader, "--json", "-o", str(tmp_path / f"{leader}.json"))
        assert said in (tmp_path / f"{leader}.json").read_text(encoding="utf-8")


def test_a_cohort_that_is_over_is_out_of_the_way_for_people_and_there_for_scripts(call: Callable[..., Done]) -> None:
    before = {name: call(name, "--json").json for name in ("concerns", "queue")}
    assert before["concerns"]["concerns"]
    call("cohort", "close", "PSW 2026")
    assert {name: call(name, "--json").json for name in ("concerns", "queue")} == before
    said = call("concerns").out
    assert "Nothing is flagged on this day." in said
    assert "of PSW 2026 (closed 1 Feb); --cohort shows them." in " ".join(said.split())
    assert "Nothing is flagged" not in call("concerns", "--cohort", "PSW 2026").out
    assert "closed 1 Feb" in call("status").out


def test_a_new_concern_has_its_colour_on_a_terminal_that_has_any(
    call: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[36mnew" in call("concerns").out
    assert "\x1b[36m   new" in call("explain", "L001").out
