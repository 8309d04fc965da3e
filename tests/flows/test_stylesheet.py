"""The stylesheet of the app: what was parsed once is kept, and not for longer than it holds."""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import TYPE_CHECKING, Any

import pytest
from textual.app import App
from textual.css import stylesheet
from textual.css.parse import parse
from textual.css.stylesheet import StylesheetParseError

import screens
from psw_tui.app import PswApp
from psw_tui.store.core.store import Store
from psw_tui.store.roster import change_cohorts
from screens.areas import rules_of_screens
from screens.registers.paste_sessions import PasteSessions
from screens.shell.frame import AREAS
from screens.shell.plain_dialogs import Confirm
from screens.shell.stylesheet import KeptStylesheet
from tests.helpers import settle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.dom import DOMNode


@pytest.fixture
def parsed(parse_rules: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Counter[tuple[Any, ...]]:
    """How often each source is parsed: what it holds, where it stands, which wins of two rules alike."""
    counted: Counter[tuple[Any, ...]] = Counter()

    def count(scope: str, css: str, read_from: tuple[str, str], **more: Any) -> Iterator[Any]:
        counted[scope, css, read_from, more["is_default_rules"], more["tie_breaker"]] += 1
        return iter(parse(scope, css, read_from, **more))

    monkeypatch.setattr(stylesheet.Stylesheet, "_parse_rules", parse_rules)
    monkeypatch.setattr(stylesheet, "parse", count)
    return counted


async def test_every_stylesheet_is_parsed_once_however_many_pages_are_opened(
    parsed: Counter[tuple[Any, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But anew for another theme, whose colours are the ones then drawn."""
    monkeypatch.setenv("PSW_TODAY", "2027-02-01")
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        app = PswApp(store)
        async with app.run_test(size=(120, 36)) as pilot:
            for area in AREAS:
                with monkeypatch.context() as patch:  # the page that is left is not styled for this
                    patch.setattr(app, "refresh_css", lambda **_: pytest.fail("all is styled anew"))
                    app.switch_mode(area)
                    await pilot.pause()
            app.push_screen(Confirm("A question"))
            await pilot.pause()
            assert set(parsed.values()) == {1}
            assert {path.rpartition("/")[2] for _, _, (path, _), *_ in parsed} >= {"today.tcss", "escalations.tcss"}
            page = app.screen_stack[0]
            dark = page.styles.background
            app.theme = "textual-light"
            await pilot.pause()
            assert max(parsed.values()) == 2
            assert page.styles.background.brightness > 0.8 > dark.brightness
            app.theme = "textual-dark"
            await pilot.pause()
            assert page.styles.background == dark


async def test_an_area_opened_once_all_is_imported_styles_nothing_but_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its rules are there by then: taken in as it opens they would style the area that is left anew."""
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        app = PswApp(store)
        async with app.run_test(size=(120, 36)) as pilot:
            await settle(app)
            for _ in PswApp._import_the_rest(app):  # as its thread does
                await settle(app)
            with monkeypatch.context() as patch:
                patch.setattr(app.stylesheet, "reparse", lambda: pytest.fail("rules are taken in"))
                for area in AREAS:
                    app.switch_mode(area)
                    await pilot.pause()


async def test_a_dialog_looks_the_same_before_its_rules_are_taken_in_beside_the_others_and_afterwards(
    tmp_path: Path,
) -> None:
    """Its own rules win over those that all dialogs share, in whichever order their modules are imported."""
    widths = []
    for is_warm in (False, True):
        with Store.open(tmp_path / f"{is_warm}.db", create_missing=True) as store:
            change_cohorts.add(store, "PSW 2026", 2026)
            app = PswApp(store)
            async with app.run_test(size=(120, 36)) as pilot:
                await settle(app)
                for _ in PswApp._import_the_rest(app) if is_warm else ():
                    await settle(app)
                app.push_screen(PasteSessions(store, "PSW 2026"))
                await pilot.pause()
                widths.append(app.screen.query_one("#panel").region.width)
    assert widths == [100, 100]


def test_the_rules_that_screens_share_are_taken_in_before_their_own() -> None:
    taken = list(rules_of_screens())
    for module in walk_packages(screens.__path__, "screens."):
        for screen in vars(import_module(module.name)).values():
            paths = getattr(screen, "CSS_PATH", None) if isinstance(screen, type) else None
            if isinstance(paths, list) and screen.__module__ == module.name:
                folder = Path(screens.__path__[0], *module.name.split(".")[1:-1])
                places = [taken.index((folder / path).resolve()) for path in paths]
                assert places == sorted(places), screen


@pytest.fixture
def styled(monkeypatch: pytest.MonkeyPatch) -> list[DOMNode]:
    """What is styled from now on, as often as it is."""
    nodes: list[DOMNode] = []
    apply = KeptStylesheet.apply

    def noted(sheet: KeptStylesheet, node: DOMNode, **more: Any) -> None:
        nodes.append(node)
        apply(sheet, node, **more)

    monkeypatch.setattr(KeptStylesheet, "apply", noted)
    return nodes


async def test_an_area_gone_back_to_is_styled_anew_under_another_theme_and_no_other_time(
    tmp_path: Path, styled: list[DOMNode]
) -> None:
    """Half of what going there takes would be the same styles once more."""
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        app = PswApp(store)
        async with app.run_test(size=(120, 36)) as pilot:
            await pilot.press("2")
            styled.clear()
            await pilot.press("1", "2")
            assert styled == []
            app.theme = "textual-light"
            await pilot.press("1")
            assert app.current_mode == "today"
            assert app.screen.styles.background.brightness > 0.8


async def test_a_form_is_styled_once_as_it_opens(tmp_path: Path, styled: list[DOMNode]) -> None:
    """And not once more for the classes of the window's size, and once more because it is seen."""
    with Store.open(tmp_path / "psw.db", create_missing=True) as store:
        app = PswApp(store)
        async with app.run_test(size=(120, 36)) as pilot:
            await pilot.press("comma")
            first, *others = Counter(
                node for node in styled if node.has_class("label")
            ).values()  # the first is lit, as the cursor is in it
            assert others == [1] * len(others)
            assert len(others) > 1
            assert first > 1


async def test_a_fault_in_a_page_s_stylesheet_is_no_less_one() -> None:
    """Textual's own way of saying it stands, and the rules that were there."""
    sheet = KeptStylesheet(variables=App().get_css_variables())
    sheet.add_source("Screen { height: 3; }", ("good", ""))
    sheet.reparse()
    before = sheet.rules
    sheet.add_source("Screen { height: much; }", ("bad", ""))
    for _ in range(2):
        with pytest.raises(StylesheetParseError):
            sheet.reparse()
        assert sheet.rules == before
    sheet.source.pop(("bad", ""))
    sheet.reparse()
    assert sheet.rules == before
