"""What in a file is nobody's name: a telephone, a device, a room, a placeholder, an account of several, a stand-in.

The words are those of the languages in which reports are read: English, French, German, Spanish, Portuguese, Italian,
Dutch and Polish, folded (without case and accents).
"""

from __future__ import annotations

import re
from functools import lru_cache

from psw_tui.exchange.name_matching.names import APOSTROPHES
from psw_tui.policy.text import fold

_TELEPHONE = re.compile(r"\+?[\d\s().*x-]{5,}")

_DEVICES = r"""
    i-?pad i-?phone i-?pod i-?mac mac-?book mac.?mini android galaxy samsung sm-\w+ huawei xiaomi redmi one-?plus
    oppo realme motorola moto.[a-z]?\d+\w* nokia pixel.\d\w* lenovo thinkpad chromebook
    surface.(?:pro|go|laptop|book|hub) dell hp laptop(?:-\w+)? desktop(?:-\w+)? tablette? pc computer smart-?phone
    mobile mobiltelefon handy phone telephone telefon telefono telefone telefoon celular cellulare movil telemovel
    portatile? portable ordinateur ordenador computador rechner komputer komorka call-?(?:in|er) dial-?in polycom
    logitech webex rally.bar neat.bar meeting.owl smart-?board
"""
_ROOMS = r"""
    (?:conference|meeting|training|board|seminar|committee|interview|lecture|class|video|team|teams|huddle|group|staff|common|project|zoom|break-?out).?rooms?
    room.(?:\w?\d+\w?|[a-z]) (?:besprechungs|konferenz|sitzungs|seminar|schulungs|tagungs)(?:raum|zimmer|saal)
    raum.\d+\w? salle.(?:de|du|d|\w?\d+|[a-z])\b
    sala.(?:de|di|da|del|\w?\d+|[a-z]|riunioni|conferenze|konferencyjna|szkoleniowa) vergader(?:zaal|ruimte|kamer)
    zaal.\d+ aula.\w?\d+
"""
_ACCOUNTS = r"""
    (?:training|admin|office|teams?|services?|council|reception|support|shared|generic|group|programme|program|course|events?|learning|development|business|company|department).(?:account|inbox|mailbox|login|desk|admin|office|user|team|training|hub)
    council reception front.desk help-?desk shared.(?:screen|device|computer)
"""
_PLACEHOLDERS = r"""
    user guest host co-?host attendee participant anonymous unknown unnamed no.name nobody admin administrator phone
    caller viewer member delegate visitor external unverified test student learner panell?ist presenter moderator
    facilitator organi[sz]er trainer training office reception team events? info support me you none n/a tbc
    (?:new|test|external|guest|anonymous|unknown|call-in|phone|zoom|teams|unverified).(?:user|guest|participant|caller)
    gast benutzer nutzer teilnehmer(?:in)? anonym(?:er)? unbekannt(?:er)? anrufer invitee? utilisateur participante?
    anonyme inconnue? invitad[oa] usuari[oa] anonimo desconocido convidad[oa] utilizador desconhecido ospite utente
    partecipante sconosciuto gebruiker deelnemer anoniem onbekend gosc uzytkownik uczestnik anonimowy nieznany
"""
#: What takes notes, records or answers in a meeting and is no person.
_TOOLS = r"""
    otter.?ai otter.?pilot otter.(?:note.?taker|assistant|meeting.\w+) fireflies(?:\.ai)? fred.from.fireflies
    read.ai tl;?.?dv fathom copilot gemini avoma meet-?geek sembly airgram krisp granola supernormal tactiq
    circleback nyota fellow\.app grain\.\w+ jamie\.ai notion.ai zoom.ai ai.companion chorus\.?ai gong\.io
    spinach\.?ai laxis rewatch recall\.ai vexa bluedot ai.(?:note|notes|assistant|recorder|meeting|bot)\w*
"""
#: Somebody who is there for another's sake; an assistant director is one in their own right.
_ROLES = r"""
    note.?tak\w+ notes?.bot bot minute.?tak\w+ recorder recording transcri\w+ scribe captioner captions
    stenograph\w+ palantyp\w+ interpreters? translators? bsl sign.language secretary (?:pa|ea).to
    assistants?(?!.(?:director|team|manager|head|principal|chief|service|practice|social|psychologist|lead|locality))
    notiz\w* protokoll\w* dolmetsch\w+ ubersetz\w+ assistent\w* assistenz aufnahme aufzeichnung mitschrift
    preneu\w+.de.notes? prise.de.notes? secretaire interprete traduct\w+ assistante enregistre\w+
    tomador\w*.de.notas anotador\w* tradutor\w* traduttor\w+ asistente assistente grabador\w* grabacion gravador\w*
    gravacao registrator\w+ registrazione trascri\w+ notulist\w* tolk vertaler opname notat\w+ protokolant\w*
    tlumacz\w* asystent\w* nagra\w+
"""
#: What stands between somebody and the one in whose place they came.
_IN_PLACE = r"""
    on.behalf(?:.of)? in.place.of instead.of stand(?:ing|s)?.in cover(?:ing)?.for fill(?:ing)?.in sitting.in
    deputi[sz]\w+ proxy c/o for
    (?:guests?|colleague|friend|carer|representative|rep|delegate|pa|ea|deputy).(?:of|for) im.auftrag im.namen
    (?:in.)?vertret\w+ anstelle gast.von fur au.nom.d[eu] de.la.part a.la.place pour remplac\w+ invitee?.(?:de|par)
    en.nombre.de de.parte.de en.lugar.de por para invitad[oa].(?:de|por) em.nome.de da.parte.de (?:em|no).lugar.de
    convidad[oa].(?:de|por) a.nome.di per.conto.di al.posto.di per ospite.di namens in.plaats.van voor gast.van
    w.imieniu zamiast dla za gosc
"""
#: What the name of a device says besides whose it is.
_OF_A_DEVICE = """
    de du d di da do von van of from my s the le la el il mein mon mi pro max plus ultra mini air tab note fold flip
    edge lite neo se xs xr gen series user guest zoom teams meet
"""


