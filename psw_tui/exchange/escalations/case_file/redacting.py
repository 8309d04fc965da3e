"""Striking out third parties: every name that psw can know, replaced by a bar and the role, in any text.

The leader's own names stay, and so do roles and dates. Whatever psw can't know (a neighbour named in a free
text) it can't strike out; the file says so.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields, is_dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from psw_tui.policy.ladder import ROLE_NAMES
from psw_tui.policy.people import is_person
from psw_tui.policy.terms import Role
from psw_tui.policy.wording import spoken
from psw_tui.store.core import history, row_history

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from psw_tui.store.core.store import Store

BAR = "█████"
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_LETTERS = re.compile(r"[^\W\d_]+")
_DAYS = "Mon|Tue|Wed|Thu|Fri|Sat|Sun"
_LONG_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_LONG_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(
    rf"(?:{_LONG_DAYS}|{_DAYS}) \d{{1,2}} (?:{_LONG_MONTHS}|{_MONTHS})\b|(?<=\d )(?:{_LONG_MONTHS}|{_MONTHS})\b"
)
_SHORTEST = 3
_TITLES = frozenset({"Miss", "Mrs", "Prof", "Professor", "Rev", "Sir", "Dame", "Lady", "Lord"})
_ROLES_STAY = (*ROLE_NAMES.values(), "Partnerships Team", "Principal Business Development Lead (PBDL)")
_ROLE_SAID = {**ROLE_NAMES, Role.PBDL: "PBDL", Role.ORGANISATION: "for the leader's organisation"}
DocumentT = TypeVar("DocumentT")


class PeopleNames:
    """Names of people with their roles; the first role that a name is given stays."""

    def __init__(self) -> None:
        self.role_of: dict[str, str] = {}

    def add(self, name: str | None, role: str) -> None:
        """Note a full name (or an e-mail address) under a role; an empty one is none."""
        name = " ".join((name or "").split())
        if name:
            self.role_of.setdefault(name, role)

    def leave(self, kept: Iterable[str]) -> None:
        """Forget these full names, whatever their case; their addresses stay noted."""
        folded = {_plain(name).casefold() for name in kept}
        self.role_of = {
            name: role for name, role in self.role_of.items() if "@" in name or _plain(name).casefold() not in folded
        }


class Redactor:
    """Strikes out names in texts.

    Full names are found whatever their case; single names as whole words, as they are written or in capitals.
    """

    def __init__(self, names: PeopleNames, own: Iterable[str], stays: Iterable[str] = ()) -> None:
        own_names = {" ".join(name.split()) for name in own if name.strip()}
        own_words = set(chain.from_iterable(map(_words, own_names)))
        self._own = {_plain(name).casefold() for name in own_names}
        self._roles = {_plain(name).casefold(): role for name, role in names.role_of.items()}
        #: By the first letters of what is looked for: the text, whether case matters, what takes its place.
        self._by_first: dict[str, list[tuple[str, bool, str | None]]] = {}
        for name in (*own_names, *own_words, *_ROLES_STAY, *stays):
            self._look_for(name, None, exact=" " not in name)
        for name, role in names.role_of.items():
            if "@" not in name and _plain(name).casefold() not in self._own:
                self._look_for_person(name, f"{BAR} ({role})", own_words)
        for looked_for in self._by_first.values():
            looked_for.sort(key=lambda entry: (-len(entry[0]), entry[2] is not None))

    def _look_for_person(self, name: str, instead: str, own_words: set[str]) -> None:
        """Look for a third party's whole name, and for each word of it that is not the leader's own too."""
        if " " not in name:
            if len(name) > 1 and name not in own_words:
                self._look_for(name, instead, exact=True)
            return
        self._look_for(name, instead, exact=False)
        for word in _words(name):
            if word not in own_words and len(word) >= _SHORTEST:
                self._look_for(word, instead, exact=True)

    def _look_for(self, name: str, instead: str | None, *, exact: bool) -> None:
        plain = _plain(name)
        first = _LETTERS.search(plain)
        if first is not None:
            self._by_first.setdefault(first[0].casefold(), []).append((plain[first.start() :], exact, instead))

    def strike(self, text: str) -> str:
        """The text with every third party's name and e-mail address struck out."""
        parts, last = [], 0
        for address in _EMAIL.finditer(text):
            parts.append(self._strike_names(text[last : address.start()]))
            plain = _plain(address[0]).casefold()
            role = self._roles.get(plain, "e-mail address")
            parts.append(address[0] if plain in self._own else f"{BAR} ({role})")
            last = address.end()
        return "".join((*parts, self._strike_names(text[last:])))

    def _strike_names(self, text: str) -> str:
        plain, parts, last = _plain(text), [], 0
        for token in _LETTERS.finditer(plain):
            if token.start() < last:
                continue
            if date := _DATE.match(plain, token.start()):
                parts.append(text[last : date.end()])
                last = date.end()
                continue
            for name, exact, instead in self._by_first.get(token[0].casefold(), ()):
                end = token.start() + len(name)
                there = plain[token.start() : end]
                if there not in (name, name.upper()) if exact else there.casefold() != name.casefold():
                    continue
                if name[-1].isalpha() and end < len(plain) and plain[end].isalpha():
                    continue
                parts += [text[last : token.start()], text[token.start() : end] if instead is None else instead]
                last = end
                break
        return "".join((*parts, text[last:]))


