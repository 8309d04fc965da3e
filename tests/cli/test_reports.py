"""`psw import zoom|teams|sign-in`: what is certain is taken, what is not is listed, and nobody becomes absent."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

_ZOOM = "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room"


@pytest.fixture
def register(db: Path, call: Callable[..., Done], table: Callable[..., Path]) -> None:
    """Three leaders and a workshop on 12 November from 10 to 12."""
    people = table(
        "roster",
        "reference,first_name,last_name,cohort,email,offer_accepted_on",
        "L001,Amara,Osei,PSW 2026,amara@example.org,2026-08-01",
        "L002,Dewi,Khan,PSW 2026,,2026-08-01",
        "L003,Beth,Jones,PSW 2026,,2026-08-01",
    )
    dates = table(
        "sessions",
        "reference,cohort,kind,title,starts_at,ends_at",
        "W01,PSW 2026,workshop,Leading,2026-11-12 10:00,2026-11-12 12:00",
        "M01,PSW 2026,module,Reading,2026-10-01 00:00,2026-11-30 23:59",
    )
    assert call("cohort", "add", "PSW 2026", "--year", "2026").status == 0
    for kind, path in (("roster", people), ("sessions", dates)):
        assert call("import", kind, str(path)).status == 0


def there(name: str, email: str = "", first: str = "09:58:00 AM", last: str = "12:01:00 PM") -> tuple[str, ...]:
    return (name, email, f"11/12/2026 {first}", f"11/12/2026 {last}", "123", "No", "No")


def marks(call: Callable[..., Done]) -> dict[str, str | None]:
    return {
        leader: next(
            session["mark"]
            for session in call("explain", leader, "--json").json["sessions"]
            if session["reference"] == "W01"
        )
        for leader in ("L001", "L002", "L003")
    }


@pytest.mark.usefixtures("register")
def test_what_is_certain_is_taken_and_the_rest_is_listed(call: Callable[..., Done], table: Callable[..., Path]) -> None:
    file = table("zoom", _ZOOM, there("A", "amara@example.org"), there("Bethan Jones"), there("iPad"))
    done = call("import", "zoom", "W01", str(file), "--json")
    assert done.status == 0
    assert [line["leader"] for line in done.json["written"]] == ["L001"]
    assert done.json["written"][0] | {"why": ""} == {
        "leader": "L001",
        "shown": "A",
        "email": "amara@example.org",
        "matched_by": "e-mail",
        "suggested": [],
        "mark": "present",
        "minutes": 120,
        "before": None,
        "why": "",
    }
    asked = {line["shown"]: (line["suggested"], line["why"]) for line in done.json["to_confirm"]}
    assert asked == {
        "Bethan Jones": (["L003"], "a short form or a likeness of a name is not certain"),
        "iPad": ([], "a telephone or a device is nobody's name"),
    }
    assert done.json["not_on_roster"] == []
    assert done.json["not_in_file"] == ["L003", "L002"]  # by name
    assert marks(call) == {"L001": "present", "L002": None, "L003": None}


@pytest.mark.usefixtures("register")
def test_a_match_told_is_taken_and_known_from_then_on(call: Callable[..., Done], table: Callable[..., Path]) -> None:
    file = table("zoom", _ZOOM, there("Bethan Jones"))
    assert call("import", "zoom", "W01", str(file)).status == 1  # nobody is certain
    assert call("import", "zoom", "W01", str(file), "--match", "Bethan Jones=L003").status == 0
    assert marks(call)["L003"] == "present"
    call("undo")
    assert marks(call)["L003"] is None


@pytest.mark.parametrize(
    "told",
    [("Dewi & Beth=L002,L003",), ("Dewi & Beth=L002, L003",), ("Dewi & Beth=L002", "dewi & beth=L003")],
)
@pytest.mark.usefixtures("register")
def test_two_at_one_screen_are_told_in_one_match_or_in_two(
    told: tuple[str, ...], call: Callable[..., Done], table: Callable[..., Path]
) -> None:
    file = table("zoom", _ZOOM, there("Dewi & Beth"))
    options = list(chain.from_iterable(("--match", match) for match in told))
    assert call("import", "zoom", "W01", str(file), *options).status == 0
    assert marks(call) == {"L001": None, "L002": "present", "L003": "present"}


@pytest.mark.usefixtures("register")
def test_where_nobody_is_certain_whoever_is_in_the_file_is_listed(
    call: Callable[..., Done], table: Callable[..., Path]
) -> None:
    file = table("zoom", _ZOOM, there("Amara_Osei"), there("B. Jones"), there("iPad"), there("Zbigniew Brzezicki"))
    told = call("import", "zoom", "W01", str(file))
    assert (told.status, told.err.count("\n")) == (1, 1)
    page = " ".join(told.out.split())
    for words in ("Amara_Osei - perhaps L001 Amara Osei", "B. Jones - perhaps L003 Beth Jones", "iPad:", "Brzezicki"):
        assert words in page
    refused = call("import", "zoom", "W01", str(file), "--json")
    assert refused.status == 1
    asked = {line["shown"]: line["suggested"] for line in refused.json["to_confirm"]}
    assert asked == {"Amara_Osei": ["L001"], "B. Jones": ["L003"], "iPad": []}
    assert [line["shown"] for line in refused.json["not_on_roster"]] == ["Zbigniew Brzezicki"]
    assert "Nobody in the file is on the register" in refused.json["problems"][0]["expected"]


@pytest.mark.usefixtures("register")
def test_a_dry_run_and_the_same_file_again_change_nothing(
    call: Callable[..., Done], table: Callable[..., Path]
) -> None:
    file = table("zoom", _ZOOM, there("Amara Osei"))
    assert call("import", "zoom", "W01", str(file), "--dry-run", "--json").json["created"] == 1
    assert marks(call)["L001"] is None
    call("import", "zoom", "W01", str(file))
    entries = len(call("history", "--json").json["entries"])
    again = call("import", "zoom", "W01", str(file), "--json").json
    assert (again["created"], again["changed"], again["unchanged"]) == (0, 0, 1)
    assert len(call("history", "--json").json["entries"]) == entries


@pytest.mark.usefixtures("register")
def test_a_mark_by_hand_gives_way_only_where_told(call: Callable[..., Done], table: Callable[..., Path]) -> None:
    call("import", "marks", str(table("marks", "session,leader,mark", "W01,L001,absent", "W01,L002,absent")))
    file = table("zoom", _ZOOM, there("Amara Osei"), there("Dewi Khan"))
    by_hand = call("import", "zoom", "W01", str(file), "--overwrite", "L002", "--json").json["marked_by_hand"]
    assert [(line["leader"], line["before"]) for line in by_hand] == [("L001", "absent")]
    assert marks(call) == {"L001": "absent", "L002": "present", "L003": None}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("zoom", "W01"), "Nobody in the file is on the register of Leading"),
        (("teams", "W01"), "psw import zoom"),
        (("zoom", "W09"), "There is no session W09"),
        (("zoom", "M01"), "psw import modules"),
        (("zoom", "W01", "--match", "Zbigniew Brzezicki=L009"), "L009 is not on the register"),
        (("zoom", "W01", "--match", "Zoe=L001"), "Nobody in the file is called Zoe"),
        (("zoom", "W01", "--judge", "Zoe=present"), "Nobody in the file is called Zoe"),
        (("zoom", "W01", "--judge", "L001=present"), "Nobody in the file is called L001"),
        (("zoom", "W01", "--judge", "Zbigniew Brzezicki=part"), "--match “Zbigniew Brzezicki=LEADER”"),
    ],
)
@pytest.mark.usefixtures("register")
def test_what_can_not_be_taken_is_refused_in_one_sentence(
    arguments: tuple[str, ...], says: str, call: Callable[..., Done], table: Callable[..., Path]
) -> None:
    file = table("zoom", _ZOOM, there("Zbigniew Brzezicki"))
    command, session, *options = arguments
    done = call("import", command, session, str(file), *options)
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert says in done.err
    assert set(marks(call).values()) == {None}


@pytest.mark.parametrize(
    "option", [("--match", "Amara"), ("--judge", "Amara"), ("--judge", "Amara=absent"), ("--judge", "=part")]
)
@pytest.mark.usefixtures("register")
def test_a_match_or_a_judgement_without_one_is_wrong_usage(
    option: tuple[str, str], call: Callable[..., Done], table: Callable[..., Path]
) -> None:
    file = table("zoom", _ZOOM, there("Amara Osei"))
    assert call("import", "zoom", "W01", str(file), *option).status == 2


def unclear(name: str, email: str = "") -> tuple[str, ...]:
    """Somebody of whom it is not told when they left."""
    return (name, email, "11/12/2026 09:58:00 AM", "", "", "No", "No")


@pytest.mark.usefixtures("register")
def test_what_is_told_of_those_to_judge_is_taken(call: Callable[..., Done], table: Callable[..., Path]) -> None:
    file = table("zoom", _ZOOM, unclear("A", "amara@example.org"), unclear("Dewi Khan"), unclear("Jones, Beth"))
    alone = call("import", "zoom", "W01", str(file), "--dry-run", "--json").json
    assert ([line["leader"] for line in alone["to_confirm"]], alone["written"]) == (["L001", "L003", "L002"], [])
    options = ("--judge", "amara@example.org=present", "--judge", "dewi khan=Part", "--judge", "L003=leave")
    done = call("import", "zoom", "W01", str(file), *options, "--json").json
    assert [(line["leader"], line["mark"]) for line in done["written"]] == [("L002", "part"), ("L001", "present")]
    assert [line["leader"] for line in done["left_as_told"]] == ["L003"]
    assert done["to_confirm"] == []
    assert marks(call) == {"L001": "present", "L002": "part", "L003": None}


@pytest.mark.usefixtures("register")
def test_what_is_told_of_somebody_matched_in_the_same_call_is_taken(
    call: Callable[..., Done], table: Callable[..., Path]
) -> None:
    file = table("zoom", _ZOOM, unclear("iPad"))
    assert call("import", "zoom", "W01", str(file), "--match", "iPad=L002", "--judge", "iPad=present").status == 0
    assert marks(call)["L002"] == "present"


@pytest.mark.usefixtures("register")
def test_one_line_of_two_leaders_is_judged_by_the_reference(
    call: Callable[..., Done], table: Callable[..., Path]
) -> None:
    file = table("zoom", _ZOOM, unclear("Dewi & Beth"))
    match = ("--match", "Dewi & Beth=L002,L003")
    both = call("import", "zoom", "W01", str(file), *match, "--judge", "Dewi & Beth=present")
    assert (both.status, "L002 Dewi Khan" in both.err, "L003 Beth Jones" in both.err) == (1, True, True)
    assert call("import", "zoom", "W01", str(file), *match, "--judge", "L002=present").status == 0
    assert marks(call) == {"L001": None, "L002": "present", "L003": None}


@pytest.mark.usefixtures("register")
def test_a_mark_by_hand_gives_way_to_what_is_told_of_a_line_to_judge_alone(
    call: Callable[..., Done], table: Callable[..., Path]
) -> None:
    call("import", "marks", str(table("marks", "session,leader,mark", "W01,L001,absent", "W01,L002,absent")))
    file = table("zoom", _ZOOM, unclear("Amara Osei"), there("Dewi Khan"))
    told = ("--judge", "Amara Osei=part", "--judge", "Dewi Khan=part")
    by_hand = call("import", "zoom", "W01", str(file), *told, "--json").json["marked_by_hand"]
    assert [(line["leader"], line["mark"]) for line in by_hand] == [("L002", "part")]
    assert marks(call) == {"L001": "part", "L002": "absent", "L003": None}


# What is told of a file


_SWEDISH = "Namn (ursprungligt namn),E-post,Anslutningstid,Lämnade,Varaktighet (minuter),Gäst,I väntrum"


@pytest.mark.usefixtures("register")
def test_a_column_told_once_is_known_in_the_next_report(call: Callable[..., Done], table: Callable[..., Path]) -> None:
    first = table("first", _SWEDISH, "Amara Osei,,2026-11-12 10:00,2026-11-12 12:00,120,Ja,Nej")
    asked = call("import", "zoom", "W01", str(first))
    assert asked.status == 1
    assert "columns that psw can't read (Gäst, I väntrum)" in asked.err
    assert call("import", "zoom", "W01", str(first), "--column", "Gäst=what").status == 2
    columns = ("--column", "Gäst=other", "--column", "I väntrum=waiting room")
    assert call("import", "zoom", "W01", str(first), *columns, "--dry-run").status == 0
    stay = "2026-11-12 10:00,2026-11-12 12:00,120,Ja"
    second = table("second", _SWEDISH, f"Dewi Khan,,{stay},Ja", f"Beth Jones,,{stay},Nej")
    assert call("import", "zoom", "W01", str(second)).status == 1, "a dry run remembers nothing"
    assert call("import", "zoom", "W01", str(first), *columns).status == 0
    done = call("import", "zoom", "W01", str(second), "--dry-run", "--json")
    assert "1 row of the waiting room left out." in done.json["warnings"]
    call("undo")
    assert call("import", "zoom", "W01", str(second)).status == 1, "what is taken back is forgotten"


@pytest.mark.usefixtures("register")
def test_the_day_is_told_where_two_sessions_fit(call: Callable[..., Done], table: Callable[..., Path]) -> None:
    row = "X9,PSW 2026,workshop,Clinic,2026-12-11 10:00,2026-12-11 12:00"
    call("import", "sessions", str(table("clinic", "reference,cohort,kind,title,starts_at,ends_at", row)))
    file = table("zoom", _ZOOM, there("Amara Osei"))
    asked = call("import", "zoom", "X9", str(file))
    assert (asked.status, "Thu 12 Nov 2026 (Leading)" in asked.err) == (1, True)
    assert call("import", "zoom", "X9", str(file), "--day", "soon").status == 2
    assert call("import", "zoom", "W01", str(file), "--day", "2026-11-12").status == 0
    assert marks(call)["L001"] == "present"


@pytest.mark.usefixtures("register")
def test_how_to_say_that_a_clock_is_off_is_printed_and_in_the_document(
    call: Callable[..., Done], table: Callable[..., Path]
) -> None:
    early = [there(name, first="09:00:00 AM", last="11:00:00 AM") for name in ("Amara Osei", "Dewi Khan")]
    file = table("zoom", _ZOOM, *early)
    assert "--shift +1h" in " ".join(call("import", "zoom", "W01", str(file), "--dry-run").out.split())
    document = call("import", "zoom", "W01", str(file), "--dry-run", "--json").json
    assert any("--shift +1h" in warning for warning in document["warnings"])
