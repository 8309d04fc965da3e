"""Writing one leader's profile as a page to send to them, the same wherever their rounds are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.exchange import on_demand
from psw_tui.exchange.files.names import safe_name
from psw_tui.exchange.files.writing import write_beside
from psw_tui.store.system.refusal import Refused
from screens.shell.dialog import Choose

if TYPE_CHECKING:
    from screens.shell.frame import AreaScreen


def ask_profile(screen: AreaScreen, leader: str, name: str) -> None:
    """The leader's own profile as HTML or as Markdown, or a blank form to send out, beside the database."""
    choices = [
        ("html", f"profile of {name}, a page to send to them (HTML)"),
        ("markdown", "the same as Markdown"),
        ("form", "a form for the next round (XLSX)"),
    ]

    def chosen(key: str | None) -> None:
        if key is not None:
            _write(screen, leader, key)

    screen.app.push_screen(Choose("Export", choices), chosen)


def _write(screen: AreaScreen, leader: str, key: str) -> None:
    store = screen.desk.store
    try:
        if key == "form":
            name = f"capabilities-{safe_name(leader)}.xlsx"
            path = write_beside(store.path, "exports", name, on_demand.blank_form.form_for(store, leader), "The form")
        else:
            path = on_demand.profile.write_profile(store, leader, markdown=key == "markdown")
    except Refused as refusal:
        screen.tell(str(refusal))
        return
    screen.tell(f"Wrote {path.name} in {path.parent}.", bad=False)
