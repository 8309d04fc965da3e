"""From report files and a register to the review of an import, and from the review to the command that takes it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from psw_tui.exchange.files.reading import read_once
from psw_tui.exchange.files.sheet import WrongReport
from psw_tui.exchange.name_matching.matching import OF_A_DEVICE, How, Match, people
from psw_tui.exchange.name_matching.names import name_key
from psw_tui.exchange.registers.file_day import SessionDays
from psw_tui.exchange.registers.identities import Identities
from psw_tui.exchange.registers.recognise import read_report
from psw_tui.exchange.registers.review import Decisions, FileRead, LineOutcome, Review, ReviewLine
from psw_tui.exchange.registers.told_headings import PURPOSE, ToldHeadings
from psw_tui.exchange.registers.told_stays import ToldStays, stay_of
from psw_tui.exchange.registers.which_meeting import refuse_others
from psw_tui.policy.calendar import london_day
from psw_tui.policy.terms import CAME, MarkValue, ReportFormat, SessionKind
from psw_tui.policy.text import fold
from psw_tui.policy.wording import count, spoken
from psw_tui.policy.wording import day as day_words
from psw_tui.store.core.store import Refused
from psw_tui.store.core.unchanged import ChangedMeanwhile, version
from psw_tui.store.registers import heading_maps, take_reports
from psw_tui.store.registers import reports as attendance
from psw_tui.store.registers.heading_maps import ColumnMeaning
from psw_tui.store.registers.registers import RowState
from psw_tui.store.registers.reports import Confirmation, NewReport, Stay
from psw_tui.store.registers.sessions import by_id, cohort_of
from psw_tui.store.system.collecting import collected_afterwards

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from psw_tui.exchange.name_matching.lines import ReportLine
    from psw_tui.exchange.name_matching.matching import Attendee
    from psw_tui.exchange.registers.report import Report
    from psw_tui.exchange.registers.told_stays import StaysUnderReview
    from psw_tui.policy.records import Session
    from psw_tui.store.core.store import Store
    from psw_tui.store.reads.change import Change
    from psw_tui.store.registers.registers import RegisterRow
    from psw_tui.store.registers.reports import SessionKnowledge

#: What the three commands take, and what each is called where the wrong one was named.
_COMMANDS = {
    "zoom": (ReportFormat.ZOOM,),
    "teams": (ReportFormat.TEAMS, ReportFormat.MEET),
    "sign-in": (ReportFormat.SIGN_IN,),
}


class NobodyMatched(Refused):
    """Nobody in the files is certain to be on the register; the review says who is in them and whom each may be."""


class ReportImport:
    """The files of one import and what the register knew when they were read; `review` judges them."""

    def __init__(
        self, store: Store, session: str, files: Sequence[FileRead], known: SessionKnowledge | None = None
    ) -> None:
        """`known` is what is known of the session, if it is read already."""
        self._known = known = known or attendance.known(store, session)
        self.session: Session = known.register.session
        self.files = tuple(files)
        self.rows: dict[str, RegisterRow] = {row.reference: row for row in known.register.rows}
        lines: list[ReportLine] = []
        for file in files:
            lines += [replace(line, file=file.content_hash) for line in file.report.lines]
        self._identities = Identities(known, people(lines))
        self._stays = ToldStays(known, files)
        self._reviewed: tuple[Decisions, Review] | None = None

    def again(self, store: Store) -> tuple[ReportImport, frozenset[str]] | None:
        """The same files judged by what is recorded by now, and who is recorded otherwise; None where nothing is."""
        known = attendance.known(store, self.session.reference)
        if known == self._known:
            return None
        return ReportImport(store, self.session.reference, self.files, known), frozenset(_otherwise(self._known, known))

    def called(self, said: str) -> list[str]:
        """The keys of those whom the files call so, by the name shown, else the one before a rename, or by address."""
        people = self._identities.people.values()
        wanted, address = name_key(said), fold(said)
        for of_line in (_shown, _in_full, _before):
            called = [
                person.key
                for person in people
                if (person.email and fold(person.email) == address) or wanted in map(of_line, person.lines)
            ]
            if called:
                return called
        return []

    def review(self, decisions: Decisions) -> Review:
        """Every line as these decisions leave it, and the batch to take; kept for whoever asks for the same again."""
        if self._reviewed is None or self._reviewed[0] != decisions:
            self._reviewed = (decisions, self._review(decisions))
        return self._reviewed[1]

    def _review(self, decisions: Decisions) -> Review:
        by_leader: dict[str, list[tuple[Attendee, Match]]] = defaultdict(list)
        lines: list[ReviewLine] = []
        for key, match in self._identities.decided(decisions).items():
            person = self._identities.people[key]
            for leader in match.leaders:
                by_leader[leader].append((person, match))
            if not match.leaders:
                lines.append(_of_nobody(person, match, told=key in decisions.who))
        stays = {
            leader: self._stays.of((person for person, _ in matched), leader, decisions.shifts)
            for leader, matched in by_leader.items()
        }
        told = self._stays.under(stays, decisions.shifts)
        lines += [self._judged(leader, matched, told, decisions) for leader, matched in by_leader.items()]
        lines += [
            ReviewLine(row.reference, LineOutcome.NOT_IN_FILE, row.leader.name, leader=row.reference, row=row)
            for row in self.rows.values()
            if row.reference not in by_leader and row.state not in (RowState.LEFT, RowState.NOT_EXPECTED)
        ]
        self._offer_the_missing(lines)
        order = list(LineOutcome)
        lines.sort(
            key=lambda line: (
                order.index(line.fate),
                line.value is not MarkValue.PART,
                fold(self._name(line)),
                line.key,
            )
        )
        return self._batch(lines, by_leader, told)

    def _offer_the_missing(self, lines: list[ReviewLine]) -> None:
        """For a device without a name the leaders missing from the files come first."""
        missing = [line.leader for line in lines if line.fate is LineOutcome.NOT_IN_FILE]
        offered = (*missing, *(reference for reference in self.rows if reference not in missing))
        for place, line in enumerate(lines):
            if line.fate is LineOutcome.CONFIRM and line.why == OF_A_DEVICE and not line.suggested:
                lines[place] = replace(line, choose_from=offered)

    def _name(self, line: ReviewLine) -> str:
        return line.row.leader.name if line.row is not None else line.shown

    def _judged(
        self, leader: str, matched: list[tuple[Attendee, Match]], stays: StaysUnderReview, decisions: Decisions
    ) -> ReviewLine:
        """What the files come to for one leader, and what becomes of it."""
        persons = [person for person, _ in matched]
        found, clock = stays.now(leader), stays.clock(leader)
        line = ReviewLine(
            leader,
            LineOutcome.WRITE,
            persons[-1].shown,
            next((person.email for person in persons if person.email), ""),
            leader,
            matched[0][1].how,
            tuple(person.key for person in persons),
            row=self.rows[leader],
            value=decisions.values.get(leader, found.value),
            minutes=found.minutes,
            why=found.why,
            stays=tuple(told.stay for told in stays.stays[leader]),
        )
        told_so = leader in decisions.values or leader in decisions.overwrite
        if not stays.fresh(leader) and not told_so:
            return replace(line, fate=LineOutcome.SAME, why="taken from this file before")
        mark, before = self.rows[leader].mark, stays.before(leader)
        from_report = before is not None and (mark.value, mark.minutes) == (before.value, before.minutes)
        if clock is not None:
            line = replace(line, minutes=None, why=clock.why, clock=clock)
        if (clock is not None or found.waits) and leader not in decisions.values:
            if mark.value in CAME and not from_report:
                return replace(line, fate=LineOutcome.SAME)
            return replace(line, fate=LineOutcome.JUDGE, suggested=(leader,))
        return self._beside_the_record(line, decisions, from_report=from_report)

    def _beside_the_record(self, line: ReviewLine, decisions: Decisions, *, from_report: bool) -> ReviewLine:
        """What becomes of a line whose mark is certain, or told, beside what is recorded."""
        row = self.rows[line.leader]
        if line.value is None:
            left = line.leader in decisions.values
            return replace(line, fate=LineOutcome.LEFT if left else LineOutcome.OUTSIDE)
        mark = row.mark
        if (mark.value, mark.minutes) == (line.value, line.minutes):
            return replace(line, fate=LineOutcome.SAME)
        adds_minutes = mark.value is line.value and mark.minutes is None
        if line.leader in decisions.overwrite or from_report or adds_minutes:
            return line
        if mark.value is not None:
            return replace(line, fate=LineOutcome.BY_HAND, why=f"marked {spoken(mark.value)} by hand; {line.why}")
        if row.state is RowState.NOT_EXPECTED:  # a mark cancels the pause for this session (section 2)
            return replace(line, fate=LineOutcome.BY_HAND, why=f"paused, so not expected here; {line.why}")
        return line

    def _batch(
        self, lines: list[ReviewLine], by_leader: dict[str, list[tuple[Attendee, Match]]], told: StaysUnderReview
    ) -> Review:
        """The review with what would be written: marks, the evidence behind them, and names to know again."""
        confirmed = [
            Confirmation(line.leader, line.value, line.minutes)
            for line in lines
            if line.fate is LineOutcome.WRITE and line.value is not None
        ]
        waiting = {line.leader for line in lines if line.fate is LineOutcome.JUDGE}
        stays = _evidence(told, sorted(by_leader.keys() - waiting))  # of those who wait the same file asks again
        aliases: list[tuple[str, str]] = []
        for leader, matched in by_leader.items():
            for person, match in matched:
                if match.how is How.CONFIRMED and match.leader is not None:
                    aliases += self._identities.remembered(person, leader)
        reports = [
            NewReport(file.report.format, file.name, file.content_hash, tuple(stays[file.content_hash]))
            for file in self.files
            if stays[file.content_hash]
        ]
        return Review(
            self.session,
            tuple(lines),
            (*self._stays.notes(told), *self._notes()),
            tuple(confirmed),
            tuple(reports),
            tuple(aliases),
            self._known,
            tuple(self._told()),
            tuple(dict.fromkeys(clock.option for clock in told.clocks.values())),
        )

    def _told(self) -> Iterable[ColumnMeaning]:
        """What is to be remembered of the files' headings."""
        for file in self.files:
            headings = file.report.headings
            if headings is not None and headings.told:
                yield ColumnMeaning(PURPOSE, headings.headings, headings.told)

    def _notes(self) -> Iterable[str]:
        """Sentences about the files as a whole."""
        for file in self.files:
            yield from file.report.notes
            if file.report.waiting:
                yield f"{count(file.report.waiting, 'row')} of the waiting room left out."
            if other := self._known.elsewhere.get(file.content_hash):
                yield f"{file.name} was taken for {other} already; is it this session's?"
            for report in self._known.reports:
                if report.content_hash == file.content_hash:
                    on = day_words(london_day(report.at))
                    yield f"{file.name} was taken on {on} already: what it said then changes nothing now."
        if self.session.cancelled:
            yield "The session is cancelled: its marks count nowhere."


