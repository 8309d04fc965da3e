"""What is nobody's name, in the languages in which reports are read: devices, rooms, placeholders and stand-ins."""

from __future__ import annotations

import pytest

from psw_tui.exchange.name_matching.nobody import (
    in_place_of,
    is_address_of_several,
    is_device,
    is_helper,
    is_tools_address,
    owner_of_device,
)

DEVICES = (
    *("iPhone", "iPad (2)", "Galaxy S21", "Samsung SM-G991B", "Huawei P30 Pro", "DESKTOP-AB12CD", "Pixel 7", "Laptop"),
    *("Ordinateur portable", "Handy", "Móvil", "Telemóvel", "Komputer", "Telefoon", "Cellulare"),
    *("+44 7700 900123", "442071838750", "Call-In User_1", "44******123", ".", ""),
)
ROOMS = (
    *("Meeting Room 2", "Boardroom", "ZOOM ROOM 1", "Room B", "Besprechungsraum", "Kleiner Besprechungsraum 3"),
    *("Salle de réunion 3", "Sala de reuniones", "Sala riunioni", "Vergaderzaal", "Sala konferencyjna"),
)
ACCOUNTS = ("Hackney Council", "Training Account", "Admin", "Reception", "Shared Device", "Learning Team")
PLACEHOLDERS = (
    *("Zoom user", "Guest", "Guest 3", "User1", "Participant #4", "Unknown User", "Anonymous", "Zoom-Benutzer", "Gast"),
    *("Utilisateur Zoom", "Invité", "Usuario de Zoom", "Invitado", "Usuário do Zoom", "Convidado", "Utente Zoom"),
    *("Ospite", "Gebruiker", "Gość", "Użytkownik Zoom"),
)


@pytest.mark.parametrize("name", [*DEVICES, *ROOMS, *ACCOUNTS, *PLACEHOLDERS])
def test_a_device_a_room_an_account_and_a_placeholder_are_nobody(name: str) -> None:
    assert is_device(name)
    assert owner_of_device(name) == ""


@pytest.mark.parametrize(
    "name",
    ["Alex Guest", "Ipek Adler", "Galaxia Room", "Usha Userman", "Gill Mobley", "Salla Raumer", "Anon Phonesavanh"],
)
def test_a_name_that_only_looks_so_is_a_name(name: str) -> None:
    assert not is_device(name)
    assert not is_helper(name)
    assert in_place_of(name) is None


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("Amara's iPhone", "amara"),
        ("iPhone de Amara", "amara"),
        ("iPad von Ben Cole", "ben cole"),
        ("Siobhan O’Connor’s iPad", "siobhan o'connor"),
        ("MacBook-Pro de Ben", "ben"),
        ("Amara Osei iPhone", "amara osei"),
    ],
)
def test_a_device_may_say_whose_it_is(name: str, owner: str) -> None:
    assert is_device(name)
    assert owner_of_device(name) == owner


@pytest.mark.parametrize(
    "name",
    [
        *("Otter.ai Notetaker (Ben Cole)", "Amara Osei's Notetaker", "Ben Cole's OtterPilot", "Fireflies.ai Notetaker"),
        *("read.ai meeting notes", "Read AI", "Copilot", "tl;dv", "tldv.io", "Fathom", "Zoom AI Companion"),
        *("Minute-taker", "Note taker", "Recorder", "BSL Interpreter", "Interpreter for Amara", "PA to Ben Cole"),
        *("Ben's Assistant", "Dolmetscherin", "Protokollführer", "Übersetzer", "Interprète", "Preneuse de notes"),
        *("Intérprete", "Asistente de Ben", "Grabadora", "Assistente", "Tradutora", "Interprete LIS", "Registratore"),
        *("Notulist", "Tolk", "Tłumacz", "Asystentka Ben Cole"),
        *("Ben Cole’s PA", "Amara's guest", "James' carer", "Otter", "Otter (Ben Cole)", "Amara Osei via Otter"),
    ],
)
def test_whoever_takes_notes_or_interprets_is_known_by_the_word(name: str) -> None:
    assert is_helper(name)


@pytest.mark.parametrize("name", ["Assistant Director Ben Cole", "Ben Cole (Assistant Team Manager)", "Jane Otter"])
def test_a_post_or_a_surname_is_no_note_taker(name: str) -> None:
    assert not is_helper(name)


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("Grace Hill on behalf of Amara Osei", "grace hill"),
        ("Amara Osei (guest of Ben Cole)", "amara osei"),
        ("Grace for Amara", "grace"),
        ("For Ben Cole", ""),
        ("Grace im Auftrag von Amara", "grace"),
        ("In Vertretung von Ben Cole", ""),
        ("Grace für Amara", "grace"),
        ("Grace pour Amara", "grace"),
        ("Grace de la part d'Amara", "grace"),
        ("Grace en nombre de Amara", "grace"),
        ("Grace em nome de Amara", "grace"),
        ("Grace per conto di Amara", "grace"),
        ("Grace namens Amara", "grace"),
        ("Grace w imieniu Amary", "grace"),
        ("Per Hansen", None),
        ("Ford Fortune", None),
    ],
)
def test_who_came_in_anothers_place_is_told_from_the_other(name: str, who: str | None) -> None:
    assert in_place_of(name) == who


def test_addresses_of_tools_and_of_offices_are_nobodys() -> None:
    assert is_tools_address("fred@fireflies.ai")
    assert not is_tools_address("amara@otters.example")
    assert is_address_of_several("training@hackney.example")
    assert is_address_of_several("room2.north@hackney.example")
    assert not is_address_of_several("amara.osei@hackney.example")
