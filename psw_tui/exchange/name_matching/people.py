"""The lines of a report gathered by person: nobody is put together with anybody on a likeness, or by a device."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from psw_tui.exchange.name_matching.lines import parts, without_brackets
from psw_tui.exchange.name_matching.names import could_be, in_order, name_key, together, words_of
from psw_tui.exchange.name_matching.nobody import (
    in_place_of,
    is_address_of_several,
    is_device,
    is_helper,
    is_tools_address,
)
from psw_tui.policy.frozen import frozen
from psw_tui.policy.text import fold

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from psw_tui.exchange.name_matching.lines import ReportLine


@frozen
class Attendee:
    """All lines of a report that are the same person: one e-mail address, or one name without any.

    `shared` says that others in the report use the same address, under names of their own.
    """

    key: str
    lines: tuple[ReportLine, ...]
    shared: bool = False

    @property
    def shown(self) -> str:
        """The name as the report shows it last."""
        return self.lines[-1].name or self.lines[-1].email

    @property
    def in_full(self) -> str:
        """The same, with the name before a rename."""
        before = self.lines[-1].original
        return f"{self.shown} ({before})" if before else self.shown

    @property
    def email(self) -> str:
        """The e-mail address, if the report has one."""
        return self.lines[0].email

    @property
    def is_device(self) -> bool:
        """Whether the name is a telephone's or a device's, which tells nothing about who used it."""
        return all(is_device(_outside(line)) for line in self.lines)

    @property
    def is_stand_in(self) -> bool:
        """Whether it is a note-taker or an interpreter, or says that it is there in somebody's place."""
        return stands_in(self, ())

    @property
    def said(self) -> tuple[str, ...]:
        """What may be remembered when the BDO says who this is: the e-mail address, else the names.

        Nothing of a device, of a stand-in, of a line that names two, or of an address that several use.
        """
        if self.shared or self.is_stand_in or (self.email and is_address_of_several(self.email)):
            return ()
        if self.email:
            return (fold(self.email),)
        one = [line.name for line in self.lines if len(together(line.name)) == 1]
        keys = (name_key(name) for name in one if not is_device(without_brackets(name) or name))
        return tuple(dict.fromkeys(key for key in keys if key))


def stands_in(person: Attendee, own_names: Container[str]) -> bool:
    """Whether somebody is a note-taker or an interpreter, or there in another's place.

    `own_names` are keys of names that are somebody's, whatever words are in them (`Jan Tolk`).
    """
    if is_tools_address(person.email):
        return True
    for line in person.lines:
        for shown in filter(None, (line.name, line.original)):
            before, bracket, inside = shown.partition("(")
            said = f"x {bracket}{inside}" if name_key(before) in own_names else shown
            if is_helper(said) or in_place_of(said) is not None:
                return True
    return False


def _outside(line: ReportLine) -> str:
    """The name shown without its brackets."""
    found = parts(line)
    return found[0] if found else ""


def people(lines: Iterable[ReportLine]) -> list[Attendee]:
    """The lines of a report gathered by person, in the order in which they first appear.

    An e-mail address tells people apart, and where several use one the name; without one it is the name as shown.
    Devices and placeholders are never put together: each of their lines may be another's.
    """
    every = list(lines)
    emails = {email: fold(email) for email in {line.email for line in every}}
    shared = _shared(every, emails)
    first: dict[str, str] = {}
    gathered: dict[str, list[ReportLine]] = defaultdict(list)
    for line in every:
        email = emails[line.email]
        key = email if email and email not in shared else f"{email}name:{_identity(line, first)}"
        gathered[key].append(line)
    return [Attendee(key, tuple(own), emails[own[0].email] in shared) for key, own in gathered.items()]


def _identity(line: ReportLine, first: dict[str, str]) -> str:
    """Whose line it is without an address: the parts of the names shown, and those of a name before a rename.

    `first` is how the file puts each set of parts first; the same the other way round may be somebody else.
    """
    shown = _outside(line)
    alone = f"{name_key(line.name)}#{line.row}{line.file[:8]}"
    if is_device(shown):
        number = "".join(letter for letter in shown if letter.isdigit() or letter == "*")
        one_telephone = number and not any(letter.isalpha() for letter in shown)
        return number if one_telephone else alone
    words: list[str] = []
    for name in (line.name, line.original):
        bare = without_brackets(name)
        own = in_order(bare if " " in bare else name)
        words += [] if is_device(bare or name) else own.split()
    ordered = " ".join(dict.fromkeys(words))
    key = " ".join(sorted(set(words)))
    if not key:
        return alone
    return key if first.setdefault(key, ordered) == ordered else f"{key}/{ordered}"


def _shared(lines: list[ReportLine], emails: Mapping[str, str]) -> set[str]:
    """The addresses under which the report shows several people, by names that can't be one person's."""
    names: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        shown = _outside(line)
        if line.email and line.name and not is_device(shown) and shown.casefold() != line.email.casefold():
            names[emails[line.email]].add(shown)
    shared = set()
    for email, shown_as in names.items():
        spellings = sorted(filter(None, map(words_of, shown_as)), key=lambda words: (len(words), len("".join(words))))
        longest = spellings[-1] if spellings else []
        if not all(could_be(words, longest) for words in spellings):
            shared.add(email)
    return shared
