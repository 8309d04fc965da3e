"""Reports in the languages that Zoom, Teams and Meet speak most, and what is asked about one in any other."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from psw_tui.exchange.files.heading_table import plain_key
from psw_tui.exchange.files.sheet import WrongReport
from psw_tui.exchange.registers import report_words
from psw_tui.exchange.registers.recognise import looks_like_report, read_report
from psw_tui.exchange.registers.told_headings import ToldHeadings
from psw_tui.exchange.registers.unknown_report import UnknownReport
from psw_tui.policy.attendance import seconds_present
from psw_tui.policy.terms import ReportFormat
from psw_tui.store.registers.heading_maps import signature
from psw_tui.store.system.settings import package_text
from tests.policy.cases import case, session

if TYPE_CHECKING:
    from pathlib import Path

    from psw_tui.exchange.name_matching.lines import ReportLine
    from psw_tui.exchange.registers.report import Report

ZOOM, TEAMS, MEET = ReportFormat.ZOOM, ReportFormat.TEAMS, ReportFormat.MEET
HELD = session("W2", "workshop", "2026-11-12 10:00", "2026-11-12 12:00")


def read(folder: Path, *lines: str, encoding: str = "utf-8") -> Report:
    path = folder / "report.csv"
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    assert looks_like_report(path) is not None
    return read_report(path, HELD)


def refusal(folder: Path, *lines: str) -> str:
    path = folder / "report.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(WrongReport) as caught:
        read_report(path, HELD)
    return str(caught.value)


def minutes(line: ReportLine) -> int | None:
    """The minutes of the session that a line's stay covers; without a stay, what the report says."""
    if line.joined is None or line.left is None:
        return line.minutes
    return seconds_present([(line.joined, line.left)], HELD) // 60


#: Zoom's single stays, as the headings stand in real exports (Dutch, Polish and German in part by its own words).
STAYS = {
    "English": "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room;Yes;No",
    "German": "Name (ursprünglicher Name),E-Mail,Beitrittszeit,Austrittszeit,Dauer (Minuten),Gast,Im Warteraum;Ja;Nein",
    "French": "Nom (nom original),Adresse e-mail de l’utilisateur,Heure d’arrivée,Heure de départ,Durée (minutes),"
    "Invité,Salle d’attente;Oui;Non",
    "Spanish": "Nombre (nombre original),Correo electrónico,Hora de entrada,Hora de salida,Duración (minutos),Invitado,"
    "En sala de espera;Sí;No",
    "Spanish, older": "Nombre (nombre original),E-mail del usuario,Hora para unirse,Hora para salir,Duración (minutos),"
    "Invitado,En la sala de espera;Si;No",
    "Portuguese": "Nome (nome original),E-mail,Ingressar na hora,Hora de saída,Duração (minutos),Convidado,"
    "Na sala de espera;Sim;Não",
    "Italian": "Nome (nome originale),E-mail,Ora di ingresso,Ora di uscita,Durata (minuti),Guest,"
    "In sala d'attesa;Sì;No",
    "Dutch": "Naam (oorspronkelijke naam),E-mail,Deelnametijd,Vertrektijd,Duur (minuten),Gast,In wachtkamer;Ja;Nee",
    "Polish": "Imię i nazwisko (oryginalne imię i nazwisko),E-mail,Godzina dołączenia,Godzina opuszczenia,"
    "Czas trwania (minuty),Gość,W poczekalni;Tak;Nie",
    "words of the table in other headings": "Nombre completo,Correo,Hora de conexión a la sala,Hora de desconexión,"
    "Duración en minutos,Invitado,Estuvo en espera;Sí;No",
    "accents lost on the way": "Nombre (nombre original),Correo electronico,Hora de entrada,Hora de salida,"
    "Duracion (minutos),Invitado,En sala de espera;Si;No",
}