def _evidence(told: StaysUnderReview, leaders: Iterable[str]) -> dict[str, list[Stay]]:
    """The stays of these leaders to be kept, by their report; a doubtful answer would be a sign-in like any other."""
    stays: dict[str, list[Stay]] = defaultdict(list)
    for leader in leaders:
        for fresh in told.fresh(leader):
            if not (fresh.signed and fresh.doubt):
                stays[fresh.report].append(fresh.stay)
    return stays


def _shown(line: ReportLine) -> str:
    return name_key(line.name or line.email)


def _in_full(line: ReportLine) -> str:
    return name_key(f"{line.name} {line.original}")


def _before(line: ReportLine) -> str:
    return name_key(line.original)


def _of_nobody(person: Attendee, match: Match, *, told: bool) -> ReviewLine:
    """The line of somebody who is no leader for certain; it waits for the BDO where that may be."""
    asked = bool(match.suggested or match.why) and not told
    fate = LineOutcome.CONFIRM if asked else LineOutcome.UNKNOWN
    return ReviewLine(
        person.key,
        fate,
        person.in_full,
        person.email,
        persons=(person.key,),
        suggested=match.suggested,
        why=match.why,
        stays=tuple(stay_of(line, "") for line in person.lines),
    )


def read_files(
    days: SessionDays,
    paths: Sequence[str | os.PathLike[str]],
    command: str | None = None,
    told: ToldHeadings | None = None,
    *,
    meetings: Sequence[str] = (),
) -> list[FileRead]:
    """Read the report files of a session; the same content twice is one file.

    `UnreadableFile` for what is no report of this session, and for one that `command` (zoom, teams, sign-in) does
    not take. `meetings` says which of an export of all meetings are meant, by their numbers or topics.
    """
    files: dict[str, FileRead] = {}
    for path in paths:
        file = read_once(path)
        name = file.name
        report = read_report(file, days.session, days, told, meetings=meetings)
        if command is not None and report.format not in _COMMANDS[command] and not report.names_only:
            right = next(key for key, formats in _COMMANDS.items() if report.format in formats)
            raise WrongReport(f"{name} is a {report.title}; take it with `psw import {right}`.")
        files.setdefault(file.content_hash, FileRead(name, file.content_hash, report))
    read = list(files.values())
    if meetings:
        named = [file for file in read if _is_of(file.report, meetings)]
        read = named or read
    refuse_others([(file.name, file.report) for file in read], days.session, can_tell=True)
    return read


