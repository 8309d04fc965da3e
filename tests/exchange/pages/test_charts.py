"""Charts: each bar's parts fill it in order, with a pattern, a sign and a word for each; and it has words."""

from __future__ import annotations

import re

import pytest

from psw_tui.exchange.pages import charts
from psw_tui.exchange.pages.charts import ChartBar, attendance_parts, coaching_parts, standing_parts
from psw_tui.policy.came_to import Attendance
from psw_tui.policy.terms import WORST_FIRST

PARTS = standing_parts([(word, number) for number, word in enumerate(WORST_FIRST)])
_RECT = re.compile(r'<rect class="(\w+)" x="([\d.]+)%" y="1" width="([\d.]+)%"')


def rects(svg: str) -> list[tuple[float, float]]:
    """Where each part of a bar begins, and how wide it is, in hundredths."""
    return [(float(start), float(width)) for _, start, width in _RECT.findall(svg)]


def test_the_parts_of_a_bar_fill_it_side_by_side() -> None:
    drawn = rects(charts.strip("a", ChartBar("study", PARTS)))
    assert [round(width, 2) for _, width in drawn] == [10, 20, 30, 40]
    for (start, width), (following, _) in zip(drawn, [*drawn[1:], (100.0, 0.0)], strict=True):
        assert start + width == pytest.approx(following, abs=0.01)


def test_a_bar_of_more_than_its_parts_leaves_the_rest_blank() -> None:
    parts = coaching_parts(attended=1, booked=0, spent=0, unrecorded=0)
    assert rects(charts.strip("a", ChartBar("window 1", parts, of=4))) == [(0.0, 25.0)]
    assert rects(charts.strip("a", ChartBar("window 1", parts, of=0))) == [(0.0, 100.0)]


def test_a_bar_of_nothing_says_so_and_draws_nothing() -> None:
    drawn = str(charts.bars("a", "Attendance", [ChartBar("May", attendance_parts(Attendance()), nothing="no session")]))
    assert rects(drawn) == []
    assert drawn.count("no session") == 2
    assert "legend" not in drawn


def test_it_is_told_in_words_to_whoever_sees_no_picture() -> None:
    drawn = str(charts.strip("a", ChartBar("study", PARTS)))
    assert 'role="img" aria-labelledby="a-t a-d"' in drawn
    assert '<title id="a-t">study</title>' in drawn
    assert '<desc id="a-d">1 below, 2 at risk, 3 on track, 4 met</desc>' in drawn


def test_no_two_words_of_one_chart_look_alike_without_colour() -> None:
    """Each has a shape of its own, and every pattern that is used is defined."""
    everything = (
        PARTS,
        attendance_parts(Attendance(1, 1, 1, 1, 1)),
        coaching_parts(attended=1, booked=1, spent=1, unrecorded=1),
    )
    defined = set(re.findall(r'<pattern id="([\w-]+)"', charts.patterns()))
    for parts in everything:
        shapes = [part.fill.partition("-")[0] for part in parts]
        assert len(set(shapes)) == len(shapes)
        assert {part.fill for part in parts if "-" in part.fill} <= defined


def test_the_legend_has_what_occurs_in_the_order_of_the_bars() -> None:
    few = [ChartBar("study", PARTS[:2]), ChartBar("coaching", PARTS[2:4])]
    assert re.findall(r"</svg> (\S+ [^<]+)</span>", charts.legend(few)) == ["▼ below", "◐ at risk", "● on track"]


def test_a_long_chart_comes_in_figures_that_fit_on_a_page() -> None:
    drawn = str(charts.bars("a", "Sessions", [ChartBar(f"<b>{number}</b>", PARTS) for number in range(45)]))
    figures = drawn.split("<figure")[1:]
    assert [figure.count('class="bar"') for figure in figures] == [20, 20, 5]
    assert "Sessions, continued" in figures[1]
    assert len(set(re.findall(r' id="([\w-]+)"', drawn))) == 90
    assert "<b>3</b>" not in drawn, "a label is letters"
