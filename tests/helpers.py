"""What tests of the app share: what is drawn on the screen, and a bounded wait for a state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App
    from textual.pilot import Pilot

_PATIENCE = 100


def drawn(app: App[Any]) -> str:
    """The screen as text, line by line."""
    strips = app.screen._compositor.render_strips()  # the one private place: no public way to read the screen
    return "\n".join(strip.text.rstrip() for strip in strips)


def links(app: App[Any]) -> set[str]:
    """Every action that a click on the screen would run."""
    strips = app.screen._compositor.render_strips()
    return {
        str(segment.style.meta["@click"])
        for strip in strips
        for segment in strip
        if segment.style is not None and "@click" in segment.style.meta
    }


async def until(pilot: Pilot[Any], true: Callable[[], bool]) -> None:
    """Let the app work until something is true; fails with what is drawn if it never is."""
    for _ in range(_PATIENCE):
        if true():
            return
        await pilot.pause(0.02)
    raise AssertionError(f"it never came true; the screen shows:\n{drawn(pilot.app)}")


async def fill_form(pilot: Pilot[Any], **values: str) -> None:
    """Fill fields of the form that is open (or about to be), and save it."""
    from screens.dialogs.form import Form

    app = pilot.app
    await until(pilot, lambda: isinstance(app.screen, Form))
    for key, value in values.items():
        app.screen.query_one(f"#field-{key}").value = value  # type: ignore[attr-defined]
    await pilot.pause()
    await pilot.press("ctrl+s")
    await until(pilot, lambda: not isinstance(app.screen, Form))


async def open_register(pilot: Pilot[Any], place: str) -> None:
    """Go where the palette goes: to a session, or with `session/leader` to a leader on its register."""
    from screens.desk import Place
    from screens.register import RegisterScreen

    app = pilot.app
    await pilot.pause()
    app.go(Place("registers", place, page=True))  # type: ignore[attr-defined]  # PswApp
    await until(pilot, lambda: isinstance(app.screen, RegisterScreen) and app.screen.table.row_count > 0)
