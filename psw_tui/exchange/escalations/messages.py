"""Drafts of messages: a template and a leader's facts become a text on record, and an .eml file for a mail program.

Nothing is sent from here. The templates are copied to a folder `messages` beside the database when they are first
used; there they can be edited, and what stands there is what counts.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from psw_tui.exchange.files.mail_file import mail_file
from psw_tui.exchange.files.names import safe_name
from psw_tui.exchange.files.writing import own_folder, put, write_all, write_out
from psw_tui.policy import ladder, message_rules
from psw_tui.policy.absences import catch_up_due_on
from psw_tui.policy.records import Record
from psw_tui.policy.standing import counts_caught_up
from psw_tui.policy.terms import Element, InboxState, Letter, Stage
from psw_tui.policy.text import clean
from psw_tui.policy.wording import long_day, spoken
from psw_tui.store.escalations import case as cases
from psw_tui.store.escalations import drafts, keep_drafts
from psw_tui.store.reads import stored_values
from psw_tui.store.reads.rows import StoredLeader
from psw_tui.store.reads.verdicts import judged
from psw_tui.store.registers import registers
from psw_tui.store.roster import leaders
from psw_tui.store.system import bank_holidays
from psw_tui.store.system.places import MESSAGES
from psw_tui.store.system.refusal import Refused
from psw_tui.store.system.settings import package_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from psw_tui.exchange.escalations.message_template import MessageTemplate
    from psw_tui.policy.message_rules import Cited
    from psw_tui.store.core.store import Store
    from psw_tui.store.escalations.case import Case
    from psw_tui.store.escalations.records import DraftRecord
    from psw_tui.store.reads.change import Change
    from psw_tui.store.reads.verdicts import Verdict
    from psw_tui.store.registers.registers import Register

_LINE_LONGEST = 2000


def suggested_reply_by(store: Store, letter: Letter, record: Record) -> date | None:
    """By when a reply is asked for, if the BDO says nothing else; None for what asks for none."""
    return message_rules.reply_by(letter, record.programme, store.today, bank_holidays.english())


def cited_by(store: Store, verdict: Verdict, case: Case, letter: Letter) -> tuple[Cited, ...]:
    """The facts that a message would name, as of the day that it tells of."""
    collected = {row.key for row in case.concerns}
    held = [concern for concern in verdict.concerns if concern.key in collected]
    return message_rules.cited(letter, verdict.record, held, _day_of(store, verdict.reference, letter))


def _day_of(store: Store, leader: str, letter: Letter) -> date:
    """The day that a message tells of: today; a decision keeps the one on which it was taken (section 10)."""
    if letter is not Letter.DECISION:
        return store.today
    row = leaders.row_of(store, leader)
    return stored_values.to_date(row.withdrawn_on) or store.today


def draft(store: Store, leader: str, letter: Letter, reply_by: date | None = None) -> tuple[Change | None, str]:
    """Write a message from its template and what is recorded today, and keep it; gives the change and its id.

    `Refused` when the ladder has not come that far, when there is nothing to name, or when the template can't be used.
    """
    verdict = judged(store, leader)
    case = cases.case_of(store, leader, verdict=verdict)
    cited = cited_by(store, verdict, case, letter)
    if reason := message_rules.why_not(letter, case.escalation, cited):
        raise Refused(reason)
    row = leaders.row_of(store, leader)
    given = _given(store, verdict, case, row, cited, reply_by, _day_of(store, leader, letter))
    if letter is Letter.DECISION:
        given |= _stands_on(verdict.record, case, _day_of(store, leader, letter))
    subject, body = _rendered(store, letter, _template(store, letter), given)
    contacts = store.programmes.contacts
    recipient = contacts["partnerships_team"] if letter is Letter.REFERRAL else row.email
    return keep_drafts.keep(
        store, verdict, letter, recipient=recipient, subject=subject, body=body, cited=cited, reply_by=reply_by
    )


def save(store: Store, leader: str, draft_id: str) -> Path:
    """Write a draft as an .eml file to the folder of exports; `Refused` once a fact it cites has changed."""
    kept = drafts.usable(store, judged(store, leader), draft_id)
    return write_out(store.path, mail_name(leader, kept), _as_mail(kept), "The draft")


def mail(store: Store, leader: str, draft_id: str) -> bytes:
    """A draft as an .eml file; `Refused` once a fact it cites has changed."""
    return _as_mail(drafts.usable(store, judged(store, leader), draft_id))


def _as_mail(draft: DraftRecord) -> bytes:
    return mail_file(draft.recipient, draft.subject, draft.body)


def mail_name(leader: str, draft: DraftRecord) -> str:
    """What the file of a draft is called."""
    return f"{draft.letter}-{safe_name(leader)}-{draft.at:%Y-%m-%d}-{draft.id[:8]}.eml"


def text(store: Store, leader: str, draft_id: str) -> str:
    """A draft as text, to be copied; `Refused` once a fact it cites has changed."""
    kept = drafts.usable(store, judged(store, leader), draft_id)
    return f"{kept.subject}\n\n{kept.body}"


def catch_ups_sent(store: Store, pairs: Iterable[tuple[str, str]]) -> list[Path]:
    """Write the messages that go with catch-ups just sent, by leader and session; gives the files.

    `Refused` when the template can't be used or a draft can't be written: the sentence says which and why.
    """
    wanted = list(pairs)
    shown = {session: registers.register(store, session, store.today) for _, session in wanted}
    people = {who: leaders.row_of(store, who) for who, _ in wanted}
    template = _template(store, Letter.CATCH_UP_SENT)
    made = [_catch_up_sent(store, template, people[leader], shown[session]) for leader, session in wanted]
    return write_all(store.path, made, "The draft")


def _catch_up_sent(store: Store, template: MessageTemplate, row: StoredLeader, register: Register) -> tuple[str, bytes]:
    leader, held = row.reference, register.session
    due = next((row.catch_up_due_on for row in register.rows if row.reference == leader), None)
    if due is None:
        raise Refused(f"No catch-up for {held.title} was sent to {leader}; send it first (2.3.1).")
    named = [
        {
            "title": held.title,
            "day": long_day(held.starts_on),
            "what": "",
            "due": long_day(due),
            "counts": counts_caught_up(held, register.programme),
        }
    ]
    given = {
        "name": leaders.first_name_of(row),
        "sessions": named,
        "session": held.title,
        "contact": store.programmes.contacts["programme_team"],
    }
    subject, body = _rendered(store, Letter.CATCH_UP_SENT, template, given)
    # Two references with strokes in them could be parted in more than one way.
    apart = leader if "-" in leader + held.reference else ""
    name = f"catch-up-{safe_name(leader)}-{safe_name(held.reference, apart)}.eml"
    return name, mail_file(row.email, subject, body)


# -- what a template is given -------------------------------------------------------------------------


def _given(
    store: Store,
    verdict: Verdict,
    case: Case,
    row: StoredLeader,
    cited: Sequence[Cited],
    reply_by: date | None,
    day: date,
) -> dict[str, Any]:
    """The names that a template may use; docs/messages.md lists them. The standings are those of the day."""
    record, contacts, now = verdict.record, store.programmes.contacts, case.escalation
    sessions = [_named(record, fact) for fact in cited]
    meeting = None if now is None else now.meeting_on
    return {
        "name": leaders.first_name_of(row),
        "full_name": verdict.name,
        "reference": verdict.reference,
        "organisation": row.organisation,
        "sessions": sessions,
        "session": ", ".join(fact.title for fact in cited),
        "standings": message_rules.standing_lines(record, day),
        "reason": "",
        "concerns": [concern.title for concern in case.concerns if concern.state is not InboxState.CLEARED],
        "said": [
            {
                "day": long_day(communication.on),
                "what": f"{spoken(communication.channel)}, {spoken(communication.direction)}",
                "reached": communication.reached,
                "replied": _day_or_nothing(communication.replied_on),
            }
            for communication in case.communications
        ],
        "plan": [
            {"what": action.what, "owner": action.owner, "due": _day_or_nothing(action.due_on)}
            for action in case.plan
            if action.done_on is None
        ],
        "triggers": list(case.suggestions),
        "access": [ladder.ELEMENT_NAMES[element] for element in Element],
        "withdrawn_on": long_day(stored_values.to_date(row.withdrawn_on) or store.today),
        "meeting": _day_or_nothing(meeting),
        "coaching": any(fact.key.startswith("booking:") for fact in cited),
        "heard_by": case.heard_by or contacts["principal_business_development_lead"],
        "reply_by": _day_or_nothing(reply_by),
        "contact": contacts["programme_team"],
        "appeals": contacts["appeals"],
        "coaching_manager": contacts["coaching_manager"],
    }


def _stands_on(record: Record, case: Case, day: date) -> dict[str, Any]:
    """What a decision tells of: the reason given as the leader was withdrawn, and what was not met on that day."""
    taken = [made for made in case.decisions if made.to_stage is Stage.WITHDRAWN and not made.struck_out]
    return {
        "reason": max(taken, key=lambda made: made.at).reason if taken else "",
        "standings": message_rules.standing_lines(record, day, but_met=True),
    }


def _day_or_nothing(day: date | None) -> str:
    return long_day(day) if day is not None else ""


def _named(record: Record, fact: Cited) -> dict[str, str | bool]:
    reference = fact.key.removeprefix("session:")
    mark = record.marks.get(reference)
    due = None if mark is None else catch_up_due_on(mark, record.programme)
    session = next((held for held in record.sessions if held.reference == reference), None)
    return {
        "title": fact.title,
        "day": long_day(fact.day),
        "what": fact.what,
        "due": _day_or_nothing(due),
        "counts": session is not None and counts_caught_up(session, record.programme),
    }


# -- templates ------------------------------------------------------------------------------


def _rendered(store: Store, letter: Letter, template: MessageTemplate, given: dict[str, Any]) -> tuple[str, str]:
    """The subject (the first line, after its heading) and the body, cleaned line by line."""
    with _usable(store, letter):
        first, _, text = template.render(given).strip().partition("\n")
        subject = clean(first.removeprefix("Subject:"))
        body = "\n".join(clean(line, _LINE_LONGEST) for line in text.strip().splitlines())
        if not subject or not body.strip():
            missing = "text below the subject" if subject else "subject"
            raise ValueError(f"it gives no {missing}")
    return subject, f"{body}\n"


def _own(store: Store, letter: Letter) -> Path:
    return store.path.with_name(MESSAGES) / f"{letter}.txt"


@contextmanager
def _usable(store: Store, letter: Letter) -> Iterator[None]:
    """Tell what is wrong with the template, wherever it shows: it is a program, and can fail in any way."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - whatever somebody's template does is told in a sentence
        what = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise Refused(
            f"{_own(store, letter)} can't be used as a template: {what}; correct it, or move it away."
        ) from None


def _template(store: Store, letter: Letter) -> MessageTemplate:
    # Jinja is for whoever drafts: what can be drafted is listed without it.
    from psw_tui.exchange.escalations.message_template import LONGEST, MessageTemplate, NotAllowed

    own = _own(store, letter)
    with _usable(store, letter):
        folder = own_folder(store.path, own.parent.name)
        if not os.path.lexists(own):
            put(folder / own.name, package_text(f"messages/{letter}.txt").encode("utf-8"))
        if not own.is_file():
            raise NotAllowed("it is not an ordinary file")
        with own.open(encoding="utf-8-sig") as file:
            return MessageTemplate(file.read(LONGEST + 1))
