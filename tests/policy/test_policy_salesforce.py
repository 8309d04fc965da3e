"""What Salesforce is told and under which names: the profiles of the programme file, and ids (2.2.2)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from psw_tui.policy.programme import BadProgramme, read_programmes
from psw_tui.policy.salesforce import SalesforceProfile
from psw_tui.policy.salesforce_ids import full_id
from psw_tui.policy.terms import SalesforceSubject
from tests.policy.cases import DEFAULTS

ATTENDANCE, SESSION = SalesforceSubject.ATTENDANCE, SalesforceSubject.SESSION


def profile(override: str = "") -> SalesforceProfile:
    return read_programmes(DEFAULTS, override)["psw"].salesforce


@pytest.mark.parametrize(
    ("name", "api_name", "columns"),
    [
        (
            "custom",
            "PSW_Attendance__c",
            (
                "PSW_Attendance_Id__c,Contact__r.PSW_Leader_Id__c,Session__r.PSW_Session_Id__c,Status__c,Date__c,"
                "Minutes__c,Completed_On__c,Caught_Up_On__c"
            ),
        ),
        (
            "service_delivery",
            "pmdm__ServiceDelivery__c",
            (
                "PSW_Attendance_Id__c,pmdm__Contact__r.PSW_Leader_Id__c,pmdm__ServiceSession__r.PSW_Session_Id__c,"
                "pmdm__AttendanceStatus__c,pmdm__DeliveryDate__c"
            ),
        ),
        ("campaign_members", "CampaignMember", "ContactId,CampaignId,Status"),
    ],
)
def test_one_key_chooses_among_the_profiles_that_come_with_psw(name: str, api_name: str, columns: str) -> None:
    of = profile(f'[programme.psw.salesforce]\nprofile = "{name}"').objects[ATTENDANCE]
    assert of.api_name == api_name
    assert ",".join(of.insert_columns) == columns
    # Who was where is told once: a member's campaign and contact can't be changed.
    assert not set(of.parents) & set(of.update_columns)
    assert of.update_columns[0] == "Id"


def test_no_profile_tells_the_reason_of_an_absence_or_anything_else_of_health_by_default() -> None:
    for name in ("custom", "service_delivery", "campaign_members"):
        for of in profile(f'[programme.psw.salesforce]\nprofile = "{name}"').objects.values():
            assert not {"reason", "engagement"} & of.fields.keys()


def test_a_field_is_renamed_left_out_or_asked_for_key_by_key() -> None:
    told = '[programme.psw.salesforce.custom.attendance]\nday = "Held_On__c"\nminutes = ""\nreason = "Reason__c"'
    fields = profile(told).objects[ATTENDANCE].fields
    assert (fields["day"], fields.get("minutes"), fields["reason"]) == ("Held_On__c", None, "Reason__c")


def test_values_are_as_a_loader_reads_them() -> None:
    facts = {
        "title": " café “x”, y",
        "cohort": "PSW 2026",
        "kind": "peer_practice",
        "starts_at": datetime(2026, 10, 6, 17, tzinfo=UTC),
        "ends_at": datetime(2026, 10, 6, 18, 30, tzinfo=UTC),
        "starts_on": date(2026, 10, 6),
        "ends_on": date(2026, 10, 6),
        "place": "",
        "state": "planned",
    }
    assert profile().objects[SESSION].values("P1", facts) == {
        "PSW_Session_Id__c": "P1",
        "Name": " café “x”, y",
        "Cohort__c": "PSW 2026",
        "Kind__c": "Peer practice",
        "Starts_At__c": "2026-10-06T17:00:00.000Z",
        "Ends_At__c": "2026-10-06T18:30:00.000Z",
        "State__c": "Planned",
    }
    told = '[programme.psw.salesforce]\nprofile = "campaign_members"'
    assert profile(told).objects[SESSION].values("P1", facts)["StartDate"] == "2026-10-06"


@pytest.mark.parametrize(
    ("override", "says"),
    [
        ('profile = "mine"', "salesforce.profile: expected one of custom, service_delivery, campaign_members, found"),
        ('custom.statuses.part = ""', "custom.statuses.part: expected the name that Salesforce has for it, found"),
        ('custom.statuses.part = "#N/A"', "custom.statuses.part: expected a name, found"),
        ('custom.statuses.late = "Late"', "custom.statuses.late: no such key"),
        (f'campaign_members.statuses.part = "{"a" * 41}"', "statuses.part: expected at most 40 characters, found 41"),
        ('custom.session.title = "Na me"', "session.title: expected a field's name in Salesforce's API, found Na me"),
        ('custom.session.title = "A.B.C"', "session.title: expected a field's name in Salesforce's API"),
        ('custom.session.title = "kind__c"', "session.kind: expected a field that nothing else goes to, found Kind__c"),
        ('custom.session.title = "ID"', "session.title: expected a field that nothing else goes to, found ID again"),
        ('custom.session.object = "x y"', "session.object: expected a name of Salesforce's API, found x y"),
        ('custom.session.external_id = ""', "session.external_id: expected a field's name in Salesforce's API, found"),
        ('custom.attendance.status = ""', "attendance.status: expected a field's name in Salesforce's API, found no"),
        ("custom.attendance.status = 7", "attendance.status: expected text in quotes, found 7"),
        ('custom.attendance.note = "Note__c"', "attendance.note: no such key"),
    ],
)
def test_what_a_profile_can_not_mean_is_refused_by_its_key(override: str, says: str) -> None:
    with pytest.raises(BadProgramme) as refused:
        profile(f"[programme.psw.salesforce]\n{override}")
    assert str(refused.value).startswith("programme.psw.salesforce.")
    assert says in str(refused.value)


def test_nobody_is_judged_by_other_numbers_for_what_salesforce_is_told() -> None:
    other = read_programmes(DEFAULTS, '[programme.psw.salesforce]\nprofile = "campaign_members"')
    assert other["psw"].hash == read_programmes(DEFAULTS)["psw"].hash


def test_psw_programme_shows_the_chosen_profile_as_local() -> None:
    told = '[programme.psw.salesforce]\nprofile = "campaign_members"\ncampaign_members.statuses.part = "Partly"'
    shown = {setting.key: setting for setting in read_programmes(DEFAULTS, told).settings}
    part = shown["programme.psw.salesforce.campaign_members.statuses.part"]
    assert (part.value, part.source, part.overridden) == ("Partly", "local", True)
    assert not [key for key in shown if ".custom." in key]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("001D000000IqhSL", "001D000000IqhSLIAZ"),
        ("001D000000IqhSLIAZ", "001D000000IqhSLIAZ"),
        ("001D000000IqhSLiaz", "001D000000IqhSLIAZ"),
        ("001d000000iqhslIAZ", None),  # its capitals were lost
        ("001D000000IqhS", None),
        ("003", None),
        ("", None),
        ("001D000000IqhSL ", None),
        ("００1D000000IqhSL", None),
    ],
)
def test_an_id_of_15_letters_is_the_one_of_18(text: str, whole: str | None) -> None:
    assert full_id(text) == whole
