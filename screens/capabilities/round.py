"""One round of self-assessment: 26 sub-capabilities, a digit each, saved as it is pressed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from psw_tui import signs
from psw_tui.policy import capability as rules
from psw_tui.policy.capability import Rating
from psw_tui.policy.frozen import frozen
from psw_tui.policy.wording import count
from psw_tui.policy.wording import day as day_words
from psw_tui.store import commands
from psw_tui.store.capabilities import rounds as capability
from psw_tui.store.system.settings import framework
from screens.capabilities.compare_rounds import CompareScreen
from screens.capabilities.export_profile import offers_of_one
from screens.capabilities.profile_rows import HEADING, framework_rows
from screens.dialogs.fields import day_field
from screens.dialogs.form import Field, Form, fill_in
from screens.dialogs.typed import Lies
from screens.shell.frame import AreaScreen, verb
from screens.widgets.row_table import Cell, Column, Line, RowTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from textual.app import ComposeResult
    from textual.geometry import Size

    from psw_tui.policy.capability import Capability, SubCapability
    from psw_tui.store.capabilities.rounds import Round
    from psw_tui.store.reads.change import Change
    from psw_tui.tone import Tone
    from screens.shell.desk import Desk
    from screens.shell.offers import Offer

_NARROW = 120
_COLUMNS = (
    Column("sub", "", 48, fixed=True, in_file=("Sub-capability",)),
    Column("rating", "", 6),
    Column("focus", "", 1),
    Column("word", "", 21, in_file=("In words",)),
)
_OWN_FORM = "copied from the leader's own form, never from coaching"
_LEAST = min(rules.RATINGS)
_FOCUS = "*"


@frozen
class OwnWords:
    """The leader's own words of a sub-capability; the next step is asked for at a focus area alone."""

    evidence: str
    next_step: str | None = None
    next_step_on: date | None = None


