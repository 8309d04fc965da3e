"""The made-up Salesforce keeps the rules of loading: each rule by a case that it takes and one that it refuses."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.salesforce.csv_rows import mapping_of
from tests.salesforce.fields import Boolean, Date, DateTime, Number, Picklist, Reference, Text, id_18
from tests.salesforce.loader import JobFailed, Layout, Loaded, Org, Thing, campaign, campaign_member

CONTACT = Thing(
    "Contact",
    "003",
    (
        Text("LastName", required=True, length=20),
        Text("Email", external_id=True),
        Text("PSW_Leader_Id__c", external_id=True, unique=True, length=40),
    ),
)
ATTENDANCE = Thing(
    "PSW_Attendance__c",
    "a01",
    (
        Text("PSW_Key__c", external_id=True, unique=True, length=40),
        Reference("Contact__c", True, updateable=False, relationship="Contact__r", target="Contact"),
        Picklist("Status__c", values=("Present", "Absent")),
        Date("Day__c"),
        DateTime("Marked_At__c"),
        Number("Minutes__c", digits=4),
        Boolean("Excused__c"),
        Text("Note__c", length=10),
        Text("Batch__c", external_id=True),
        Text("Read_Only__c", createable=False, updateable=False),
    ),
)
NAME = "PSW_Attendance__c"


@pytest.fixture
def org() -> Org:
    org = Org((CONTACT, ATTENDANCE, campaign(), campaign_member()))
    org.add("Contact", LastName="Sharma", Email="p@example.org", PSW_Leader_Id__c="L-1")
    org.add("Contact", LastName="Adeyemi", Email="t@example.org", PSW_Leader_Id__c="L-2")
    org.add("Contact", LastName="Twin", Email="t@example.org")
    return org


def lines(*rows: str) -> bytes:
    return "".join(f"{row}\n" for row in rows).encode()


def cell(org: Org, column: str, text: str) -> object:
    """What one cell makes of a new record's field, or the code of why it was refused."""
    held = io.StringIO()
    csv.writer(held, lineterminator="\n").writerow(["L-1", text])
    loaded = org.insert(NAME, f"Contact__r.PSW_Leader_Id__c,{column}\n{held.getvalue()}".encode())
    (row,) = loaded.rows
    if row.failed:
        return row.failed.code
    return org.all_of(NAME)[row.id].get(column)


def codes(loaded: Loaded) -> list[str]:
    return [row.failed.code if row.failed else row.done for row in loaded.rows]