def redacted(document: DocumentT, redactor: Redactor) -> DocumentT:
    """The same document with third parties struck out in every text of it, wherever it stands."""
    struck: DocumentT = _walk(document, redactor)
    return struck


def _walk(value: Any, redactor: Redactor) -> Any:
    if isinstance(value, str):
        return redactor.strike(value)
    if isinstance(value, tuple):
        return tuple(_walk(item, redactor) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _walk(getattr(value, field.name), redactor) for field in fields(value)})
    return value


def redactor_for(store: Store, leader: str, also: Iterable[str] = (), *, staying: Iterable[str] = ()) -> Redactor:
    """A redactor that knows everybody whom this file has ever named, in its rows and in its journal.

    Names that are `staying` are left as they stand; what is to be struck out `also` goes before that.
    """
    names, names_also = PeopleNames(), list(also)
    for name in names_also:
        names.add(name, "third party")
    own: set[str] = set()
    organisation = ""
    images = [(table, image) for table, image in _images(store)]
    for table, image in images:
        if table == "leader" and image["reference"] == leader:
            own |= set(_own_names(image))
            organisation = image["organisation"]
    for table, image in images:
        _note(names, table, image, leader, organisation)
    for who in history.users(store):
        names.add(who, "psw user")
    for key, contact in store.programmes.contacts.items():
        for part in (_EMAIL.findall(contact) or [""])[0], _EMAIL.sub("", contact).strip(" <>"):
            if part and is_person(part, organisation):
                names.add(part, spoken(key))
    kept = {" ".join(name.split()) for name in staying} - {"", *names_also}
    names.leave(kept)
    # The organisation is no third party: a Mr Kent is struck out, Kent the council stays unless it is named too.
    return Redactor(names, own, ({organisation} | kept) - {"", *names_also})


def _own_names(image: dict[str, Any]) -> Iterator[str]:
    first, last, preferred = image["first_name"], image["last_name"], image["preferred_name"]
    yield from (first, last, preferred, f"{first} {last}", image["email"])
    if preferred:
        yield f"{preferred} {last}"


def _images(store: Store) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every row that names people, as it stands and as the journal says it ever stood."""
    tables = ("coach", "leader", "sign_off", "escalation", "plan_action", "draft", "decision")
    yield from row_history.images(store, tables)


def _note(names: PeopleNames, table: str, image: dict[str, Any], leader: str, organisation: str) -> None:
    """The people whom one row names, each with the role in which it names them."""
    match table:
        case "coach":
            names.add(image["name"], "coach")
            names.add(image["email"], "coach")
        case "leader":
            names.add(image["manager_name"], "line manager")
            names.add(image["manager_email"], "line manager")
            if image["reference"] != leader:
                for name in _own_names(image):
                    if " " in name or "@" in name:
                        names.add(name, "another leader")
        case "sign_off":
            if image["name"] != organisation:
                names.add(image["name"], _ROLE_SAID[Role(image["role"])])
        case "escalation":
            names.add(image.get("heard_by"), "who heard an appeal")
        case "plan_action":
            if is_person(image["owner"], organisation):
                names.add(image["owner"], "owner of an action")
        case "draft":
            names.add(image["recipient"], "recipient")
        case _:
            names.add(image["who"], "psw user")


def _words(name: str) -> list[str]:
    """The single names in a full name, hyphenated ones whole."""
    words = (part.strip(".,()") for part in name.split())
    return [word for word in words if word and word not in _TITLES]


def _plain(text: str) -> str:
    """The text, letter for letter, without accents and with one kind of apostrophe and hyphen."""
    return "".join(map(_plain_letter, text))


def _plain_letter(letter: str) -> str:
    if letter < "\x80":
        return letter
    if letter in "’‘ʼ":
        return "'"
    if letter in "‐‑–":
        return "-"
    return unicodedata.normalize("NFD", letter)[0]