class RoundScreen(AreaScreen):
    """An open round. The digits rate here; F1 to F6 still go to the areas."""

    CSS_PATH = ["../shell/frame.tcss", "round.tcss"]
    AREA: ClassVar[str] = "capabilities"
    KINDS: ClassVar[frozenset[str]] = frozenset({"rounds", "leaders"})
    AUTO_FOCUS = "RowTable"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "rate(1)", "rate", key_display="1–4", tooltip="rate it 1, and go to the next"),
        *[
            Binding(f"{rating}", f"rate({rating})", "rate", show=False, tooltip=f"rate it {rating}, and go on")
            for rating in rules.RATINGS[1:]
        ],
        Binding("5,6", "no_rating", "no rating", show=False, tooltip="no rating; F5 and F6 go to the areas"),
        Binding("backspace", "clear", "clear", key_display="⌫", tooltip="not considered"),
        Binding("asterisk", "focus_area", "focus", key_display="*", tooltip="a focus area, or no longer"),
        Binding("e", "edit", "own words…", tooltip="evidence from the leader's own form; the next step of a focus"),
        Binding("equals_sign", "compare", "compare", key_display="=", tooltip="this round with the one before"),
        Binding("left_square_bracket", "capability(-1)", "", key_display="[", tooltip="previous capability"),
        Binding("right_square_bracket", "capability(1)", "next capability", key_display="]", tooltip="next capability"),
        Binding("w", "app.why", "why", tooltip="what the scale means, and what the round comes to"),
        Binding("escape", "back", "back", tooltip="back; everything is saved already"),
    ]

    def __init__(self, desk: Desk, round_id: str) -> None:
        super().__init__(desk)
        self._round_id = round_id
        self._round: Round | None = None

    def compose_body(self) -> ComposeResult:
        """The way there and how far it is, the list, and beside or under it what an effective leader shows."""
        yield Static("", id="round-head")
        with Horizontal(id="round-columns"):
            yield RowTable(_COLUMNS, id="round-list", show_header=False)
            yield Static("", id="round-side")
        yield Static("", id="round-below")
        yield Static("", id="round-legend")

    # -- drawing -------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the round and draw it."""
        self._round = capability.one_round(self.desk.store, self._round_id)
        keys, headings = framework_rows(framework())
        table = self.query_one(RowTable)
        table.fit_columns(sub=(sub.name for sub in framework().subs.values()))
        table.load(keys, self._line, headings=headings)
        self._draw_head()
        self._draw_sub()

    def _rating(self, sub: str) -> Rating:
        return self._round.ratings.get(sub, Rating()) if self._round is not None else Rating()

    def _line(self, key: str) -> Line:
        if key.startswith(HEADING):
            headed = next(heading for heading in framework().capabilities if HEADING + heading.id == key)
            return Line((headed.name, self._progress(headed)), heading=True)
        now = self._rating(key)
        tone: Tone = "normal" if now.rating else "dim"
        focus, in_file = (_FOCUS, "focus") if now.focus else ("", "")
        return Line(
            (
                Cell(framework().subs[key].name, tone),
                Cell(bar(now.rating), tone, now.rating or ""),
                Cell(focus, "accent", in_file),
                Cell(self._word(now.rating), "dim"),
            )
        )

    def _progress(self, headed: Capability) -> str:
        done = sum(self._rating(sub.id).rating is not None for sub in headed.subs)
        return f"{done} of {len(headed.subs)}"

    def _word(self, rating: int | None) -> str:
        if rating is None or self._round is None:
            return "not considered"
        return self._round.programme.rating_words[rating - _LEAST]

    def _draw_head(self) -> None:
        assessment = self._round
        if assessment is None:
            return
        rated, focus = rules.rated(assessment.ratings), len(rules.focus_areas(assessment.ratings))
        whole = " complete" if rules.is_complete(assessment.ratings, framework()) else ""
        limit = assessment.programme.focus_limit
        self.query_one("#round-head", Static).update(
            Content.assemble(
                (f"{rated} of {len(framework().subs)}", "bold"),
                whole,
                " · ",
                (f"{focus} of {limit} focus", "bold"),
                ("  the leader's own view", "dim"),
            ),
            layout=False,
        )
        words = "  ".join(f"{rating} {self._word(rating)}" for rating in rules.RATINGS)
        self.query_one("#round-legend", Static).update(Content(f"{words}  (local)"), layout=False)

    def _draw_sub(self) -> None:
        sub = framework().subs.get(self.query_one(RowTable).cursor_key or "")
        if sub is None or self._round is None:
            return
        name, gloss = Content.styled(sub.name, "bold"), Content(sub.gloss)
        effective = self._effective(sub, self._round.programme.effective_rating)
        before = Content.styled(self._before(sub.id), "dim")
        own = [Content(line) for line in self._own_words(sub.id)]
        blank = Content("")
        self.query_one("#round-side", Static).update(
            Content("\n").join([name, blank, gloss, blank, *effective, blank, before, *own]), layout=False
        )
        first, *others = effective
        benchmark = Content(" ").join([first, *others])
        below = Content("\n").join([before, gloss, *own, benchmark])
        self.query_one("#round-below", Static).update(below, layout=False)

    def _effective(self, sub: SubCapability, rating: int) -> list[Content]:
        """The benchmark: what an effective leader shows, a line each."""
        word = self._word(rating).capitalize()
        lines = [Content.styled(f"{word} ({rating}):", "dim")]
        return [*lines, *(Content(f"{_dot()} {line}") for line in sub.effective)]

    def _before(self, sub: str) -> str:
        """What the round before said of it."""
        before = self._round.before if self._round is not None else None
        if before is None:
            return "The first round: nothing to compare with."
        was = before.ratings.get(sub, Rating())
        said = f"{bar(was.rating)} {self._word(was.rating)}" if was.rating else self._word(None)
        if was.focus:
            said = f"{said}, a focus"
        return f"{day_words(before.on)}: {said}"

    def _own_words(self, sub: str) -> list[str]:
        """What the leader says of it in their own words, and the next step of a focus area."""
        said = self._rating(sub)
        lines = []
        if said.evidence:
            lines.append(f"In their words: {said.evidence}")
        if said.next_step and said.focus:
            by = f", by {day_words(said.next_step_on)}" if said.next_step_on else ""
            lines.append(f"Next step: {said.next_step}{by}")
        return lines

    def on_row_table_moved(self) -> None:
        """Another sub-capability: its gloss and benchmark."""
        self._draw_sub()

    def fit(self, size: Size) -> None:
        """Beside the list where there is room, else under it."""
        self.set_class(size.width < _NARROW, "narrow")

    def crumbs(self) -> str:
        """Whose round it is, which kind, and its day."""
        assessment = self._round
        if assessment is None:
            return ""
        return f"{assessment.name} › {assessment.kind}, {day_words(assessment.on)}"

    def exports(self) -> Sequence[Offer]:
        """The leader's profile, or a form for them."""
        found = self._round
        return () if found is None else offers_of_one(self.desk.store, found.leader, found.name)

    def list_name(self) -> tuple[str, str]:
        """The round of this leader, by its day."""
        return "round", self._round_id if self._round is None else f"{self._round.leader} {self._round.on}"

    # -- keys ----------------------------------------------------------------------------------

    def why_not(self, action: str) -> str | None:
        """The first round has none to be compared with."""
        if action == "compare" and self._round is not None and self._round.before is None:
            return "It is the first round: there is none before it to compare with."
        return None

    def _save(self, command: Callable[[str], Change | None]) -> None:
        """Run a command on the row under the cursor and light it up."""
        table = self.query_one(RowTable)
        sub = table.cursor_key
        if sub is not None and self.do(partial(command, sub)) is not None:
            table.flash(sub)

    @verb
    def action_rate(self, rating: int) -> None:
        """Rate it and step down."""
        self._save(lambda sub: commands.change_rounds.rate(self.desk.store, self._round_id, sub, rating))
        self.query_one(RowTable).step(1)

    @verb
    def action_clear(self) -> None:
        """Not considered."""
        self._save(lambda sub: commands.change_rounds.rate(self.desk.store, self._round_id, sub, None))

    @verb
    def action_focus_area(self) -> None:
        """A focus area, or no longer."""
        self._save(
            lambda sub: commands.change_rounds.set_focus(
                self.desk.store, self._round_id, sub, focus=not self._rating(sub).focus
            )
        )

    @verb
    def action_edit(self) -> None:
        """The leader's own words: evidence, and for a focus area the next step and its day."""
        sub = self.query_one(RowTable).cursor_key
        if sub is None:
            return
        now, today = self._rating(sub), self.desk.store.today
        fields = [
            Field("evidence", "Evidence", now.evidence, hint="copied from the leader's own form, never from coaching")
        ]
        if now.focus:
            on = now.next_step_on.isoformat() if now.next_step_on else ""
            fields.append(Field("next_step", "Next step", now.next_step, hint="the leader's own, in one line"))
            fields.append(day_field("next_step_on", "By", today, on, lies=Lies.AHEAD, hint="12 feb; may be empty"))

        def save(said: OwnWords) -> None:
            self._save(
                lambda saved: commands.change_rounds.say_more(
                    self.desk.store,
                    self._round_id,
                    saved,
                    evidence=said.evidence,
                    next_step=said.next_step,
                    next_step_on=said.next_step_on,
                )
            )

        fill_in(self, Form(f"{framework().subs[sub].name}: evidence {_OWN_FORM}", fields, OwnWords), save)

    @verb
    def action_compare(self) -> None:
        """Then and now."""
        assessment = self._round
        assert assessment is not None
        leader = assessment.leader
        rounds = [made.id for made in capability.rounds_of(self.desk.store, leader)]
        place = rounds.index(assessment.id)
        self.app.push_screen(CompareScreen(self.desk, leader, rounds[place - 1], rounds[place]))

    def action_no_rating(self) -> None:
        """5 and 6 would go to an area: in a round a digit rates, so they say so."""
        self.tell("Ratings go from 1 to 4 here; F1 to F6 go to the areas.", bad=False)

    @verb
    def action_capability(self, step: int) -> None:
        """To the first sub-capability of the next or previous capability."""
        table = self.query_one(RowTable)
        firsts = [heading.subs[0].id for heading in framework().capabilities]
        here = (table.cursor_key or "").partition(".")[0]
        place = next((n for n, first in enumerate(firsts) if first.partition(".")[0] == here), 0)
        if step < 0 and table.cursor_key != firsts[place]:
            step = 0
        table.move_to(firsts[max(0, min(len(firsts) - 1, place + step))])

    # -- why -------------------------------------------------------------------------------------

    def why(self) -> tuple[str, list[str]] | None:
        """What the scale means, and what the round comes to: medians, and the focus areas that moved."""
        assessment = self._round
        if assessment is None:
            return None
        programme = assessment.programme
        scale = ", ".join(f"{rating} {self._word(rating)}" for rating in rules.RATINGS)
        lines = [
            f"The scale: {scale} (local setting); none means not considered.",
            f"At most {programme.focus_limit} focus areas in a round (local setting).",
            "It is the leader's own view: nobody is ranked by it (H:framework).",
            "",
        ]
        names = {heading.id: heading.name for heading in framework().capabilities}
        for summary in rules.summaries(assessment.ratings, framework(), programme.effective_rating):
            middle = "not rated" if summary.median is None else f"median {summary.median:g}"
            high = f"{summary.effective} at {self._word(programme.effective_rating)} or above"
            lines.append(f"{names[summary.capability]}: {summary.rated} of {summary.of} rated, {middle}, {high}")
        if assessment.before is not None:
            lines += ["", *self._moved(assessment, assessment.before.ratings)]
        return f"{assessment.name}: {assessment.kind}, {day_words(assessment.on)}", lines

    def _moved(self, assessment: Round, then: dict[str, Rating]) -> list[str]:
        assert assessment.before is not None
        moved = rules.moved_focus(then, assessment.ratings, framework())
        held = len(rules.focus_areas(then))
        words = f"Of {count(held, 'focus area')} on {day_words(assessment.before.on)}, {len(moved)} moved"
        if not moved:
            return [f"{words}."]
        changes = [f"  {framework().subs[change.sub].name}: {change.then} to {change.now}" for change in moved]
        return [f"{words}:", *changes]

    def place(self) -> str:
        """The sub-capability under the cursor."""
        return self.query_one(RowTable).cursor_key or ""


def bar(rating: int | None) -> str:
    """A rating as a digit and four squares; nothing for one that is not considered."""
    if rating is None:
        return ""
    full, empty = ("▪", "▫") if signs.unicode_shown() else ("#", "-")
    return f"{rating} {full * rating}{empty * (max(rules.RATINGS) - rating)}"


def _dot() -> str:
    return "·" if signs.unicode_shown() else "-"