@pytest.mark.parametrize(
    ("column", "text", "kept"),
    [
        ("Day__c", "2026-10-06", date(2026, 10, 6)),
        ("Day__c", "2026-10-06T17:00:00.000Z", "INVALID_TYPE_ON_FIELD_IN_RECORD"),
        ("Day__c", "06/10/2026", "INVALID_TYPE_ON_FIELD_IN_RECORD"),
        ("Day__c", "2026-02-30", "INVALID_TYPE_ON_FIELD_IN_RECORD"),
        ("Day__c", "2026-10-06Z", "INVALID_TYPE_ON_FIELD_IN_RECORD"),
        ("Marked_At__c", "2026-10-06T17:00:00.000Z", datetime(2026, 10, 6, 17, tzinfo=UTC)),
        ("Marked_At__c", "2026-10-06T18:00:00+0100", datetime(2026, 10, 6, 17, tzinfo=UTC)),
        ("Marked_At__c", "2026-10-06T18:00:00+01:00", "INVALID_TYPE_ON_FIELD_IN_RECORD"),
        ("Marked_At__c", "2026-10-06T18:00:00", "INVALID_TYPE_ON_FIELD_IN_RECORD"),
        ("Marked_At__c", "2026-10-06", "INVALID_TYPE_ON_FIELD_IN_RECORD"),
        ("Marked_At__c", "2026-10-06T25:00:00Z", "INVALID_TYPE_ON_FIELD_IN_RECORD"),
        *((("Excused__c", text, True)) for text in ("yes", "Y", "TRUE", "on", "1")),
        *((("Excused__c", text, False)) for text in ("no", "false", "0")),
        ("Excused__c", "ja", "INVALID_TYPE_ON_FIELD_IN_RECORD"),
        ("Minutes__c", "85", Decimal(85)),
        ("Minutes__c", "85.4", Decimal(85)),
        ("Minutes__c", "1,085", "INVALID_TYPE_ON_FIELD_IN_RECORD"),
        ("Minutes__c", "10000", "NUMBER_OUTSIDE_VALID_RANGE"),
        ("Status__c", "Present", "Present"),
        ("Status__c", "present", "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
        ("Status__c", "Present ", "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
        ("Note__c", " 1 \n ŵ ł", " 1 \n ŵ ł"),
        ("Note__c", '"so", =1', '"so", =1'),
        ("Note__c", "0123456789", "0123456789"),
        ("Note__c", "01234567890", "STRING_TOO_LONG"),
        ("Note__c", "", None),
        ("Note__c", "#N/A", None),
        ("Read_Only__c", "x", "INVALID_FIELD_FOR_INSERT_UPDATE"),
        ("Read_Only__c", "", None),
    ],
)
def test_a_cell_is_taken_by_the_kind_of_its_field(org: Org, column: str, text: str, kept: object) -> None:
    assert cell(org, column, text) == kept


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        ("LastName\nMoŵ\n".encode("cp1252", "replace").replace(b"?", b"\xe9"), "not UTF-8"),
        (b"\xef\xbb\xbfLastName\nA\n", "Field name not found : \ufeffLastName"),
        (b"LastName;Email\nA;b\n", "Field name not found : LastName;Email"),
        (b"LastName,Phone\nA,1\n", "Field name not found : Phone"),
        (b"LastName, Email\nA,b\n", "Field name not found :  Email"),
        (b"LastName,lastname\nA,b\n", "Duplicate field name : LastName"),
        (b"LastName,Email\nA\n", "Row 1 has 1 values, and the header 2"),
        (b"LastName,Email\nA,b\n\nC,d\n", "Row 2 has 1 values"),
        (b"LastName,Email\nA,b,c\n", "Row 1 has 3 values"),
        (b"LastName\r\nA\n", "LineEnding"),
        (b"LastName\rA\r", "LineEnding"),
        (b'LastName\n"A\n', "not closed"),
        (b'"LastName" ,Email\nA,b\n', "header is not in order"),
        (b"LastName,Account.Name\nA,b\n", "Field name not found : Account.Name"),
        (b"LastName\nA\0\n", "null character"),
    ],
)
def test_a_file_that_is_not_in_order_fails_as_a_whole(org: Org, data: bytes, why: str) -> None:
    before = dict(org.all_of("Contact"))
    with pytest.raises(JobFailed) as failed:
        org.insert("Contact", data)
    assert why in str(failed.value)
    assert org.all_of("Contact") == before


def test_lines_may_end_as_windows_ends_them_and_the_last_needs_no_end(org: Org) -> None:
    loaded = org.insert("Contact", b'LastName,Email\r\n"A\r\nB",b\r\nC,d')
    assert codes(loaded) == ["Created", "Created"]
    assert org.all_of("Contact")[loaded.rows[0].id]["LastName"] == "A\r\nB"


def test_a_row_with_a_space_outside_its_quotes_fails_alone(org: Org) -> None:
    loaded = org.insert("Contact", lines("LastName,Email", 'A, "b"', '"C" ,d', '"E",f', "G, h"))
    assert codes(loaded) == ["INVALID_CSV", "INVALID_CSV", "Created", "Created"]
    assert org.all_of("Contact")[loaded.rows[3].id]["Email"] == " h"


def test_what_is_required_has_to_be_there_and_stay_there(org: Org) -> None:
    loaded = org.insert("Contact", lines("LastName,Email", ",b", "#N/A,b", "A,"))
    assert codes(loaded) == ["REQUIRED_FIELD_MISSING", "REQUIRED_FIELD_MISSING", "Created"]
    assert codes(org.insert("Contact", lines("Email", "c"))) == ["REQUIRED_FIELD_MISSING"]
    cleared = org.update("Contact", lines("Id,LastName", f"{loaded.rows[2].id},#N/A"))
    assert codes(cleared) == ["REQUIRED_FIELD_MISSING"]