@pytest.mark.parametrize("headings", [case(name, text) for name, text in STAYS.items()])
def test_the_waiting_room_is_no_part_of_the_call_in_any_language(headings: str, tmp_path: Path) -> None:
    head, yes, no = headings.split(";")
    report = read(
        tmp_path,
        head,
        f"Ami (Amara Osei),a@example.org,12/11/2026 10:00:00,12/11/2026 11:50:00,110,{yes},{yes}",
        f"Ami (Amara Osei),a@example.org,12/11/2026 11:50:00,12/11/2026 12:00:00,10,{yes},{no}",
        f"Ben Cole,,12/11/2026 10:00:00,12/11/2026 12:00:00,120,{no},{no}",
    )
    assert (report.format, report.waiting) == (ZOOM, 1)
    assert [(line.email, minutes(line)) for line in report.lines] == [("a@example.org", 10), ("", 120)]
    assert report.lines[0].name == ("Ami" if "(" in head.split(",", maxsplit=1)[0] else "Ami (Amara Osei)")


@pytest.mark.parametrize(
    "head",
    [
        "Nombre (nombre original),E-mail del usuario,Duración total (minutos),Invitado",
        "Nom (nom d'origine),E-mail de l'utilisateur,Durée totale (minutes),Invité",
        "Nome (nome original),E-mail do usuário,Duração total (minutos),Convidado",
        "Nome (nome originale),E-mail,Durata totale (minuti),Guest",
        "Name (ursprünglicher Name),E-Mail,Gesamtdauer (Minuten),Gast",
        "Naam (oorspronkelijke naam),E-mail,Totale duur (minuten),Gast",
        "Nazwa (oryginalna nazwa),E-mail,Całkowity czas trwania (minuty),Gość",
    ],
)
def test_zooms_totals_are_read_in_every_language(head: str, tmp_path: Path) -> None:
    report = read(tmp_path, head, "Amara Osei,a@example.org,118,No")
    assert report.format is ZOOM
    assert [(line.name, line.email, line.minutes) for line in report.lines] == [("Amara Osei", "a@example.org", 118)]


TEAMS_TABLES = {
    "French, 2021": (
        "*Résumé de la réunion",
        "Nom complet|Heure d'arrivée|Heure de départ|Durée|E-mail|Rôle",
        "12/11/2026 à 10:01:31|12/11/2026 à 11:45:31|1 h 44 m",
    ),
    "French": (
        "2. Participants",
        "Nom|Première participation|Dernier départ|Durée de la réunion|E-mail|ID du participant (UPN)|Rôle",
        "12/11/26, 10:01:31|12/11/26, 11:45:31|1 h 44 min 0 s",
    ),
    "Spanish": (
        "2. Participantes",
        "Nombre|Primera unión|Última salida|Duración en la reunión|Correo electrónico|Id. de participante (UPN)|Rol",
        "12/11/26, 10:01:31|12/11/26, 11:45:31|1 h 44 min 0 s",
    ),
    "Portuguese": (
        "2. Participantes",
        "Nome|Primeiro ingresso|Última saída|Duração da reunião|Email|ID do participante (UPN)|Função",
        "12/11/2026 10:01:31|12/11/2026 11:45:31|1h 44m",
    ),
    "Polish, 2021": (
        "Podsumowanie spotkania",
        "Imię i nazwisko|Godzina dołączenia|Godzina opuszczenia|Czas trwania|E-mail|Rola",
        "12.11.2026, 10:01:31|12.11.2026, 11:45:31|1 godz. 44 min 0 sek.",
    ),
    "German": (
        "3. Aktivitäten in der Besprechung",
        "Name|Beitreten|Verlassen|Dauer|E-Mail|Rolle",
        "12.11.26, 10:01:31|12.11.26, 11:45:31|1 Std. 44 Min.",
    ),
    "Italian": (
        "2. Partecipanti",
        "Nome|Prima partecipazione|Ultima uscita|Durata della riunione|E-mail|ID partecipante (UPN)|Ruolo",
        "12/11/26, 10:01:31|12/11/26, 11:45:31|1 h 44 min",
    ),
    "Dutch": (
        "2. Deelnemers",
        "Naam|Eerste deelname|Laatste vertrek|Duur van vergadering|E-mail|Deelnemer-ID (UPN)|Rol",
        "12-11-26 10:01:31|12-11-26 11:45:31|1 u 44 m",
    ),
}


