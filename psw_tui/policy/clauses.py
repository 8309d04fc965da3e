"""Every clause that the app cites: its id, a title and our one-line restatement; and what our copy has lost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the policy or section of the handbook, restated in our own words."""

    id: str
    title: str
    restated: str


@dataclass(frozen=True, slots=True)
class Lost:
    """Something our copy of the documents lacks or gets wrong, and what the app does instead."""

    clause: str
    lacks: str
    instead: str


CLAUSES = (
    Clause("1.1.1", "Who is covered", "Only a leader who has signed the Offer Acceptance Form is covered."),
    Clause("1.1.2", "Taking part", "Engagement is expected as well as attendance."),
    Clause(
        "1.1.3",
        "Exceptional circumstances",
        "Considered case by case: a session may be set aside, with a reason.",
    ),
    Clause(
        "1.1.4",
        "The minimums",
        "Three coaching sessions, four of modules and workshops, two peer-led sessions.",
    ),
    Clause("1.1.5", "All other elements", "At least 80% of everything else, the residentials above all."),
    Clause("1.2.2", "Responsibilities", "What is asked of the leader (the list is missing from our copy)."),
    Clause(
        "1.2.3", "Responsibilities", "What is asked of the organisation (the list is missing from our copy)."
    ),
    Clause(
        "2.1.1", "Telling us before", "An absence is to be reported to the programme team before the session."
    ),
    Clause(
        "2.1.2",
        "Coaching at short notice",
        "Cancelled under 24 hours before, or not come: spent, not reinstated.",
    ),
    Clause(
        "2.1.3",
        "Reasonable cause",
        "A reported absence without reasonable cause means contact and an agreed plan.",
    ),
    Clause("2.2.1", "Residentials", "Attendance is taken by a sign-in form."),
    Clause("2.2.2", "Online workshops", "Attendance is taken from the meeting's usage report."),
    Clause("2.2.3", "Peer-led sessions", "Attendance and engagement are tracked by the group."),
    Clause(
        "2.3.1",
        "Catching up",
        "Near 80% of the non-coaching elements, what was missed is caught up, with a log.",
    ),
    Clause("2.4", "The ladder", "Explanation, contact, Partnerships Team, withdrawal, appeal."),
    Clause(
        "2.4.2",
        "Explanation",
        "An unexplained absence from a compulsory session: an explanation is asked for.",
    ),
    Clause(
        "2.4.3", "Contact by the BDO", "An emerging pattern: the BDO writes, asks why and offers support."
    ),
    Clause(
        "2.4.4", "Partnerships Team", "Not improved, or no reply: taken up with the leader's organisation."
    ),
    Clause(
        "2.4.5", "Withdrawal considered", "Attendance or engagement fails without a reasonable explanation."
    ),
    Clause(
        "2.4.6", "Withdrawal decided", "Agreed by the PBDL, three consulted; access to every element ends."
    ),
    Clause("2.4.7", "Appeal", "A meeting with the PBDL; after it the complaints policy."),
    Clause(
        "H:windows", "Six coaching windows", "Six one-hour sessions, October to August, each in its window."
    ),
    Clause("H:spent", "A session spent", "A session lost to short notice is used and not given again."),
    Clause("H:recording", "Recording", "The third session may be recorded if the leader agrees."),
    Clause(
        "H:evaluation",
        "Evaluation",
        "Forms after the second and the last session, and the coach's after 2 and 6.",
    ),
    Clause("H:confidentiality", "Confidentiality", "What is said in coaching stays there."),
    Clause(
        "H:framework",
        "Capability framework",
        "Four capabilities, 26 sub-capabilities, for the leader's own growth.",
    ),
)

LOST = (
    Lost(
        "1.1.4",
        "its list of elements",
        "minimums as in section 2 of our restatement; planned numbers are local",
    ),
    Lost("1.2.2", "its list of the leader's responsibilities", "nothing is judged by it"),
    Lost("1.2.3", "its list of the organisation's responsibilities", "nothing is judged by it"),
    Lost(
        "2.4.5",
        "its list of triggers for withdrawal",
        "withdrawal_triggers in the programme file (local setting)",
    ),
    Lost("1.1.3", "the address to write to", "[contacts] in the programme file"),
    Lost("2.1.1", "the address to report to", "[contacts] in the programme file"),
    Lost("2.1.2", "the address to report to", "[contacts] in the programme file"),
    Lost("2.4.7", "the address for appeals", "[contacts] in the programme file"),
    Lost(
        "2.3.1",
        "when a catch-up form is sent",
        "when the 80% watch says so; due after 14 days (local setting)",
    ),
    Lost(
        "2.1.3",
        "sense: it names sickness, bereavement, caring and an Ofsted visit as examples without reasonable cause",
        "read as a slip: the four are treated as reasonable (local setting)",
    ),
    Lost(
        "H",
        "this year's edition: the handbook is written for another year's programme",
        "its windows and rules hold",
    ),
)

BY_ID = {clause.id: clause for clause in CLAUSES}