def test_an_update_leaves_what_is_empty_or_not_there_and_clears_what_says_so(org: Org) -> None:
    made = org.insert(NAME, lines("Contact__r.Email,Note__c,Day__c,Minutes__c", "p@example.org,n,2026-10-06,5"))
    key = made.rows[0].id
    org.update(NAME, lines("Id,Note__c,Day__c", f"{key},,#N/A"))
    held = org.all_of(NAME)[key]
    assert (held["Note__c"], "Day__c" in held, held["Minutes__c"]) == ("n", False, 5)
    org.update(NAME, lines("Id,Note__c", f"{key},"), empty_clears=True)
    assert "Note__c" not in org.all_of(NAME)[key]


def test_an_update_goes_by_id_of_15_letters_or_18_and_by_one_row_for_a_record(org: Org) -> None:
    first, second, third = org.all_of("Contact")
    loaded = org.update(
        "Contact",
        lines(
            "Id,LastName",
            f"{first[:15]},A",
            f"{second},B",
            f"{second[:15]},C",
            ",D",
            "003Ab0000009999,E",
            "a01Ab0000000001,F",
            f"{third[:17]}x,G",
            "L-1,H",
        ),
    )
    wrong = ["MISSING_ARGUMENT", "INVALID_CROSS_REFERENCE_KEY", *["MALFORMED_ID"] * 3]
    assert codes(loaded) == ["Updated", "DUPLICATE_VALUE", "DUPLICATE_VALUE", *wrong]
    assert loaded.rows[0].id == first == id_18(first[:15])
    assert [held["LastName"] for held in org.all_of("Contact").values()] == ["A", "Adeyemi", "Twin"]
    with pytest.raises(JobFailed, match="no column Id"):
        org.update("Contact", lines("LastName", "A"))


def test_an_insert_says_no_id(org: Org) -> None:
    known = next(iter(org.all_of("Contact")))
    loaded = org.insert("Contact", lines("Id,LastName", f"{known},A", ",B"))
    assert codes(loaded) == ["INVALID_FIELD_FOR_INSERT_UPDATE", "Created"]


def test_a_unique_external_id_is_inserted_once(org: Org) -> None:
    loaded = org.insert("Contact", lines("LastName,PSW_Leader_Id__c", "A,L-3", "B,l-3", "C,L-1"))
    assert codes(loaded) == ["Created", "DUPLICATE_VALUE", "DUPLICATE_VALUE"]
    assert loaded.rows[1].failed
    known = loaded.rows[0].id[:15]
    assert loaded.rows[1].failed.words == (
        f"duplicate value found: PSW_Leader_Id__c duplicates value on record with id: {known}"
    )


def test_an_upsert_changes_what_it_finds_and_makes_a_silent_duplicate_of_a_mistyped_key(org: Org) -> None:
    loaded = org.upsert(
        "Contact",
        lines("PSW_Leader_Id__c,LastName", "l-1,A", "L-l,B", "L-7,C", "l-7,D", ",E"),
        external_id="PSW_Leader_Id__c",
    )
    assert codes(loaded) == ["Updated", "Created", "DUPLICATE_VALUE", "DUPLICATE_VALUE", "MISSING_ARGUMENT"]
    assert [held["LastName"] for held in org.all_of("Contact").values()] == ["A", "Adeyemi", "Twin", "B"]
    several = org.upsert("Contact", lines("Email,LastName", "t@example.org,A"), external_id="Email")
    assert codes(several) == ["DUPLICATE_EXTERNAL_ID"]
    with pytest.raises(JobFailed, match="not an External ID"):
        org.upsert("Contact", lines("LastName", "A"), external_id="LastName")


