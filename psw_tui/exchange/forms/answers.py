"""Whether an answer to a form says that somebody is there: a sign-in form may be sent in to say that one is not.

Only where a question asks about being there; a no to photographs says nothing of it. Reasons are nobody's to repeat.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from psw_tui.policy.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ASKS = re.compile(
    r"attend|\bpresent\b|\bpresence\b|\bhere\b|\bjoin(?:ing|ed)?\b|\bcom(?:e|ing)\b|\bbe there\b|make it|with us"
    r"|in the room|sign(?:ing|ed)?[ -]?in\b|check(?:ing|ed)?[ -]?in\b|rsvp|participat|particip|teilnehm|dabei|anwesen"
    r"|asist|presen[tcz]|obecn|aanwezig"
)
#: What else a question with such a word may ask about; a question that is open asks for more than yes or no.
_ASKS_OTHERWISE = re.compile(
    r"^(?:what|which|why|who|where|when|how (?!(?:are|will) you (?:join|attend)))|before|previous|\bpast\b|\blast\b"
    r"|\bnext\b|tomorrow|future|first time|instruction|lunch|dinner|breakfast|diet|parking|photo|recommend|colleague"
    r"|anyone|guest|again|expect|hope|learn|presentation|presenter|confident|travel|did you|enjoy"
)
_ASKS_WHY_NOT = re.compile(
    r"apolog|absen|non[ -]?attend|not (?:be )?(?:attend|com|join|able)|unable"
    r"|can(?:'?t|not) (?:be|attend|come|join|make)"
)
#: Whole answers that only a question about being there has.
_OF_ATTENDANCE_WORDS = (
    "present|here|i am here|i'm here|attending|attending in person|attending online|coming|not attending|absent"
    "|not present|not here|not coming|apologies|can't come|cannot attend|can't attend|can't make it"
)
_OF_ATTENDANCE = frozenset(_OF_ATTENDANCE_WORDS.split("|"))
_NO = re.compile(
    r"(?:no|nope|nah|not|n|false|non|nein|nee|nie|nao|niet|0|never|absent|apolog\w*|sorry|sick|unwell|ill|unable|cannot"
    r"|can not|can'?t|won'?t|will not|maybe|perhaps|possibly|unsure|tentative|later|late|tomorrow|declin\w*|withdr\w*"
    r"|cancel\w*|regrets?|excused?|ooo|out of office|annual leave|on leave|away|lo siento|lamento|leider|desole\w*"
    r"|przepraszam|helaas|purtroppo|abwesend|ausente|absente?|assente|afwezig|nieobecn\w*|krank|malade|enferm\w*)\b"
)
_YES = re.compile(r"(?:yes|yep|yeah|y|i am|i'm|i will|will be|present|here|attending|true|ja|oui|si|sim|tak)\b")
_PERHAPS_NOT = re.compile(
    r"\b(?:not|unable|cannot|can'?t"
    r"|couldn'?t|won'?t|isn'?t|aren'?t|i'?m not|apolog(?:y|ies|ise)|unwell|poorly|sick|later|late|delayed|tomorrow"
    r"|on leave|absent|missing|instead|only|half|part|afternoon|leaving|until|from \d|after \d|after lunch"
    r"|nicht|spater|plus tard|mas tarde|mais tarde|pozniej|dopo|pas (?:la|venir|presente?)"
    r"|no (?:puedo|podre|asistire|voy)|nao (?:posso|vou|poderei)|nie (?:moge|bede))\b"
)
_NOTHING_WORDS = "- – n/a na none no nil ."
_NOTHING = frozenset(_NOTHING_WORDS.split()) | {"", "not applicable"}
_DAY = re.compile(r"\bday (\d+|one|two|three)\b")
#: Where a reason may begin.
_REASON = re.compile(r"[,;.:!(]|\s[-–—]\s|\b(?:because|as|since|due|but|i am|i'm|estoy)\b", re.IGNORECASE)
_MOST_SHOWN = 30


class BeingThere:
    """The questions of a form that ask about being there, at a session with this title.

    `texts` are what was answered by question, one mapping for each who answered.
    """

    def __init__(self, texts: Iterable[Mapping[str, str]], title: str) -> None:
        answered: dict[str, set[str]] = {}
        for answers in texts:
            for heading, text in answers.items():
                answered.setdefault(heading, set()).add(_folded(text))
        self._why_not = {heading for heading in answered if _ASKS_WHY_NOT.search(_folded(heading))}
        self._asks = {
            heading
            for heading, said in answered.items()
            if heading not in self._why_not and _asks(_folded(heading), said, _folded(title))
        }

    def doubt(self, texts: Mapping[str, str], name: str) -> str:
        """Why somebody's answers are no sign-in for certain, as the end of a sentence; empty where they are one."""
        for heading, text in texts.items():
            folded = _folded(text)
            if heading in self._why_not and folded not in _NOTHING:
                return "the answer gives a reason for not being there"
            if heading in self._asks and _folded(name) != folded and _declines(folded):
                return f"answered “{_shortened(text)}”, which is not a sign-in for certain"
        return ""


def says_who_is_there(heading: str, answers: Iterable[str]) -> bool:
    """Whether a question asks about being there and is answered with more than names: it tells nobody's."""
    folded = {_folded(text) for text in answers}
    return _asks(_folded(heading), folded, "") and any(_YES.match(text) or _declines(text) for text in folded)


def _folded(text: str) -> str:
    return fold(clean(text)).replace("’", "'").strip(" .;!,")


def _asks(heading: str, answers: Iterable[str], title: str) -> bool:
    if _ASKS_OTHERWISE.search(heading) or _is_of_another_day(heading, title):
        return False
    return _ASKS.search(heading) is not None or not _OF_ATTENDANCE.isdisjoint(answers)


def _is_of_another_day(heading: str, title: str) -> bool:
    asked, own = set(_DAY.findall(heading)), set(_DAY.findall(title))
    return bool(asked and own) and asked.isdisjoint(own)


def _declines(folded: str) -> bool:
    return _NO.match(folded) is not None or _PERHAPS_NOT.search(folded) is not None


def _shortened(text: str) -> str:
    """The beginning of an answer, up to where a reason may begin."""
    beginning = re.split(
        r"[,;.:!(\n]|\s[-–—]\s|\b(?:because|as|since|due|but|i am|i'm|estoy)\b", clean(text), maxsplit=1
    )[0]
    beginning = beginning.strip()
    shown = beginning or clean(text)
    return shown if shown == clean(text) and len(shown) <= _MOST_SHOWN else f"{shown[:_MOST_SHOWN].rstrip()} …"
