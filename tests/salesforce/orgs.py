"""The made-up Salesforce as it has to be set up for each profile that comes with psw, and a whole round through it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psw_tui.exchange.salesforce.load_files import write_outbox
from psw_tui.exchange.salesforce.results import import_results
from tests.salesforce.fields import Date, DateTime, Number, Picklist, Reference, Text
from tests.salesforce.loader import Layout, Org, Thing, campaign_member

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from psw_tui.exchange.salesforce.results import ResultsRead
    from psw_tui.store.core.store import Store

CONTACT = Thing("Contact", "003", (Text("LastName"), Text("PSW_Leader_Id__c", external_id=True, unique=True)))
_STATUSES = ("Present", "Part", "Absent", "Not expected")
CUSTOM = (
    CONTACT,
    Thing(
        "PSW_Session__c",
        "a01",
        (
            Text("PSW_Session_Id__c", external_id=True, unique=True),
            Text("Name", required=True, length=80),
            Text("Cohort__c"),
            Picklist("Kind__c", values=("Residential", "Workshop", "Module", "Peer practice", "Other")),
            DateTime("Starts_At__c"),
            DateTime("Ends_At__c"),
            Picklist("State__c", values=("Planned", "Cancelled")),
        ),
    ),
    Thing(
        "PSW_Attendance__c",
        "a02",
        (
            Text("PSW_Attendance_Id__c", external_id=True, unique=True, length=40),
            Reference("Contact__c", True, updateable=False, relationship="Contact__r", target="Contact"),
            Reference("Session__c", True, updateable=False, relationship="Session__r", target="PSW_Session__c"),
            Picklist("Status__c", values=_STATUSES),
            Date("Date__c"),
            Number("Minutes__c", digits=4),
            Date("Completed_On__c"),
            Date("Caught_Up_On__c"),
        ),
    ),
    Thing(
        "PSW_Coaching__c",
        "a03",
        (
            Text("PSW_Coaching_Id__c", external_id=True, unique=True, length=40),
            Reference("Contact__c", True, updateable=False, relationship="Contact__r", target="Contact"),
            Picklist(
                "Status__c", values=("Booked", "Attended", "Cancelled by leader", "Cancelled by coach", "No show")
            ),
            DateTime("Starts_At__c"),
            Text("Coach__c"),
            Number("Window__c", digits=1),
        ),
    ),
)
SERVICE_DELIVERY = (
    CONTACT,
    Thing("pmdm__Service__c", "a10", (Text("PSW_Service_Id__c", external_id=True, unique=True),)),
    Thing(
        "pmdm__ServiceSession__c",
        "a11",
        (
            Text("PSW_Session_Id__c", external_id=True, unique=True),
            Text("Name", required=True, length=80),
            Reference(
                "pmdm__Service__c", True, updateable=True, relationship="pmdm__Service__r", target="pmdm__Service__c"
            ),
            DateTime("pmdm__SessionStart__c"),
            DateTime("pmdm__SessionEnd__c"),
            Picklist("pmdm__Status__c", values=("Pending", "Complete", "Canceled")),
        ),
    ),
    Thing(
        "pmdm__ServiceDelivery__c",
        "a12",
        (
            Text("PSW_Attendance_Id__c", external_id=True, unique=True, length=40),
            Reference("pmdm__Contact__c", True, relationship="pmdm__Contact__r", target="Contact"),
            Reference(
                "pmdm__ServiceSession__c",
                True,
                relationship="pmdm__ServiceSession__r",
                target="pmdm__ServiceSession__c",
            ),
            Picklist("pmdm__AttendanceStatus__c", values=("Present", "Part", "Absent", "Not Expected")),
            Date("pmdm__DeliveryDate__c"),
        ),
    ),
)
CAMPAIGN = Thing(
    "Campaign",
    "701",
    (
        Text("PSW_Session_Id__c", external_id=True, unique=True),
        Text("Name", required=True, length=80),
        Date("StartDate"),
        Date("EndDate"),
        Picklist("Status", values=("Planned", "In Progress", "Completed", "Aborted")),
    ),
)
MEMBERS = (CONTACT, CAMPAIGN, campaign_member())


def with_contacts(org: Org, store: Store) -> dict[str, str]:
    """A contact for each leader; their Salesforce ids by reference."""
    rows = store.connection.execute("SELECT reference, last_name FROM leader").fetchall()
    return {reference: org.add("Contact", LastName=name, PSW_Leader_Id__c=reference) for reference, name in rows}


def round_trip(
    store: Store, org: Org, folder: Path, layout: Layout, before: Callable[[str, str], Any] = lambda _object, _do: None
) -> ResultsRead | None:
    """Write what is due, load every file in order, and read all results back; None where nothing was due.

    `before` is told each object and operation before its file is loaded.
    """
    written = write_outbox(store, folder)
    results = []
    for path in sorted(path for path in written.paths if path.suffix == ".csv"):
        data, sdl = path.read_bytes(), path.with_suffix(".sdl").read_bytes()
        *_, name, operation = path.stem.split("-")
        before(name, operation)
        loaded = getattr(org, operation)(name, data, sdl if layout is not Layout.BULK_2 else None)
        for kind, told in (("success", loaded.success_file(layout)), ("error", loaded.error_file(layout))):
            results.append(folder / f"{path.stem}-{kind}.csv")
            results[-1].write_bytes(told)
    return import_results(store, results) if results else None