def test_a_parent_is_found_by_id_or_by_an_indexed_field_and_has_to_be_one(org: Org) -> None:
    first = next(iter(org.all_of("Contact")))
    by_id = org.insert(NAME, lines("Contact__c", first, "003Ab0000009999", ATTENDANCE.prefix + "Ab0000000001"))
    assert codes(by_id) == ["Created", "INVALID_CROSS_REFERENCE_KEY", "MALFORMED_ID"]
    by_key = org.insert(NAME, lines("Contact__r.PSW_Leader_Id__c", "l-1", "L-9", ""))
    assert codes(by_key) == ["Created", "INVALID_FIELD", "REQUIRED_FIELD_MISSING"]
    assert org.all_of(NAME)[by_key.rows[0].id]["Contact__c"] == first
    assert codes(org.insert(NAME, lines("Contact__r.Email", "t@example.org"))) == ["INVALID_FIELD"]
    with pytest.raises(JobFailed, match="not indexed"):
        org.insert(NAME, lines("Contact__r.LastName", "Sharma"))
    moved = org.update(NAME, lines("Id,Contact__r.PSW_Leader_Id__c", f"{by_id.rows[0].id},L-2"))
    assert codes(moved) == ["INVALID_FIELD_FOR_INSERT_UPDATE"]


def test_what_was_deleted_is_gone(org: Org) -> None:
    first = next(iter(org.all_of("Contact")))
    assert codes(org.delete("Contact", lines("Id", first))) == ["Deleted"]
    assert first not in org.all_of("Contact")
    assert codes(org.update("Contact", lines("Id,LastName", f"{first},A"))) == ["ENTITY_IS_DELETED"]
    assert codes(org.insert(NAME, lines("Contact__c", first))) == ["ENTITY_IS_DELETED"]


def test_columns_go_where_the_mapping_says(org: Org) -> None:
    sdl = lines(
        "#Mapping values",
        r"Leader\ id=Contact__r\:PSW_Leader_Id__c",
        "STATUS=Status__c",
        "Reason=",
        r'"psw\ 1"=Batch__c, Note__c',
    )
    loaded = org.insert(NAME, lines("Leader id,Status,Reason,Seat", "L-1,Absent,ill,4"), sdl)
    held = org.all_of(NAME)[loaded.rows[0].id]
    assert {name: held[name] for name in held if name != "Contact__c"} == {
        "Status__c": "Absent",
        "Batch__c": "psw 1",
        "Note__c": "psw 1",
    }


@pytest.mark.parametrize(
    ("sdl", "why"),
    [
        ("Status=Statuz__c\n", "Field name not found : Statuz__c"),
        ("Status=Status__c\nDay=Day__c\n", "columns that the file does not have: day"),
        ("Status=Contact__r.PSW_Leader_Id__c\n", "Field name not found"),
    ],
)
def test_a_mapping_that_does_not_fit_fails_the_whole_file(org: Org, sdl: str, why: str) -> None:
    with pytest.raises(JobFailed, match=why):
        org.insert(NAME, lines("Status", "Absent"), sdl.encode())


def test_a_mapping_is_read_as_java_reads_properties() -> None:
    read = mapping_of(rb"  Pr\u00e9sence\ \=\ oui = Status__c" + b"\r\n! no\n\nA:B__c\nC D__c\n")
    assert read.columns == {"présence = oui": "Status__c", "a": "B__c", "c": "D__c"}


@pytest.fixture
def member(org: Org) -> tuple[str, str]:
    """A campaign with statuses of its own, and a contact."""
    known = org.add("Campaign", Name="PSW 2026")
    org.statuses[known] = {"Invited": False, "Attended": True}
    return known, next(iter(org.all_of("Contact")))


