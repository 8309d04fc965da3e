"""One leader's self-assessment told back to them: where they see themselves, then and now, and what they want to grow.

document = profile(store, "L001")     # frozen values: the leader's own words and no other person's name
page(document), markdown(document)    # the same as one HTML page, or as Markdown
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psw_tui.exchange.pages.page import render, render_markdown
from psw_tui.policy import capability
from psw_tui.policy.capability import RATINGS, Rating
from psw_tui.policy.frozen import frozen
from psw_tui.policy.terms import RoundKind
from psw_tui.store.capabilities.rounds import rounds_of
from psw_tui.store.roster import leaders
from psw_tui.store.system.refusal import Refused
from psw_tui.store.system.settings import framework

if TYPE_CHECKING:
    from datetime import date

    from psw_tui.policy.capability import Summary
    from psw_tui.policy.programme import Programme
    from psw_tui.store.capabilities.rounds import Round
    from psw_tui.store.core.store import Store


@frozen
class RoundMade:
    """One round: its day, its kind, and how many sub-capabilities were rated, of how many."""

    on: date
    kind: RoundKind
    rated: int
    of: int


@frozen
class Part:
    """One capability: how it looks now and, if there was an earlier round, how it looked then; in words."""

    name: str
    gloss: str
    now: str
    then: str | None


@frozen
class MovedRating:
    """One sub-capability whose rating moved, both in the scale's words, and whether it was a focus."""

    name: str
    then: str
    now: str
    was_focus: bool


@frozen
class Focus:
    """One focus area: what effective looks like, the leader's rating and their own words."""

    name: str
    gloss: str
    effective: tuple[str, ...]
    rating: str
    evidence: str
    next_step: str
    next_step_on: date | None


@frozen
class Profile:
    """All that a leader's profile says; `then` is the first round, unless there is only one."""

    leader: str
    name: str
    called: str
    programme: str
    made_on: date
    rounds: tuple[RoundMade, ...]
    now: date
    then: date | None
    scale: tuple[tuple[int, str], ...]
    effective: str
    parts: tuple[Part, ...]
    up: tuple[MovedRating, ...]
    down: tuple[MovedRating, ...]
    newly: tuple[tuple[str, str], ...]
    same: int
    focus: tuple[Focus, ...]
    said: tuple[tuple[str, str], ...]
    not_considered: tuple[tuple[str, tuple[str, ...]], ...]


def profile(store: Store, leader: str) -> Profile:
    """The profile of a leader (by reference), their newest round beside their first.

    `Refused` when there is no such leader, and for one without a round.
    """
    row = leaders.row_of(store, leader)
    name = leaders.name_of(row)
    rounds = rounds_of(store, leader)
    if not rounds:
        raise Refused(f"{name} has no round of self-assessment yet; there is nothing to tell.")
    return _assembled(store, leader, name, leaders.first_name_of(row), rounds)


def _assembled(store: Store, leader: str, name: str, called: str, rounds: list[Round]) -> Profile:
    now, first = rounds[-1], rounds[0] if len(rounds) > 1 else None
    programme = now.programme
    then = first.ratings if first else {}
    both = capability.changes(then, now.ratings, framework())
    was_focus = set(capability.focus_areas(then))

    def told(changes: list[capability.RatingChange]) -> tuple[MovedRating, ...]:
        return tuple(
            MovedRating(
                _name(change.sub), _word(programme, change.then), _word(programme, change.now), change.sub in was_focus
            )
            for change in changes
        )

    newly = [change for change in both if first and change.then is None and change.now is not None]
    return Profile(
        leader=leader,
        name=name,
        called=called,
        programme=programme.title,
        made_on=store.today,
        rounds=tuple(
            RoundMade(made.on, made.kind, capability.rated(made.ratings), len(framework().subs)) for made in rounds
        ),
        now=now.on,
        then=first.on if first else None,
        scale=tuple(zip(RATINGS, programme.rating_words, strict=True)),
        effective=_word(programme, programme.effective_rating),
        parts=_parts(programme, then if first else None, now.ratings),
        up=told([change for change in both if (change.step or 0) > 0]),
        down=told([change for change in both if (change.step or 0) < 0]),
        newly=tuple((_name(change.sub), _word(programme, change.now)) for change in newly),
        same=sum(change.step == 0 for change in both),
        focus=_focus(programme, now.ratings),
        said=tuple(
            (sub.name, said.evidence)
            for sub in framework().subs.values()
            if (said := now.ratings.get(sub.id, Rating())).evidence and not said.focus
        ),
        not_considered=_not_considered(now.ratings),
    )


def _name(sub: str) -> str:
    return framework().subs[sub].name


def _word(programme: Programme, rating: int | None) -> str:
    return "not considered in this round" if rating is None else programme.rating_words[rating - 1]


def _parts(programme: Programme, then: dict[str, Rating] | None, now: dict[str, Rating]) -> tuple[Part, ...]:
    """Each capability in words, now and (if there was an earlier round) then."""

    def summed(ratings: dict[str, Rating]) -> list[str]:
        summaries = capability.summaries(ratings, framework(), programme.effective_rating)
        return [_in_words(programme, summary) for summary in summaries]

    earlier = [None] * len(framework().capabilities) if then is None else summed(then)
    return tuple(
        Part(group.name, group.gloss, words, before)
        for group, words, before in zip(framework().capabilities, summed(now), earlier, strict=True)
    )


def _in_words(programme: Programme, summary: Summary) -> str:
    """`your middle rating is effective; 4 of the 6 you considered at effective or above`."""
    if summary.median is None:
        return "not considered in this round"
    low, high = int(summary.median), int(summary.median + 0.5)
    middle = _word(programme, low)
    if high != low:
        middle = f"between {middle} and {_word(programme, high)}"
    line = _word(programme, programme.effective_rating)
    high_ones = f"{summary.effective} of the {summary.rated} you considered at {line} or above"
    return f"your middle rating is {middle}; {high_ones}"


def _focus(programme: Programme, ratings: dict[str, Rating]) -> tuple[Focus, ...]:
    areas = []
    for sub in framework().subs.values():
        said = ratings.get(sub.id, Rating())
        if said.focus:
            rating = _word(programme, said.rating)
            areas.append(
                Focus(sub.name, sub.gloss, sub.effective, rating, said.evidence, said.next_step, said.next_step_on)
            )
    return tuple(areas)


def _not_considered(ratings: dict[str, Rating]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Capability by capability the names of what has no rating; nothing of a capability that is whole."""
    left_out = []
    for group in framework().capabilities:
        names = tuple(sub.name for sub in group.subs if ratings.get(sub.id, Rating()).rating is None)
        if names:
            left_out.append((group.name, names))
    return tuple(left_out)


# -- as a file ---------------------------------------------------------------------------------------


def page(shown: Profile) -> bytes:
    """The profile as one HTML page: no script, nothing fetched, made to be printed on A4."""
    return render("profile.html", profile=shown)


def markdown(shown: Profile) -> bytes:
    """The profile as Markdown, in which no name and no one's words are markup."""
    return render_markdown("profile.md", profile=shown)


def encoded(shown: Profile, *, as_markdown: bool) -> bytes:
    """The profile as the bytes of a file."""
    return markdown(shown) if as_markdown else page(shown)
