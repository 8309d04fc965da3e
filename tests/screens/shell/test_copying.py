"""What `Y` offers to copy of whom, in the words of a BDO who pastes it into Outlook or a sheet."""

from __future__ import annotations

import pytest

from psw_tui.store.roster.contacts import Contact
from screens.shell.copying import offers

KEN = Contact("coach", "Ken Lamb", "ken@example.org")
AMARA = Contact("leader", "Amara Osei", "amara@example.org", "07700 900123", KEN, Contact("manager", "Jo Hall", ""))
ZOE = Contact("leader", "Zoë Castle", "zoe@example.org", "", KEN, Contact("manager", "Al Park", "al@example.org"))
ANN = Contact("leader", "Ann Ek", "")
ROWS = [["Name", "State"], ["Amara Osei", "active"]]


def of(*people: Contact, rows: list[list[str]] | None = None) -> dict[str, tuple[str, str]]:
    return {offer.label: (offer.text, offer.said) for offer in offers(people, rows or [])}


def test_of_one_leader_what_is_recorded_stands_in_the_menu_itself() -> None:
    assert of(AMARA, rows=ROWS) == {
        "e-mail address: amara@example.org": ("amara@example.org", "Copied amara@example.org"),
        "names with e-mail address: Name <address>": (
            "Amara Osei <amara@example.org>",
            "1 name with e-mail address copied",
        ),
        "telephone: 07700 900123": ("07700 900123", "Copied 07700 900123"),
        "coach's e-mail address: ken@example.org": ("ken@example.org", "Copied ken@example.org"),
        "1 row with headings, for a spreadsheet": ("Name\tState\nAmara Osei\tactive", "1 row copied, with headings"),
    }


def test_of_several_the_addresses_stand_as_outlook_takes_them_and_who_has_none_is_said() -> None:
    made = of(AMARA, ZOE, ANN)
    assert made["e-mail addresses: 2, for Outlook"] == (
        "amara@example.org; zoe@example.org",
        "2 e-mail addresses copied; 1 leader has none",
    )
    assert made["coach's e-mail address: ken@example.org"][0] == "ken@example.org"  # one coach of both, once
    assert made["manager's e-mail address: al@example.org"][1] == "Copied al@example.org; 1 manager has none"
    assert made["telephone numbers: 1, with names"] == (
        "Amara Osei\t07700 900123",
        "1 telephone number copied; 2 leaders have none",
    )


def test_one_address_of_two_people_is_copied_once() -> None:
    shared = Contact("leader", "Al Park", "Amara@Example.org")
    assert of(AMARA, shared)["e-mail address: Amara@Example.org"][0] == "Amara@Example.org"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Zoë O'Connor-Ek", "Zoë O'Connor-Ek"),
        ("Osei, Amara", '"Osei, Amara"'),
        ('Amara "Ami" Osei', '"Amara \\"Ami\\" Osei"'),
        ("Osei; <x@y>", '"Osei; <x@y>"'),
    ],
)
def test_a_name_that_a_mail_program_would_take_apart_is_quoted(name: str, written: str) -> None:
    made = of(Contact("leader", name, "a@example.org"))
    assert made["names with e-mail address: Name <address>"][0] == f"{written} <a@example.org>"


@pytest.mark.parametrize(
    ("cell", "pasted"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+44 7700 900123", "+44 7700 900123"),
        ("-3", "-3"),
        ("@home", "'@home"),
        ("-cmd", "'-cmd"),
        ("two\tcells\nand a line", "two cells and a line"),
        ("", ""),
    ],
)
def test_a_cell_stays_a_cell_and_is_no_formula(cell: str, pasted: str) -> None:
    [(text, _)] = of(rows=[["What"], [cell]]).values()
    assert text == f"What\n{pasted}"


def test_where_there_is_neither_anybody_nor_a_row_nothing_is_offered() -> None:
    assert of(rows=[["What"]]) == {}
