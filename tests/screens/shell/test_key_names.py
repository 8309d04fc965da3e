"""Names of verbs, and keys that a setting may not give."""

from __future__ import annotations

import pytest
from textual.binding import Binding

from screens.shell.key_names import as_key, name_of, owner, problems

SORT = Binding("s", "sort", "sort", id="roster.sort")
NEW = Binding("n", "new", "new", id="roster.new")
MOVE = Binding("down,j", "next", "next")
UNDO = Binding("u", "undo", "undo", id="app.undo")


@pytest.mark.parametrize(
    ("screen", "action", "name"),
    [
        ("RosterScreen", "sort", "roster.sort"),
        ("RegisterScreen", "mark('absent')", "register.mark-absent"),
        ("ReportReviewScreen", "app.focus_next", "report-review.focus-next"),
        ("RoundScreen", "rate(1)", "round.rate-1"),
    ],
)
def test_a_verb_is_named_by_its_screen_and_what_it_does(screen: str, action: str, name: str) -> None:
    assert name_of(owner(screen), Binding("x", action)) == name


@pytest.mark.parametrize(
    ("typed", "key"), [("?", "question_mark"), (" A ", "A"), ("Ctrl+Y", "ctrl+y"), ("F5", "f5"), ("z", "z")]
)
def test_a_key_is_written_as_it_is_called(typed: str, key: str) -> None:
    assert as_key(typed) == key


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"roster.sort": "z"}, []),
        ({"roster.sort": "n", "roster.new": "s"}, []),
        ({"roster.sort": "n"}, ["n would be both roster.sort and roster.new in roster"]),
        ({"roster.sort": "u"}, ["u would be both roster.sort and app.undo in roster"]),
        ({"roster.sort": "j"}, ["j would be both roster.sort and next in roster"]),
        ({"app.undo": "s"}, ["s would be both app.undo and roster.sort in roster"]),
        ({"roster.sorting": "z"}, ["roster.sorting is not a verb; docs/keys.md lists their names"]),
        ({"roster.sort": "escape"}, ["escape can't be given to roster.sort: it always does the same"]),
    ],
)
def test_what_is_wrong_with_keys_is_said(keys: dict[str, str], said: list[str]) -> None:
    assert problems(keys, {"roster": [SORT, NEW, MOVE]}, [UNDO]) == said
