"""The look that all pages share, and the foot that says how one was made."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from psw_tui.exchange.pages import page
from psw_tui.exchange.pages.foot import foot, in_markdown
from psw_tui.store.core.chain import head_code
from tests.exchange.pages.valid import assert_valid

if TYPE_CHECKING:
    from psw_tui.store.core.store import Store

HOSTILE = "</script><b>&amp; *a* `b` # [x](http://e.org)"
TEMPLATE = """{% import "pages/parts.html" as parts %}{% extends "pages/base.html" %}
{% block title %}{{ name }}{% endblock %}
{% block main %}{{ parts.head(name, name) }}{{ parts.notice(name) }}
{{ parts.facts([(name, name)]) }}{{ parts.table((name, "n"), [(name, 1)], numbers=(1,), caption=name) }}
{% endblock %}"""


def test_a_page_shows_whatever_a_name_holds_and_its_numbers_as_json(filled: Store) -> None:
    """Nothing in a name is markup, in the parts all pages share as in the numbers."""
    made = foot(filled, date(2027, 1, 29), said=(f"1 leader, {HOSTILE}",), numbers={"by leader": {HOSTILE: 1}})
    shown = page._html().from_string(TEMPLATE).render(name=HOSTILE, foot=made)
    assert_valid(shown)
    found = re.search(r'<script type="application/json" id="numbers">(.*)</script>', shown)
    assert found is not None
    assert json.loads(found[1]) == {"by leader": {HOSTILE: 1}}
    code = head_code(filled.connection)
    assert code
    assert f"Head code of the journal: {code}." in shown
    assert "As of Friday 29 January 2027." in shown
    assert "1 leader, &lt;/script&gt;" in shown


def test_the_foot_of_markdown_ends_in_the_same_numbers(filled: Store) -> None:
    made = foot(filled, date(2027, 1, 29), said=(f"1 leader, {HOSTILE}",), numbers={HOSTILE: 1})
    text = str(in_markdown(made))
    tokens = MarkdownIt("commonmark").parse(text)
    assert [token.type for token in tokens if token.type.startswith(("html", "heading"))] == []
    fence = tokens[-1]
    assert (fence.type, fence.info, json.loads(fence.content)) == ("fence", "json", {HOSTILE: 1})
    assert "As of Friday 29 January 2027" in text


def test_before_anything_is_recorded_there_is_no_code(filled: Store) -> None:
    made = foot(filled, date(2027, 1, 29), said=(), numbers={})
    assert "Nothing was on record." not in str(in_markdown(made))
    made = type(made)(made.day, made.made_at, made.made_by, made.version, "", (), {})
    assert "Nothing was on record." in str(in_markdown(made))
