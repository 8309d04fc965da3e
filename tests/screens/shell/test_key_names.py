"""Names of verbs, and keys that a setting may not give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.binding import Binding

from screens.shell.key_names import as_key, in_force, name_of, owner, with_name
from tests.docs_from_code import pages

if TYPE_CHECKING:
    from screens.shell.frame import AreaScreen

SORT = Binding("s", "sort", "sort", id="roster.sort")
NEW = Binding("n", "new", "new", id="roster.new")
MOVE = Binding("down,j", "next", "next")
COHORT = with_name("roster", Binding("C", "app.cohort", "cohort"))
COHORT_OF_APP = with_name("app", Binding("C", "cohort", "cohort"))
UNDO = Binding("u", "undo", "undo", id="app.undo")


@pytest.mark.parametrize(
    ("screen", "action", "name"),
    [
        ("RosterScreen", "sort", "roster.sort"),
        ("RegisterScreen", "mark('absent')", "register.mark-absent"),
        ("ReportReviewScreen", "app.focus_next", "app.focus-next"),
        ("TodayScreen", "app.cohort", "app.cohort"),
        ("RoundScreen", "rate(1)", "round.rate-1"),
        ("RoundScreen", "capability(-1)", "round.capability-back-1"),
        ("MonthsScreen", "day(-7)", "months.day-back-7"),
        ("MonthsScreen", "screen.day(7)", "months.day-7"),
    ],
)
def test_a_verb_is_named_by_its_screen_and_what_it_does(screen: str, action: str, name: str) -> None:
    assert name_of(owner(screen), Binding("x", action)) == name


@pytest.mark.parametrize(
    ("typed", "key"), [("?", "question_mark"), (" A ", "A"), ("Ctrl+Y", "ctrl+y"), ("F5", "f5"), ("z", "z")]
)
def test_a_key_is_written_as_it_is_called(typed: str, key: str) -> None:
    assert as_key(typed) == key


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.__name__)
def test_no_two_verbs_of_a_screen_have_one_name(page: type[AreaScreen]) -> None:
    actions: dict[str, set[str]] = {}
    for binding in page.verbs_by_screen()[owner(page.__name__)]:
        actions.setdefault(name_of(owner(page.__name__), binding), set()).add(binding.action)
    assert {name: does for name, does in actions.items() if len(does) > 1} == {}


@pytest.mark.parametrize(
    ("keys", "left_out", "said"),
    [
        ({"roster.sort": "z"}, "", []),
        ({"roster.sort": "n", "roster.new": "s"}, "", []),
        ({"app.cohort": "z"}, "", []),
        (
            {"roster.sort": "n", "app.undo": "z"},
            "roster.sort",
            ["n would be both roster.sort and roster.new in roster"],
        ),
        ({"roster.sort": "u"}, "roster.sort", ["u would be both roster.sort and app.undo in roster"]),
        ({"roster.sort": "j"}, "roster.sort", ["j would be both roster.sort and next in roster"]),
        ({"app.undo": "s"}, "app.undo", ["s would be both app.undo and roster.sort in roster"]),
        ({"roster.sort": "C"}, "roster.sort", ["C would be both roster.sort and app.cohort in roster"]),
        (
            {"roster.sort": "u", "roster.new": "s", "app.cohort": "z"},
            "roster.sort roster.new",
            [
                "u would be both roster.sort and app.undo in roster",
                "s would be both roster.new and roster.sort in roster",
            ],
        ),
        ({"roster.sorting": "z"}, "roster.sorting", ["roster.sorting is not a verb; docs/keys.md lists their names"]),
        ({"roster.sort": "escape"}, "roster.sort", ["escape can't be given to roster.sort: it always does the same"]),
    ],
)
def test_a_key_that_cannot_be_given_is_said_and_the_others_are_in_force(
    keys: dict[str, str], left_out: str, said: list[str]
) -> None:
    given, wrong = in_force(keys, {"roster": [SORT, NEW, MOVE, COHORT]}, [UNDO, COHORT_OF_APP])
    assert wrong == said
    assert given == {name: key for name, key in keys.items() if name not in left_out.split()}
