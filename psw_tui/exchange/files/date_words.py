"""Words in dates, times and durations, in the languages that Zoom, Teams, Meet and the Forms speak most.

English, French, German, Spanish, Portuguese, Italian, Dutch and Polish; every word stands as `fold` leaves it.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")


def _by_word(groups: Iterable[tuple[str, T]]) -> dict[str, T]:
    """What every word of some groups of words stands for."""
    meant: dict[str, T] = {}
    for words, meaning in groups:
        meant.update(dict.fromkeys(words.split(), meaning))
    return meant


def _any_of(*words: str) -> str:
    """A pattern that fits any of these words, the longest first."""
    return "|".join(sorted(" ".join(words).split(), key=len, reverse=True))


_MONTHS = (
    "january jan januar jaenner janner janvier janv enero ene janeiro gennaio gen januari styczen stycznia sty",
    "february feb februar fevrier fevr fev febrero fevereiro febbraio februari luty lutego lut",
    "march mar marz maerz mrz mars marzo marco maart mrt marzec marca",
    "april apr avril avr abril abr aprile kwiecien kwietnia kwi",
    "may mai mayo maio maggio mag mei maj maja",
    "june jun juni juin junio junho giugno giu czerwiec czerwca cze",
    "july jul juli juillet juil julio julho luglio lug lipiec lipca lip",
    "august aug aout aou agosto ago augustus sierpien sierpnia sie",
    "september sep sept septembre septiembre setembro set settembre wrzesien wrzesnia wrz",
    "october oct oktober okt octobre octubre outubro out ottobre ott pazdziernik pazdziernika paz",
    "november nov novembre noviembre novembro listopad listopada lis",
    "december dec dezember dez decembre diciembre dic dezembro dicembre grudzien grudnia gru",
)
#: The number of every month by its names and their usual short forms.
MONTHS = _by_word((words, month) for month, words in enumerate(_MONTHS, start=1))
_WEEKDAYS = (
    "monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday sun",
    "montag mo dienstag di mittwoch mi donnerstag do freitag fr samstag sa sonnabend sonntag so",
    "lundi lun mardi mar mercredi mer jeudi jeu vendredi ven samedi sam dimanche dim",
    "lunes martes miercoles mie jueves jue viernes vie sabado sab domingo dom",
    "segunda-feira segunda seg terca-feira terca ter quarta-feira quarta qua quinta-feira quinta qui",
    "sexta-feira sexta sex lunedi martedi mercoledi giovedi gio venerdi domenica",
    "maandag ma dinsdag woensdag wo woe donderdag don vrijdag vr vrij zaterdag za zat zondag zo zon",
    "poniedzialek pon wtorek wt sroda sr czwartek czw piatek pt sobota sob niedziela niedz nd",
)
#: Days of the week, in full and short, as they stand before a date; "mar" is a month too.
WEEKDAYS = frozenset(chain.from_iterable(words.split() for words in _WEEKDAYS))
#: What may stand between a date and its time, besides a comma: a pattern.
BEFORE_THE_TIME = "at|a|à|a las|a la|um|às|as|alle|alle ore|ore|om|o|o godz\\.?|godz\\.?|kl\\.?|-|–"
_ZONES = (
    ("z utc gmt wet", 0),
    ("bst west cet mez", 1),
    ("cest mesz", 2),
    ("est cdt", -5),
    ("edt", -4),
    ("cst mdt", -6),
    ("mst pdt", -7),
    ("pst", -8),
)
#: How far the zones that are written by their names are ahead of Greenwich.
ZONES = _by_word((names, timedelta(hours=hours)) for names, hours in _ZONES)
#: Patterns of the words for hours, minutes and seconds of a duration, and of what joins its parts.
HOUR_WORDS = _any_of(
    "h hr hrs hour hours std stunde stunden heure heures hora horas ora ore",
    "u uur uren g godz godzina godziny godzin",
)
MINUTE_WORDS = _any_of("m mn min mins minute minutes minuten minuto minutos minuti minuut minut minuta minuty")
SECOND_WORDS = _any_of(
    "s sec secs second seconds sek sekunde sekunden sekund sekunda sekundy seconde secondes",
    "seg segundo segundos secondo secondi seconden",
)
AND_WORDS = ",|and|et|und|y|e|en|i"