def test_a_member_is_made_once_and_only_its_status_changes(org: Org, member: tuple[str, str]) -> None:
    where, whom = member
    made = org.insert("CampaignMember", lines("CampaignId,ContactId,Status", f"{where},{whom},Attended"))
    key = made.rows[0].id
    assert org.all_of("CampaignMember")[key]["HasResponded"] is True
    assert codes(org.update("CampaignMember", lines("Id,Status", f"{key},Invited"))) == ["Updated"]
    assert org.all_of("CampaignMember")[key]["HasResponded"] is False
    again = org.insert("CampaignMember", lines("CampaignId,Contact.PSW_Leader_Id__c", f"{where},L-1"))
    assert codes(again) == ["DUPLICATE_VALUE"]
    for column, text in (("CampaignId", where), ("ContactId", whom), ("HasResponded", "true")):
        refused = org.update("CampaignMember", lines(f"Id,{column}", f"{key},{text}"))
        assert codes(refused) == ["INVALID_FIELD_FOR_INSERT_UPDATE"]


def test_a_members_status_is_one_of_its_campaigns(org: Org, member: tuple[str, str]) -> None:
    where, whom = member
    refused = org.insert(
        "CampaignMember", lines("CampaignId,ContactId,Status", f"{where},{whom},Sent", f"{where},{whom},{'A' * 41}")
    )
    assert codes(refused) == ["FIELD_INTEGRITY_EXCEPTION", "STRING_TOO_LONG"]
    made = org.insert("CampaignMember", lines("CampaignId,ContactId", f"{where},{whom}"))
    assert org.all_of("CampaignMember")[made.rows[0].id]["Status"] == "Invited"
    with pytest.raises(JobFailed, match="not upsertable"):
        org.upsert("CampaignMember", lines("Id,Status", ",Sent"), external_id="Id")


def read_back(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def test_the_result_files_are_laid_out_as_the_programs_lay_them_out(org: Org) -> None:
    key = next(iter(org.all_of("Contact")))
    updated = org.update("Contact", lines("Id,LastName,Email", f'{key},"A, ""B""",x', f"003Ab0000009999,C,{'y' * 300}"))
    inserted = org.insert("Contact", lines("LastName,Email", "D,z", ",w"))
    new = inserted.rows[0].id
    missing = "Required fields are missing: [LastName]"
    assert read_back(updated.success_file(Layout.DATA_LOADER)) == [
        ["ID", "Id", "LastName", "Email", "STATUS"],
        [key, key, 'A, "B"', "x", "Item Updated"],
    ]
    assert read_back(inserted.success_file(Layout.DATA_LOADER))[1] == [new, "D", "z", "Item Created"]
    assert read_back(inserted.error_file(Layout.DATA_LOADER)) == [
        ["LastName", "Email", "ERROR"],
        ["", "w", missing],
    ]
    assert read_back(inserted.success_file(Layout.DATA_LOADER_BULK_2)) == [
        ["ID", "sf__Created", "LastName", "Email"],
        [new, "true", "D", "z"],
    ]
    assert read_back(inserted.error_file(Layout.DATA_LOADER_BULK_2)) == [
        ["ID", "ERROR", "LastName", "Email"],
        ["", f"REQUIRED_FIELD_MISSING:{missing}:LastName --", "", "w"],
    ]
    assert read_back(updated.success_file(Layout.BULK_2))[1][:2] == [key, "false"]
    assert (
        inserted.success_file(Layout.BULK_2)
        == f'"sf__Id","sf__Created",Email,LastName\n"{new}","true","z","D"\n'.encode()
    )
    assert inserted.error_file(Layout.BULK_2).startswith(b'"sf__Id","sf__Error",Email,LastName\n"","REQUIRED')


def test_mishaps_strike_a_share_of_the_rows_until_they_are_called_off(org: Org) -> None:
    data = lines("LastName", *(f"A{number}" for number in range(40)))
    org.have_mishaps(0.05, seed=4)
    loaded = org.insert("Contact", data)
    assert (len(loaded.succeeded), len(loaded.failed)) == (38, 2)
    assert len(org.all_of("Contact")) == 3 + 38
    for layout in Layout:
        assert len(read_back(loaded.error_file(layout))) == 1 + 2
    assert len(org.insert("Contact", lines("LastName", "B")).failed) == 1
    org.have_mishaps(0, seed=4)
    assert not org.insert("Contact", data).failed
