"""Names on record are suggested as they are typed; a new one beside them is asked about before it is saved."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from screens.dialogs.choices import ChooseStep
from screens.dialogs.form import Field, Form
from screens.dialogs.known_names import KnownNames
from screens.shell.keys_in_order import KeysInOrder
from tests.helpers import drawn, until

ORGANISATIONS = KnownNames(("Éire Social Care", "Kent County Council", "London Borough of Camden"), "organisation")
NOT_MEANT = "London Borough of Hackney"


class Plain(KeysInOrder[None]):
    """An app with nothing but the dialog."""


@dataclass(frozen=True)
class Place:
    """What the form of the test gives."""

    organisation: str
    town: str = ""


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ken", "Kent County Council"),
        ("Kent C", "Kent County Council"),
        ("eire", "Éire Social Care"),
        ("Kent County Council", None),
        ("county", None),
        ("", None),
        (" ", None),
    ],
)
def test_a_name_is_suggested_by_how_it_begins(typed: str, name: str | None) -> None:
    assert ORGANISATIONS.suggested(typed) == name


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("Ken", ["Kent County Council"]),
        ("Kent", ["Kent County Council"]),
        ("kent county council", ["Kent County Council"]),
        ("Kent CC", ["Kent County Council"]),
        ("Kent Couny Council", ["Kent County Council"]),
        ("Council of Kent County", ["Kent County Council"]),
        ("LB Camden", ["London Borough of Camden"]),
        ("Surrey", []),
        (NOT_MEANT, []),
    ],
)
def test_what_may_be_a_slip_of_a_known_name(typed: str, near: list[str]) -> None:
    assert ORGANISATIONS.near(typed) == near


def test_the_beginning_of_a_name_is_not_said_to_be_new() -> None:
    assert [typed for typed in ("k", "Kent", "Kent Police", "Kent County Council") if ORGANISATIONS.is_new(typed)] == [
        "Kent Police"
    ]


def asked(names: KnownNames, typed: str) -> str | None:
    question = names.question(typed, lambda _name: None, lambda: None)
    return None if question is None else question._title


def test_a_new_name_is_asked_about_where_one_is_near_or_always() -> None:
    assert asked(ORGANISATIONS, "Ken") == "Organisation “Ken” is new; did you mean Kent County Council?"
    for fine in ("", "Kent County Council", " Kent  County Council ", NOT_MEANT):
        assert asked(ORGANISATIONS, fine) is None
    assert asked(KnownNames(("PSW 2026",)), "PSW 2027") is None
    coaches = KnownNames(("R. Cole", "Sam Lee"), "coach", always=True)
    assert asked(coaches, "Sam Leee") == "No coach is called Sam Leee; did you mean Sam Lee?"
    assert asked(coaches, "J. Mensah") == "No coach is called J. Mensah; make one?"


async def test_the_arrow_takes_a_name_and_a_new_one_waits_for_an_answer() -> None:
    """In one burst, too: the suggestion need not be drawn for the arrow to take it."""
    given: list[Place | None] = []
    app = Plain()

    async def open_form(typed: str, *keys: str) -> None:
        form = Form("Where", [Field("organisation", "Organisation", names=ORGANISATIONS), Field("town", "Town")], Place)
        app.push_screen(form, given.append)
        await until(pilot, lambda: app.screen is form and form.settled)
        await pilot.press(*typed, *keys)

    async with app.run_test() as pilot:
        await open_form("ken", "right", "ctrl+s")
        await until(pilot, lambda: len(given) == 1)
        for answer in ("y", "n"):
            await open_form("Ken", "ctrl+s")
            await until(pilot, lambda: isinstance(app.screen, ChooseStep))
            await pilot.press(answer)
            await until(pilot, lambda: isinstance(app.screen, ChooseStep) is False and len(given) > 1)
        await until(pilot, lambda: len(given) == 3)
        await open_form("Ken", "ctrl+s")
        await until(pilot, lambda: "did you mean Kent County Council?" in drawn(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, Form))
        await pilot.press("t", "tab", "A", "ctrl+s", "y")
        await until(pilot, lambda: len(given) == 4)
    kent, ken = Place("Kent County Council"), Place("Ken")
    assert given == [kent, kent, ken, Place("Kent County Council", "A")]