@pytest.mark.parametrize("table", [case(name, table) for name, table in TEAMS_TABLES.items()])
def test_teams_is_read_in_every_language(table: tuple[str, str, str], tmp_path: Path) -> None:
    title, head, times = table
    ends = "a@example.org|x|y" if head.count("|") > 5 else "a@example.org|y"
    lines = [title, "", head, f"Amara Osei|{times}|{ends}"]
    report = read(tmp_path, *(line.replace("|", "\t") for line in lines), encoding="utf-16")
    assert report.format is TEAMS
    assert [(line.name, line.email, minutes(line)) for line in report.lines] == [("Amara Osei", "a@example.org", 104)]


@pytest.mark.parametrize(
    ("head", "there"),
    [
        ("Nome,Sobrenome,E-mail,Duração,Horário de entrada,Horário de saída", "1 h 44 min"),
        ("Prénom,Nom,E-mail,Durée,Heure d'arrivée,Heure de départ", "1 h 44 min"),
        ("Vorname,Nachname,E-Mail,Dauer,Beitrittszeit,Verlassen um", "1 Std. 44 Min."),
        ("Imię,Nazwisko,E-mail,Czas trwania,Godzina dołączenia,Godzina wyjścia", "1 godz. 44 min"),
    ],
)
def test_meet_has_two_names_in_every_language(head: str, there: str, tmp_path: Path) -> None:
    report = read(tmp_path, head, f"Amara,Osei,a@example.org,{there},10:01,11:45")
    assert report.format is MEET
    assert [(line.name, minutes(line)) for line in report.lines] == [("Amara Osei", 104)]


ACTIONS = {
    "English": "Full Name|User Action|Timestamp;Joined;Left;Joined before",
    "Portuguese": "Nome Completo|Atividade|Carimbo de data/hora;Ingressou;Saiu;Entrou antes de",
    "French": "Nom complet|Action de l'utilisateur|Horodatage;Rejoint;Quitté;Rejoint avant",
    "German": "Vollständiger Name|Benutzeraktion|Zeitstempel;Beigetreten;Verlassen;Beigetreten vor",
    "Spanish": "Nombre completo|Acción del usuario|Marca de tiempo;Se unió;Abandonó;Se unió antes",
    "Italian": "Nome completo|Azione utente|Timestamp;Partecipato;Uscito;Partecipato prima",
    "Dutch": "Volledige naam|Gebruikersactie|Tijdstempel;Deelgenomen;Verlaten;Eerder deelgenomen",
    "Polish": "Imię i nazwisko|Akcja użytkownika|Znacznik czasu;Dołączył(a);Opuścił(a);Dołączył(a) przed",
}


@pytest.mark.parametrize("words", [case(name, words) for name, words in ACTIONS.items()])
def test_teams_list_of_who_joined_and_left_is_put_together_to_stays(words: str, tmp_path: Path) -> None:
    head, joined, left, before = words.split(";")
    rows = [
        head,
        f"Amara Osei|{joined}|11/12/2026, 10:01:31 AM",
        f"Ben Cole|{before}|11/12/2026, 9:59:02 AM",
        f"Amara Osei|{left}|11/12/2026, 10:31:31 AM",
        f"amara osei|{joined}|11/12/2026, 11:00:00 AM",
        f"Grace Adeyemi|{left}|11/12/2026, 11:10:00 AM",
        f"amara osei|{left}|11/12/2026, 11:45:00 AM",
    ]
    report = read(tmp_path, *(row.replace("|", "\t") for row in rows), encoding="utf-16")
    assert report.format is TEAMS
    assert [(line.row, line.name, minutes(line)) for line in report.lines] == [
        (2, "Amara Osei", 30),
        (3, "Ben Cole", None),
        (5, "amara osei", 45),
        (6, "Grace Adeyemi", None),
    ]


def test_a_leaving_ends_the_stay_that_began_last_whatever_the_order_of_the_rows(tmp_path: Path) -> None:
    """The first call broke off without a word: nobody was there from 10:00 to 11:50 for it."""
    rows = (
        "Full Name\tUser Action\tTimestamp",
        "Amara Osei\tLeft\t12/11/2026, 11:50:00",
        "Amara Osei\tJoined\t12/11/2026, 10:00:00",
        "Amara Osei\tJoined\t12/11/2026, 11:40:00",
    )
    report = read(tmp_path, *rows)
    assert [(line.row, minutes(line)) for line in report.lines] == [(3, None), (4, 10)]