def _is_of(report: Report, meetings: Sequence[str]) -> bool:
    """Whether a report is of one of these meetings, or does not tell of which it is."""
    return report.meeting is None or any(report.meeting.is_called(said) for said in meetings)


@collected_afterwards()
def draft(
    store: Store,
    session: str,
    paths: Sequence[str | os.PathLike[str]],
    command: str | None = None,
    *,
    day: date | None = None,
    columns: Mapping[str, str] | None = None,
    meetings: Sequence[str] = (),
) -> ReportImport:
    """Read report files for a session; `Refused` for a session that has none, `UnreadableFile` for a wrong file.

    `day` is the day that the files are of, `columns` the field of some headings and `meetings` which of several are
    meant, where somebody has told it; what is told of headings is remembered with the report.
    """
    known = attendance.known(store, session)
    held = known.register.session
    if held.kind is SessionKind.MODULE:
        raise Refused(f"{held.title} is a module; import completions with `psw import modules` instead.")
    days = SessionDays(held, _others_of_the_cohort(store, held), store.today, day)
    told = ToldHeadings(columns or {}, heading_maps.all_remembered(store, PURPOSE))
    return ReportImport(store, session, read_files(days, paths, command, told, meetings=meetings), known)


def beside(store: Store, drafted: ReportImport, earlier: Sequence[FileRead]) -> ReportImport:
    """The same with the files that were read before it; `WrongReport` where they are of two meetings."""
    files = {file.content_hash: file for file in (*earlier, *drafted.files)}
    refuse_others([(file.name, file.report) for file in files.values()], drafted.session, can_tell=False)
    return ReportImport(store, drafted.session.reference, list(files.values()))


