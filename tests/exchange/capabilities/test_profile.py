"""A leader's profile: plain words to them alone, whatever names and notes hold, and no ranking."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt

from psw_tui.exchange.capabilities import profile
from psw_tui.policy.terms import RoundKind
from psw_tui.store.capabilities import change_rounds
from psw_tui.store.core.store import Refused
from psw_tui.store.system.settings import framework
from tests.exchange.capabilities.form_files import NAMES, SUBS
from tests.exchange.escalations.case_file.test_case_file import Walk
from tests.exchange.pages.valid import assert_valid

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store
    from tests.exchange.conftest import Import

HOSTILE = (
    "<script>alert(1)</script>",
    "[x](http://e.org)",
    "# Head",
    "- *a* _b_ `c` ~~d~~",
    "www.e.org {{ x }}",
    "a|b &lt;",
)
RANKING = re.compile(
    r"\b(best|worst|top|bottom|better than|average|percentile|score|other leaders|cohort|low)\b", re.IGNORECASE
)


def make_round(store: Store, on: date, kind: RoundKind, ratings: dict[str, int | None], leader: str = "L001") -> str:
    change_rounds.new_round(store, leader, on, kind)
    (id_,) = store.connection.execute("SELECT id FROM round WHERE round_on = ?", (on.isoformat(),)).fetchone()
    for sub, rating in ratings.items():
        change_rounds.rate(store, id_, sub, rating)
    return str(id_)


@pytest.fixture
def told(filled: Store) -> Store:
    """A baseline, a round between, and a review in which one went up, one down, one is new and most are blank."""
    first = make_round(filled, date(2026, 9, 8), RoundKind.BASELINE, {SUBS[0]: 2, SUBS[1]: 3, SUBS[2]: 3})
    change_rounds.set_focus(filled, first, SUBS[0], focus=True)
    make_round(filled, date(2026, 11, 3), RoundKind.REVIEW, {SUBS[0]: 1})
    now = make_round(filled, date(2027, 1, 12), RoundKind.REVIEW, {SUBS[0]: 3, SUBS[1]: 2, SUBS[2]: 3, SUBS[3]: 4})
    change_rounds.set_focus(filled, now, SUBS[1], focus=True)
    change_rounds.say_more(
        filled, now, SUBS[1], evidence="I ask my team", next_step="Ask two families", next_step_on=date(2027, 3, 1)
    )
    change_rounds.say_more(filled, now, SUBS[3], evidence="New rota")
    return filled


def test_the_page_says_it_in_plain_words(told: Store) -> None:
    text = Walk(profile.page(profile.profile(told, "L001")).decode()).text
    for sentence in (
        "Dear Amara, this is what you said of yourself on Tuesday 12 January 2027, beside your first round",
        "It is your own view, for your own growth, and nobody is ranked.",
        "Tuesday 3 November 2026: review, 1 of 26 sub-capabilities considered",
        "The scale (local setting): 1 focus for development, 2 developing, 3 effective, 4 strength.",
        "Now: your middle rating is effective; 3 of the 4 you considered at effective or above.",
        "Then: your middle rating is effective; 2 of the 3 you considered at effective or above.",
        f"Up {NAMES[0]} : from developing to effective (a focus of yours then)",
        f"{NAMES[1]} : from effective to developing",
        f"{NAMES[3]} : strength",
        "1 rating as it was.",
        "In your words: “I ask my team”",
        "Your next step, by Monday 1 March 2027: “Ask two families”",
        f"{NAMES[3]} : “New rota”",
    ):
        assert sentence in text, sentence


def test_what_is_not_considered_is_never_told_as_low(told: Store) -> None:
    shown = profile.profile(told, "L001")
    assert [len(subs) for _, subs in shown.not_considered] == [3, 6, 6, 7]
    assert [part.now for part in shown.parts[1:]] == ["not considered in this round"] * 3
    open_ones = {name for _, subs in shown.not_considered for name in subs}
    assert open_ones.isdisjoint({moved.name for moved in (*shown.up, *shown.down)})
    markdown = profile.markdown(shown).decode()
    assert "They count in nothing above, and say nothing of how you are doing." in markdown
    assert f"**{framework().capabilities[3].name}**: Capacity for resilience & wellbeing; " in markdown


def test_a_middle_between_two_words(filled: Store) -> None:
    make_round(filled, date(2027, 1, 12), RoundKind.BASELINE, {SUBS[0]: 2, SUBS[1]: 3})
    shown = profile.profile(filled, "L001")
    assert shown.parts[0].now == (
        "your middle rating is between developing and effective; 1 of the 2 you considered at effective or above"
    )
    assert (shown.then, shown.up, shown.newly, shown.parts[0].then) == (None, (), (), None)
    assert "What moved" not in profile.page(shown).decode()
    assert "You have marked no focus areas in this round." in profile.markdown(shown).decode()


def test_nobody_else_is_named_and_nothing_ranks(told: Store) -> None:
    make_round(told, date(2027, 1, 13), RoundKind.BASELINE, {SUBS[0]: 4}, "L002")
    for text in (
        Walk(profile.page(profile.profile(told, "L001")).decode()).text,
        profile.markdown(profile.profile(told, "L001")).decode(),
    ):
        assert not RANKING.findall(text)
        assert not {"Sam", "Lee", "Dewi", "Khan"} & set(re.findall(r"\w+", text))


def test_the_page_needs_nothing_else(told: Store) -> None:
    walk = Walk(profile.page(profile.profile(told, "L001")).decode())
    assert not walk.seen & {"script", "img", "link", "iframe", "form"}
    assert not walk.attributes & {"src", "href", "onclick", "onload"}


def test_hostile_names_and_notes_are_letters(filled: Store, bring: Import) -> None:
    bring("roster", "reference, first_name, last_name, cohort", f"L009, {HOSTILE[0]}, {HOSTILE[1]}, PSW 2026")
    now = make_round(filled, date(2027, 1, 12), RoundKind.BASELINE, {SUBS[0]: 2}, "L009")
    for sub, words in zip(SUBS[:4], HOSTILE[2:], strict=True):
        change_rounds.set_focus(filled, now, sub, focus=True)
        change_rounds.say_more(filled, now, sub, evidence=words, next_step=words)
    shown = profile.profile(filled, "L009")
    walk = Walk(profile.page(shown).decode())
    assert all(text in walk.text for text in HOSTILE)
    assert "script" not in walk.seen
    parsed = MarkdownIt("gfm-like").parse(profile.markdown(shown).decode())
    inline = [token for block in parsed for token in block.children or ()]
    assert {token.type for token in inline} == {"text", "strong_open", "strong_close"}
    assert {block.tag for block in parsed} == {"h1", "h2", "h3", "p", "ul", "li", ""}
    letters = "\n".join("".join(token.content for token in block.children or ()) for block in parsed)
    assert all(text in letters for text in HOSTILE)


def test_without_a_round_or_a_leader_it_says_so(filled: Store) -> None:
    with pytest.raises(Refused, match="Amara Osei has no round of self-assessment yet"):
        profile.profile(filled, "L001")
    with pytest.raises(Refused, match="There is no leader L9"):
        profile.profile(filled, "L9")


def test_the_page_is_valid_html(told: Store) -> None:
    assert_valid(profile.encoded(profile.profile(told, "L001"), as_markdown=False))
