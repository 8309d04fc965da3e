"""The columns of a wide sheet: which row heads them, which are sessions, which tell the leader, and which are left.

What can't be told for certain is asked or named, never chosen; what was told is known again by the sheet's headings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from psw_tui.exchange.files.cell_values import as_text
from psw_tui.exchange.files.sheet import UnreadableFile, heading_key, is_empty
from psw_tui.exchange.registers import wide_signs
from psw_tui.exchange.registers.heading_sessions import Headed
from psw_tui.exchange.registers.leader_columns import leader_columns, told_columns
from psw_tui.policy.text import clean
from psw_tui.store.registers import heading_maps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from psw_tui.exchange.files.sheet import SheetGrid, SheetRow
    from psw_tui.exchange.registers.heading_sessions import SessionsByHeading
    from psw_tui.exchange.registers.leader_columns import LeaderColumns
    from psw_tui.exchange.registers.row_people import RosterOfRows
    from psw_tui.policy.records import Session
    from psw_tui.store.core.store import Store

PURPOSE = "wide"
LEADER = "leader"
#: How the meaning of a column is remembered: this, and its heading.
_COLUMN = "column:"
_FEWEST_SESSIONS = 2
_LOOKED_AT_ROWS = 20


class SheetToChoose(UnreadableFile):
    """A workbook in which several sheets fit; `names` are theirs."""

    def __init__(self, file: str, names: list[str]) -> None:
        self.names = names
        super().__init__(f"{file} has {len(names)} sheets with sessions across ({', '.join(names)}); say which one.")


class LeaderToTell(UnreadableFile):
    """A sheet in which no column certainly holds the leaders; `headings` are those to choose from."""

    def __init__(self, file: str, headings: list[str]) -> None:
        self.headings = headings
        shown = ", ".join(headings[:8]) or "none beside the sessions"
        super().__init__(
            f"{file}: no column is certain to hold the leaders (there are {shown}); say which does "
            f'(`--column "HEADING={LEADER}"`).'
        )


@dataclass(frozen=True)
class Header:
    """A sheet with the row of its headings, and what was told of them, by heading."""

    grid: SheetGrid
    row: SheetRow
    told: Mapping[str, str]

    @cached_property
    def headings(self) -> list[str]:
        """The headings as text."""
        return [clean(as_text(cell)) for cell in self.row.cells]

    @cached_property
    def body(self) -> list[SheetRow]:
        """The rows below the headings."""
        return [row for row in self.grid.rows if row.number > self.row.number]


@dataclass
class SheetColumns:
    """What the columns of a sheet are: sessions by place and cohort, the leader's, and what is said of the others."""

    sessions: dict[int, Mapping[str, Session]]
    leader: LeaderColumns
    listed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    to_tell: list[str] = field(default_factory=list)


def find_header(
    store: Store,
    known: SessionsByHeading,
    file: str,
    grids: Sequence[SheetGrid],
    sheet: str | None,
    told: Mapping[str, str],
) -> Header:
    """The sheet and the row in which most cells name sessions; `SheetToChoose` where several sheets have one."""
    fitting = [found for grid in grids if (found := _header(store, known, grid, told)) is not None]
    if sheet is not None:
        fitting = [found for found in fitting if found.grid.name.casefold() == sheet.strip().casefold()]
    if not fitting:
        where = f"sheet {sheet}" if sheet else "no sheet"
        raise UnreadableFile(
            f"{file}: {where} has sessions across that we know by reference, title or date; name them as the "
            'Registers do, or tell what a column is (`--column "HEADING=W03"`).'
        )
    if len(fitting) > 1:
        raise SheetToChoose(file, [found.grid.name for found in fitting])
    return fitting[0]


def looks_wide(store: Store, known: SessionsByHeading, grids: Sequence[SheetGrid]) -> bool:
    """Whether some sheet has several sessions across; the beginnings of them will do."""
    headers = [_header(store, known, grid, {}) for grid in grids]
    return any(header is not None and _weight(header.row, header.told, known) >= _FEWEST_SESSIONS for header in headers)


