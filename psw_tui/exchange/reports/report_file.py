"""The reports as files: an HTML page that prints, or Markdown; each with its foot and its own numbers.

data, figures = cohort(store, "PSW 2026", day, markdown=False)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psw_tui import signs
from psw_tui.exchange.pages import charts
from psw_tui.exchange.pages.foot import foot, in_markdown
from psw_tui.exchange.pages.page import render, render_markdown
from psw_tui.exchange.reports.cohort import cohort_figures, cohort_report
from psw_tui.exchange.reports.leader import leader_figures, leader_report
from psw_tui.exchange.reports.organisation import organisation_figures, organisation_report
from psw_tui.policy.came_to import CameTo
from psw_tui.policy.ladder import CLAUSE_OF_STAGE
from psw_tui.policy.presence import NOT_COVERED
from psw_tui.policy.wording import REQUIREMENT_NAMES, count

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from psw_tui.exchange.reports.cohort import CohortReport, SessionCounts, WindowUse
    from psw_tui.exchange.reports.counting import Used
    from psw_tui.exchange.reports.leader import LeaderReport
    from psw_tui.exchange.reports.organisation import OrganisationReport
    from psw_tui.exchange.reports.trend import MonthSoFar
    from psw_tui.policy.came_to import Attendance
    from psw_tui.store.core.store import Store

#: The columns of a table of attendance, beside those expected and the share.
_WORDS = (
    CameTo.PRESENT,
    CameTo.CAUGHT_UP,
    CameTo.PART,
    CameTo.ABSENT,
    CameTo.UNRECORDED,
    CameTo.NOT_EXPECTED,
)


#: A report as the bytes of its file, and its figures as plain JSON values.
Made = tuple[bytes, dict[str, Any]]


def no_steps(done: int, of: int) -> None:
    """For whoever is not told how far a report is."""
    del done, of


def cohort(store: Store, name: str, day: date, *, markdown: bool, step: Callable[[int, int], None] = no_steps) -> Made:
    """The report of a cohort (by name); `Refused` as in `cohort_report`."""
    report = cohort_report(store, name, day, step)
    who = report.on_record.words
    if report.completed:
        those = "who has completed is" if report.completed == 1 else "who have completed are"
        who += f"; the {report.completed} {those} counted with those covered"
    return _written(
        store,
        "cohort",
        report,
        report.day,
        (who, _attendance_words(report.attendance), _coaching_words(report.coaching)),
        cohort_figures(report),
        markdown=markdown,
        who=who,
        attended=_attendance_words(report.attendance),
        coached=_coaching_words(report.coaching),
        open_words=_open_words,
        window_name=_window_name,
        **_charts_of(report),
    )


def organisation(store: Store, name: str, day: date, *, markdown: bool, cohort: str | None = None) -> Made:
    """The report of an organisation (by its whole name); `Refused` as in `organisation_report`."""
    report = organisation_report(store, name, day, cohort=cohort)
    said = f"{count(len(report.leaders), 'leader')} of {report.name}"
    return _written(
        store,
        "organisation",
        report,
        report.day,
        (said, f"{count(report.open_escalations, 'open escalation')}"),
        organisation_figures(report),
        markdown=markdown,
        said=said,
        bars=_organisation_bars(report),
        attendance_words=_attendance_words,
        coaching_words=_coaching_words,
    )


def leader(store: Store, reference: str, day: date, *, markdown: bool, reasons: bool = False) -> Made:
    """The report of a leader (by reference); `Refused` as in `leader_report`."""
    report = leader_report(store, reference, day, reasons=reasons)
    said = (_attendance_words(report.attended), _coaching_words(report.used))
    return _written(
        store,
        "leader",
        report,
        report.day,
        said,
        leader_figures(report),
        markdown=markdown,
        glyph=_session_glyph,
        away_words=_away_to_leader(report),
    )


def _written(
    store: Store,
    kind: str,
    report: object,
    day: date,
    in_words: tuple[str, ...],
    figures: dict[str, Any],
    *,
    markdown: bool,
    **values: Any,
) -> Made:
    made = foot(store, day, said=in_words, numbers=figures)
    shared = {
        "report": report,
        "standing": signs.STANDING,
        "mark": signs.MARK,
        "words": _WORDS,
        "names": REQUIREMENT_NAMES,
        "clause_of": CLAUSE_OF_STAGE,
        **values,
    }
    if markdown:
        return render_markdown(f"pages/report_{kind}.md", foot=in_markdown(made), **shared), figures
    return render(f"pages/report_{kind}.html", foot=made, charts=charts, **shared), figures


def _attendance_words(counted: Attendance) -> str:
    """`Of 149 expected at sessions that have ended 123 came, 92% of those recorded: 1 caught up, …`."""
    if not counted.over:
        return "No session has ended yet"
    rest = (
        (counted.caught_up, "caught up"),
        (counted.part + counted.absent, "missed"),
        (counted.unrecorded, "unrecorded"),
    )
    told = ", ".join(f"{number} {word}" for number, word in rest if number)
    came = f"Of {counted.over} expected at sessions that have ended {counted.present} came"
    if counted.share:
        came += f", {counted.share} of those recorded"
    return f"{came}: {told}" if told else came


def _coaching_words(used: Used) -> str:
    """`26 coaching sessions attended, 1 spent, 1 unrecorded, 14 to come`."""
    rest = ((used.spent, "spent (2.1.2)"), (used.unrecorded, "unrecorded"), (used.to_come, "to come"))
    told = [f"{number} {word}" for number, word in rest if number]
    return ", ".join([f"{count(used.attended, 'coaching session')} attended", *told])


def _open_words(line: SessionCounts) -> str:
    """What is said of a session that has not ended."""
    done = line.counts.present
    return f"to come; {done} completed already" if done else "to come"


def _session_glyph(word: CameTo) -> str:
    return signs.MARK[word].glyph if word in signs.MARK else "▷"


def _away_to_leader(report: LeaderReport) -> str:
    """`You are withdrawn 26 Nov.`: that a leader is paused or off the programme, or that the cohort is over."""
    if report.away == NOT_COVERED:
        return ""
    if report.away:
        return f"On record you are {report.away}."
    return "Your cohort is over." if report.over else ""


def _charts_of(report: CohortReport) -> dict[str, Any]:
    bar = charts.ChartBar
    return {
        "health": [
            bar(f"{line.name} ({report.programme.rule(line.requirement).clause})", charts.standing_parts(line.counted))
            for line in report.health
        ]
        + [bar("overall, the worst of the four", charts.standing_parts(report.overall))],
        "session_bars": [bar(line.session.title, charts.attendance_parts(line.counts)) for line in report.sessions],
        "month_bars": [bar(month.name, charts.standing_parts(month.overall)) for month in report.months],
        "month_attendance": [
            bar(
                month.name,
                charts.attendance_parts(month.attended),
                _month_note(month),
                nothing="no session",
            )
            for month in report.months
        ],
        "window_bars": [
            bar(
                _window_name(line),
                _coaching_parts(line.used),
                _without(line),
                nothing="nothing booked",
                of=line.used.any + line.without,
            )
            for line in report.windows
        ],
    }


def _month_note(month: MonthSoFar) -> str:
    """`3 sessions, 94% came`."""
    if not month.sessions:
        return ""
    came = f", {month.attended.share} came" if month.attended.share else ""
    return f"{count(month.sessions, 'session')}{came}"


def _coaching_parts(used: Used) -> tuple[charts.BarPart, ...]:
    return charts.coaching_parts(
        attended=used.attended, booked=used.to_come, spent=used.spent, unrecorded=used.unrecorded
    )


def _window_name(line: WindowUse) -> str:
    """`window 2, 1 Nov to 31 Jan`."""
    if line.opens is None or line.closes is None:
        return "outside the windows"
    return f"window {line.number}, {line.opens.day} {line.opens:%b} to {line.closes.day} {line.closes:%b}"


def _without(line: WindowUse) -> str:
    return "" if line.number is None else f"{line.without} without a session"


def _organisation_bars(report: OrganisationReport) -> list[charts.ChartBar]:
    listed = [
        charts.ChartBar(REQUIREMENT_NAMES[requirement], charts.standing_parts(counted))
        for requirement, counted in report.health
    ]
    return [*listed, charts.ChartBar("overall, the worst of the four", charts.standing_parts(report.overall))]
