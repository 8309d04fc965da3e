"""A made-up Salesforce that loads CSV files by the documented rules, and refuses what the real one would refuse.

Written from the rules of loading alone, never from what psw writes: it is the stranger that the exports are held
against. It lives in memory; a test declares the objects that it has, loads, and looks at the records.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tests.salesforce.csv_rows import CsvRow, JobFailed, Mapping, mapping_of, rows_of
from tests.salesforce.fields import Boolean, Field, Reference, RowFailed, Text, Value, id_18
from tests.salesforce.results import Layout, Loaded, RowEnd

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Mapping as MappingOf

__all__ = ["JobFailed", "Layout", "Loaded", "Org", "Thing", "campaign", "campaign_member"]

#: What clears a field; an empty cell leaves it as it is.
CLEARED = "#N/A"

#: What happens to rows that are in order: the words have what is hard to read back.
MISHAPS = (
    RowFailed(
        "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record or 1 records: 003000000000001AAA"
    ),
    RowFailed("FIELD_CUSTOM_VALIDATION_EXCEPTION", 'Say "why", please:\nthe register is closed', "Status__c"),
    RowFailed("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "PSWTrigger: execution of AfterInsert, caused by: é, ł, ŵ"),
)


@dataclass(frozen=True)
class Thing:
    """An object as it is declared: its API name, the three letters that its Ids begin with, and its fields."""

    name: str
    prefix: str
    fields: tuple[Field, ...]
    can_be_upserted: bool = True

    def field(self, name: str) -> Field:
        """The field of an API name (its capitals are free); `JobFailed` where there is none."""
        for own in self.fields:
            if own.name.casefold() == name.casefold():
                return own
        raise JobFailed(f"InvalidBatch : Field name not found : {name}")


def campaign() -> Thing:
    """The standard Campaign, as far as members need it."""
    return Thing("Campaign", "701", (Text("Name", required=True, length=80),))


def campaign_member() -> Thing:
    """The standard CampaignMember: whom and where are said once; only the status changes, and what follows it."""
    return Thing(
        "CampaignMember",
        "00v",
        (
            Reference("CampaignId", True, updateable=False, relationship="Campaign", target="Campaign"),
            Reference("ContactId", True, updateable=False, relationship="Contact", target="Contact"),
            Text("Status", length=40),
            Boolean("HasResponded", createable=False, updateable=False),
        ),
        can_be_upserted=False,
    )


@dataclass
class Org:
    """What was declared, and the records by object and Id.

    `statuses` holds those of a campaign, each with whether it is an answer; the first is given where none is said.
    """

    things: Sequence[Thing]
    records: dict[str, dict[str, dict[str, Value]]] = field(default_factory=dict)
    statuses: dict[str, dict[str, bool]] = field(default_factory=dict)
    _gone: set[str] = field(default_factory=set)
    _made: int = 0
    _mishaps: tuple[float, random.Random] | None = None

    def thing(self, name: str) -> Thing:
        for thing in self.things:
            if thing.name == name:
                return thing
        raise JobFailed(f"InvalidJob : Unable to find object: {name}")

    def all_of(self, name: str) -> dict[str, dict[str, Value]]:
        """The records of an object by Id."""
        return self.records.setdefault(self.thing(name).name, {})

    def add(self, name: str, **values: Value) -> str:
        """A record that was there before any load; its Id of 18."""
        return self._create(self.thing(name), values)

    def have_mishaps(self, share: float, seed: int) -> None:
        """From now on a share of the rows of each load (one at least) fails for no fault of theirs; 0: none more."""
        self._mishaps = (share, random.Random(seed)) if share else None

    def insert(self, name: str, data: bytes, sdl: bytes | None = None) -> Loaded:
        """New records; `JobFailed` where the file as a whole is refused. An Id may not be said."""
        return _Load(self, self.thing(name), data, sdl, "Created").run()

    def update(self, name: str, data: bytes, sdl: bytes | None = None, *, empty_clears: bool = False) -> Loaded:
        """Records by Id. `empty_clears` is Data Loader's setting "Insert null values", off as it comes."""
        return _Load(self, self.thing(name), data, sdl, "Updated", key="Id", empty_clears=empty_clears).run()

    def upsert(self, name: str, data: bytes, sdl: bytes | None = None, *, external_id: str) -> Loaded:
        """Records by an external id: those there are changed, the others made, a mistyped one too."""
        thing = self.thing(name)
        if not thing.can_be_upserted:
            raise JobFailed(f"InvalidJob : Entity {name} is not upsertable")
        if external_id != "Id" and not thing.field(external_id).external_id:
            raise JobFailed(f"InvalidJob : Field name provided, {external_id}, is not an External ID for {name}")
        return _Load(self, thing, data, sdl, "Upserted", key=external_id).run()

    def delete(self, name: str, data: bytes, sdl: bytes | None = None) -> Loaded:
        """Records by Id, to the bin."""
        return _Load(self, self.thing(name), data, sdl, "Deleted", key="Id").run()

    def found(self, thing: Thing, own: Field, value: Value) -> list[str]:
        """The Ids of the records that hold a value in a field; letters' case does not count."""
        return [key for key, held in self.all_of(thing.name).items() if _alike(held.get(own.name)) == _alike(value)]

    def known(self, thing: Thing, text: str, name: str = "Id") -> str:
        """The Id of 18 of a record that is there; `RowFailed` where it is none, or none of this object."""
        key = id_18(text, name)
        if key in self._gone:
            raise RowFailed("ENTITY_IS_DELETED", "entity is deleted", name)
        if not key.startswith(thing.prefix):
            raise RowFailed("MALFORMED_ID", f"{name}: id value of incorrect type: {text}", name)
        if key not in self.all_of(thing.name):
            raise RowFailed("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", name)
        return key

    def _create(self, thing: Thing, values: MappingOf[str, Value]) -> str:
        self._made += 1
        key = id_18(f"{thing.prefix}Ab{self._made:010d}")
        self.all_of(thing.name)[key] = dict(values)
        return key

    def keep(self, thing: Thing, key: str, values: MappingOf[str, Value | None]) -> str:
        """Writes a record, or makes one where there is no Id, once all rules are met; its Id."""
        if key:
            whole = {**self.all_of(thing.name)[key], **values}
        else:
            whole = dict(values)
        held = {name: value for name, value in whole.items() if value is not None}
        missing = [own.name for own in thing.fields if own.required and held.get(own.name) in (None, "")]
        if missing:
            words = f"Required fields are missing: [{', '.join(missing)}]"
            raise RowFailed("REQUIRED_FIELD_MISSING", words, *missing)
        for own in thing.fields:
            if own.unique and own.name in held:
                for other in set(self.found(thing, own, held[own.name])) - {key}:
                    words = f"duplicate value found: {own.name} duplicates value on record with id: {other[:15]}"
                    raise RowFailed("DUPLICATE_VALUE", words)
        if thing.name == "CampaignMember":
            held = self._member(key, held)
        if not key:
            return self._create(thing, held)
        self.all_of(thing.name)[key] = held
        return key

    def _member(self, key: str, held: dict[str, Value]) -> dict[str, Value]:
        """A member as it is kept: once in a campaign, with one of the campaign's own statuses."""
        whom = (held["CampaignId"], held["ContactId"])
        for other, member in self.all_of("CampaignMember").items():
            if other != key and (member["CampaignId"], member["ContactId"]) == whom:
                raise RowFailed("DUPLICATE_VALUE", "Already a campaign member.")
        answers = self.statuses.get(str(held["CampaignId"]), {"Sent": False, "Responded": True})
        status = str(held.get("Status") or next(iter(answers)))
        if status not in answers:
            raise RowFailed("FIELD_INTEGRITY_EXCEPTION", f"Status: no such member status: {status}", "Status")
        return {**held, "Status": status, "HasResponded": answers[status]}

    def remove(self, thing: Thing, key: str) -> None:
        del self.all_of(thing.name)[key]
        self._gone.add(key)

    def unlucky(self, rows: int) -> dict[int, RowFailed]:
        """Which rows of a load fail for no fault of theirs, by their place, and how."""
        if not self._mishaps or not rows:
            return {}
        share, by_chance = self._mishaps
        places = by_chance.sample(range(rows), max(1, round(rows * share)))
        return {place: by_chance.choice(MISHAPS) for place in places}