def _header(store: Store, known: SessionsByHeading, grid: SheetGrid, told: Mapping[str, str]) -> Header | None:
    best: tuple[int, Header] | None = None
    for row in grid.rows[:_LOOKED_AT_ROWS]:
        meant = {**_told_before(remembered(store, row, known), row), **told}
        weight = _weight(row, meant, known)
        if weight and (best is None or weight > best[0]):
            best = (weight, Header(grid, row, meant))
    return None if best is None or (best[0] == 1 and not _heads_one(best[1], known)) else best[1]


def own_headings(row: SheetRow, known: SessionsByHeading) -> list[str]:
    """The headings that a sheet is known again by: not its sessions, which the next export has more of."""
    headed = [(clean(as_text(cell)), known.of(cell)) for cell in row.cells]
    return [heading for heading, found in headed if not (found.certain or found.perhaps)]


def remembered(store: Store, row: SheetRow, known: SessionsByHeading) -> dict[str, str]:
    """What was told of sheets with these headings, the sessions beside them or not."""
    every = [clean(as_text(cell)) for cell in row.cells]
    before = heading_maps.remembered(store, PURPOSE, every)
    return {**before, **heading_maps.remembered(store, PURPOSE, own_headings(row, known))}


def _told_before(kept: Mapping[str, str], row: SheetRow) -> dict[str, str]:
    """What was told before of columns that are in this row too."""
    there = {heading_key(as_text(cell)) for cell in row.cells}
    told = {key.removeprefix(_COLUMN): meaning for key, meaning in kept.items() if key.startswith(_COLUMN)}
    return {heading: meaning for heading, meaning in told.items() if heading_key(heading) in there}


def to_remember(told: Mapping[str, str]) -> dict[str, str]:
    """What was told of columns, as it is kept with other things told of a sheet."""
    return {f"{_COLUMN}{heading}": meaning for heading, meaning in told.items()}


def _weight(row: SheetRow, told: Mapping[str, str], known: SessionsByHeading) -> int:
    """How many different sessions the cells of a row name, or were told to be."""
    meant = {heading_key(heading) for heading in told}
    named: set[str] = set()
    for cell in row.cells:
        text = as_text(cell)
        headed = known.of(cell)
        references = {session.reference for session in (*headed.certain.values(), *headed.perhaps)}
        if references:
            named.add(min(references))
        elif text and heading_key(text) in meant:
            named.add(f"told {heading_key(text)}")
    return len(named)


def _heads_one(header: Header, known: SessionsByHeading) -> bool:
    """Whether a row with one session in it is headings: a row of our own tables has a session in every one below."""
    place = next((place for place, cell in enumerate(header.row.cells) if known.of(cell).certain), None)
    if place is None or sum(not is_empty(cell) for cell in header.row.cells) < _FEWEST_SESSIONS:
        return False
    below = [row.cells[place] for row in header.body[:_LOOKED_AT_ROWS] if place < len(row.cells)]
    return not all(map(is_empty, below)) and not any(known.of(cell).certain for cell in below)


def read_columns(file: str, header: Header, known: SessionsByHeading, roster: RosterOfRows) -> SheetColumns:
    """What every column is; `LeaderToTell` where that of the leader can't be told, a sentence for a wrong telling."""
    known.settle(header.row.cells)
    headings, told = header.headings, _told_places(file, header)
    headed = {place: known.of(cell) for place, cell in enumerate(header.row.cells)}
    for place, meaning in told.items():
        headed[place] = Headed()
        if meaning.casefold() != LEADER:
            headed[place] = known.called(meaning)
            if not headed[place].certain:
                raise UnreadableFile(
                    f"{file}: “{meaning}” is neither {LEADER} nor the reference or title of a session; tell what "
                    f"“{headings[place]}” is."
                )
    sessions = {place: found.certain for place, found in headed.items() if found.certain}
    others = {place for place, found in headed.items() if found.certain or found.perhaps}
    leader = _leader_columns(file, header, told, others, roster)
    columns = SheetColumns(sessions, leader)
    _say(columns, header, headed, known, roster)
    return columns