def _words(words: str) -> str:
    """Words parted by blanks as one pattern; a dot in them is any one character between two words, or none."""
    return "|".join(word.replace("\\.", "\0").replace(".", r"[\s_.-]?").replace("\0", r"\.") for word in words.split())


_DEVICE = re.compile(rf"(?<!\w)(?:{_words(_DEVICES)})(?!\w)")
_OF_MANY = re.compile(rf"(?<!\w)(?:{_words(_ROOMS)}|{_words(_ACCOUNTS)})(?!\w)")
_OF = r"(?:(?:zoom|teams|meet)[\s-])?"
_PLACEHOLDER = re.compile(
    rf"{_OF}(?:{_words(_PLACEHOLDERS)})(?:[\s-](?:(?:de|do|di|von|van)\s)?(?:zoom|teams|meet))?[\s#._()-]*\d*"
)
_HELPER = re.compile(rf"(?<![\w.])(?:{_words(_TOOLS)}|{_words(_ROLES)})(?!\w)")
_PLACE_OF = re.compile(rf"(?<!\w)(?:{_words(_IN_PLACE)})(?!\w)(?=.*\w)")
#: Tools whose names are surnames or words as well: alone, within brackets, or as what somebody came by.
_TOOL_ALONE = re.compile(
    r"^(?:otter|read|grain|gong|fellow|chorus|notes?|ai|minutes)(?: ?\(|$)|(?:\(|via )(?:otter|read)\b"
)
_SOMEBODYS = re.compile(
    r"(?:'s|s') (?:pa|ea|carer|guest|colleague|deputy|assistant|manager|partner|wife|husband|friend|signer|notes|team"
    r"|daughter|son|support|stand-in|delegate|rep|representative|meeting|bot|ai|agent)\b"
)
_POSSESSIVE = re.compile(r"'s\b")
_TOOLS_HOSTS = re.compile(
    r"(?:.*\.)?(?:otter\.ai|fireflies\.ai|read\.ai|tldv\.io|fathom\.(?:video|ai)|avoma\.com|meetgeek\.ai|sembly\.ai"
    r"|krisp\.ai|recall\.ai)"
)
_SHORT_WORD = 4
#: What stands before the @ of an address that is no one person's.
_OF_SEVERAL = re.compile(
    r"(?:training|admin(?:istrator)?|info|office|team|reception|enquir(?:y|ies)|events?|learning|support|help-?desk|zoom"
    r"|teams|meetings?|room\w*|shared|bookings?|courses?|hr|l&d|workforce|no-?reply|contact|mail)\d*(?:[._-].*)?"
)


@lru_cache(maxsize=4096)
def is_device(name: str) -> bool:
    """Whether a name is a telephone number, a device, a room or a placeholder (`iPad`, `Zoom user`): nobody's name."""
    folded = " ".join(fold(name).split())
    return _names_nobody(folded) or _DEVICE.search(folded) is not None


def _names_nobody(folded: str) -> bool:
    if not any(letter.isalpha() for letter in folded):
        return True  # a number, a full stop, nothing
    whole = any(form.fullmatch(folded) for form in (_TELEPHONE, _PLACEHOLDER))
    return whole or _OF_MANY.search(folded) is not None


def owner_of_device(name: str) -> str:
    """Whose a device is, as its name says (`Amara's iPhone`), folded; empty where it does not."""
    folded = " ".join(fold(name).split())
    if _names_nobody(folded):
        return ""
    rest = re.split(r"[^\w']+|_", _DEVICE.sub(" ", _POSSESSIVE.sub("", APOSTROPHES.sub("'", folded))))
    words = [word for word in rest if word.replace("'", "").isalpha() and word not in _OF_A_DEVICE.split()]
    return " ".join(words) if any(len(word) > 1 for word in words) else ""


@lru_cache(maxsize=4096)
def is_helper(name: str) -> bool:
    """Whether a name is a note-taker's, a recorder's, an interpreter's or an assistant's, whomever it names beside.

    So is what is somebody's and no device of theirs: `Ben Cole's PA`, `Amara's guest`.
    """
    folded = APOSTROPHES.sub("'", " ".join(fold(name).split()))
    return any(form.search(folded) for form in (_HELPER, _TOOL_ALONE, _SOMEBODYS))


def in_place_of(name: str) -> str | None:
    """Who came, of a name that says in whose place (`Grace Hill on behalf of Amara Osei`); None for any other.

    Empty where only the other one is named.
    """
    folded = " ".join(fold(name).split())
    found = _PLACE_OF.search(folded)
    if found is None:
        return None
    before = folded[: found.start()].strip(" (-,:;/")
    # `Per` and `Za` begin names as well.
    return None if not before and len(found[0]) <= _SHORT_WORD and found[0] != "for" else before


def is_tools_address(email: str) -> bool:
    """Whether an address is that of a tool which takes notes."""
    return _TOOLS_HOSTS.fullmatch(email.rpartition("@")[2].casefold()) is not None


def is_address_of_several(email: str) -> bool:
    """Whether an address is an office's or a training account's by what stands before the @, and no one person's."""
    return _OF_SEVERAL.fullmatch(email.partition("@")[0].casefold()) is not None
