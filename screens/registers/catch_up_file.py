"""Taking the answers of the catch-up form: the file, what it would do, then one command."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from psw_tui.exchange import on_demand
from psw_tui.exchange.files.reading import read_anew, read_once
from psw_tui.policy.frozen import frozen
from psw_tui.store.core.unchanged import ChangedMeanwhile
from psw_tui.store.reads.change import Change
from screens.dialogs.ask_file import ask_file
from screens.dialogs.newest_file import NewestFile
from screens.dialogs.reading import RECORDED_MEANWHILE, SAVED_ANEW, read_in_thread
from screens.shell.plain_dialogs import Confirm

if TYPE_CHECKING:
    from pathlib import Path

    from psw_tui.exchange.files.reading import FileBytes, Source
    from psw_tui.exchange.registers.catch_up_forms import CatchUpResult
    from psw_tui.store.core.store import Store
    from screens.shell.frame import AreaScreen

_MOST_SHOWN = 8


@frozen
class _Seen:
    """What was read of a file and would be done; `note` says why it is shown again."""

    file: FileBytes
    result: CatchUpResult
    note: str = ""


def take_answers(screen: AreaScreen) -> None:
    """Ask for a Forms export, the newest download that is one first; show what it would do, and take it."""
    offer = NewestFile(
        lambda folder: on_demand.downloads.newest(folder, on_demand.catch_up_forms.offered),
        screen.desk.downloads_folder,
    )

    def chosen(path: Path) -> None:
        read_in_thread(screen, f"Import {path.name}", partial(_begin, screen, path), partial(_ask, screen))

    title, hint = "Import catch-up forms", "a Forms export; paste or drop its path"
    ask_file(screen, title, chosen, hint=hint, say=offer.say, look=offer.look)


def _begin(screen: AreaScreen, path: Path) -> _Seen:
    screen.desk.back_up_first()
    return _look(screen.desk.store, path)


def _look(store: Store, source: Source, note: str = "") -> _Seen:
    file = read_once(source)
    return _Seen(file, on_demand.catch_up_forms.import_catch_up(store, file, dry_run=True), note)


def _take(store: Store, seen: _Seen) -> Change | _Seen:
    """Take what was seen, or what is to be seen first: another content, or other records than it was judged by."""
    now = read_anew(seen.file)
    if now.content_hash != seen.file.content_hash:
        return _look(store, now, SAVED_ANEW)
    try:
        taken = on_demand.catch_up_forms.import_catch_up(store, seen.file, shown=seen.result.would)
        return taken.change or _look(store, now)
    except ChangedMeanwhile:
        return _look(store, now, RECORDED_MEANWHILE)


def _ask(screen: AreaScreen, seen: _Seen) -> None:
    result = seen.result
    screen.desk.mask.also(answer.name for answer in result.left if answer.is_named)
    left = [f"Row {answer.row}, {answer.name}: {answer.why}." for answer in result.left[:_MOST_SHOWN]]
    more = len(result.left) - len(left)
    lines = [seen.note] if seen.note else []
    lines += [on_demand.catch_up_forms.in_words(result), *left]
    if more > 0:
        lines.append(f"and {more} more")

    def taken(done: Change | _Seen) -> None:
        if isinstance(done, Change):
            screen.do(lambda: done)
        else:
            _ask(screen, done)

    def asked(yes: bool | None) -> None:
        if yes and result.received:
            read_in_thread(
                screen, f"Import {seen.file.name}", partial(_take, screen.desk.store, seen), taken, writes=True
            )

    title, take = f"Import {seen.file.name}?", "import it"
    if not result.received:
        title, take = f"{seen.file.name}: nothing to import", "close"
    screen.app.push_screen(Confirm(title, lines, yes=take), asked)
