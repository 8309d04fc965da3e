"""Taking an attendance report from an open register: the newest one in the downloads folder is offered."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from psw_tui.policy.calendar import LONDON
from psw_tui.policy.wording import moment, spoken
from psw_tui.store import places
from psw_tui.store.base import Refused
from screens.dialogs.file import ask_file
from screens.review import ReviewScreen

if TYPE_CHECKING:
    from psw_tui.exchange.attendance.drafting import Draft
    from screens.frame import AreaScreen


def take_report(screen: AreaScreen, session: str, taken: list[Path] | None = None) -> None:
    """Ask for a report of this session and open its review; with `taken`, put it beside those."""
    from psw_tui.exchange.attendance.downloads import newest_report

    earlier = taken or []
    found = newest_report(places.downloads_folder())
    offered = "" if found is None or found[0] in earlier else str(found[0])

    def say(path: Path) -> str:
        if found is None or path != found[0]:
            return ""
        return f"{spoken(found[1])} report, saved {_saved(path)}"

    def chosen(path: Path) -> None:
        read_report_files(screen, session, [*earlier, path])

    title, hint = "Take an attendance report", "paste or drop its path"
    ask_file(screen, title, chosen, offered=offered, hint=hint, say=say)


def read_report_files(screen: AreaScreen, session: str, paths: list[Path]) -> None:
    """Read the files in a thread and open their review; a file that can't be taken is said."""

    def work() -> None:
        from psw_tui.exchange.attendance.drafting import draft
        from psw_tui.exchange.sheet import UnreadableFile

        try:
            found = draft(screen.desk.store, session, paths)
        except (Refused, UnreadableFile) as error:
            screen.app.call_from_thread(screen.tell, str(error))
        else:
            screen.app.call_from_thread(show, found)

    def show(found: Draft) -> None:
        screen.tell("", bad=False)
        if isinstance(screen, ReviewScreen):
            screen.dismiss()
        add_file = partial(take_report, screen, session)
        screen.app.push_screen(ReviewScreen(screen.desk, found, paths, add_file))

    screen.tell("Reading the report …", bad=False)
    screen.run_worker(work, thread=True, exclusive=True, group="report")


def _saved(path: Path) -> str:
    return moment(datetime.fromtimestamp(path.stat().st_mtime, LONDON))
