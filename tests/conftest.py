"""What holds for every test: the budgets of the property tests, and that the app is waited for by its state.

HYPOTHESIS_PROFILE names a budget; `default` finds the same cases every time.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from tests.helpers import settle

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from textual.css.model import RuleSet
    from textual.pilot import Pilot

settings.register_profile(
    "default",
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "fuzz",
    max_examples=2000,
    deadline=None,
    derandomize=False,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(scope="session", autouse=True)
def _pilot_waits_for_the_app() -> Iterator[None]:
    """Textual's pilot takes an idle processor for an idle app, and looks every 20 ms: wrong on a busy machine, slow on
    a quiet one."""
    import textual.app
    import textual.pilot
    from textual._context import active_app

    async def idle(min_sleep: float = 0, max_sleep: float = 1) -> None:
        await settle(active_app.get())

    async def screen(pilot: Pilot[Any], timeout: float = 0) -> bool:  # noqa: ASYNC109 - the pilot's own
        return await settle(pilot.app)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(textual.app, "wait_for_idle", idle)
        patch.setattr(textual.pilot, "wait_for_idle", idle)
        patch.setattr(textual.pilot.Pilot, "_wait_for_screen", screen)
        yield


@pytest.fixture(scope="session", autouse=True)
def _stylesheets_are_parsed_once() -> Iterator[None]:
    """Every app parses the same ones: a sixth of what a test of a screen costs."""
    from textual.css.stylesheet import Stylesheet

    parse = Stylesheet._parse_rules
    parsed: dict[Hashable, list[RuleSet]] = {}

    def once(sheet: Stylesheet, *source: Any, **more: Any) -> list[RuleSet]:
        key = (source, *more.items(), frozenset(sheet._variables.items()))
        if key not in parsed:
            parsed[key] = parse(sheet, *source, **more)
        return parsed[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", once)
        yield