def test_an_action_that_is_neither_is_refused_by_its_row(tmp_path: Path) -> None:
    said = refusal(tmp_path, "Full Name\tUser Action\tTimestamp", "Amara\tPoistui\t12/11/2026, 11:50:00")
    assert "row 2: “Poistui” is neither a joining nor a leaving" in said


# Other languages


SWEDISH = "Namn (ursprungligt namn),E-post,Anslutningstid,Lämnade,Varaktighet (minuter),Gäst,I väntrum"
STAY = "Amara Osei,a@example.org,12/11/2026 10:00:00,12/11/2026 11:50:00,110"


def test_a_column_that_could_be_the_waiting_room_is_asked_about(tmp_path: Path) -> None:
    said = refusal(tmp_path, SWEDISH, f"{STAY},Ja,Ja")
    assert "has columns that psw can't read (Gäst, I väntrum)" in said
    assert "--column “Gäst=other”" in said


def test_a_yes_and_no_under_a_heading_that_no_list_has_is_asked_about_in_other_languages(tmp_path: Path) -> None:
    head = "Nome (nome originale),E-mail,Ora di ingresso,Ora di uscita,Durata (minuti),In anticamera"
    assert "(In anticamera)" in refusal(tmp_path, head, f"{STAY},Sì")
    english = "Name (original name),Email,Join time,Leave time,Duration (minutes),Do you want lunch?"
    assert len(read(tmp_path, english, f"{STAY},Yes").lines) == 1


def test_a_waiting_room_that_says_neither_yes_nor_no_is_refused(tmp_path: Path) -> None:
    head = "Name (original name),Email,Join time,Leave time,Duration (minutes),In waiting room"
    assert "row 2, waiting room: “Ehkä” is neither yes nor no" in refusal(tmp_path, head, f"{STAY},Ehkä")


def test_nothing_but_a_name_times_and_minutes_can_be_read_in_any_language(tmp_path: Path) -> None:
    report = read(tmp_path, ",".join(SWEDISH.split(",")[:5]), STAY)
    assert [(line.name, minutes(line)) for line in report.lines] == [("Amara Osei", 110)]


@pytest.mark.parametrize("head", ["Nimi,Sähköposti,Kesto yhteensä", "名前,メール,合計時間"])
def test_a_file_in_an_unknown_language_is_refused_with_what_can_be_told(head: str, tmp_path: Path) -> None:
    said = refusal(tmp_path, head, "Amara Osei,a@example.org,118")
    first = head.split(",", maxsplit=1)[0]
    assert f"not an attendance report that psw knows (it begins with {first}" in said
    assert f"--column “{first}=name”" in said
    assert (said.count(";"), said.count(". ")) == (0, 0)


