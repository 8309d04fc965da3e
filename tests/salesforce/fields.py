"""The fields of a made-up Salesforce object, and what each of them takes from a cell of a CSV."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?(Z|[+-]\d{4})")

#: What a field holds; a reference holds the Id of its parent.
Value = str | Decimal | date | datetime | bool


class RowFailed(Exception):
    """Why a row was refused: the code, the words, and the fields concerned."""

    def __init__(self, code: str, words: str, *fields: str) -> None:
        super().__init__(words)
        self.code, self.words, self.fields = code, words, fields

    @property
    def as_bulk(self) -> str:
        """As the Bulk API tells it; Data Loader's older way tells the words alone."""
        return f"{self.code}:{self.words}:{','.join(self.fields)} --"


@dataclass(frozen=True)
class Field:
    """What every field declares; the kinds below say what they take."""

    name: str
    required: bool = False
    createable: bool = True
    updateable: bool = True
    #: An external id, or another field (such as Email) that a relationship may be looked up by.
    external_id: bool = False
    unique: bool = False

    def taken(self, text: str) -> Value:
        """What a cell's text means; `RowFailed` where this field does not take it."""
        raise NotImplementedError


@dataclass(frozen=True)
class Text(Field):
    length: int = 255

    def taken(self, text: str) -> str:
        if len(text) > self.length:
            words = f"{self.name}: data value too large: {text} (max length={self.length})"
            raise RowFailed("STRING_TOO_LONG", words, self.name)
        return text


@dataclass(frozen=True)
class Picklist(Field):
    values: tuple[str, ...] = ()

    def taken(self, text: str) -> str:
        if text not in self.values:
            words = f"{self.name}: bad value for restricted picklist field: {text}"
            raise RowFailed("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", words, self.name)
        return text


@dataclass(frozen=True)
class Number(Field):
    #: Digits before the point, and after it.
    digits: int = 18
    scale: int = 0

    def taken(self, text: str) -> Decimal:
        if not re.fullmatch(r"-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", text):
            raise _not_a(self, "double", text)
        number = Decimal(text)
        if abs(number) >= 10**self.digits:
            words = f"{self.name}: value outside of valid range on numeric field: {text}"
            raise RowFailed("NUMBER_OUTSIDE_VALID_RANGE", words, self.name)
        return round(number, self.scale)


@dataclass(frozen=True)
class Date(Field):
    def taken(self, text: str) -> date:
        # With a time, or a zone, Salesforce would shift it by a day for some readers.
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            raise _not_a(self, "date", text)
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise _not_a(self, "date", text) from None


@dataclass(frozen=True)
class DateTime(Field):
    def taken(self, text: str) -> datetime:
        # `+01:00` fails in Data Loader.
        if not _TIME.fullmatch(text):
            raise _not_a(self, "dateTime", text)
        try:
            return datetime.fromisoformat(text).astimezone(UTC)
        except ValueError:
            raise _not_a(self, "dateTime", text) from None


@dataclass(frozen=True)
class Boolean(Field):
    def taken(self, text: str) -> bool:
        said = text.lower()
        if said in ("yes", "y", "true", "on", "1"):
            return True
        if said in ("no", "n", "false", "off", "0"):
            return False
        raise _not_a(self, "boolean", text)


@dataclass(frozen=True)
class Reference(Field):
    #: What its parent is called in a header: `Contact__r` for `Contact__c`.
    relationship: str = ""
    target: str = ""

    def taken(self, text: str) -> str:
        return id_18(text, self.name)


def _not_a(field: Field, kind: str, text: str) -> RowFailed:
    return RowFailed("INVALID_TYPE_ON_FIELD_IN_RECORD", f"{field.name}: value not of required type: {kind} {text}")


def id_18(text: str, field: str = "Id") -> str:
    """An Id of 15 letters or 18 as the one of 18; `RowFailed` where it is neither, or its last three are wrong."""
    own = text[:15]
    if not re.fullmatch(r"[0-9A-Za-z]{15}([0-9A-Za-z]{3})?", text):
        raise RowFailed("MALFORMED_ID", f"{field}: id value of incorrect type: {text}", field)
    whole = own + "".join(_check(own[at : at + 5]) for at in (0, 5, 10))
    if len(text) == 18 and text != whole:
        raise RowFailed("MALFORMED_ID", f"{field}: id value of incorrect type: {text}", field)
    return whole


def _check(five: str) -> str:
    """The letter that tells which of five are capitals."""
    return _LETTERS[sum(1 << place for place, letter in enumerate(five) if letter.isupper())]
