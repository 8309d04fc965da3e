"""What tests of the app share: what is drawn on the screen, and waits for a state that only a real hang outlasts."""

from __future__ import annotations

import asyncio
import os
import random
import time
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pytest
    from textual._queue import Queue
    from textual.app import App
    from textual.message import Message
    from textual.message_pump import MessagePump
    from textual.pilot import Pilot

    from models.cipher import Key
    from psw_tui.store.core.store import Store

#: What is waited for comes within milliseconds; so many seconds are over only where it never comes.
PATIENCE_SECONDS = 120.0
#: A timer this short is part of what the app is doing; a longer one (a notification's, a flash's) is left to run.
_SHORT_SECONDS = 0.1
_BREATH_SECONDS = 0.002
#: Seconds from now, each long after the one before.
_LATER = count(1000, 1000)


def the_same_keys(patch: pytest.MonkeyPatch, seed: int) -> None:
    """Give new rows the same keys, and so the same order, every time: a walk that is not drawn at random finds the
    same again."""
    patch.setattr(os, "urandom", random.Random(seed).randbytes)


#: What draws a frame for the terminal where that waits until the app is at rest.
_DRAW: list[Callable[..., Any]] = []
#: What was made by `make_once`, by its name.
_MADE: dict[str, bytes] = {}
#: Holds something once an app of this process has imported all that is left when Today is drawn.
_IMPORTED: list[bool] = []


def make_once(path: Path, name: str, make: Callable[[Store], object]) -> Path:
    """A new file in which `make` has written; whoever asks for one of that name later gets a copy of the first.

    The tests that share a name live with the same keys and moments; `make` is not told which test it is.
    """
    from psw_tui.store.core.store import Store

    if name in _MADE:
        path.write_bytes(_MADE[name])
    else:
        with Store.open(path, create_missing=True) as store:
            make(store)
        _MADE[name] = path.read_bytes()
    return path


@contextmanager
def frames_at_rest() -> Iterator[Callable[..., Any]]:
    """Meanwhile what has changed is drawn for the terminal once the app is at rest, and not in between: nobody looks.

    Gives Textual's own way, which draws at once.
    """
    from textual._compositor import Compositor

    draw = Compositor.render_update
    Compositor.render_update = lambda *_, **__: None  # type: ignore[method-assign]
    _DRAW.append(draw)
    yield draw
    _DRAW.remove(draw)
    Compositor.render_update = draw  # type: ignore[method-assign]


def nobody_looks(patch: pytest.MonkeyPatch) -> None:
    """Nothing is drawn for the terminal, where a test looks at other things or draws for itself: a fifth of a key."""
    patch.setattr("textual._compositor.Compositor.render_update", lambda shown, **_how: shown._dirty_regions.clear())


def import_once(app: App[Any]) -> None:
    """Have psw's thread go through all that is left to import only if no app of this process has: nothing is left.

    Other apps stay as they are. That all is imported is seen where an app has a process to itself (`test_startup`).
    """
    rest: Callable[[], Iterator[None]] | None = getattr(app, "_import_the_rest", None)

    def once() -> Iterator[None]:
        if rest is not None and not _IMPORTED:
            yield from rest()
            _IMPORTED.append(True)

    if rest is not None:
        app._import_the_rest = once  # type: ignore[attr-defined]


@contextmanager
def asked_of(store: Store) -> Iterator[list[str]]:
    """What is asked of the file meanwhile, statement by statement."""
    statements: list[str] = []
    store.connection.set_trace_callback(statements.append)
    yield statements
    store.connection.set_trace_callback(None)


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


def _is_at_work(pump: MessagePump) -> bool:
    """Whether a widget, screen or app has a message or is still answering one: it does not stand at its queue."""
    if pump._closed or pump._closing or (pump._task is not None and pump._task.done()):
        return False
    queue: Queue[Message | None] = pump._message_queue
    return bool(queue.values or pump._next_callbacks or not queue.ready_event._waiters)


def _waits_shortly(pump: MessagePump) -> bool:
    return bool(pump._timers) and any(
        timer._repeat == 0 and timer._interval <= _SHORT_SECONDS and timer._task and not timer._task.done()
        for timer in pump._timers
    )


def _draw(app: App[Any]) -> bool:
    """Do now what waits for the next frame; whether there was anything."""
    screen = app.screen
    waits = bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
    )
    if waits:
        screen._on_timer_update()
    return waits


def _draw_for_the_terminal(app: App[Any]) -> None:
    """Draw what changed since the app was last at rest, where it was not drawn at once."""
    compositor = app.screen._compositor
    for draw in _DRAW if compositor._dirty_regions else ():
        draw(compositor, screen_stack=app._background_screens)


def _busy(app: App[Any]) -> object:
    """Something of the app that has still to be done, drawing aside; None if there is nothing."""
    pumps = list(app._registry)
    for pump in (app, *pumps):
        if _is_at_work(pump):
            return pump
    for pump in pumps:
        if _waits_shortly(pump):
            return pump
    waiting = not getattr(app.screen, "looking", False) and getattr(app, "_waiting", None)  # else for a thread
    return waiting or app._resize_event or app._batch_count or None


