"""Taking an attendance report from an open register: the newest one in the downloads folder is offered.

What was decided of its lines is kept for the sitting: for a second file, a second look, and what was left to confirm.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psw_tui.exchange import on_demand
from psw_tui.exchange.files.sheet import UnreadableFile
from psw_tui.exchange.registers.review import Decisions
from psw_tui.policy.wording import day as day_words
from psw_tui.policy.wording import spoken
from psw_tui.store.core.unchanged import version
from screens.dialogs.ask_file import ask_file
from screens.dialogs.form import Field, Form, one_of
from screens.dialogs.newest_file import NewestFile
from screens.dialogs.reading import read_in_thread
from screens.registers.report_review import ReviewScreen
from screens.shell.desk import KeptReview
from screens.shell.plain_dialogs import Choose, Confirm

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from psw_tui.exchange.registers.report_import import ReportImport
    from psw_tui.exchange.registers.unknown_report import UnknownReport
    from screens.shell.frame import AreaScreen


def take_report(screen: AreaScreen, session: str) -> None:
    """Open again the review that left lines to confirm; else ask for a report of this session and open its review."""
    kept = screen.desk.reviews.get(session)
    if kept is not None and kept.to_confirm:
        _open(screen, session, kept)
    else:
        _ask(screen, session)


def _ask(screen: AreaScreen, session: str, beside: KeptReview | None = None) -> None:
    """Ask for a report and open its review; with the files that are under review already, put it beside those."""
    earlier = () if beside is None else beside.paths
    offer = NewestFile(_newest, screen.desk.downloads_folder, besides=earlier)

    def chosen(path: Path) -> None:
        _read(screen, session, path, beside)

    title, hint = "Import an attendance report", "paste or drop its path"
    ask_file(screen, title, chosen, hint=hint, say=offer.say, look=offer.look)


def _newest(folder: Path) -> tuple[Path, str, float] | None:
    newest = on_demand.downloads.newest_report(folder)
    if newest is None:
        return None
    path, format_, saved = newest
    return path, f"{spoken(format_)} report", saved


def _read(
    screen: AreaScreen, session: str, path: Path, beside: KeptReview | None, told: Mapping[str, Any] | None = None
) -> None:
    """Read the file in a thread and open its review; one that can't be taken is said, or asked about.

    It is judged in the thread as well, and the register is read there alone, so that no key waits for it.
    """
    paths = (path,) if beside is None else (*beside.paths, path)
    before = beside or screen.desk.reviews.get(session)
    as_of = version(screen.desk.store)

    def work() -> KeptReview | UnreadableFile:
        screen.desk.back_up_first()
        try:
            read = on_demand.report_import.draft(screen.desk.store, session, [path], **(told or {}))
        except (
            on_demand.file_day.UnclearDay,
            on_demand.recognise.UnreadHeadings,
            on_demand.which_meeting.MeetingToChoose,
        ) as error:
            return error
        except on_demand.unknown_report.UnknownReport as error:
            if not error.headings:
                raise
            return error
        if beside is not None:
            read = on_demand.report_import.beside(screen.desk.store, read, beside.draft.files)
        kept = replace(_looked_at(read, paths, before), as_of=as_of)
        kept.draft.review(kept.decided)
        return kept

    def show(kept: KeptReview | UnreadableFile) -> None:
        if isinstance(kept, UnreadableFile):
            _ask_of(screen, path, kept, again)
        else:
            _open(screen, session, kept)

    def again(now: Mapping[str, Any]) -> None:
        columns = {**(told or {}).get("columns", {}), **now.get("columns", {})}
        _read(screen, session, path, beside, {**(told or {}), **now, "columns": columns})

    read_in_thread(screen, f"Import {path.name}", work, show)


def _ask_of(screen: AreaScreen, path: Path, error: UnreadableFile, told: Callable[[Mapping[str, Any]], None]) -> None:
    """Ask for what only the BDO can say of a file: whether it is of this day, its meeting, or what its columns hold."""
    if isinstance(error, on_demand.file_day.UnclearDay):
        day = error.day

        def answered(yes: bool | None) -> None:
            if yes:
                told({"day": day})

        title = f"Is {path.name} this session's?"
        screen.app.push_screen(Confirm(title, [error.asked], yes=f"of {day_words(day)}", careful=True), answered)
    elif isinstance(error, on_demand.recognise.UnreadHeadings):
        _ask_columns(screen, error.headings, error.holds, told)
    elif isinstance(error, on_demand.unknown_report.UnknownReport):
        _ask_headings(screen, path, error, told)
    elif isinstance(error, on_demand.which_meeting.MeetingToChoose):

        def chosen(meeting: str | None) -> None:
            if meeting is not None:
                told({"meetings": [meeting]})

        title = f"Which meeting of {path.name} is this session?"
        screen.app.push_screen(Choose(title, error.meetings), chosen)


def _ask_columns(
    screen: AreaScreen, headings: list[str], holds: tuple[str, ...], told: Callable[[Mapping[str, Any]], None]
) -> None:
    hold = one_of([(word, word) for word in holds])
    likely = ("waiting room", "other")
    hint = ", ".join(sorted(holds, key=lambda word: word not in likely))
    fields = [
        Field(f"column{place}", heading, read=hold, say=str, required=True, hint=hint)
        for place, heading in enumerate(headings)
    ]

    def answered(values: dict[str, str] | None) -> None:
        if values is not None:
            told({"columns": dict(zip(headings, values.values(), strict=True))})

    title = "Which of these is the waiting room's? Say what each holds"
    screen.app.push_screen(Form(title, fields, dict, done="go on"), answered)


def _ask_headings(
    screen: AreaScreen, path: Path, error: UnknownReport, told: Callable[[Mapping[str, Any]], None]
) -> None:
    """Ask under which heading the names stand, and the times or the minutes, where no word of a file is known."""
    read = one_of([(heading, heading) for heading in error.headings])
    hint = ", ".join(error.headings)
    fields = [
        Field(f"held{place}", spoken(held).capitalize(), read=read, say=str, required=place == 0, hint=hint)
        for place, held in enumerate(error.holds)
    ]

    def by_heading(**headings: str | None) -> dict[str, str]:
        chosen = zip(headings.values(), error.holds, strict=True)
        return {heading: str(held) for heading, held in chosen if heading is not None}

    def check(columns: dict[str, str]) -> str | None:
        if error.is_enough(columns.values()):
            return None
        return "Say where the names stand, and where both times or the minutes; a heading holds one of them."

    def answered(columns: dict[str, str] | None) -> None:
        if columns is not None:
            told({"columns": columns})

    title = f"{path.name} is in no language that psw knows. Which heading is which?"
    screen.app.push_screen(Form(title, fields, by_heading, check=check, done="go on"), answered)


def _looked_at(report: ReportImport, paths: tuple[Path, ...], before: KeptReview | None) -> KeptReview:
    """The review of these files, with what was decided when they, or some of them, were looked at `before`."""
    hashes = {file.content_hash for file in report.files}
    if before is None or not hashes >= {file.content_hash for file in before.draft.files}:
        return KeptReview(report, paths, Decisions())
    changed = {leader for leader, row in report.rows.items() if before.draft.rows.get(leader) != row}
    return KeptReview(report, paths, before.decided.again(report.rows, changed), before.to_confirm)


def _open(screen: AreaScreen, session: str, kept: KeptReview) -> None:
    review = ReviewScreen(screen.desk, kept, partial(_ask, screen, session))
    if isinstance(screen.app.screen, ReviewScreen):  # with another file beside it, it takes the other's place
        screen.app.switch_screen(review)
    else:
        screen.app.push_screen(review)
