"""The table: what it fetches, what it draws, how the cursor, the selection and the columns behave."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, get_args
from unittest.mock import MagicMock

import pytest
from rich.cells import cell_len
from rich.style import Style
from textual.app import App, ComposeResult
from textual.color import Color
from textual.geometry import Region
from textual.screen import Screen
from textual.scrollbar import ScrollBar

from psw_tui.tone import Tone
from screens.widgets import row_cursor
from screens.widgets.legibility import contrast
from screens.widgets.line_compositor import LineCompositor
from screens.widgets.row_layout import Cell, Column, Line, clean, fit, fitted, lay_out
from screens.widgets.row_table import RowTable
from tests.helpers import until

COLUMNS = (
    Column("name", "Leader", 20, grow=1, fixed=True),
    Column("org", "Organisation", 20, drop=1),
    Column("told", "Told us", 20, drop=2),
    Column("days", "Days", 6, align="right"),
    Column("more", "More", 24, drop=3),
)
FAMILY = "👨\u200d👩\u200d👧"


class Host(App[None]):
    """One table, and a record of what it asked for, what it told, and the keys it left to others."""

    BINDINGS = [(key, f"left_over('{key}')", "") for key in ("p", "x", "j", "left", "right", "enter", "space")]

    def __init__(self, columns: Sequence[Column] = COLUMNS, **options: Any) -> None:
        super().__init__()
        self.table = RowTable(columns, id="table", **options)
        self.asked: list[str] = []
        self.told: list[tuple[str, Any]] = []
        self.letters: list[str] = []

    def get_default_screen(self) -> Screen[Any]:
        screen = super().get_default_screen()
        screen._compositor = LineCompositor()  # as on psw's own screens
        return screen

    def compose(self) -> ComposeResult:
        yield self.table

    def line(self, key: str) -> Line:
        self.asked.append(key)
        if key.startswith("#"):
            return Line((key[1:], "7"), heading=True)
        return Line((f"name {key}", Cell(f"org {key}", "dim"), f"told {key}", key, f"more {key}"))

    def load(self, keys: Sequence[str], **options: Any) -> None:
        self.table.load(keys, self.line, headings={key for key in keys if key.startswith("#")}, **options)

    def on_row_table_moved(self, message: RowTable.Moved) -> None:
        self.told.append(("moved", message.key))

    def on_row_table_opened(self, message: RowTable.Opened) -> None:
        self.told.append(("opened", message.key))

    def on_row_table_selection_changed(self, message: RowTable.SelectionChanged) -> None:
        self.told.append(("selected", message.keys))

    def action_left_over(self, key: str) -> None:
        self.letters.append(key)

    @property
    def drawn(self) -> list[str]:
        return [strip.text for strip in self.screen._compositor.render_strips()]

    def row_of(self, text: str) -> int:
        return next(y for y, line in enumerate(self.drawn) if text in line)

    def style_at(self, x: int, y: int) -> Style:
        strip = self.screen._compositor.render_strips()[y].crop(x, x + 1)
        return next(iter(strip)).style or Style()

    def background_at(self, y: int) -> object:
        return self.style_at(12, y).bgcolor


@pytest.fixture(autouse=True)
def _every_frame(draw_at_once: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is drawn too often would not be seen at rest."""
    monkeypatch.setattr("textual._compositor.Compositor.render_update", draw_at_once)


def numbers(count: int, start: int = 0) -> list[str]:
    return [str(number) for number in range(start, start + count)]


# What is fetched and drawn


async def test_fifty_thousand_rows_ask_for_no_more_than_the_screen_shows() -> None:
    app = Host()
    async with app.run_test(size=(100, 20)) as pilot:
        app.load(numbers(50_000))
        await pilot.pause()
        assert 0 < len(app.asked) <= 20
        assert "name 0 " in app.drawn[1]
        app.asked.clear()
        await pilot.press("G")
        await pilot.pause()
        assert 0 < len(app.asked) <= 20
        assert "name 49999 " in app.drawn[-1]
        assert app.drawn[0].lstrip().startswith("Leader")


