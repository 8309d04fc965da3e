"""What a shell is offered while a call is typed: commands and options by Click, and the names in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem, shell_complete

from psw_tui.policy.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    import click

    from psw_tui.store.core.store import Store

#: The variable by which a shell asks; what it says is Click's own: `bash_source` for the script, and so on.
VARIABLE = "_PSW_COMPLETE"


def complete(root: click.Command, instruction: str) -> int:
    """Answer a shell: the script that makes it ask, or what may stand where the call ends so far."""
    return shell_complete(root, {}, "psw", VARIABLE, instruction)


def offered(kind: str, typed: str, context: click.Context) -> list[CompletionItem]:
    """The leaders, cohorts or organisations of the file that is named, or of the usual one; none if it can't be read.

    A leader is offered by the reference and by any word of the name, for one word needs no quotes in any shell.
    """
    # What a call with a file waits for; the script itself needs none.
    from psw_tui.store.core.store import Refused, Store
    from psw_tui.store.system.places import database_path

    db = context.params.get("db") or context.find_root().params.get("db")
    begun = fold(typed)
    try:
        with Store.open(database_path(db), writing=False) as store:
            found = dict(_known(kind, store, by_word=bool(begun)))
    except Refused:
        return []
    return [CompletionItem(word, help=about) for word, about in sorted(found.items()) if fold(word).startswith(begun)]


def _known(kind: str, store: Store, *, by_word: bool) -> Iterator[tuple[str, str | None]]:
    from psw_tui.store.roster import cohorts, leaders  # as above

    if kind == "cohort":
        yield from ((name, None) for name in cohorts.names(store))
        return
    rows = leaders.every(store)
    if kind == "organisation":
        yield from ((row.organisation, None) for row in rows if row.organisation)
        return
    for row in rows:
        name = leaders.name_of(row)
        if by_word:
            yield from ((word, name) for word in name.split())
        yield row.reference, name
