"""One leader's case in words, for the side panel and for the page: where it stands, why, what may happen next."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from textual.content import Content

from psw_tui import signs
from psw_tui.policy import ladder
from psw_tui.policy.calendar import london_day
from psw_tui.policy.clauses import BY_ID, LOST
from psw_tui.policy.evidence import evidence
from psw_tui.policy.message_rules import NAMES
from psw_tui.policy.presence import away_words
from psw_tui.policy.tasks import AFTER_LEAVING
from psw_tui.policy.terms import Direction, InboxChoice, InboxState, Stage
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import spoken
from psw_tui.signs import Sign
from psw_tui.store.system import bank_holidays
from screens.shell.wording import TONES, short_day, spaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from psw_tui.policy.evidence import EvidenceFact
    from psw_tui.policy.records import Cohort
    from psw_tui.store.escalations.case import Case
    from psw_tui.store.escalations.inbox import InboxRow
    from psw_tui.store.escalations.queue import QueueRow
    from psw_tui.store.escalations.records import CommunicationRecord, DecisionRecord, EscalationRecord, SignOffRecord
    from psw_tui.store.reads.verdicts import Verdict

_DIRECTIONS = {
    Direction.TO_LEADER: "to the leader",
    Direction.FROM_LEADER: "from the leader",
    Direction.REFERRAL: "referral",
    Direction.ORGANISATION: "with the organisation",
}
_CHOICES = {InboxChoice.ACCEPT: "accepted", InboxChoice.DISMISS: "dismissed", InboxChoice.SNOOZE: "snoozed"}
_DIM = "dim"
#: What an earlier version logged has no time of day: it stands before the rest of its day.
_DAWN = datetime.min.replace(tzinfo=UTC)
_LOST = next(lost for lost in LOST if lost.clause == "2.4.5")
_TRIGGERS_LOST = f"Our copy of {_LOST.clause} lacks {_LOST.lacks}; instead: {_LOST.instead}."
_CONCERN = Sign("○", "o", "holds", "warn")
_CLEARED = Sign("↺", "c", "cleared", "dim")
_DONE = Sign("✓", "x", "done", "good")
_DROPPED = Sign("–", "/", "dropped", "dim")
_OPEN = Sign("□", "-", "open", "normal")


def story(case: Case, verdict: Verdict, day: date, *, row: InboxRow | None = None) -> list[Content]:
    """The case, line by line; `row` is the concern under the cursor where the cursor is on one."""
    cohort = verdict.record.cohort
    lines: list[Content] = []
    lines += _head(case, verdict, day)
    facts = {concern.key: evidence(verdict.record, concern, day) for concern in verdict.concerns}
    if row is not None:
        lines += _concern(row, case, facts.get(row.key, []))
    lines += _suggestions(case)
    if case.concerns:
        told: list[Content] = []
        for joined in case.concerns:
            told += _concern_lines(joined, facts.get(joined.key, []))
        lines += _section("Concerns", told)
    if case.escalation is not None:
        lines += _section("Next", list(_next(case)))
    left = [Content(task.words) for task in verdict.waiting if task.kind in AFTER_LEAVING]
    lines += _section("Left to do: L in the Roster", left)
    others = [other for other in case.others if row is None or other.key != row.key]
    if others:
        title = "Not part of it" if case.escalation is not None else "Other concerns"
        lines += _section(title, [_concern_line(other) for other in others])
    lines += _section("Notices (2.1.3)", list(_notices(case, cohort)))
    lines += _section("Plan", list(_plan(case, cohort)))
    lines += _section("Sign-offs", list(_sign_offs(case, cohort)))
    lines += _section("Access", list(_access(case, cohort)))
    lines += _section("Appeal", list(_appeal(case, cohort)))
    lines += _section("Drafts", list(_drafts(case, cohort)))
    lines += _section("Said and done", list(_said_and_done(case, cohort)))
    earlier = [Content(f"{_ended(past, cohort)}  {spoken(past.stage)}: {past.outcome}") for past in case.past]
    return lines + _section("Earlier", earlier)


def _ended(past: EscalationRecord, cohort: Cohort) -> str:
    """The day on which an escalation of the past ended."""
    assert past.ended_on is not None
    return short_day(past.ended_on, cohort)


def _section(title: str, lines: list[Content]) -> list[Content]:
    return [Content(""), Content.styled(title, f"bold {_DIM}"), *lines] if lines else []


def _head(case: Case, verdict: Verdict, day: date) -> Iterator[Content]:
    overall = signs.of_leader(verdict.record, verdict.overall, day)
    style = TONES[overall.tone]
    yield Content.assemble((case.name, "bold"), (f" ({case.leader})", _DIM), "  ", (signs.worded(overall), style))
    now = case.escalation
    if now is None:
        last = f"; the last ended {_ended(case.past[-1], verdict.record.cohort)}" if case.past else ""
        yield Content.styled(f"no escalation is open{last}", _DIM)
        return
    cohort = verdict.record.cohort
    due = ladder.due_with_source(now.due_on, day, bank_holidays.english())
    late = TONES["bad"] if ladder.is_overdue(now.due_on, day) else _DIM
    yield Content.assemble(
        (spoken(now.stage), "bold"), (f" since {short_day(now.entered_on, cohort)} · ", _DIM), (due, late)
    )
    if ladder.is_snoozed(now.snoozed_until, day) and now.snoozed_until is not None:
        until = f"snoozed until {short_day(now.snoozed_until, cohort)}: {case.snoozed_reason}"
        yield Content.styled(until, "$text-accent")


def _concern(row: InboxRow, case: Case, facts: list[EvidenceFact]) -> list[Content]:
    lines = [Content(""), Content.styled(row.title, "bold"), Content(row.why)]
    lines += [Content.assemble((f"{label}: ", _DIM), words) for label, words in facts]
    if row.state is InboxState.CLEARED:
        cleared = f" on {day_words(row.cleared_on)}" if row.cleared_on else ""
        return [*lines, Content.styled(f"{row.state_words}{cleared}: {row.changed}", "$text-accent")]
    if row.suggested_stage is not None:
        lines.append(Content.assemble(("suggested: ", _DIM), spoken(row.suggested_stage), (f" ({row.clause})", _DIM)))
        if case.escalation is None:
            opens = ladder.opening_stage(row.suggested_stage)
            lines.append(Content.styled(f"y opens an escalation at {spoken(opens)}", _DIM))
        else:
            lines.append(Content.styled(f"y joins it to {spoken(case.escalation.stage)}", _DIM))
    return lines


def _suggestions(case: Case) -> list[Content]:
    """The triggers that fit, while the ladder has not gone further than they suggest."""
    review = ladder.HEIGHT[Stage.WITHDRAWAL_REVIEW]
    height = -1 if case.escalation is None else ladder.HEIGHT[case.escalation.stage]
    if height > review or (height < review and not case.suggestions):
        return []
    lines = [Content.styled(f"{trigger} (local setting)", "$text-warning") for trigger in case.suggestions]
    lines.append(Content.styled(_TRIGGERS_LOST, _DIM))
    fits = "Triggers that fit" if case.suggestions else "No trigger of a review fits today"
    title = "Suggested: withdrawal review" if height < review else fits
    return _section(title, lines)


def _concern_lines(row: InboxRow, facts: list[EvidenceFact]) -> list[Content]:
    """A concern of the escalation, and under it the facts that it stands on."""
    told = " · ".join(_fact_words(label, words) for label, words in facts)
    if not told and row.state is InboxState.CLEARED:
        told = row.why
    lines = [_concern_line(row)]
    if told:
        lines.append(Content.styled(told, _DIM))
    return lines


def _fact_words(label: str, words: str) -> str:
    """A fact after its label; the session is known by its name."""
    return words if label == "session" else f"{label} {words}"


def _concern_line(row: InboxRow) -> Content:
    if row.state is InboxState.CLEARED:
        sign = signs.sign(_CLEARED)
        return Content.styled(f"{sign} {row.title}: {row.state_words}, {row.changed}", _DIM)
    state = "" if row.state is InboxState.ACCEPTED else f" · {row.state}"
    return Content.assemble((f"{signs.sign(_CONCERN)} ", "$text-warning"), row.title, (f"  {row.clause}{state}", _DIM))


def _next(case: Case) -> Iterator[Content]:
    """The moves from here; several that need the same say it once."""
    before: tuple[str, ...] = ()
    suggested = _suggested(case)
    for move in case.moves:
        word = spoken(move.to)
        if move.possible:
            note = f" · {move.note}" if move.note else ""
            advised = " · suggested" if move.to is suggested else ""
            yield Content.assemble(
                ("> ", "bold $text-accent"),
                word,
                (f"  {move.clause}, possible", _DIM),
                (advised, "$text-accent"),
                (note, "$text-warning"),
            )
        else:
            needs = "the same" if move.needs == before else ", ".join(move.needs)
            yield Content.assemble(("> ", _DIM), (word, _DIM), (f"  needs {needs}", _DIM))
        before = move.needs


def _notices(case: Case, cohort: Cohort) -> Iterator[Content]:
    """2.1.3: what has come of each notice without reasonable cause, and what is still to follow."""
    for notice in case.notices:
        yield Content(notice.title)
        if notice.contact_on is not None:
            yield Content.styled(f"  contact {short_day(notice.contact_on, cohort)}", _DIM)
        if notice.agreed_on is not None:
            yield Content.styled(f"  agreed {short_day(notice.agreed_on, cohort)}: {notice.outcome}", _DIM)
        if notice.support:
            yield Content.styled(f"  support: {'; '.join(action.what for action in notice.support)}", _DIM)
        if notice.missing:
            yield Content.styled(f"  still to come: {', '.join(notice.missing)}", "$text-warning")


def _appeal(case: Case, cohort: Cohort) -> Iterator[Content]:
    """2.4.7: the meeting and its outcome; and that whoever hears it agreed the withdrawal."""
    now = case.escalation
    if now is None or now.stage is not Stage.APPEAL:
        return
    if now.meeting_on is None:
        yield Content.styled("no day for the meeting with the PBDL yet", _DIM)
    else:
        by = f", heard by {case.heard_by}" if case.heard_by else ""
        decided = f": {spoken(now.appeal_outcome)}" if now.appeal_outcome else ", no outcome yet"
        yield Content(f"meeting {short_day(now.meeting_on, cohort)}{by}{decided}")
    note = ladder.heard_by_who_agreed(case.agreed_by, case.heard_by)
    if note:
        yield Content.styled(note, "$text-warning")


def _drafts(case: Case, cohort: Cohort) -> Iterator[Content]:
    """Drafts that are still to be sent, and those that were stopped because a fact has changed."""
    for draft in case.drafts:
        if draft.sent is not None:
            continue
        name = f"{NAMES[draft.letter]}, {short_day(london_day(draft.at), cohort)}"
        if draft.overtaken:
            yield Content.assemble((f"{name}: ", _DIM), (f"stopped, {'; '.join(draft.overtaken)}", "$text-warning"))
        else:
            yield Content.assemble(name, (" · to be sent", _DIM))


def _suggested(case: Case) -> Stage | None:
    """The furthest stage that a trigger, or a concern that is new or part of it, suggests beyond the present one."""
    now = case.escalation
    if now is None:
        return None
    stages = [Stage.WITHDRAWAL_REVIEW] if case.suggestions else []
    awake = (InboxState.NEW, InboxState.ACCEPTED)
    stages += [
        row.suggested_stage
        for row in (*case.concerns, *case.others)
        if row.state in awake and row.suggested_stage is not None
    ]
    beyond = [stage for stage in stages if ladder.HEIGHT[stage] > ladder.HEIGHT[now.stage]]
    return max(beyond, key=ladder.HEIGHT.__getitem__, default=None)


def _plan(case: Case, cohort: Cohort) -> Iterator[Content]:
    for action in case.plan:
        done, still = signs.sign(_DONE), signs.sign(_OPEN)
        owner = f" · {action.owner}" if action.owner else ""
        if action.done_on is not None:
            how = f"dropped, {action.dropped_because}," if action.dropped_because else "done"
            sign = signs.sign(_DROPPED) if action.dropped_because else done
            said = f"{sign} {action.what}{owner} · {how} {short_day(action.done_on, cohort)}"
            yield Content.styled(said, _DIM)
        else:
            due = f" · due {short_day(action.due_on, cohort)}" if action.due_on else ""
            yield Content.assemble(f"{still} {action.what}", (f"{owner}{due}", _DIM))


def _sign_offs(case: Case, cohort: Cohort) -> Iterator[Content]:
    for sign_off in case.sign_offs:
        view = f": {sign_off.view}" if sign_off.view else ""
        answer = f"{ladder.ROLE_NAMES[sign_off.role]} {spoken(sign_off.answer)}"
        said = f"{answer}, {sign_off.name}, {short_day(sign_off.on, cohort)}"
        yield struck(f"{said}{view}{_counting(sign_off)}", is_out=sign_off.struck_out, dim=not sign_off.counts)


def _counting(given: SignOffRecord) -> str:
    """Whether a sign-off counts; of one that was undone the stroke says enough."""
    if given.counts:
        return " · counts"
    return "" if given.struck_out else " · a later answer counts"


def _access(case: Case, cohort: Cohort) -> Iterator[Content]:
    for tick in case.access:
        said = f"ended {short_day(tick.ended_on, cohort)}" if tick.ended_on else "still to end"
        if tick.restored_on:
            said = f"{said}, restored {short_day(tick.restored_on, cohort)}"
        entry = _DONE if tick.ended_on else _OPEN
        yield Content.assemble(f"{signs.sign(entry)} {ladder.ELEMENT_NAMES[tick.element]}", (f"  {said}", _DIM))


def _said_and_done(case: Case, cohort: Cohort) -> Iterator[Content]:
    """Communications and decisions together, the latest first; what was undone is struck out."""
    titles = {row.key: row.title for row in (*case.concerns, *case.others)}
    both = [(sent.on, sent.at or _DAWN, _communication(sent, cohort)) for sent in case.communications]
    both += [(said.day, said.at, _decision(said, cohort, titles)) for said in case.decisions]
    both.sort(key=lambda entry: entry[:2], reverse=True)
    for _, _, line in both:
        yield line


def _communication(sent: CommunicationRecord, cohort: Cohort) -> Content:
    said = f"{spoken(sent.channel)} {_DIRECTIONS[sent.direction]}"
    if not sent.reached:
        said += ", nobody reached"
    if sent.replied_on is not None:
        said += f", replied {short_day(sent.replied_on, cohort)}"
    elif sent.reply_by is not None:
        said += f", reply by {short_day(sent.reply_by, cohort)}"
    summary = f": {sent.summary}" if sent.summary else ""
    return Content.assemble((f"{short_day(sent.on, cohort)}  ", _DIM), said, (summary, _DIM))


def _decision(said: DecisionRecord, cohort: Cohort, titles: dict[str, str]) -> Content:
    if said.choice is None and said.to_stage is not None:
        what = f"moved to {spoken(said.to_stage)}"
    elif said.concern_key:
        title = titles.get(said.concern_key) or spoken(said.concern_key.partition(":")[0])
        what = f"{_CHOICES[said.choice or InboxChoice.ACCEPT]} {title}"
    else:
        what = "snoozed the escalation" if said.until else "ended the snooze of the escalation"
    if said.until is not None:
        what += f" until {short_day(said.until, cohort)}"
    if said.choice is InboxChoice.ACCEPT and said.to_stage is not None:
        what += f", opened at {spoken(said.to_stage)}"
    reason = f": {said.reason}" if said.reason else ""
    text = f"{short_day(said.day, cohort)}  {what} · {said.clause} · {said.who}{reason}"
    return struck(text, is_out=said.struck_out)


def struck(text: str, *, is_out: bool, dim: bool = False) -> Content:
    """A line of the record; one that was undone stays, struck out, and says so."""
    if is_out:
        return Content.assemble((text, f"strike {_DIM}"), (" undone", _DIM))
    return Content.styled(text, _DIM) if dim else Content(text)


# -- why ---------------------------------------------------------------------------------------------


def why_concern(row: InboxRow, verdict: Verdict) -> list[str]:
    """What `w` answers on a concern: its why, what is suggested, where the leader stands, and the clause."""
    lines = [row.why]
    if row.state is InboxState.CLEARED:
        ended = "It ended unanswered" if row.unanswered else "It no longer holds"
        lines.append(f"{ended}: {row.changed}.")
    elif row.suggested_stage is not None:
        lines.append(f"Suggested: {spoken(row.suggested_stage)}. In the inbox it is {row.state}.")
    away = away_words(verdict.record.leader, verdict.day)
    lines.append(f"Overall {verdict.name} is {away or spoken(verdict.overall)}.")
    return spaced([*lines, *clause_lines([row.clause])])


def why_escalation(row: QueueRow, case: Case) -> list[str]:
    """What `w` answers on an escalation: its place in the queue, its concerns, what each move needs."""
    lines = [row.why[:1].upper() + row.why[1:] + "."]
    lines += [concern.why for concern in case.concerns if concern.state is not InboxState.CLEARED]
    for move in case.moves:
        needs = f"needs {', '.join(move.needs)}" if move.needs else "possible"
        lines.append(f"To {spoken(move.to)}: {needs} ({move.clause}).")
    lines += [f"{trigger} This trigger is a local setting." for trigger in case.suggestions]
    clauses = [ladder.CLAUSE_OF_STAGE[row.stage], *(concern.clause for concern in case.concerns)]
    return spaced([*lines, *clause_lines(clauses)])


def clause_lines(clauses: Iterable[str]) -> list[str]:
    """Each clause once, restated."""
    cited = [BY_ID[id_] for id_ in dict.fromkeys(clauses) if id_ in BY_ID]
    return [f"{clause.id} {clause.title}: {clause.restated}" for clause in cited]
