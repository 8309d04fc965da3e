"""The pages of docs/ that are made from the code: `python -m tests.docs_from_code` writes them, a test compares.

And data that is made: the bank holidays from a library, the programme's numbers from the file that people read.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from textual.binding import Binding

import screens
from psw_tui.app import PswApp
from psw_tui.policy.clauses import CLAUSES, LOST
from psw_tui.store.system import bank_holidays
from psw_tui.store.system.bank_holidays import YEARS
from screens.shell import key_names
from screens.shell.frame import AREAS, AreaScreen
from screens.shell.list_screen import ListScreen
from screens.widgets.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Sequence

DOCS = Path(__file__).parent.parent / "docs"
DATA = Path(__file__).parent.parent / "psw_tui" / "data"


def pages() -> list[type[AreaScreen]]:
    """Every area and every page of one, areas in their order."""
    for module in pkgutil.walk_packages(screens.__path__, "screens."):
        importlib.import_module(module.name)
    listed: list[type[AreaScreen]] = []
    waiting = list(AreaScreen.__subclasses__())
    while waiting:
        screen = waiting.pop(0)
        if screen is not ListScreen and screen.__name__.endswith("Screen"):
            listed.append(screen)
        waiting += screen.__subclasses__()
    order = list(AREAS)
    return sorted(
        dict.fromkeys(listed), key=lambda screen: (order.index(screen.AREA), not _is_area(screen), screen.__name__)
    )


def _is_area(page: type[AreaScreen]) -> bool:
    return page.__name__ == f"{AREAS[page.AREA]}Screen"


def key_table() -> str:
    """docs/keys.md."""
    lines = [
        "# Keys",
        "",
        "Made from the code by `make docs`; a test keeps it true. One key has one meaning everywhere.",
        "",
        "`settings.toml` beside the database (`,` says where that is) gives a verb another key, by its name:",
        "",
        "    [keys]",
        '    "register.mark-absent" = "A"',
        "",
        "A key that another verb of the same screen has is refused, and that alone; `escape`, `enter` and `ctrl+q`",
        "stay as they are. A verb that is named `app.` has its key on every screen.",
        "",
        "## Everywhere",
        "",
        *_table(PswApp.BINDINGS, "app"),
        "",
        "## In a list",
        "",
        *_table([*RowTable.BINDINGS, *ListScreen.BINDINGS, *AreaScreen.BINDINGS], ""),
    ]
    for page in pages():
        own = own_bindings(page)
        if own:
            lines += ["", f"## {_title(page)}", "", *_table(own, key_names.owner(page.__name__))]
    return "\n".join(lines) + "\n"


def own_bindings(page: type[AreaScreen]) -> list[object]:
    """What a page binds itself or through the verbs it shares with another, but not what every list or page has."""
    shared = (AreaScreen, ListScreen)
    return [
        binding
        for kind in page.__mro__
        if kind.__module__.startswith("screens.") and kind not in shared
        for binding in kind.__dict__.get("BINDINGS", ())
    ]


def _title(page: type[AreaScreen]) -> str:
    name = page.__name__.removesuffix("Screen")
    area = AREAS[page.AREA]
    return area if _is_area(page) else f"{area}: {name}"


def _table(bindings: Sequence[object], owner: str) -> list[str]:
    """The keys, and by which name the settings change them; no name for how to move."""
    head = ["| key | what it does | name |", "|---|---|---|"] if owner else ["| key | what it does |", "|---|---|"]
    rows = []
    for binding in bindings:
        assert isinstance(binding, Binding), binding
        keys = binding.key_display or ", ".join(_shown(key) for key in binding.key.split(","))
        words = (binding.tooltip or binding.description).replace("|", "\\|")
        name = f" `{binding.id or key_names.name_of(owner, binding)}` |" if owner else ""
        rows.append(f"| `{keys.replace('|', chr(92) + '|')}` | {words} |{name}")
    return [*head, *rows]


_SIGNS = {
    "question_mark": "?",
    "slash": "/",
    "asterisk": "*",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "greater_than_sign": ">",
    "less_than_sign": "<",
}


def _shown(key: str) -> str:
    return _SIGNS.get(key.strip(), key.strip())


def clause_table() -> str:
    """docs/clauses.md."""
    lines = [
        "# Clauses",
        "",
        "Made from the code by `make docs`. Every clause the app cites, in our own words, and what our copy lacks.",
        "",
        "| clause | title | what it says |",
        "|---|---|---|",
        *[f"| {clause.id} | {clause.title} | {clause.restated} |" for clause in CLAUSES],
        "",
        "## What our copy of the documents lacks",
        "",
        "| clause | lacks | the app instead |",
        "|---|---|---|",
        *[f"| {lost.clause} | {lost.lacks} | {lost.instead} |" for lost in LOST],
    ]
    return "\n".join(lines) + "\n"


def bank_holiday_list() -> str:
    """psw_tui/data/bank_holidays.txt."""
    known = bank_holidays.from_the_library()
    days = (date(bank_holidays.YEARS.start, 1, 1) + timedelta(days=number) for number in range(366 * len(YEARS)))
    return "".join(f"{day}\n" for day in days if day.year in YEARS and day in known)


def programme_numbers() -> str:
    """psw_tui/data/programme.json: what stands in programme.toml beside it."""
    numbers = tomllib.loads((DATA / "programme.toml").read_text("utf-8"))
    return json.dumps(numbers, ensure_ascii=False, indent=1) + "\n"


MADE = {
    "keys.md": key_table,
    "clauses.md": clause_table,
    f"../psw_tui/data/{bank_holidays.FILE}": bank_holiday_list,
    "../psw_tui/data/programme.json": programme_numbers,
}


def main() -> None:
    """Write the pages."""
    DOCS.mkdir(exist_ok=True)
    for name, make in MADE.items():
        (DOCS / name).write_text(make(), "utf-8")


if __name__ == "__main__":
    main()