def _others_of_the_cohort(store: Store, session: Session) -> tuple[Session, ...]:
    """The sessions that a file of the cohort could be of: a module has no hour, and to a cancelled one nobody came."""
    cohort = cohort_of(store, session.reference)
    return tuple(
        other
        for its_cohort, other in by_id(store).values()
        if its_cohort == cohort
        and other.reference != session.reference
        and other.kind is not SessionKind.MODULE
        and not other.cancelled
    )


def take(store: Store, review: Review, *, dry_run: bool = False) -> Change | None:
    """Take a review as it stands, as one command; None when all of it stood so already.

    `NobodyMatched` when nobody in the files is matched: it is the wrong report, or its names must be confirmed first.
    `ChangedMeanwhile` when the register is no longer what the review was judged by: it is to be looked at again.
    """
    since = version(store)
    now = attendance.known(store, review.session.reference)
    if now != review.known:
        raise ChangedMeanwhile(_words_of_change(review.known, now))
    if not review.matched:
        raise NobodyMatched(
            f"Nobody in the file is on the register of {review.session.title}; nothing was changed. "
            "Check that it is this session's report, or confirm who is who."
        )
    if not review.changes:
        return None
    return take_reports.take(
        store,
        review.session.reference,
        review.reports,
        review.confirmed,
        review.aliases,
        told=review.told,
        since=since,
        dry_run=dry_run,
    )


def _otherwise(before: SessionKnowledge, now: SessionKnowledge) -> dict[str, str]:
    """The names, by reference, of the leaders who stand otherwise on a register than they did."""
    was, is_ = ({row.reference: row for row in known.register.rows} for known in (before, now))
    return {key: row.leader.name for key, row in (was | is_).items() if was.get(key) != is_.get(key)}


def _words_of_change(before: SessionKnowledge, now: SessionKnowledge) -> str:
    names = sorted(_otherwise(before, now).values())
    if not names:
        what = "The register, or what is known of it, changed"
    elif len(names) == 1:
        what = f"{names[0]} changed on the register"
    else:
        what = f"{names[0]} and {len(names) - 1} more changed on the register"
    return f"{what} since the report was read; nothing was written. Look again, then take it."


def decisions_from(drafted: ReportImport, matches: Iterable[tuple[str, str]], overwrite: Iterable[str]) -> Decisions:
    """Decisions told in words: who (a name or an e-mail address as the file shows it) is which leader.

    One name told of several leaders is all of them, at one screen. `Refused` for somebody who is not in the file and
    for a leader who is not on the register.
    """
    who: dict[str, tuple[str, ...]] = {}
    matches = list(matches)
    for said, leader in matches:
        keys = drafted.called(said)
        if not keys:
            raise Refused(f"Nobody in the file is called {said}; take the name as the file shows it.")
        for key in keys:
            who[key] = tuple(dict.fromkeys((*who.get(key, ()), leader)))
    leaders = [*(leader for _, leader in matches), *overwrite]
    for leader in leaders:
        if leader not in drafted.rows:
            raise Refused(f"{leader} is not on the register of {drafted.session.title}.")
    return Decisions(who, frozenset(overwrite))
