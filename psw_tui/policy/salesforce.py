"""What is told to Salesforce and under which names: the mapping profile of a programme (2.2.2), and what it gives.

The profile says of each object its name in Salesforce's API and of each fact of ours the field it goes to. What a
profile can't mean is refused by `BadProgramme` with the key.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from psw_tui.policy.frozen import frozen
from psw_tui.policy.programme_text import BadProgramme, shown
from psw_tui.policy.terms import SalesforceSubject

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What stands in a cell of an update to empty the field: an empty cell would leave it as it is.
CLEARED = "#N/A"
#: The column by which an update and a deletion find their record.
ID = "Id"
#: The fields of ours that name another record: they say which record it is, and are not changed afterwards.
PARENTS = ("leader", "session")
#: The word of `statuses` for a mark that was told before and is recorded no more.
TAKEN_BACK = "cleared"
_MEMBER = "CampaignMember"
_LONGEST_MEMBER_STATUS = 40
_LONGEST_WORD = 255
_API_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,79}", re.ASCII)
_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,79}(?:\.[A-Za-z][A-Za-z0-9_]{0,79})?", re.ASCII)
#: The words of ours that may be left without one of theirs.
_MAY_BE_EMPTY = frozenset({TAKEN_BACK})
#: Without these a row of the object can't be told from the others, or says nothing.
_NEEDED = {
    SalesforceSubject.CONTACT: ("external_id",),
    SalesforceSubject.SESSION: ("external_id",),
    SalesforceSubject.ATTENDANCE: ("leader", "session", "status"),
    SalesforceSubject.COACHING: ("external_id", "leader", "status"),
}
#: The words that a field of ours is told in, by the table of the profile that has them.
_WORDS = {
    (SalesforceSubject.SESSION, "kind"): "kinds",
    (SalesforceSubject.SESSION, "state"): "states",
    (SalesforceSubject.ATTENDANCE, "status"): "statuses",
    (SalesforceSubject.COACHING, "status"): "outcomes",
}


@frozen
class SalesforceObject:
    """One object: its name in the API, the field of the external id (or none), and its fields by facts of ours."""

    subject: SalesforceSubject
    api_name: str
    external_id: str
    fields: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]

    def is_by_id(self, field: str) -> bool:
        """Whether another record is named by its Salesforce id, and not by an external id over a relation."""
        return field in self.fields and "." not in self.fields[field]

    @property
    def parents(self) -> tuple[str, ...]:
        """The columns that name other records."""
        return tuple(self.fields[field] for field in PARENTS if field in self.fields)

    @property
    def insert_columns(self) -> tuple[str, ...]:
        """The columns of new rows, in their order."""
        own = (self.external_id,) if self.external_id else ()
        return (*own, *self.fields.values())

    @property
    def update_columns(self) -> tuple[str, ...]:
        """The columns of rows whose Salesforce id is known."""
        return (ID, *(column for column in self.insert_columns if column not in self.parents))

    @property
    def key(self) -> tuple[str, ...]:
        """The columns by which a new row is known again."""
        return (self.external_id,) if self.external_id else self.parents

    def values(self, external_id: str, facts: Mapping[str, object]) -> dict[str, str]:
        """What each column of a new row holds; what is not known is an empty text."""
        told = {self.external_id: external_id} if self.external_id else {}
        for field, column in self.fields.items():
            value = facts[field]
            words = self.words.get(field)
            told[column] = _text(value) if words is None or value is None else words[str(value)]
        return told


@frozen
class SalesforceProfile:
    """Which objects a programme tells Salesforce of, parents first; `name` is the profile's."""

    name: str
    objects: Mapping[SalesforceSubject, SalesforceObject]


def _text(value: object) -> str:
    """A value as a loader reads it: a day as a day, an instant as UTC."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03}Z"
    return value.isoformat() if isinstance(value, date) else str(value)


def read_salesforce(table: dict[str, Any], where: str) -> SalesforceProfile:
    """The profile that a programme has chosen; every other one that is there is held to the same."""
    names = [name for name in table if name != "profile"]
    profiles = {name: _profile(name, table[name], f"{where}.{name}") for name in names}
    if table["profile"] not in profiles:
        raise BadProgramme(f"{where}.profile: expected one of {', '.join(names)}, found {shown(table['profile'])}")
    return profiles[table["profile"]]


def _profile(name: str, table: dict[str, Any], where: str) -> SalesforceProfile:
    is_member = table[SalesforceSubject.ATTENDANCE]["object"] == _MEMBER
    for words in set(_WORDS.values()):
        longest = _LONGEST_MEMBER_STATUS if words == "statuses" and is_member else _LONGEST_WORD
        for word, theirs in table[words].items():
            _see_word(word, theirs, longest, f"{where}.{words}.{word}")
    objects = {}
    for subject in SalesforceSubject:
        if table[subject]["object"]:
            objects[subject] = _object(subject, table, f"{where}.{subject}")
    return SalesforceProfile(name, objects)


def _see_word(word: str, theirs: str, longest: int, where: str) -> None:
    if not theirs and word not in _MAY_BE_EMPTY:
        raise BadProgramme(f"{where}: expected the name that Salesforce has for it, found nothing")
    if len(theirs) > longest:
        raise BadProgramme(f"{where}: expected at most {longest} characters, found {len(theirs)}")
    if theirs == CLEARED:
        raise BadProgramme(f'{where}: expected a name, found "{CLEARED}", which empties a field')


def _object(subject: SalesforceSubject, table: dict[str, Any], where: str) -> SalesforceObject:
    of_object: dict[str, str] = table[subject]
    fields = {name: column for name, column in of_object.items() if column and name not in ("object", "external_id")}
    if not _API_NAME.fullmatch(of_object["object"]):
        raise BadProgramme(f"{where}.object: expected a name of Salesforce's API, found {shown(of_object['object'])}")
    seen = {ID.lower()}
    for name, column in {"external_id": of_object["external_id"], **fields}.items():
        if not column:
            continue
        pattern = _API_NAME if name == "external_id" else _FIELD
        if not pattern.fullmatch(column):
            raise BadProgramme(f"{where}.{name}: expected a field's name in Salesforce's API, found {shown(column)}")
        if column.lower() in seen:
            raise BadProgramme(f"{where}.{name}: expected a field that nothing else goes to, found {column} again")
        seen.add(column.lower())
    for name in _NEEDED[subject]:
        if not of_object[name]:
            raise BadProgramme(f"{where}.{name}: expected a field's name in Salesforce's API, found nothing")
    words = {field: table[known] for (of, field), known in _WORDS.items() if of is subject}
    return SalesforceObject(subject, of_object["object"], of_object["external_id"], fields, words)
