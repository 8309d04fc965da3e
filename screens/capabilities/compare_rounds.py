"""Two rounds of one leader side by side: what moved, a dumbbell a sub-capability, and the focus areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from psw_tui.policy import capability as rules
from psw_tui.policy.capability import Rating
from psw_tui.policy.wording import count
from psw_tui.store.capabilities import rounds as capability
from psw_tui.store.system.refusal import Gone
from psw_tui.store.system.settings import framework
from screens.capabilities.export_profile import offers_of_one
from screens.capabilities.profile_rows import (
    HEADING,
    arrow,
    dumbbell,
    framework_rows,
    moved,
    round_words,
    summary_of,
    then_and_now,
)
from screens.shell.frame import AreaScreen
from screens.widgets.row_table import Cell, Column, Line, RowTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from psw_tui.policy.capability import RatingChange
    from psw_tui.store.capabilities.rounds import Round
    from psw_tui.tone import Tone
    from screens.shell.desk import Desk
    from screens.shell.offers import Offer

_COLUMNS = (
    Column("sub", "", 48, fixed=True, in_file=("Sub-capability",)),
    Column("drawn", "1 2 3 4", 7, in_file=("Then",)),
    Column("pair", "", 14, in_file=("Now",)),
    Column("moved", "", 9, in_file=("Moved",)),
    Column("focus", "", 16, drop=1, in_file=("Focus",)),
)


class CompareScreen(AreaScreen):
    """Then and now of one leader; a growth, never a league table."""

    CSS_PATH = ["../shell/frame.tcss", "rounds.tcss"]
    AREA: ClassVar[str] = "capabilities"
    KINDS: ClassVar[frozenset[str]] = frozenset({"leaders", "rounds"})
    AUTO_FOCUS = "RowTable"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "back"),
        Binding("w", "app.why", "why", tooltip="what the scale and the signs mean"),
    ]

    def __init__(self, desk: Desk, leader: str, then: str, now: str) -> None:
        """`then` and `now` are the ids of two rounds of a leader, the earlier first."""
        super().__init__(desk)
        self._leader = leader
        self._ids = (then, now)
        self._then: Round | None = None
        self._now: Round | None = None
        self._changes: dict[str, RatingChange] = {}

    def compose_body(self) -> ComposeResult:
        """What is compared, the sub-capabilities, and what the focus areas came to."""
        yield Static("", id="compare-head")
        yield RowTable(_COLUMNS, id="compare-list")
        yield Static("", id="compare-focus")

    def crumbs(self) -> str:
        """Whose rounds these are."""
        return f"{self._now.name} › then and now" if self._now is not None else "then and now"

    def reload(self) -> None:
        """Read both rounds and draw them."""
        rounds = {assessment.id: assessment for assessment in capability.rounds_of(self.desk.store, self._leader)}
        if not rounds.keys() >= set(self._ids):
            raise Gone("One of the rounds compared is not there any more; it was undone.")
        self._then, self._now = (rounds[id_] for id_ in self._ids)
        changes = rules.changes(self._then.ratings, self._now.ratings, framework())
        self._changes = {change.sub: change for change in changes}
        keys, headings = framework_rows(framework())
        table = self.query_one(RowTable)
        table.fit_columns(sub=(sub.name for sub in framework().subs.values()))
        table.load(keys, self._line, headings=headings)
        self._draw_words(self._then, self._now)

    def _line(self, key: str) -> Line:
        if key.startswith(HEADING):
            return self._heading(key.removeprefix(HEADING))
        change, focus = self._changes[key], self._focus(key)
        rated: Tone = "normal" if change.now else "dim"
        stepped: Tone = "normal" if change.step else "dim"
        pair = then_and_now(change)
        if focus:
            pair = f"{pair} *"
        return Line(
            (
                Cell(framework().subs[key].name, rated),
                Cell(dumbbell(change), stepped, change.then or "not considered"),
                Cell(pair, "dim", change.now or "not considered"),
                moved(change),
                Cell(focus, "accent", focus.removeprefix("* ")),
            )
        )

    def exports(self) -> Sequence[Offer]:
        """The leader's profile, or a form for them."""
        return () if self._now is None else offers_of_one(self.desk.store, self._leader, self._now.name)

    def list_name(self) -> tuple[str, str]:
        """The two rounds of this leader."""
        return "rounds-compared", self._leader

    def _heading(self, capability_id: str) -> Line:
        """The capability with its median and its number at effective or above, then and now."""
        assert self._then is not None
        assert self._now is not None
        name = next(heading.name for heading in framework().capabilities if heading.id == capability_id)
        said = []
        for assessment in (self._then, self._now):
            of = summary_of(assessment, capability_id, framework())
            middle = "-" if of.median is None else f"{of.median:g}"
            said.append((middle, of.effective, of.rated))
        (then, high_then, rated_then), (now, high_now, rated_now) = said
        word = self._now.programme.rating_words[self._now.programme.effective_rating - min(rules.RATINGS)]
        high = f"{word} {high_then} of {rated_then} {arrow()} {high_now} of {rated_now}"
        return Line((f"{name}: median {then} {arrow()} {now}", high), heading=True)

    def _focus(self, sub: str) -> str:
        assert self._then is not None
        assert self._now is not None
        was, is_now = (assessment.ratings.get(sub, Rating()).focus for assessment in (self._then, self._now))
        return {(True, True): "* focus still", (True, False): "* focus then", (False, True): "* focus now"}.get(
            (was, is_now), ""
        )

    def _draw_words(self, then: Round, now: Round) -> None:
        head, focus = self.query_one("#compare-head", Static), self.query_one("#compare-focus", Static)
        head.update(Content(f"{round_words(then)} {arrow()} {round_words(now)}"))
        steps = [change.step for change in self._changes.values() if change.step is not None]
        up, down = sum(step > 0 for step in steps), sum(step < 0 for step in steps)
        held = rules.focus_areas(then.ratings)
        went = rules.moved_focus(then.ratings, now.ratings, framework())
        words = f"Of {count(len(held), 'focus area')} then, {len(went)} moved"
        if went:
            names = (f"{framework().subs[change.sub].name} {then_and_now(change)}" for change in went)
            words = f"{words}: {'; '.join(names)}"
        else:
            words = f"{words}."
        focus.update(
            Content("\n").join(
                [Content(f"{up} up · {down} down · {len(steps) - up - down} the same"), Content.styled(words, "dim")]
            )
        )

    def why(self) -> tuple[str, list[str]] | None:
        """What the scale and the signs mean."""
        if self._now is None:
            return None
        words = self._now.programme.rating_words
        scale = ", ".join(f"{rating} {word}" for rating, word in zip(rules.RATINGS, words, strict=True))
        return "Then and now", [
            f"The scale: {scale} (local setting). A blank is not considered, never low.",
            "The hollow sign is then, the full one now; where nothing moved only now is shown.",
            "It is the leader's own view, for their own growth; nobody is ranked by it (H:framework).",
        ]

    def place(self) -> str:
        """The sub-capability under the cursor."""
        return self.query_one(RowTable).cursor_key or ""
