"""Writing leaders' profiles as pages to send to them, the same wherever their rounds are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.exchange import on_demand
from psw_tui.exchange.files.names import safe_name
from psw_tui.exchange.files.writing import write_out
from psw_tui.policy.wording import count
from psw_tui.store.system.refusal import Refused
from screens.dialogs.written import say_written
from screens.shell.dialog import Choose

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from psw_tui.store.core.store import Store
    from screens.shell.frame import AreaScreen


def ask_profile(screen: AreaScreen, leaders: Sequence[tuple[str, str]]) -> None:
    """The profiles of these leaders (reference and name) as HTML or as Markdown, or blank forms to send out."""
    name = leaders[0][1] if len(leaders) == 1 else count(len(leaders), "leader")
    choices = [
        ("html", f"profile of {name}, a page to send to them (HTML)"),
        ("markdown", "the same as Markdown"),
        ("form", "a form for the next round (XLSX)"),
    ]

    def chosen(key: str | None) -> None:
        if key is not None:
            _write(screen, [leader for leader, _ in leaders], key)

    screen.app.push_screen(Choose("Export", choices), chosen)


def _write(screen: AreaScreen, leaders: list[str], key: str) -> None:
    """Write one file a leader; the first that can't be written is told, with how many were."""
    what, paths = ("form" if key == "form" else "profile"), []
    try:
        for leader in leaders:
            path = _written(screen.desk.store, leader, key)
            paths.append(path)
    except Refused as refusal:
        before = f"{count(len(paths), what)} written. " if paths else ""
        screen.tell(f"{before}{refusal}")
        return
    if len(paths) == 1:
        say_written(screen, f"The {what}", paths[0])
    else:
        say_written(screen, count(len(paths), what), paths[0].parent)


def _written(store: Store, leader: str, key: str) -> Path:
    if key != "form":
        return on_demand.profile.write_profile(store, leader, markdown=key == "markdown")
    name = f"capabilities-{safe_name(leader)}.xlsx"
    return write_out(store.path, name, on_demand.blank_form.form_for(store, leader), "The form")
