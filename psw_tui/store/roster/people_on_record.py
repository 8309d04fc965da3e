"""What identifies the people whom the file names, in its rows and as its journal has it: for masking on the screen."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from psw_tui.policy.people import is_person
from psw_tui.store.core import row_history
from psw_tui.store.reads import facts
from psw_tui.store.reads.rows import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from psw_tui.store.core.store import Store

#: The tables that name people, and the kinds of changes that touch them.
_TABLES = ("leader", "coach", "sign_off", "escalation", "plan_action", "draft")
NAMING = frozenset({"leaders", "cohorts", "coaches", "bookings", "escalations"})
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(slots=True)
class PeopleOnRecord:
    """Whole names, those of leaders with their references; and e-mail addresses, telephone numbers, ids elsewhere.

    A name that several leaders have has no reference. An organisation is no person, though it may sign for one.
    """

    leaders: dict[str, str] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    organisations: set[str] = field(default_factory=set)

    def _add_leader(self, image: dict[str, Any]) -> None:
        reference, last = image.get("reference", ""), image.get("last_name", "")
        for first in (image.get("first_name"), image.get("preferred_name")):
            name = facts.display_name(first, last, "") if first else ""
            if name:
                known = self.leaders.setdefault(name, reference)
                self.leaders[name] = reference if known == reference else ""
        self.add_name(image.get("manager_name"))
        self.organisations.add(image.get("organisation", ""))
        self.codes |= {image.get(key) or "" for key in ("email", "phone", "manager_email", "salesforce_id")}

    def add_name(self, name: str | None, *, if_person: bool = False) -> None:
        """A name or an address, or one with the other; `if_person` unless it is an office's."""
        name = name or ""
        if "@" in name:
            self.codes.update(_EMAIL.findall(name))
            name = _EMAIL.sub("", name).strip(" <>")
        if name and (is_person(name, "") or not if_person):
            self.others.add(name)

    def add(self, table: str, image: dict[str, Any]) -> None:
        """The people in one row of a table, as it stands or ever stood; what was erased of it is nobody's name."""
        match table:
            case "leader":
                self._add_leader(image)
            case "coach":
                self.add_name(image.get("name"))
                self.codes.add(image.get("email", ""))
            case "sign_off":
                self.add_name(image.get("name"), if_person=True)
            case "escalation":
                self.add_name(image.get("heard_by"), if_person=True)
            case "plan_action":
                self.add_name(image.get("owner"), if_person=True)
            case _:
                self.add_name(image.get("recipient"), if_person=True)


def people_on_record(store: Store) -> PeopleOnRecord:
    """Everybody whom the file names now, or ever named; `Refused` when it can't be read just now."""
    return _collected(store, row_history.images(store, _TABLES))


def people_on_record_now(store: Store) -> PeopleOnRecord:
    """Everybody whom the file names now; the journal, which takes longer, is left aside."""
    return _collected(store, _rows(store))


def _rows(store: Store) -> Iterator[tuple[str, dict[str, Any]]]:
    for table in _TABLES:
        for row in facts.read(store.connection, KINDS[table]):
            yield table, row._asdict()


def _collected(store: Store, images: Iterable[tuple[str, dict[str, Any]]]) -> PeopleOnRecord:
    found = PeopleOnRecord()
    for table, image in images:
        found.add(table, image)
    for contact in store.programmes.contacts.values():
        found.add_name(contact, if_person=True)
    found.codes.discard("")
    found.others -= found.organisations
    return found
