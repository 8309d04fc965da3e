"""The page that the benchmark writes: every figure has its line, and the last release's figures stay."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.bench import page
from tests.bench.figures import BASELINE, FIGURES, GROWN
from tests.bench.results import AT_PAR, Results
from tests.bench.taken import Taken

if TYPE_CHECKING:
    from pathlib import Path

PAINT = "first paint, 1,000 leaders"
MARK = "a mark on a register of 500"
STATUS = "psw status, 1,000 leaders"


def of(ratio: float, last: dict[str, str] | None = None, pace: Taken = AT_PAR) -> Results:
    results = Results(last or {}, pace=pace)
    results.ratio(PAINT, [Taken(ratio, 0)] * 3, [Taken(1, 0)] * 3)
    return results


def test_the_page_has_a_line_for_every_figure_in_their_order() -> None:
    lines = page.PAGE.read_text("utf-8").splitlines()
    names = [line.split(" | ")[0].removeprefix("| ") for line in lines if line.startswith("| ")]
    assert [name for name in names if name in FIGURES] == list(FIGURES)
    assert {name for name in names if name not in FIGURES} <= {"figure", "what", *GROWN}


def test_a_reason_is_of_a_figure_and_stands_on_the_page_where_the_target_is_missed() -> None:
    assert page.reasons()["figures"].keys() <= FIGURES.keys()
    why = {"figures": {PAINT: "Textual alone takes as long."}, "remarks": {}}
    assert "Textual alone takes as long." in page.text(of(1.3), why)
    assert "Textual alone takes as long." not in page.text(of(1.2), why)


def test_a_time_is_told_at_the_pace_of_the_machine_that_the_targets_are_of(
    capsys: pytest.CaptureFixture[str],
) -> None:
    results = Results({}, pace=Taken(wall=2, cpu=4))
    results.time(MARK, [Taken(0.028, 0.024)] * 3, 1000)
    assert results.figures[MARK].value == 14
    assert results.figures[MARK].made_of == "28.00 ms here, where all takes 2.00 × as long, by the processor 24.0 ms"
    assert " met " in capsys.readouterr().out
    results.by_cpu = True
    results.time(MARK, [Taken(0.028, 0.024)] * 3, 1000)
    assert results.figures[MARK].value == 6


def test_a_time_with_the_one_line_program_beside_it_is_at_the_pace_of_its_own_moment() -> None:
    results = Results({}, pace=Taken(9, 9))
    beside = [Taken(BASELINE.wall * pace, BASELINE.cpu * pace) for pace in (2, 4, 2)]
    results.time(STATUS, [Taken(0.8, 0.7), Taken(1.6, 1.4), Taken(0.8, 0.7)], beside=beside)
    assert results.figures[STATUS].value == pytest.approx(0.4)
    assert results.figures[STATUS].made_of == "0.80 s here, where all takes 2.00 × as long, by the processor 700 ms"
    results.by_cpu = True
    results.time(STATUS, [Taken(0.8, 0.7), Taken(1.6, 1.4), Taken(0.8, 0.7)], beside=beside)
    assert results.figures[STATUS].value == pytest.approx(0.35)


def test_a_ratio_is_of_what_was_measured_in_the_same_moment() -> None:
    results = Results({})
    results.ratio(PAINT, [Taken(1.2, 0), Taken(2.4, 0), Taken(2.4, 0)], [Taken(1, 0), Taken(1, 0), Taken(2, 0)])
    assert results.figures[PAINT].value == 1.2


def test_a_ratio_is_the_same_at_any_pace() -> None:
    assert of(1.2, pace=Taken(2, 2)).figures == of(1.2).figures


def test_figures_of_the_version_that_was_measured_become_the_last_releases_with_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    none: dict[str, dict[str, str]] = {"figures": {}, "remarks": {}}
    monkeypatch.setattr(page, "__version__", "0.1.0")
    first = page.read(page.text(of(1.77, {PAINT: "9.00 ×"}), none))
    assert first.last_release == {PAINT: "9.00 ×"}
    again = page.read(page.text(of(1.5, first.last_release), none))
    assert again.last_release == {PAINT: "9.00 ×"}
    monkeypatch.setattr(page, "__version__", "0.2.0")
    assert again.last_release == {PAINT: "1.50 ×"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_what_a_program_draws_in_a_terminal_is_text_without_escapes(tmp_path: Path) -> None:
    from tests.bench.terminal import Hung, Terminal  # not for Windows

    code = r"print('\x1b[1mhel\x1b[22mlo\x1b]0;title\x07 there'); input(); print('went on')"
    with Terminal([sys.executable, "-c", code], tmp_path) as terminal:
        terminal.until("hello there")
        terminal.type(b"\n")
        terminal.until("went on")
        with pytest.raises(Hung, match="never"):
            terminal.until("never")
