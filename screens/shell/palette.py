"""The palette: every verb of the screen and of the app with its key, and everything that has a name.

What it offers is read once, when it is opened; a key only looks through it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from psw_tui.policy.finding import Fit, Sought
from psw_tui.policy.text import fold
from psw_tui.policy.wording import count, spoken
from psw_tui.policy.wording import day as day_words
from psw_tui.store.escalations import ladder_days
from psw_tui.store.system.refusal import Refused
from screens.shell.desk import FILTER, Place
from screens.shell.frame import AREAS, AreaScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.app import App

    from screens.shell.desk import Desk

_MOST = 40
#: What only leads back, or has no name of its own to be looked for.
_NOT_OFFERED = frozenset({"back", "to_list", "command_palette", "focus_next", "focus_previous", "copy_text"})
#: Textual's own ways out, which psw has under a key of its own.
_NOT_OURS = frozenset({"ctrl+q", "ctrl+c"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be done or gone to: what it is called, what it is, and what does it.

    `also` is another name of a verb, and what it does.
    """

    name: str
    about: str
    run: Callable[[], object]
    key: str = ""
    also: tuple[str, str] = ("", "")
    folded: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "folded", fold(self.name))

    def fit(self, sought: Sought) -> Fit:
        """How well it fits; what a verb does counts as a part of its name."""
        name, does = self.also
        if not name:
            return sought.fit(self.folded)
        return max(sought.fit(self.folded), sought.fit(name), min(Fit.PART, sought.fit(does)))

    def drawn(self) -> Content:
        """Its name, and the key that does the same."""
        return Content.assemble(self.name, ("   " + self.key, "bold $text-accent")) if self.key else Content(self.name)


def places(desk: Desk) -> Iterator[tuple[str, str, Place]]:
    """What can be gone to by name, each with its kind; escalations are those open on the day looked at."""
    # Not before the first frame: the palette is opened by a key.
    from psw_tui.store.coaching import coaches
    from psw_tui.store.registers import sessions
    from psw_tui.store.roster import leaders

    rows = sorted(leaders.every(desk.store), key=lambda row: (row.last_name, row.first_name))
    names = {row.id: (leaders.name_of(row), row.reference) for row in rows}
    for name, reference in names.values():
        yield f"{name} ({reference})", "leader", Place("roster", reference, page=True)
    for _, session in sessions.by_id(desk.store).values():
        about = f"session on {day_words(session.starts_on)}"
        yield f"{session.title} ({session.reference})", about, Place("registers", session.reference, page=True)
    for escalation in ladder_days.open_on(desk.store, desk.day):
        name, reference = names[escalation.leader]
        yield f"{name}: escalation", spoken(escalation.stage), Place("escalations", reference)
    of: dict[str, int] = {}
    for row in rows:
        if row.organisation:
            of[row.organisation] = of.get(row.organisation, 0) + 1
    for organisation, number in sorted(of.items()):
        about = f"organisation of {count(number, 'leader')}: the roster, filtered"
        yield organisation, about, Place("roster", FILTER + organisation)
    for coach in sorted(coaches.every(desk.store), key=lambda coach: coach.name):
        yield coach.name, "coach: the coaching board, filtered", Place("coaching", FILTER + coach.name)


class Finder(Provider):
    """The only provider: so that what fits best is known of everything there is."""

    _verbs: tuple[Entry, ...] = ()
    _others: tuple[Entry, ...] = ()

    async def startup(self) -> None:
        """Read everything that is offered, once for as long as the palette is open."""
        screen = cast("AreaScreen", self.screen)
        named: list[tuple[str, str, Place]] = []
        try:
            named = list(places(screen.desk))
        except Refused as refusal:  # Textual only logs it, and the palette would say that nothing fits
            self.app.say_refusal(refusal)  # type: ignore[attr-defined]  # PswApp, which imports this
        self._verbs = tuple(_verbs(self.app, screen))
        self._others = (
            *(Entry(name, about, partial(screen.desk.go, place)) for name, about, place in named),
            *_elsewhere(self.app, screen),
        )

    async def discover(self) -> Hits:
        """The verbs, before anything is typed."""
        for entry in self._verbs:
            yield DiscoveryHit(entry.drawn(), entry.run, text=entry.name, help=entry.about)

    async def search(self, query: str) -> Hits:
        """What fits, best first: where a whole word or its beginning fits, nothing that only has it somewhere."""
        for entry, score in found((*self._verbs, *self._others), query, self.matcher(query).match)[:_MOST]:
            yield Hit(score, entry.drawn(), entry.run, text=entry.name, help=entry.about)


def found(entries: tuple[Entry, ...], typed: str, likeness: Callable[[str], float]) -> list[tuple[Entry, float]]:
    """What fits what was typed, best first and equals as they come; what is only like it where nothing fits."""
    sought = Sought(typed)
    fits = [(entry, fit) for entry in entries if (fit := entry.fit(sought))]
    well = [(entry, float(fit)) for entry, fit in fits if fit >= Fit.STARTS]
    scored = well or [(entry, float(fit)) for entry, fit in fits]
    scored = scored or [(entry, score) for entry in entries if (score := likeness(entry.name)) > 0]
    return sorted(scored, key=lambda pair: -pair[1])


def _verbs(app: App[object], screen: AreaScreen) -> Iterator[Entry]:
    """This screen's verbs, what it does without a key, and what works everywhere; each does what its key does."""
    seen = set()
    for node, binding in screen.offered():
        own = binding.description and not binding.system and binding.action.rpartition(".")[2] not in _NOT_OFFERED
        if not own or binding.key in _NOT_OURS or binding.action in seen:
            continue
        seen.add(binding.action)
        run = partial(app.run_action, binding.action, default_namespace=node)
        key = binding.key_display or app.get_key_display(binding)
        called = fold(binding.action.partition("(")[0].rpartition(".")[2].replace("_", " "))
        yield Entry(binding.description, binding.tooltip, run, key, also=(called, fold(binding.tooltip)))
    for name, about, command in screen.without_keys():
        yield Entry(name, about, command)
    for name, about, command in app.without_keys():  # type: ignore[attr-defined]  # PswApp, which imports this
        yield Entry(name, about, command)
    yield Entry("theme", "light, dark and other colours", app.action_change_theme)


def _elsewhere(app: App[object], screen: AreaScreen) -> Iterator[Entry]:
    """Files in and out of the other areas: the palette goes there first."""
    for area, name in AREAS.items():
        if area == screen.AREA:
            continue
        for binding in screen.desk.bindings_of(area):
            if isinstance(binding, Binding) and binding.key in ("i", "E"):
                run = partial(_go_and_run, app, screen.desk, area, binding.action)
                yield Entry(f"{binding.description} in {name}", binding.tooltip, run)


def _go_and_run(app: App[object], desk: Desk, area: str, action: str) -> None:
    app.before_keys(lambda: app.screen.run_action(action))  # type: ignore[attr-defined]  # KeysInOrder
    desk.go(Place(area))  # comes before it