async def settle(app: App[Any], *, seen: bool = True) -> bool:
    """Let the app do all it has been given: every message answered, every key given on, everything drawn.

    For the terminal it is drawn where it is `seen`: not between keys that are given at once. Threads may go on. False
    if the app has ended meanwhile, as by an error, which `run_test` then raises.
    """
    give_up = time.monotonic() + PATIENCE_SECONDS
    loop: Any = asyncio.get_running_loop()
    quiet = turns = 0
    while quiet < 2:  # whatever is answered last may have posted something that arrives a turn later
        turns += 1
        await asyncio.sleep(0 if turns % 16 else _BREATH_SECONDS)
        if loop._ready and turns % 16:  # somebody's turn comes at once: every widget is asked where nobody's does
            continue
        if app._exit or app._exception is not None or not app._screen_stack:
            return False
        busy = _busy(app)
        quiet = 0 if busy is not None or _draw(app) else quiet + 1
        if time.monotonic() > give_up:
            raise AssertionError(f"{busy or 'drawing'} never came to rest; the screen shows:\n{drawn(app)}")
    if seen:
        _draw_for_the_terminal(app)
    return True


async def threads_end() -> None:
    """Wait for the workers' threads, as psw does before it closes the file: SQLite ends the process otherwise."""
    loop: Any = asyncio.get_running_loop()
    pool, loop._default_executor = loop._default_executor, None
    if pool is not None:
        await asyncio.wait_for(asyncio.to_thread(pool.shutdown), PATIENCE_SECONDS)


async def until(pilot: Pilot[Any], true: Callable[[], bool]) -> None:
    """Let the app work until something is true; fails with what is drawn if it never is."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    await settle(pilot.app)
    while not true():
        if time.monotonic() > give_up:
            raise AssertionError(f"it never came true; the screen shows:\n{drawn(pilot.app)}")
        await asyncio.sleep(_BREATH_SECONDS)  # a thread is at work, or a timer runs
        await settle(pilot.app)


async def workers_end(pilot: Pilot[Any]) -> None:
    """Let the app work until none of its workers does; one whose page closed as it ended counts as cancelled."""
    await until(pilot, lambda: all(worker.is_finished for worker in pilot.app.workers))


async def fill_form(pilot: Pilot[Any], **values: str) -> None:
    """Fill fields of the form that is open (or about to be) and save it, typed on without a pause."""
    from textual.widgets import Input

    from screens.dialogs.form import Form
    from tests.bursts import type_on

    app = pilot.app
    await until(pilot, lambda: isinstance(app.screen, Form))
    fields = [line.id or "" for line in app.screen.query(Input)]
    at = fields.index(app.focused.id or "")  # type: ignore[union-attr]  # a form has a field in focus
    typed: list[str] = []
    for place, value in sorted((fields.index(f"field-{key}"), value) for key, value in values.items()):
        typed += ["down"] * (place - at) if place >= at else ["up"] * (at - place)
        typed += ["ctrl+u", *value]
        at = place
    await type_on(app, [*typed, "ctrl+s"], random.Random(len(typed)))
    await until(pilot, lambda: not isinstance(app.screen, Form))


async def open_register(pilot: Pilot[Any], place: str) -> None:
    """Go where the palette goes: to a session, or with `session/leader` to a leader on its register."""
    from screens.registers.register import RegisterScreen
    from screens.shell.desk import Place

    app = pilot.app
    await pilot.pause()
    app.go(Place("registers", place, page=True))  # type: ignore[attr-defined]  # PswApp
    await until(pilot, lambda: isinstance(app.screen, RegisterScreen) and app.screen.table.row_count > 0)


async def press_at(pilot: Pilot[Any], *presses: tuple[str, float]) -> None:
    """Press keys at these seconds: what tells a held key from one pressed again is given, not measured."""
    from textual import events

    start = time.monotonic()
    for key, at in presses:
        event = events.Key(key, key if len(key) == 1 else None)
        event.time = start + at
        pilot.app.post_message(event)
    await settle(pilot.app)


async def press_again(pilot: Pilot[Any], key: str) -> None:
    """Press a key that was pressed just before, as after a pause, however fast the test runs."""
    await press_at(pilot, (key, next(_LATER)))


def name_contacts(store: Store, **contacts: str) -> None:
    """Give the programmes of this store other contacts; those that are shipped are shared by all that run here."""
    store.programmes = replace(store.programmes, contacts={**store.programmes.contacts, **contacts})


def encrypt(path: Path, raw: bytes = b"k" * 32) -> Key:
    """Encrypt a file by a key itself, which is quicker than by a passphrase; this process can open it from now on."""
    from models import cipher
    from models.reencrypt import make_anew

    key = cipher.Key(raw, os.urandom(cipher.SALT_BYTES))
    anew = path.with_name(f"{path.name}.anew")
    make_anew(path, None, anew, key)
    anew.replace(path)
    cipher.hold(key)
    return key