async def test_a_row_is_asked_for_once_however_the_cursor_moves_over_it() -> None:
    app = Host()
    async with app.run_test(size=(100, 20)) as pilot:
        app.load(numbers(10))
        await pilot.press("down", "down", "up", "up")
        assert sorted(app.asked) == numbers(10)


def lines_drawn(table: RowTable, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every line that the table is asked for from now on."""
    lines: list[int] = []
    plain = RowTable.render_line

    def counted(self: RowTable, y: int) -> Any:
        lines.append(y)
        return plain(self, y)

    monkeypatch.setattr(RowTable, "render_line", counted)
    return lines


@pytest.mark.parametrize("rows", [40, 10_000])
async def test_a_key_draws_the_lines_that_it_changes_however_many_rows_there_are(
    monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    app = Host()
    async with app.run_test(size=(100, 20)) as pilot:
        app.load(numbers(rows))
        await pilot.press("down")
        lines = lines_drawn(app.table, monkeypatch)
        await pilot.press("down")
        assert sorted(lines) == [2, 3]
        lines.clear()
        app.asked.clear()
        await pilot.press("pagedown")
        assert sorted(lines) == list(range(20))
        assert len(app.asked) == 18  # a page less one line that was seen before


async def test_what_lies_behind_the_table_is_not_drawn_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Host()
    async with app.run_test(size=(100, 20)) as pilot:
        app.load(numbers(100))
        await pilot.press("down")
        asked: list[Region] = []
        monkeypatch.setattr(app.screen, "render_lines", asked.append)
        await pilot.press("down", "pagedown", "home")
        assert not asked


async def test_the_scrollbar_looks_as_textual_draws_it() -> None:
    app = Host()
    async with app.run_test(size=(100, 20)) as pilot:
        app.load(numbers(100))
        await pilot.pause()
        for place in (0, 3, 17, 60, 99):
            app.table.cursor_index = place
            await pilot.pause()
            bar = app.table.vertical_scrollbar
            whole = Region(0, 0, 1, bar.size.height)
            assert [list(strip) for strip in bar.render_lines(whole)] == [
                list(strip) for strip in ScrollBar.render_lines(bar, whole)
            ]


async def test_the_scrollbar_is_drawn_anew_where_the_list_scrolls_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Host()
    async with app.run_test(size=(100, 20)) as pilot:
        app.load(numbers(100))
        await pilot.press("down")
        bar = app.table.vertical_scrollbar
        cells = MagicMock(wraps=bar.render_lines)
        monkeypatch.setattr(bar, "render_lines", cells)
        await pilot.press("down", "up", "space")
        await pilot.pause()
        cells.assert_not_called()
        await pilot.press("pagedown")
        await pilot.pause()
        cells.assert_called()


async def test_refresh_rows_asks_again_for_those_that_are_seen_alone() -> None:
    app = Host()
    async with app.run_test(size=(100, 20)) as pilot:
        app.load(numbers(100))
        await pilot.pause()
        app.asked.clear()
        app.table.refresh_rows(("3", "90"))
        await pilot.press("down", "down")
        assert app.asked == ["3"]


async def test_rows_may_be_loaded_before_the_table_is_mounted() -> None:
    app = Host()
    app.table.load(numbers(100), app.line)
    app.table.cursor_index = 50
    async with app.run_test(size=(100, 20)) as pilot:
        await pilot.pause()
        assert "name 50 " in "\n".join(app.drawn)
        assert app.told == [("moved", "50")]


# The cursor


async def test_keys_move_the_cursor_and_stop_at_both_ends() -> None:
    app = Host()
    async with app.run_test(size=(100, 21)) as pilot:
        app.load(numbers(100))
        await pilot.pause()
        for key, expected in (
            ("k", "0"),
            ("j", "1"),
            ("down", "2"),
            ("up", "1"),
            ("pagedown", "20"),
            ("pageup", "1"),
            ("pageup", "0"),
            ("G", "99"),
            ("j", "99"),
            ("g", "0"),
            ("end", "99"),
            ("home", "0"),
        ):
            await pilot.press(key)
            assert app.table.cursor_key == expected, key
            assert any(line.startswith("▌") and f"name {expected} " in line for line in app.drawn), key


async def test_letters_that_are_not_the_tables_reach_the_screen() -> None:
    app = Host()
    async with app.run_test(size=(100, 20)) as pilot:
        app.load(numbers(5))
        await pilot.press("p", "x", "left", "j")
        assert app.letters == ["p", "x", "left"]


async def test_the_cursor_stays_on_its_key_and_on_its_line_through_a_reload() -> None:
    app = Host()
    async with app.run_test(size=(100, 20)) as pilot:
        app.load(numbers(100))
        app.table.move_to("40")
        await pilot.pause()
        before = app.row_of("name 40 ")
        told = list(app.told)
        app.load([f"new{n}" for n in range(30)] + numbers(100))
        await pilot.pause()
        assert app.table.cursor_key == "40"
        assert app.row_of("name 40 ") == before
        assert app.told == told


async def test_a_new_first_row_is_seen_when_the_list_stands_at_its_top() -> None:
    app = Host()
    async with app.run_test(size=(100, 20)) as pilot:
        app.load(numbers(100))
        await pilot.pause()
        app.load(["new", *numbers(100)])
        await pilot.pause()
        assert app.table.cursor_key == "0"
        assert "name new " in app.drawn[1]


async def test_a_list_scrolled_away_from_its_cursor_stays_where_it_is_read() -> None:
    app = Host()
    async with app.run_test(size=(100, 20)) as pilot:
        app.load(numbers(100))
        await pilot.pause()
        app.table.scroll_to(y=50, animate=False)
        await pilot.pause()
        app.load(numbers(103, -3))
        await pilot.pause()
        assert app.table.cursor_key == "0"
        assert "name 50 " in app.drawn[1]


async def test_when_the_cursors_row_is_gone_the_row_at_its_place_has_it() -> None:
    app = Host()
    async with app.run_test(size=(100, 20)) as pilot:
        app.load(["a", "b", "c"])
        app.table.move_to("b")
        app.load(["a", "c"])
        await pilot.pause()
        assert app.table.cursor_key == "c"
        app.load(["a"])
        await pilot.pause()
        assert app.table.cursor_key == "a"
        app.load([])
        await pilot.pause()
        assert app.table.cursor_key is None
        assert [key for what, key in app.told if what == "moved"][-3:] == ["c", "a", None]


async def test_the_cursor_never_rests_on_a_heading() -> None:
    app = Host()
    async with app.run_test(size=(100, 20)) as pilot:
        app.load(["#One", "a", "#Two", "#Three", "b", "#Four"])
        await pilot.pause()
        walked = [app.table.cursor_key]
        for key in ("down", "down", "up", "up", "end", "home", "pagedown", "pageup"):
            await pilot.press(key)
            walked.append(app.table.cursor_key)
        assert walked == ["a", "b", "b", "a", "a", "b", "a", "b", "a"]
        assert not app.table.move_to("#Two")
        app.load(["#One"])
        assert app.table.cursor_key is None
        await pilot.press("down", "up", "enter", "space", "pagedown", "G")
        assert app.letters == ["enter", "space"]
        assert app.table.selected == frozenset()


async def test_going_up_to_the_first_row_brings_its_heading_back_into_view() -> None:
    app = Host()
    async with app.run_test(size=(100, 10)) as pilot:
        app.load(["#One", *numbers(30)])
        await pilot.press("G", *["k"] * 29)
        assert app.table.cursor_key == "0"
        assert "One" in app.drawn[1]


async def test_a_heading_shows_its_count_at_the_right() -> None:
    app = Host()
    async with app.run_test(size=(60, 10)) as pilot:
        app.load(["#Overdue", "a"])
        await pilot.pause()
        assert app.drawn[1].split() == ["Overdue", "7"]
        assert app.drawn[1].rstrip().endswith("7")
        assert len(app.drawn[1].rstrip()) > 50


async def test_step_stays_at_the_end_and_move_to_knows_what_is_loaded() -> None:
    app = Host()
    async with app.run_test(size=(100, 10)) as pilot:
        app.load(numbers(30))
        assert app.table.move_to("28")
        app.table.step(1)
        app.table.step(1)
        assert app.table.cursor_key == "29"
        assert not app.table.move_to("30")
        await pilot.pause()
        assert "name 29 " in app.drawn[-1]
        app.table.step(-3)
        assert app.table.cursor_index == 26
        app.load(["a", "#Heading", "b", "c"])
        app.table.move_to("a")
        app.table.step(2)
        assert app.table.cursor_key == "c"


# Texts that bite


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[/]", "[/]"),
        ("[red]Ann[/red]", "[red]Ann[/red]"),
        ("[@click=app.quit]x", "[@click=app.quit]x"),
        ("Ann \\", "Ann \\"),
        ("\x1b[31mAnn\x1bc", "[31mAnnc"),
        ("A\x9b31mB\x00\x7f", "A31mB"),
        ("a\u202eb\u2066c\u200bd\ufeffe", "abcde"),
        ("two\nlines\tand\u2028three", "two lines and three"),
        (FAMILY, FAMILY),
        ("a\u200db", "ab"),
        ("李小龍", "李小龍"),
        ("Sia\u0302n", "Sia\u0302n"),
        ("\u0301x", "x"),
        ("Z" + "\u0301" * 50, "Z" + "\u0301" * 4),
        ("\ud800Ann", "Ann"),
    ],
)
async def test_a_text_is_shown_letter_for_letter_less_what_a_terminal_would_obey(text: str, shown: str) -> None:
    app = Host(COLUMNS[:2])
    async with app.run_test(size=(60, 6)) as pilot:
        app.table.load(["a"], lambda _key: Line((text, "after")))
        await pilot.pause()
        assert app.drawn[1].startswith(f"▌ {shown} ")
        assert cell_len(app.drawn[1]) == 60
        assert cell_len(app.drawn[1].split("after")[0]) == cell_len(app.drawn[0].split("Organisation")[0])
        for segment in app.screen._compositor.render_strips()[1]:
            assert not (segment.style and segment.style.meta)
        await pilot.click("#table", offset=(3, 1))
        assert app.is_running


@pytest.mark.parametrize("text", ["x" * 5_000, "x" * 1_000_000, "\u200b" * 5_000 + "x", "龍" * 5_000])
def test_a_long_text_is_cut_to_its_column(text: str) -> None:
    cut = fit(text, 9)
    assert cell_len(cut) == 9
    assert cut.rstrip().endswith("…")
    assert len(clean(text, 100)) <= 100


@pytest.mark.parametrize(
    ("text", "width", "align", "expected"),
    [
        ("abc", 3, "left", "abc"),
        ("abcd", 3, "left", "ab…"),
        ("abc", 5, "right", "  abc"),
        ("12345", 4, "right", "123…"),
        ("李小龍", 6, "left", "李小龍"),
        ("李小龍", 5, "left", "李小…"),
        ("李小龍", 4, "left", "李… "),
        ("a b", 2, "left", "a…"),
        ("abc", 1, "left", "…"),
        ("abc", 0, "left", ""),
    ],
)
def test_a_text_fills_its_width_exactly(text: str, width: int, align: Any, expected: str) -> None:
    assert fit(text, width, align) == expected


def test_an_ellipsis_may_be_plain_ascii() -> None:
    assert fit("abcdef", 4, ellipsis="~") == "abc~"


async def test_signs_may_be_plain_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RowTable, "GUTTER", (">", "*"))
    monkeypatch.setattr(RowTable, "ARROWS", ("^", "v"))
    app = Host()
    async with app.run_test(size=(100, 10)) as pilot:
        app.load(numbers(3))
        app.table.toggle_selected()
        app.table.sort_shown = ("name", True)
        await pilot.pause()
        assert app.drawn[1].startswith(">*name 0")
        assert "Leader v" in app.drawn[0]


# Columns


@pytest.mark.parametrize(
    ("room", "shown"),
    [
        (101, "name org told days more"),
        (100, "name org told days"),
        (75, "name org told days"),
        (74, "name org days"),
        (52, "name days"),
        (20, "name days"),
    ],
)
def test_columns_are_dropped_from_the_highest_number(room: int, shown: str) -> None:
    assert " ".join(column.key for _, column, _ in lay_out(COLUMNS, room).slots) == shown


def test_growers_share_what_is_spare_and_shrink_before_anything_scrolls() -> None:
    columns = (Column("a", "A", 20, grow=1), Column("b", "B", 10, grow=2), Column("c", "C", 5))
    needed = 2 + 22 + 12 + 7 - 1
    assert [width for _, _, width in lay_out(columns, needed + 9).slots] == [23, 16, 5]
    assert lay_out(columns, needed + 10).total == needed + 10
    assert lay_out(columns, needed - 8).total == needed - 8
    assert [width for _, _, width in lay_out(columns, 10).slots] == [10, 6, 5]


@pytest.mark.parametrize(
    ("names", "room", "widths"),
    [
        (["Ann", "Bartholomew"], 60, [11, 44]),  # the longest, and the sentence has the rest
        ([], 60, [4, 51]),  # no narrower than the title
        (["x" * 90], 100, [40, 55]),  # a name that never ends takes no more than its most
        (["x" * 40], 40, [26, 9]),  # too narrow for both: what is furthest above its least gives way
    ],
)
def test_a_fitted_column_is_as_wide_as_its_longest_text(names: list[str], room: int, widths: list[int]) -> None:
    columns = fitted((Column("name", "Name", 24), Column("what", "What", 9, grow=1)), {"name": names})
    assert [width for _, _, width in lay_out(columns, room).slots] == widths


def test_a_column_wider_than_a_name_may_be_is_fitted_up_to_its_own_width() -> None:
    columns = fitted((Column("sub", "Sub", 48), Column("word", "Word", 14)), {"sub": ["x" * 46]})
    assert [width for _, _, width in lay_out(columns, 100).slots] == [46, 14]
    assert [width for _, _, width in lay_out(columns, 60).slots] == [41, 14]  # and it gives way, not the word


async def test_columns_go_at_80_and_come_back_at_120() -> None:
    app = Host()
    async with app.run_test(size=(120, 20)) as pilot:
        app.load(numbers(5))
        await pilot.pause()
        assert [column.key for column in app.table.visible_columns()] == ["name", "org", "told", "days", "more"]
        await pilot.resize_terminal(80, 20)
        await pilot.pause()
        assert [column.key for column in app.table.visible_columns()] == ["name", "org", "told", "days"]
        assert "More" not in app.drawn[0]
        assert "told 3" in app.drawn[4]
        await pilot.resize_terminal(120, 20)
        await pilot.pause()
        assert "More" in app.drawn[0]
        assert "more 3" in app.drawn[4]


async def test_columns_do_not_move_when_the_scrollbar_comes() -> None:
    app = Host()
    async with app.run_test(size=(90, 10)) as pilot:
        app.load(numbers(3))
        await pilot.pause()
        header = app.drawn[0].rstrip()
        assert not app.table.show_vertical_scrollbar
        app.load(numbers(30))
        await pilot.pause()
        assert app.table.show_vertical_scrollbar
        assert app.drawn[0].rstrip() == header
        app.load(numbers(3))
        await pilot.pause()
        assert not app.table.show_vertical_scrollbar
        assert app.drawn[0].rstrip() == header


WIDE = (Column("name", "Leader", 10, fixed=True), *(Column(f"c{n}", f"Col{n}", 12) for n in range(1, 5)))


async def test_columns_that_overflow_scroll_sideways_under_a_fixed_one() -> None:
    app = Host(WIDE)
    async with app.run_test(size=(40, 10)) as pilot:
        app.load(numbers(3))
        await pilot.pause()
        assert app.drawn[0].split() == ["Leader", "Col1", "Col2"]
        await pilot.press("right")
        assert app.drawn[0].split() == ["Leader", "Col2", "Col3"]
        assert app.drawn[2].split() == ["name", "1", "told", "1", "1"]
        await pilot.press("right", "right", "right", "right")
        assert app.drawn[0].split()[-1] == "Col4"
        assert app.drawn[2].split()[-2:] == ["more", "1"]
        assert app.drawn[2].startswith("  name 1 ")
        assert app.letters == []
        await pilot.press("left", "left", "left", "left")
        assert app.drawn[0].split() == ["Leader", "Col1", "Col2"]
        await pilot.resize_terminal(100, 10)
        await pilot.press("right")
        assert app.letters == ["right"]


async def test_wide_characters_may_be_cut_by_sideways_scrolling() -> None:
    app = Host(WIDE)
    async with app.run_test(size=(40, 10)) as pilot:
        app.table.load(["a"], lambda _key: Line(("李小龍", "李小龍李小龍", "b", "c", "d")))
        await pilot.pause()
        app.table.scroll_to(x=3, animate=False)
        await pilot.pause()
        assert app.drawn[1].startswith("▌ 李小龍       龍李小龍  b")
        assert cell_len(app.drawn[1]) == 40


async def test_the_sorted_columns_title_has_an_arrow() -> None:
    app = Host()
    async with app.run_test(size=(120, 10)) as pilot:
        app.load(numbers(3))
        app.table.sort_shown = ("org", False)
        await pilot.pause()
        assert "Organisation ↑" in app.drawn[0]
        app.table.sort_shown = ("days", True)
        await pilot.pause()
        assert "Days↓" in app.drawn[0]
        assert "↑" not in app.drawn[0]
        assert app.drawn[0].index("Days") + 4 == app.drawn[1].index("0  more") + 1
        app.table.sort_shown = None
        await pilot.pause()
        assert "↓" not in app.drawn[0]


async def test_without_a_header_rows_begin_at_the_top() -> None:
    app = Host(show_header=False)
    async with app.run_test(size=(120, 10)) as pilot:
        app.load(numbers(30))
        await pilot.press("G")
        assert "name 20 " in app.drawn[0]
        assert "name 29 " in app.drawn[9]
        await pilot.click("#table", offset=(5, 0))
        assert app.table.cursor_key == "20"


# The selection


async def test_space_selects_and_steps_down() -> None:
    app = Host()
    async with app.run_test(size=(100, 10)) as pilot:
        app.load(["a", "b", "c"])
        await pilot.press("space", "space", "k", "space")
        assert app.table.selected == {"a"}
        assert app.table.cursor_key == "c"
        assert app.drawn[1].startswith(" ✓name a")
        assert app.drawn[2].startswith("  name b")
        assert [keys for what, keys in app.told if what == "selected"] == [{"a"}, {"a", "b"}, {"a"}]


async def test_the_selection_keeps_what_is_still_loaded() -> None:
    app = Host()
    async with app.run_test(size=(100, 10)) as pilot:
        app.load(["#H", "a", "b", "c"])
        app.table.select_keys(["#H", "a", "c", "nobody"])
        assert app.table.selected == {"a", "c"}
        app.load(["c", "d"])
        await pilot.pause()
        assert app.table.selected == {"c"}
        assert app.drawn[1].startswith(" ✓name c") or app.drawn[1].startswith("▌✓name c")
        app.table.clear_selected()
        app.table.clear_selected()
        await pilot.pause()
        assert [keys for what, keys in app.told if what == "selected"] == [{"a", "c"}, {"c"}, set()]
        assert "✓" not in "".join(app.drawn)


_STRETCHED = [
    ("shift+down shift+down", "a b c"),
    ("shift+down shift+down shift+up", "a b"),
    ("down shift+down shift+up shift+up", "a b"),  # over where it began
    ("shift+down down shift+down", "a b c d"),  # a second range beside the first
    ("space down shift+down", "a c d"),
    ("shift+end", "a b c d e"),
    ("end shift+up shift+home", "a b c d e"),
    ("shift+pagedown shift+pageup", "a"),
    ("ctrl+a", "a b c d e"),
    ("ctrl+a space shift+down", "b c d e"),  # a range adds to what is selected
    ("ctrl+a k space", "b c d e"),
]


async def test_shift_with_a_move_selects_a_range_and_ctrl_a_all_rows_shown_without_headings() -> None:
    app = Host()
    async with app.run_test(size=(100, 10)) as pilot:
        for keys, selected in _STRETCHED:
            app.load(["#H", "a", "b", "#I", "c", "d", "e"])
            app.table.clear_selected()
            app.table.move_to("a")
            await pilot.press(*keys.split())
            assert app.table.acted_on == selected.split(), keys


async def test_ctrl_a_takes_the_rows_of_the_cursors_kind_and_none_that_stands_apart() -> None:
    app = Host()
    async with app.run_test(size=(100, 10)) as pilot:
        app.load(["a1", "a2", "b1", "b2", "b3"], apart={"b3"}, kind=lambda key: key[0])
        for cursor, selected in (("a2", ["a1", "a2"]), ("b1", ["b1", "b2"])):
            app.table.move_to(cursor)
            await pilot.press("ctrl+a")
            assert app.table.acted_on == selected


async def test_rows_are_gone_through_once_however_often_it_is_asked_which_are_selected() -> None:
    """Each verb of a screen asks at every key."""

    class Rows(list[str]):
        gone_through = 0

        def __iter__(self) -> Iterator[str]:
            self.gone_through += 1
            return super().__iter__()

    app = Host()
    async with app.run_test(size=(100, 10)) as pilot:
        rows = Rows("abcdefgh")
        app.load(rows)
        await pilot.press("space", "space")
        assert app.table.acted_on == ["a", "b"]
        before = rows.gone_through
        assert [app.table.acted_on for _ in range(9)] == [["a", "b"]] * 9
        assert rows.gone_through == before
        app.load(["c", "b", "a"])
        assert app.table.acted_on == ["b", "a"]


async def test_without_a_selection_a_verb_acts_on_the_cursors_row_and_on_an_empty_table_on_none() -> None:
    app = Host()
    async with app.run_test(size=(100, 10)) as pilot:
        await pilot.press("ctrl+a", "shift+down")
        assert app.table.acted_on == []
        app.load(["a", "b"])
        assert app.table.acted_on == ["a"]
        await pilot.press("down")
        assert app.table.acted_on == ["b"]


# Flash, sentences, mouse, themes


async def test_a_flash_lights_one_row_and_goes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_cursor, "FLASH_SECONDS", 3600)
    app = Host()
    async with app.run_test(size=(100, 10)) as pilot:
        app.load(numbers(5))
        await pilot.pause()
        before = [app.background_at(y) for y in range(6)]
        app.table.flash("2")
        app.table.flash("0")
        app.table.flash("0")
        app.table.flash("nobody")
        await pilot.pause()
        assert app.background_at(3) != before[3]
        assert app.background_at(1) != before[1]
        assert [app.background_at(y) for y in (2, 4, 5)] == [before[y] for y in (2, 4, 5)]
        monkeypatch.setattr(row_cursor, "FLASH_SECONDS", 0.01)
        app.table.flash("2")
        app.table.flash("0")
        await until(pilot, lambda: [app.background_at(y) for y in range(6)] == before)


async def test_a_second_flash_is_not_cut_short_by_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Host()
    async with app.run_test(size=(100, 10)) as pilot:
        app.load(numbers(5))
        timers = [MagicMock(), MagicMock()]
        monkeypatch.setattr(app.table, "set_timer", MagicMock(side_effect=timers))
        app.table.flash("2")
        app.table.flash("2")
        await pilot.pause()
        timers[0].stop.assert_called_once()
        timers[1].stop.assert_not_called()


async def test_an_empty_table_says_so_and_a_filtered_one_says_something_else() -> None:
    app = Host(empty="No one yet.\nn adds [a] leader.", filtered_empty="Nothing matches.")
    async with app.run_test(size=(80, 20)) as pilot:
        app.load([])
        await pilot.pause()
        text = "\n".join(app.drawn)
        assert "No one yet." in text
        assert "n adds [a] leader." in text
        app.load([], filtered=True)
        await pilot.pause()
        text = "\n".join(app.drawn)
        assert "Nothing matches." in text
        assert "No one" not in text
        app.load(["a"], filtered=True)
        await pilot.pause()
        assert "Nothing" not in "\n".join(app.drawn)


async def test_a_click_moves_and_a_click_on_the_cursor_opens() -> None:
    app = Host()
    async with app.run_test(size=(100, 20)) as pilot:
        app.load(["#H", *numbers(50)])
        await pilot.pause()
        await pilot.click("#table", offset=(10, 5))
        assert app.table.cursor_key == "3"
        assert ("opened", "3") not in app.told
        await pilot.click("#table", offset=(10, 5))
        await pilot.click("#table", offset=(10, 0))
        await pilot.click("#table", offset=(10, 1))
        await pilot.pause()
        assert [key for what, key in app.told if what == "opened"] == ["3"]
        assert app.table.cursor_key == "3"


async def test_a_double_click_opens_once() -> None:
    app = Host()
    async with app.run_test(size=(100, 20)) as pilot:
        app.load(numbers(50))
        await pilot.pause()
        await pilot.double_click("#table", offset=(10, 5))
        await pilot.pause()
        assert [key for what, key in app.told if what == "opened"] == ["4"]
        await pilot.double_click("#table", offset=(10, 5))
        await pilot.pause()
        assert [key for what, key in app.told if what == "opened"] == ["4", "4"]


async def test_a_click_in_the_gutter_selects() -> None:
    app = Host()
    async with app.run_test(size=(100, 20)) as pilot:
        app.load(numbers(50))
        await pilot.click("#table", offset=(1, 3))
        assert app.table.selected == {"2"}
        assert app.table.cursor_key == "2"
        assert not any(what == "opened" for what, _ in app.told)


async def test_enter_opens_and_an_empty_table_leaves_it_to_the_screen() -> None:
    app = Host()
    async with app.run_test(size=(100, 20)) as pilot:
        await pilot.press("enter")
        assert app.letters == ["enter"]
        app.load(["a"])
        await pilot.press("enter")
        await pilot.pause()
        assert ("opened", "a") in app.told
        assert app.letters == ["enter"]


async def test_the_wheel_scrolls_and_leaves_the_cursor() -> None:
    app = Host()
    async with app.run_test(size=(100, 20)) as pilot:
        app.load(numbers(50))
        await pilot.pause()
        await pilot._post_mouse_events([_wheel()], "#table", offset=(10, 5), button=0)
        await pilot.pause()
        assert app.table.scroll_offset.y > 0
        assert app.table.cursor_key == "0"
        assert app.drawn[0].lstrip().startswith("Leader")


def _wheel() -> Any:
    from textual.events import MouseScrollDown

    return MouseScrollDown


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "nord", "solarized-light"])
async def test_every_tone_reads_on_every_row(theme: str) -> None:
    app = Host()
    async with app.run_test(size=(100, 20)) as pilot:
        app.theme = theme
        app.load(numbers(3))
        await pilot.pause()
        for layers in ((), ("selected",), ("cursor",), ("selected", "cursor")):
            for tone in get_args(Tone):
                style = app.table._tone((*layers, tone))
                assert style.color is not None
                assert style.bgcolor is not None
                seen = contrast(Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor))
                assert seen >= 4.4, (layers, tone)


async def test_the_cursors_row_looks_different_without_focus_and_in_another_theme() -> None:
    app = Host()
    async with app.run_test(size=(100, 20)) as pilot:
        app.load(numbers(3))
        await pilot.pause()
        focused = app.background_at(1)
        assert focused != app.background_at(2)
        app.set_focus(None)
        await pilot.pause()
        blurred = app.background_at(1)
        assert blurred not in {focused, app.background_at(2)}
        assert app.drawn[1].startswith("▌")
        app.theme = "textual-light"
        await pilot.pause()
        assert app.background_at(1) != blurred


async def test_colour_is_not_the_only_sign_in_the_terminals_own_colours() -> None:
    app = Host()
    async with app.run_test(size=(100, 20)) as pilot:
        app.theme = "ansi-dark"
        app.load(numbers(3))
        app.table.toggle_selected()
        app.table.flash("1")
        await pilot.pause()
        assert app.drawn[1].startswith("▌✓name 0")


async def test_every_key_of_the_table_has_words_for_a_help_page() -> None:
    for _, binding in RowTable(COLUMNS)._bindings:
        assert binding.description
        assert not binding.show
