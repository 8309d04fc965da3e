"""A sign-in form's answers under headings in every language of the table, as Google's and Microsoft's forms export."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from psw_tui.exchange.registers.recognise import looks_like_report, read_report
from psw_tui.policy.terms import ReportFormat
from tests.policy.cases import case, session

if TYPE_CHECKING:
    from pathlib import Path

HELD = session("W2", "workshop", "2026-11-13 10:00", "2026-11-13 12:00")
AMARA, EMAIL = "Amara Okafor", "amara@example.org"


@pytest.mark.parametrize(
    ("headings", "answer", "email"),
    [
        case("es", "Marca temporal,Nombre,Correo", f"13/11/2026 9:55:01,{AMARA},{EMAIL}", EMAIL),
        case("es, two names", "Marca temporal,Nombre,Apellidos", "13/11/2026 9:55:01,Amara,Okafor", ""),
        case(
            "es, with a manager",
            "Marca temporal,Nombre del responsable,Nombre y apellidos,Empresa",
            f"13/11/2026 9:55:01,Bob Boss,{AMARA},Harbour Trust",
            "",
        ),
        case(
            "es, Microsoft",
            "ID,Hora de inicio,Hora de finalización,Correo electrónico,Nombre",
            f"1,13/11/2026 9:54:00,13/11/2026 9:55:01,{EMAIL},{AMARA}",
            EMAIL,
        ),
        case("de, two names", "Zeitstempel;Vorname;Nachname", "13.11.2026 09:55:01;Amara;Okafor", ""),
        case(
            "de, Microsoft, anonymous",
            "ID,Startzeit,Fertigstellungszeit,E-Mail,Name,Vor- und Nachname,Name der Firma",
            f"1,13.11.2026 09:54:00,13.11.2026 09:55:01,anonymous,,{AMARA},Hafen",
            "",
        ),
        case("fr, two names", "Horodateur,Nom,Prénom,Nom de l'entreprise", "13/11/2026 09:55:01,Okafor,Amara,Port", ""),
        case(
            "fr, Microsoft",
            "ID,Heure de début,Heure de fin,Adresse de messagerie,Nom",
            f"1,13/11/2026 09:54:00,13/11/2026 09:55:01,{EMAIL},{AMARA}",
            EMAIL,
        ),
        case("it", "Informazioni cronologiche,Nome,Cognome", "13/11/2026 9.55.01,Amara,Okafor", ""),
        case(
            "it, Microsoft",
            "ID,Ora di inizio,Ora di completamento,Posta elettronica,Nome",
            f"1,13/11/2026 9:54:00,13/11/2026 9:55:01,{EMAIL},{AMARA}",
            EMAIL,
        ),
        case("pt", "Carimbo de data/hora,Nome completo,E-mail", f"13/11/2026 09:55:01,{AMARA},{EMAIL}", EMAIL),
        case(
            "pt, anonymous",
            "ID,Hora de início,Hora de conclusão,Email,Nome,Nome e sobrenome",
            f"1,13/11/2026 09:54:00,13/11/2026 09:55:01,anonymous,Anônimo,{AMARA}",
            "",
        ),
        case("nl", "Tijdstempel,Naam,E-mailadres", f"13-11-2026 9:55:01,{AMARA},{EMAIL}", EMAIL),
        case(
            "nl, Microsoft",
            "Id,Begintijd,Tijd van voltooien,E-mail,Naam",
            f"1,13-11-2026 9:54:00,13-11-2026 9:55:01,{EMAIL},{AMARA}",
            EMAIL,
        ),
        case("pl", "Sygnatura czasowa,Imię i nazwisko", f"2026-11-13 09:55:01,{AMARA}", ""),
        case("pl, two names", "Sygnatura czasowa,Imię,Nazwisko", "2026-11-13 09:55:01,Amara,Okafor", ""),
        case(
            "pl, Microsoft",
            "Identyfikator,Godzina rozpoczęcia,Godzina ukończenia,Adres e-mail,Nazwa",
            f"1,13.11.2026 09:54:00,13.11.2026 09:55:01,{EMAIL},{AMARA}",
            EMAIL,
        ),
    ],
)
def test_a_sign_in_form_is_read_in_the_languages_of_the_table(
    headings: str, answer: str, email: str, tmp_path: Path
) -> None:
    path = tmp_path / "responses.csv"
    path.write_text(f"{headings}\n{answer}\n", encoding="utf-8")
    assert looks_like_report(path) is ReportFormat.SIGN_IN
    report = read_report(path, HELD)
    assert [(line.name, line.email) for line in report.lines] == [(AMARA, email)]
    assert report.notes == ()


def test_who_began_to_answer_yesterday_is_dated_by_when_they_sent_it(tmp_path: Path) -> None:
    path = tmp_path / "responses.csv"
    row = f"1,12.11.2026 23:50:00,13.11.2026 09:55:01,{EMAIL},{AMARA}"
    path.write_text(f"ID,Startzeit,Fertigstellungszeit,E-Mail,Name\n{row}\n", encoding="utf-8")
    assert len(read_report(path, HELD).lines) == 1
