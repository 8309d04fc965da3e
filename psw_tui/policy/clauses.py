"""Every clause that the app cites: its id, a title and our restatement; and what our copy has lost.

The last ones are not the policy's but the law's, on what leaders may ask about their own data.
Where the documents are silent the restatement says what the app does, and that this is a local setting.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from psw_tui.policy.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable


@frozen
class Clause:
    """One clause of the policy or section of the handbook, restated in our own words."""

    id: str
    title: str
    restated: str


@frozen
class Lost:
    """Something our copy of the documents lacks or gets wrong, and what the app does instead."""

    clause: str
    lacks: str
    instead: str


_NOT_RESTATED = "Our restatement has nothing of it, and nothing is judged by it"

CLAUSES = (
    Clause("1.1.1", "Who is covered", "Only a leader who has signed the Offer Acceptance Form is covered."),
    Clause(
        "1.1.2",
        "Taking part",
        "Engagement is expected as well as attendance; full and limited are the words of a local setting.",
    ),
    Clause("1.1.3", "Exceptional circumstances", "Considered case by case: a session may be set aside, with a reason."),
    Clause(
        "1.1.4",
        "The minimums",
        "Three coaching sessions, four of modules and workshops, two peer-led sessions. How many are planned is a "
        "local setting.",
    ),
    Clause(
        "1.1.5",
        "All other elements",
        "At least 80% of all other elements, residential and other. Counting residentials by the day is a local "
        "setting.",
    ),
    Clause("1.2.1", "Responsibilities", f"{_NOT_RESTATED}."),
    Clause(
        "1.2.2",
        "Frontline's responsibilities",
        "What Frontline is responsible for (the list is missing from our copy).",
    ),
    Clause(
        "1.2.3", "Leaders' responsibilities", "What leaders are responsible for (the list is missing from our copy)."
    ),
    Clause(
        "2.1.1",
        "Telling us before",
        "An absence is to be reported to the programme team before the session, where practicable.",
    ),
    Clause(
        "2.1.2",
        "Coaching at short notice",
        "Cancelled under 24 hours before: spent, not reinstated. Not coming is spent too (local setting).",
    ),
    Clause(
        "2.1.3",
        "Reasonable cause",
        "A reported absence without reasonable cause means contact, an agreed outcome and support actions. Which "
        "reasons are reasonable is a local setting.",
    ),
    Clause("2.2.1", "Residentials", "Attendance is taken by a sign-in form."),
    Clause(
        "2.2.2",
        "Online workshops",
        "Attendance is taken from the meeting's usage report. Whoever came for too little of it was there in part; how "
        "many of the minutes that is, is a local setting.",
    ),
    Clause("2.2.3", "Peer-led sessions", "Frontline tracks engagement."),
    Clause("2.3", "Catching up", "The heading of 2.3.1; our copy has it twice."),
    Clause(
        "2.3.1",
        "Catching up",
        "Who is at risk of falling under 80% of the non-coaching elements catches up, with a reflective log. The "
        "sum, that residentials are watched, the days for it, and that it counts are local settings.",
    ),
    Clause(
        "2.4",
        "The ladder",
        "Explanation, contact, Partnerships Team, withdrawal, appeal. The days of each stage are a local setting.",
    ),
    Clause("2.4.1", "The ladder", f"{_NOT_RESTATED}."),
    Clause(
        "2.4.2",
        "Explanation",
        "An unexplained absence from a compulsory session: an explanation is asked for. Which kinds are compulsory "
        "is a local setting.",
    ),
    Clause(
        "2.4.3",
        "Contact by the BDO",
        "An emerging pattern: the BDO writes, asks why and offers support. How many in which time is a local setting.",
    ),
    Clause("2.4.4", "Partnerships Team", "Not improved, or no reply: taken up with the leader's organisation."),
    Clause(
        "2.4.5",
        "Withdrawal considered",
        "Attendance or engagement fails without a reasonable explanation; by which triggers is a local setting.",
    ),
    Clause("2.4.6", "Withdrawal decided", "Agreed by the PBDL, three consulted; access to every element ends."),
    Clause("2.4.7", "Appeal", "A meeting with the PBDL; after it the complaints policy."),
    Clause("3", "Withdrawal", "A leader who is withdrawn is removed: access to every element ends."),
    Clause(
        "appendix 1.1",
        "The offer",
        "The e-mail that offers a place (our copy breaks off after its first line of components).",
    ),
    Clause("H:about", "About", f"{_NOT_RESTATED}."),
    Clause("H:responsibilities", "Responsibilities", f"{_NOT_RESTATED}."),
    Clause(
        "H:windows",
        "Six coaching windows",
        "Six one-hour sessions, October to August, each in its window. The windows are recommended: to be behind is "
        "a concern by a local setting.",
    ),
    Clause(
        "H:spent",
        "A session spent",
        "A session lost to short notice is used and not given again. So is one that was missed (local setting).",
    ),
    Clause("H:recording", "Recording", "The third session may be recorded if the leader agrees."),
    Clause(
        "H:evaluation",
        "Evaluation",
        "Forms after the second and the last session, and a coach's group form. The days for them, and group forms "
        "after windows 2 and 6, one a cohort, are local settings.",
    ),
    Clause("H:confidentiality", "Confidentiality", "What is said in coaching stays there."),
    Clause(
        "H:framework",
        "Capability framework",
        "Four capabilities, 26 sub-capabilities, for the leader's own growth; the scale is a local setting.",
    ),
    Clause(
        "UK GDPR 12",
        "Answering a request",
        "Within one calendar month of receipt; two more where a request is complex or one of several, and the person "
        "was told within the first month. Due days move to the next working day, as the ICO counts.",
    ),
    Clause(
        "UK GDPR 12A",
        "The stopped clock",
        "While a person is asked to identify themselves, or to clarify a subject access request, the time stands "
        "still (Data (Use and Access) Act 2025).",
    ),
    Clause("UK GDPR 15", "Subject access", "A copy of all that is held about a person, and what is done with it."),
    Clause(
        "UK GDPR 17",
        "Erasure",
        "What is held about a person is erased on request, unless a ground of the article keeps it.",
    ),
    Clause(
        "DPA 2018 164A",
        "Data-protection complaints",
        "Acknowledged within 30 days, answered without undue delay (Data (Use and Access) Act 2025, from "
        "19 June 2026).",
    ),
)

LOST = (
    Lost(
        "1.1.4",
        "its list of elements",
        "minimums as in section 2 of our restatement; planned numbers are a local setting",
    ),
    Lost("1.2.2", "its list of what Frontline is responsible for", "nothing is judged by it"),
    Lost("1.2.3", "its list of what leaders are responsible for", "nothing is judged by it"),
    Lost("2.4.5", "its list of triggers for withdrawal", "withdrawal_triggers in the programme file (local setting)"),
    Lost("1.1.3", "the address to write to", "[contacts] in the programme file"),
    Lost("2.1.1", "the address to report to", "[contacts] in the programme file"),
    Lost("2.1.2", "the address to report to", "[contacts] in the programme file"),
    Lost("2.4.7", "the address for appeals", "[contacts] appeals in the programme file"),
    Lost(
        "2.3.1",
        "when a catch-up form is sent",
        "when the 80% watch says so; the days until it is due are a local setting",
    ),
    Lost(
        "appendix 1.1",
        "the offer e-mail after its first line of components",
        "nothing is judged by it; the reminder of the offer is in our own words",
    ),
    Lost("2.3", "nothing, but it is printed twice", "read once"),
    Lost(
        "2.1.3",
        "sense: it names sickness, bereavement, caring and an Ofsted visit as examples without reasonable cause",
        "read as a slip: the four are treated as reasonable (local setting)",
    ),
    Lost(
        "H", "this year's edition: the handbook is written for another year's programme", "its windows and rules hold"
    ),
)

BY_ID = {clause.id: clause for clause in CLAUSES}
#: A clause as a sentence cites it: in brackets, alone or with others; compiled when it is first looked for.
_CITED = r"(?<![\w.])(\d\.\d(?:\.\d)?|H:[a-z]+|UK GDPR \d+A?|DPA 2018 164A)(?=[),;])"


def cited_in(sentences: Iterable[str]) -> set[str]:
    """The ids of the clauses that sentences cite in brackets."""
    cited: set[str] = set()
    for sentence in sentences:
        cited.update(re.findall(_CITED, sentence))
    return cited & BY_ID.keys()