@pytest.mark.parametrize(
    ("lines", "headings"),
    [
        (("Nimi,Sähköposti,Kesto yhteensä", "Amara Osei,a@example.org,118"), ("Nimi", "Sähköposti", "Kesto yhteensä")),
        (("Raportti", "", "Nimi\tTuli\tLähti", "Amara\t12.11.2026 10:00\t12.11.2026 11:00"), ("Nimi", "Tuli", "Lähti")),
        (("名前;参加;退出", "Amara;10:00;11:50"), ("名前", "参加", "退出")),
        (("Colour,Shape,Name", "red,round,Amara"), ()),
        (("Colour,Minutes", "red,12"), ()),
    ],
)
def test_the_headings_that_can_be_told_are_those_above_times_or_minutes(
    lines: tuple[str, ...], headings: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "report.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(UnknownReport) as caught:
        read_report(path, HELD)
    assert caught.value.headings == headings


@pytest.mark.parametrize(
    ("told", "enough"),
    [
        (("name", "minutes"), True),
        (("name", "joined", "left"), True),
        (("name", "joined"), False),
        (("joined", "left", "minutes"), False),
        ((), False),
    ],
)
def test_a_report_needs_a_name_and_how_long(told: tuple[str, ...], enough: bool) -> None:
    assert UnknownReport.is_enough(told) is enough


def test_times_under_headings_that_are_not_understood_are_not_said_to_be_switched_off(tmp_path: Path) -> None:
    rows = (
        "2. Osallistujat",
        "Nimi\tLiittyi\tPoistui\tKesto\tSähköposti\tOsallistujatunnus (UPN)",
        "Amara Osei\t12.11.2026 10.01.31\t12.11.2026 11.45.31\t1 t 44 min\ta@example.org\ta@example.org",
    )
    said = refusal(tmp_path, *rows)
    assert "not an attendance report that psw knows" in said
    assert "--column" in said


# The table itself


def test_every_heading_of_the_table_means_one_thing() -> None:
    table = tomllib.loads(package_text("report_headings.toml"))
    words, _, _ = table.pop("words"), table.pop("others"), table.pop("form")
    meant: dict[str, set[str]] = {}
    for lists in table.values():
        for kind, meaning in report_words.FIELD_OF_LIST.items():
            for heading in lists[kind]:
                meant.setdefault(plain_key(heading), set()).add(meaning)
                assert report_words.field_of(heading) is meaning, heading
        assert not {plain_key(said) for said in lists["joining"]} & {plain_key(said) for said in lists["leaving"]}
        for heading in (*lists["name"], *lists["first"], *lists["last"]):
            assert report_words.may_head([heading]) or heading in {*lists["first"], *lists["last"]}, heading
    assert [key for key, meanings in meant.items() if len(meanings) > 1] == []
    assert all(re.fullmatch(r"[a-z*]+", word) for kind in words.values() for word in kind)


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("Hora de inicio de la reunión", None),
        ("Nombre total de participants", None),
        ("Average attendance time", None),
        ("Department", None),
        ("Registration time", None),
        ("What did you think of the waiting room and of the welcome?", None),
        ("Gesamtdauer in Minuten", "total minutes"),
        ("Was in waiting room?", "waiting room"),
        ("Dernière arrivée", None),
        ("Verlassenszeitpunkt", "left"),
    ],
)
def test_a_heading_that_stands_in_no_list_is_read_by_its_words_or_not_at_all(heading: str, meaning: str | None) -> None:
    assert report_words.field_of(heading) == meaning


# What is told of headings


TURKISH = "Ad (orijinal ad),E-posta,Katılma zamanı,Ayrılma zamanı,Süre (dakika),Konuk,Bekleme odasında"
TOLD = ToldHeadings({"Konuk": "other", "Bekleme odasında": "waiting room"})


def told(folder: Path, headings: ToldHeadings, *lines: str) -> Report:
    path = folder / "report.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_report(path, HELD, told=headings)


def test_the_waiting_room_of_a_language_that_no_list_has_is_left_out_once_it_is_told(tmp_path: Path) -> None:
    rest = "12/11/2026 11:50:00,12/11/2026 12:00:00,10,Evet,Hayır"
    report = told(tmp_path, TOLD, TURKISH, f"{STAY},Evet,Evet", f"Amara Osei,a@example.org,{rest}")
    assert (report.waiting, [minutes(line) for line in report.lines]) == (1, [10])
    assert report.headings is not None
    again = ToldHeadings(before={signature(report.headings.headings): dict(report.headings.told)})
    assert told(tmp_path, again, TURKISH, f"{STAY},Evet,Hayır").waiting == 0


@pytest.mark.parametrize(
    ("columns", "head", "row"),
    [
        case(
            "totals",
            {"Nimi": "name", "Kesto yhteensä": "total minutes"},
            "Nimi,Sähköposti,Kesto yhteensä",
            "Amara Osei,a@example.org,110",
        ),
        case("minutes alone", {"名前": "Name", "時間": "minutes"}, "名前,時間", "Amara Osei,110"),
        case(
            "headings of our own, beside one that is known",
            {"Who": "name", "In": "joined", "Out": "left"},
            "Who,In,Out,Email",
            "Amara Osei,12/11/2026 10:00,12/11/2026 11:50,a@example.org",
        ),
    ],
)
def test_headings_that_are_told_make_a_report(columns: dict[str, str], head: str, row: str, tmp_path: Path) -> None:
    report = told(tmp_path, ToldHeadings(columns), head, row)
    assert [(line.name, minutes(line)) for line in report.lines] == [("Amara Osei", 110)]


def test_a_heading_that_is_told_and_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongReport, match="has no row with the heading Nome"):
        told(tmp_path, ToldHeadings({"Nome": "name"}), TURKISH, f"{STAY},Evet,Evet")