def _told_places(file: str, header: Header) -> dict[int, str]:
    """Where the columns stand that were told, or are known from before; `UnreadableFile` for one that isn't there."""
    keys = [heading_key(heading) for heading in header.headings]
    places = {}
    for heading, meaning in header.told.items():
        if heading_key(heading) not in keys:
            raise UnreadableFile(
                f"{file} has no column “{heading}” (there are {', '.join(filter(None, header.headings[:8]))})."
            )
        places[keys.index(heading_key(heading))] = meaning
    return places


def _leader_columns(
    file: str, header: Header, told: Mapping[int, str], others: set[int], roster: RosterOfRows
) -> LeaderColumns:
    headings, body = header.headings, header.body
    places = [place for place, meaning in told.items() if meaning.casefold() == LEADER]
    if places:
        return told_columns(headings, body, sorted(places), others, roster)
    found = leader_columns(headings, body, others | set(told), roster)
    if found is None:
        free = [heading for place, heading in enumerate(headings) if heading and place not in others]
        raise LeaderToTell(file, free)
    return found


def _say(
    columns: SheetColumns,
    header: Header,
    headed: Mapping[int, Headed],
    known: SessionsByHeading,
    roster: RosterOfRows,
) -> None:
    """Say what every column was taken for, and name each that was not taken, once, with why."""
    headings, body = header.headings, header.body
    concerned = {roster.cohort_of[who] for row in body if (who := roster.who(columns.leader.words(row)).leader)}
    left: list[str] = []
    for place in range(max((len(row.cells) for row in body), default=0)):
        if place in columns.leader.places or not any(_holds(row, place) for row in body):
            continue
        heading = headings[place] if place < len(headings) else ""
        shown = f"“{heading}”" if heading else f"column {place + 1}, which has no heading"
        found = headed.get(place, Headed())
        if why := _doubt(heading, place, found, header, known):
            columns.listed.append(f"{shown} {why}")
            columns.to_tell.append(heading)
        elif place not in columns.sessions:
            left.append(shown)
        elif concerned and concerned.isdisjoint(found.certain):
            columns.listed.append(f"{shown} is a session of another cohort than the sheet's leaders; left out.")
    if left:
        columns.listed.append(f"Not used, since they name neither a session nor the leader: {', '.join(left)}.")
    columns.notes.append(f"The leader of a row: {_named(headings, columns.leader)}.")
    taken = [f"“{headings[place]}” {_references(found)}" for place, found in columns.sessions.items()]
    columns.notes.append(f"Sessions: {', '.join(taken)}.")


def _doubt(heading: str, place: int, found: Headed, header: Header, known: SessionsByHeading) -> str:
    """Why a column that may be a session's is left, and how to tell; empty for one that is one, or can't be."""
    alike = found.perhaps
    if found.certain and not alike:
        return ""
    if heading and not alike:
        alike = known.alike(header.row.cells[place])
    if not alike:
        signs = wide_signs.counted(header.body, [place])
        if not heading or not signs or not set(signs) <= wide_signs.PLAIN:
            return ""
        telling = f'`--column "{heading}=REFERENCE"`'
        return f"holds signs and is not a session that we know; left out ({telling} tells which it is)."
    meant = " or ".join(f"{session.reference} {session.title}" for session in alike)
    why = f": {found.why}" if found.why else ""
    telling = f'`--column "{heading}={alike[0].reference}"`'
    return f"is not certain to be one session{why}; left out. Perhaps {meant}: {telling} tells."


def _holds(row: SheetRow, place: int) -> bool:
    return place < len(row.cells) and not is_empty(row.cells[place])


def _named(headings: Sequence[str], leader: LeaderColumns) -> str:
    return ", ".join(f"“{headings[place]}”" for place in leader.places)


def _references(found: Mapping[str, Session]) -> str:
    return " and ".join(sorted({session.reference for session in found.values()}))
