"""Taking an attendance report from an open register: the newest one in the downloads folder is offered."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from psw_tui.exchange import on_demand
from psw_tui.policy.wording import spoken
from screens.dialogs.ask_file import ask_file
from screens.dialogs.newest_file import NewestFile
from screens.dialogs.reading import read_in_thread
from screens.registers.report_review import ReviewScreen

if TYPE_CHECKING:
    from psw_tui.exchange.registers.report_import import ReportImport
    from screens.shell.frame import AreaScreen


def take_report(screen: AreaScreen, session: str, taken: list[Path] | None = None) -> None:
    """Ask for a report of this session and open its review; with `taken`, put it beside those."""
    earlier = taken or []
    offer = NewestFile(_newest, besides=earlier)

    def chosen(path: Path) -> None:
        read_report_files(screen, session, [*earlier, path])

    title, hint = "Take an attendance report", "paste or drop its path"
    ask_file(screen, title, chosen, hint=hint, say=offer.say, look=offer.look)


def _newest(folder: Path) -> tuple[Path, str, float] | None:
    newest = on_demand.downloads.newest_report(folder)
    if newest is None:
        return None
    path, format_, saved = newest
    return path, f"{spoken(format_)} report", saved


def read_report_files(screen: AreaScreen, session: str, paths: list[Path]) -> None:
    """Read the files in a thread and open their review; a file that can't be taken is said."""

    def work() -> ReportImport:
        return on_demand.report_import.draft(screen.desk.store, session, paths)

    def show(report: ReportImport) -> None:
        if isinstance(screen, ReviewScreen):
            screen.dismiss()
        add_file = partial(take_report, screen, session)
        screen.app.push_screen(ReviewScreen(screen.desk, report, paths, add_file))

    read_in_thread(screen, f"Take {paths[-1].name}", work, show)
