"""The grid: what stands while columns scroll, where the cursor is, and what is drawn of a cell."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from screens.widgets.grid import Fitted, Grid, GridColumn, HeatCell, fit_grid
from screens.widgets.row_layout import GUTTER_WIDTH, Cell, Line
from screens.widgets.row_table import RowTable
from tests.helpers import drawn, until

TAILS = (
    ("Residentials", "Res", " R"),
    ("Study", "Stu", " S"),
    ("Peer practice", "Peer", " P"),
    ("Coaching", "Coa", " C"),
)


def columns(number: int, rule: int = -1) -> tuple[GridColumn, ...]:
    """Columns `c0`, `c1`, …; every four of them in a group of their own."""
    return tuple(GridColumn(f"c{n}", ("W", str(n)), f"G{n // 4:02}", rule=n == rule) for n in range(number))


class Host(App[None]):
    """One grid of leaders by columns, and what it told."""

    def __init__(self, width: int, *, rule: int = -1) -> None:
        super().__init__()
        self.grid = Grid(title="Leader", empty="nobody", filtered_empty="nobody fits")
        self.heads = columns(width, rule)
        self.asked: list[str] = []
        self.told: list[tuple[str, Any]] = []

    def compose(self) -> ComposeResult:
        yield self.grid

    def on_mount(self) -> None:
        self.grid.lay(self.heads, TAILS)

    def load(self, rows: int) -> None:
        self.grid.load([str(row) for row in range(rows)], self.line)

    def line(self, key: str) -> Line:
        self.asked.append(key)
        cells = [HeatCell("●", "good", heat="good") for _ in self.heads]
        return Line((Cell(f"leader {key}"), *cells, Cell("✓"), Cell("◐"), Cell("▼"), Cell("✗")))

    def on_grid_turned(self) -> None:
        self.told.append(("turned", self.grid.column_key))

    def on_row_table_moved(self, event: RowTable.Moved) -> None:
        self.told.append(("moved", event.key))

    def on_row_table_opened(self, event: RowTable.Opened) -> None:
        self.told.append(("opened", (event.key, self.grid.column_key)))

    @property
    def lines(self) -> list[str]:
        return drawn(self).split("\n")

    def background(self, y: int, x: int) -> object:
        strip = self.screen._compositor.render_strips()[y].crop(x, x + 1)
        style = next(iter(strip)).style
        return None if style is None else style.bgcolor


async def test_names_tail_and_headings_stand_while_the_columns_scroll() -> None:
    app = Host(30)
    async with app.run_test(size=(80, 20)) as pilot:
        app.load(40)
        app.grid.turn_to("c28")
        app.grid.move_to("29")
        await pilot.press("right", "down")
        await until(pilot, lambda: "leader 30" in drawn(app))
        kinds, numbers, groups, *rows = app.lines
        assert app.grid.column_key == "c29"
        assert numbers.split()[-1] == "29"
        assert "more" in kinds
        assert "›" not in kinds
        assert groups.split()[0] == "Leader"
        assert groups.split()[-4:] == ["R", "S", "P", "C"]
        assert groups.split()[-5] == "G07"
        row = next(line for line in rows if "leader 30" in line)
        assert row.startswith("▌ leader 30")
        assert row.split()[-4:] == ["✓", "◐", "▼", "✗"]
        assert "[●]" in row


@pytest.mark.parametrize("width", [80, 97, 120, 200])
async def test_the_cell_under_the_cursor_is_always_whole(width: int) -> None:
    app = Host(40)
    async with app.run_test(size=(width, 10)) as pilot:
        app.load(3)
        await pilot.pause()
        for _ in range(2):
            for place in (*range(40), *reversed(range(40))):
                app.grid.turn_to(f"c{place}")
                head = app.grid.render_line(1).text
                row = app.grid.render_line(3).text
                at = row.index("[●]")
                assert head[at + 1 : at + 3].strip() == str(place)


async def test_the_group_is_named_again_where_the_columns_begin() -> None:
    app = Host(40)
    async with app.run_test(size=(80, 10)) as pilot:
        app.load(3)
        app.grid.turn_to("c29")
        await pilot.pause()
        app.grid.turn_to("c14")
        await pilot.pause()
        kinds, _, groups, row, *_ = app.lines
        assert "‹ 14 more" in kinds
        assert groups.split()[1] == "G03"
        assert row.index("[●]") + 1 == groups.index("G03")
        assert "more ›" in kinds


async def test_as_many_rows_are_asked_for_as_are_seen_however_many_there_are() -> None:
    app = Host(30)
    async with app.run_test(size=(120, 20)) as pilot:
        app.load(50_000)
        await pilot.press("G")
        await until(pilot, lambda: "leader 49999" in drawn(app))
        assert len(set(app.asked)) <= 2 * 17


async def test_a_step_sideways_asks_for_no_row_again() -> None:
    app = Host(30)
    async with app.run_test(size=(80, 20)) as pilot:
        app.load(30)
        await pilot.pause()
        app.asked.clear()
        for _ in range(20):
            app.grid.action_sideways(1)
            await pilot.pause()
        assert app.asked == []
        assert ("turned", "c20") in app.told


async def test_the_cursor_is_drawn_in_one_cell_wherever_it_was_before() -> None:
    app = Host(12)
    async with app.run_test(size=(80, 20)) as pilot:
        app.load(5)
        await pilot.press("down", "right", "up", "right", "down", "left")
        await until(pilot, lambda: drawn(app).count("[") == 1)
        assert "[●]" in next(line for line in app.lines if "leader 1" in line)
        assert (app.grid.cursor_key, app.grid.column_key) == ("1", "c1")


async def test_the_line_between_two_columns_runs_from_the_headings_down() -> None:
    app = Host(12, rule=6)
    async with app.run_test(size=(120, 10)) as pilot:
        app.load(3)
        await pilot.pause()
        kinds, numbers, _, first, second, third, *_ = app.lines
        at = kinds.index("│")
        assert kinds[at + 1] == "W"
        assert numbers[at + 1] == "6"
        assert [line[at] for line in (first, second, third)] == ["│"] * 3
        app.grid.turn_to("c6")
        await pilot.pause()
        assert app.lines[3][at : at + 3] == "[●]"


async def test_a_background_says_what_the_glyph_says() -> None:
    app = Host(12)
    async with app.run_test(size=(80, 10)) as pilot:
        app.load(3)
        await pilot.pause()
        beside, cell = app.background(5, 4), app.background(5, app.lines[5].index("●"))
        assert beside != cell


async def test_a_flash_lights_the_cell_that_was_changed_until_another_is() -> None:
    app = Host(12)
    async with app.run_test(size=(80, 10)) as pilot:
        app.load(3)
        app.grid.turn_to("c1")
        await pilot.pause()
        places = [place for place, char in enumerate(app.lines[3]) if char == "●"]
        first, third, fifth = places[0], places[2], places[4]
        app.grid.turn_to("c0")
        app.grid.flash("0")
        app.grid.turn_to("c2")
        await until(pilot, lambda: app.background(3, first) != app.background(3, fifth))
        standing = app.background(3, third)
        app.grid.flash("0")
        await until(pilot, lambda: app.background(3, third) != standing)
        assert app.background(3, first) == app.background(3, fifth)
        await until(pilot, lambda: app.background(3, third) == standing)


async def test_a_click_moves_to_a_cell_and_a_click_there_opens_it() -> None:
    app = Host(12)
    async with app.run_test(size=(80, 10)) as pilot:
        app.load(3)
        await pilot.pause()
        x = app.lines[1].index("5")
        await pilot.click(Grid, offset=(x, 3))  # the cursor's row, another column
        await pilot.pause()
        assert app.grid.column_key == "c5"
        await pilot.click(Grid, offset=(x, 5))
        await pilot.pause()
        assert app.grid.cursor_key == "2"
        assert not [event for event in app.told if event[0] == "opened"]
        await pilot.click(Grid, offset=(x, 5))
        await until(pilot, lambda: ("opened", ("2", "c5")) in app.told)
        await pilot.click(Grid, offset=(app.lines[1].index("2"), 0))  # a heading
        await pilot.pause()
        assert (app.grid.cursor_key, app.grid.column_key) == ("2", "c2")
        assert sum(event[0] == "opened" for event in app.told) == 1


async def test_the_cursor_stays_on_its_column_when_others_come_or_go() -> None:
    app = Host(30)
    async with app.run_test(size=(80, 10)) as pilot:
        app.load(3)
        app.grid.turn_to("c25")
        app.heads = app.heads[20:]
        app.grid.lay(app.heads, TAILS)
        app.load(3)
        await pilot.pause()
        assert app.grid.column_key == "c25"
        assert "25" in app.lines[1]
        app.heads = app.heads[:2]
        app.grid.lay(app.heads, TAILS)
        app.load(3)
        await pilot.pause()
        assert app.grid.column_key == "c21"
        assert "[●]" in app.lines[3]


async def test_without_columns_or_rows_there_is_a_sentence_and_no_cell_to_stand_on() -> None:
    app = Host(0)
    async with app.run_test(size=(80, 10)) as pilot:
        app.load(0)
        await pilot.press("right", "left", "down")
        await until(pilot, lambda: "nobody" in drawn(app))
        assert (app.grid.column_key, app.grid.turn_to("c0")) == (None, False)


async def test_a_hostile_name_is_drawn_letter_for_letter_in_its_place() -> None:
    app = Host(3)
    async with app.run_test(size=(80, 10)) as pilot:
        names = {"a": "[/] [@click=app.quit]x", "b": "家族家族家族家族家族家族家族", "c": "\x1b[2J\u202eevil"}

        def line(key: str) -> Line:
            return Line((Cell(names[key]), *["●"] * 3, *["✓"] * 4))

        app.grid.load(list(names), line)
        await until(pilot, lambda: "[/] [@click=app.q" in drawn(app))
        ends = {line.rindex("✓") for line in app.lines[3:6] if line.isascii() or "家" not in line}
        assert len(ends) == 1
        assert "\x1b" not in drawn(app)


@given(st.integers(0, 200), st.integers(0, 6), st.integers(60, 400))
def test_what_is_seen_always_fits(number: int, tails: int, room: int) -> None:
    grid = fit_grid(number, tails, room)
    used = GUTTER_WIDTH + grid.name + grid.seen * grid.cell + (2 + tails * grid.tail if tails else 0)
    assert used <= room
    assert grid.seen >= min(1, number)


def test_columns_are_wide_where_all_fit_and_narrow_where_they_scroll() -> None:
    assert fit_grid(12, 4, 119) == Fitted(name=26, cell=4, tail=5, seen=12)
    assert fit_grid(40, 4, 119).cell == 3
    assert fit_grid(12, 4, 134).tail == 14  # for whole words
    assert fit_grid(12, 4, 133).tail == 5
    assert fit_grid(14, 4, 79) == Fitted(name=19, cell=3, tail=2, seen=14)