@dataclass(frozen=True)
class _Column:
    """What a column is for: a field, by itself or by a field of its parent; nothing where it is not loaded."""

    name: str
    own: Field | None = None
    by: Field | None = None


@dataclass
class _Load:
    """One file on its way in."""

    org: Org
    thing: Thing
    data: bytes
    sdl: bytes | None
    doing: str
    key: str = ""
    empty_clears: bool = False

    def run(self) -> Loaded:
        header, *rows = rows_of(self.data)
        if header.malformed:
            raise JobFailed(f"InvalidBatch : The header is not in order: {header.malformed}")
        mapping = mapping_of(self.sdl) if self.sdl is not None else None
        columns = self._columns(header.values, mapping)
        for number, row in enumerate(rows, start=1):
            if not row.malformed and len(row.values) != len(columns):
                said = f"{len(row.values)} values, and the header {len(columns)}"
                raise JobFailed(f"InvalidBatch : Row {number} has {said}")
        constants = {self.thing.field(name): value for name, value in (mapping.constants if mapping else {}).items()}
        twice, mishaps = self._twice(columns, rows), self.org.unlucky(len(rows))
        ends = [
            self._end(place + 1, row, columns, constants, twice, mishaps.get(place)) for place, row in enumerate(rows)
        ]
        return Loaded(header.values, tuple(column.name for column in columns), tuple(ends))

    def _columns(self, header: Sequence[str], mapping: Mapping | None) -> list[_Column]:
        """What each column is for; `JobFailed` at a name that the object does not have, or that comes twice."""
        columns = [self._mapped(name, mapping) for name in header]
        if mapping:
            lost = set(mapping.columns) - {name.casefold() for name in header}
            if lost:
                raise JobFailed(f"The mapping names columns that the file does not have: {', '.join(sorted(lost))}")
        names = [column.own.name for column in columns if column.own] + [c.name for c in columns if c.name == "Id"]
        again = [name for name, times in Counter(names).items() if times > 1]
        if again:
            raise JobFailed(f"InvalidBatch : Duplicate field name : {', '.join(again)}")
        if self.key and not any(column.name.casefold() == self.key.casefold() for column in columns):
            raise JobFailed(f"InvalidBatch : The file has no column {self.key}")
        return columns

    def _mapped(self, name: str, mapping: Mapping | None) -> _Column:
        if mapping is None:
            return self._column(name, ".")
        target = mapping.columns.get(name.casefold(), "")
        return self._column(target, ":") if target else _Column("")

    def _column(self, name: str, joint: str) -> _Column:
        """A field's own column, or a parent's: `Contact__r.Field` in a header, `Contact__r:Field` in a mapping."""
        if name.casefold() == "id":
            return _Column("Id")
        relation, parent, by = name.partition(joint)
        if not parent:
            own = self.thing.field(name)
            return _Column(own.name, own)
        for own in self.thing.fields:
            if isinstance(own, Reference) and own.relationship.casefold() == relation.casefold():
                looked_up = self.org.thing(own.target).field(by)
                if not looked_up.external_id:
                    raise JobFailed(f"InvalidBatch : {by} is not indexed: {name} cannot be looked up")
                return _Column(f"{own.relationship}.{looked_up.name}", own, looked_up)
        raise JobFailed(f"InvalidBatch : Field name not found : {name}")

    def _twice(self, columns: Sequence[_Column], rows: Iterable[CsvRow]) -> set[str]:
        """The keys that several rows name: none of these rows is loaded."""
        if not self.key:
            return set()
        at = next(place for place, column in enumerate(columns) if column.name.casefold() == self.key.casefold())
        said = Counter(self._alike(row.values[at]) for row in rows if not row.malformed and row.values[at])
        return {key for key, times in said.items() if times > 1}

    def _alike(self, said: str) -> str:
        """A key as it is compared: an Id of 18 is that of 15, whose capitals count; other keys' do not."""
        return said[:15] if self.key == "Id" else said.casefold()

    def _end(
        self,
        number: int,
        row: CsvRow,
        columns: Sequence[_Column],
        constants: MappingOf[Field, str],
        twice: set[str],
        mishap: RowFailed | None,
    ) -> RowEnd:
        end = RowEnd(number, row.values)
        if row.malformed:
            padded = (*row.values, *[""] * len(columns))[: len(columns)]
            wrong = RowFailed("INVALID_CSV", row.malformed)
            return replace(end, values=padded, failed=wrong)
        cells = {column: text for column, text in zip(columns, row.values, strict=True) if column.name}
        try:
            key = self._which(cells, twice)
            end = replace(end, id=key)
            if mishap:
                raise mishap
            return self._done(end, {**cells, **{_Column(own.name, own): text for own, text in constants.items()}})
        except RowFailed as failed:
            return replace(end, failed=failed)

    def _which(self, cells: MappingOf[_Column, str], twice: set[str]) -> str:
        """The Id of the record a row is about; empty where one is to be made."""
        if not self.key:
            if any(column.name == "Id" and text for column, text in cells.items()):
                raise RowFailed("INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call", "Id")
            return ""
        column, said = next((c, text) for c, text in cells.items() if c.name.casefold() == self.key.casefold())
        if said in ("", CLEARED):
            raise RowFailed("MISSING_ARGUMENT", f"{column.name} not specified", column.name)
        if self._alike(said) in twice:
            raise RowFailed("DUPLICATE_VALUE", f"Duplicate id specified: {said}", column.name)
        if column.own is None:
            return self.org.known(self.thing, said)
        found = self.org.found(self.thing, column.own, column.own.taken(said))
        if len(found) > 1:
            words = f"{column.name}: more than one record found for external id field: [{', '.join(found)}]"
            raise RowFailed("DUPLICATE_EXTERNAL_ID", words, column.name)
        return found[0] if found else ""

    def _done(self, end: RowEnd, cells: MappingOf[_Column, str]) -> RowEnd:
        if self.doing == "Deleted":
            self.org.remove(self.thing, end.id)
            return replace(end, done="Deleted")
        values = {
            column.own.name: self._value(column, text, new=not end.id)
            for column, text in cells.items()
            if column.own and (text or self.empty_clears)
        }
        key = self.org.keep(self.thing, end.id, values)
        return replace(end, id=key, done="Updated" if end.id else "Created")

    def _value(self, column: _Column, text: str, *, new: bool) -> Value | None:
        own = column.own
        assert own
        if not (own.createable if new else own.updateable):
            words = f"Unable to create/update fields: {own.name}. Please check the security settings of this field"
            raise RowFailed("INVALID_FIELD_FOR_INSERT_UPDATE", words, own.name)
        if text in ("", CLEARED):
            return None
        if not isinstance(own, Reference):
            return own.taken(text)
        parent = self.org.thing(own.target)
        if column.by is None:
            return self.org.known(parent, text, own.name)
        found = self.org.found(parent, column.by, column.by.taken(text))
        if len(found) != 1:
            words = f"Foreign key external ID: {text} not found for field {column.by.name} in entity {parent.name}"
            more = f"More than 1 record found for the given external ID: {text}"
            raise RowFailed("INVALID_FIELD", more if found else words, column.name)
        return found[0]


def _alike(value: Value | None) -> Value | None:
    return value.casefold() if isinstance(value, str) else value
