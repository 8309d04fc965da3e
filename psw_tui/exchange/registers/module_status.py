"""What a learning platform says of a completion: only a word that plainly means one counts.

`Completed`, `Passed`, `Yes`, `100%` and the like, in the languages that platforms speak most; anything else is none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from psw_tui.policy.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

_DONE_WORDS = (
    "completed complete passed pass yes y true done finished satisfied satisfactory achieved attended ✓ ✔ ☑ ✅ met",
    "abgeschlossen bestanden ja erledigt fertig wahr termine terminee reussi reussie oui acheve achevee valide validee",
    "completado completada aprobado aprobada si finalizado finalizada terminado terminada verdadero",
    "concluido concluida aprovado aprovada sim completo completa completato completata superato superata",
    "voltooid afgerond geslaagd behaald ukonczono ukonczone ukonczony zaliczono zaliczone zaliczony tak",
)
#: Completions in several words, folded.
_DONE_PHRASES = frozenset(
    {
        "completed (achieved pass grade)",
        "complete (pass)",
        "completed successfully",
        "successfully completed",
        "completed - passed",
        "complete - passed",
        "completed and passed",
        "course completed",
        "fully complete",
    }
)
_DONE = _DONE_PHRASES.union(*(words.split() for words in _DONE_WORDS))
_NOT_DONE_WORDS = "failed fail no n false incomplete expired withdrawn enrolled started pending overdue cancelled"
_NOT_DONE = frozenset(_NOT_DONE_WORDS.split()) | {"in progress", "not started", "not completed", "not passed"}
_NUMBER = re.compile(r"(\d{1,3})(?:[.,](\d+))?(?: ?%| ?/ ?100)?")
_ALL = 100
#: What stands where there is nothing, or nothing yet; a platform's clock that never ran shows one of these years.
_STOOD_STILL = re.compile(r"\b(?:1970|1969|1900|1899|0001|0000)\b")
_NOTHING_WORDS = "- – — -- n/a na none null nil tbc tba never ? 0 0000-00-00"
_NOTHING = frozenset(_NOTHING_WORDS.split()) | {"", "not applicable", "not yet"}


def is_nothing(text: str) -> bool:
    """Whether a cell says nothing: empty, a dash, `N/A`, `never`, the day from which a machine counts."""
    return fold(clean(text)) in _NOTHING or _STOOD_STILL.search(text) is not None


def is_status(texts: Iterable[str]) -> bool:
    """Whether some cell of a column is plainly a status: a word or a share, and no score or place."""
    folded = {fold(clean(text)) for text in texts}
    return bool(folded & (_DONE | _NOT_DONE)) or any(text.endswith("%") and _NUMBER.fullmatch(text) for text in folded)


def completions(texts: Iterable[str]) -> frozenset[str]:
    """The cells of a column that plainly mean completed; of numbers the whole, be it 100 or, of shares, 1."""
    every = set(texts)
    numbers = {text: number for text in every if (number := _number(text)) is not None}
    bare = [number for text, number in numbers.items() if text.replace(".", "").isdecimal()]
    are_shares = bool(bare) and max(bare) <= 1
    done = {text for text in every if fold(clean(text)) in _DONE}
    for text, number in numbers.items():
        of_one = are_shares and text.replace(".", "").isdecimal()
        if number == _ALL or (of_one and number == 1):
            done.add(text)
    return frozenset(done)


def _number(text: str) -> float | None:
    found = _NUMBER.fullmatch(text.strip())
    return None if found is None else float(f"{found[1]}.{found[2] or 0}")
