"""Taking an attendance report from an open register: the newest one in the downloads folder is offered."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psw_tui.policy.calendar import LONDON
from psw_tui.policy.wording import moment, spoken
from psw_tui.store import places
from psw_tui.store.base import Refused
from screens.dialogs.form import Field, Form
from screens.dialogs.import_preview import read_path
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
        if found is not None and path == found[0]:
            return f"{spoken(found[1])} report, saved {_saved(path)}"
        return "there it is" if _is_file(path) else ""

    def chosen(values: dict[str, Any] | None) -> None:
        if values is not None:
            read_report_files(screen, session, [*earlier, values["path"]])

    field = Field(
        "path", "File", offered, read=read_path, say=say, required=True, hint="paste or drop its path",
        typed_over=True,
    )  # fmt: skip
    screen.app.push_screen(Form("Take an attendance report", [field], check=_missing), chosen)


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


def _missing(values: dict[str, Any]) -> str | None:
    path: Path = values["path"]
    return None if _is_file(path) else f"There is no file {path}; check the name and the folder."


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _saved(path: Path) -> str:
    return moment(datetime.fromtimestamp(path.stat().st_mtime, LONDON))
