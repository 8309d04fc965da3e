"""What a message's template may do, and that it comes to its end, by a count, whatever it says."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from psw_tui.exchange.escalations.message_template import LONGEST, MOST_WORK, MessageTemplate

GIVEN: dict[str, Any] = {
    "name": "Amara",
    "organisation": "",
    "sessions": [{"title": "Leading", "day": "Thursday"}, {"title": "Away", "day": "Tuesday"}],
    "long": "ab" * 500,
}


def rendered(text: str) -> str:
    return MessageTemplate(text).render(dict(GIVEN))


def _each(does: str) -> str:
    """A template that does something with all of a text, or of a list of its letters, once for each of them."""
    return f"{{% set text = '{'a' * 2000}' %}}{{% set l = text|list %}}{{% for c in l %}}{does}{{% endfor %}}"


def test_what_a_message_needs_it_may_say(subtests: pytest.Subtests) -> None:
    for text, says in (
        ("Dear {{ name }}", "Dear Amara"),
        ("{{ 'at ' ~ organisation if organisation else 'at home' }}", "at home"),
        ("{{ organisation or 'nowhere' }}", "nowhere"),
        ("{% for each in sessions %}{{ loop.index }} {{ each.title }};{% endfor %}", "1 Leading;2 Away;"),
        ("{% for each in sessions if each.day == 'Tuesday' %}{{ each.title }}{% endfor %}", "Away"),
        ("{% for each in organisation %}x{% else %}none{% endfor %}", "none"),
        ("{{ sessions|map(attribute='title')|join(', ') }}", "Leading, Away"),
        ("{{ sessions|join('; ', attribute='day') }}", "Thursday; Tuesday"),
        ("{{ sessions[-1].title }} of {{ sessions|length }}", "Away of 2"),
        ("{{ sessions|rejectattr('day', 'equalto', 'Tuesday')|map(attribute='title')|list|length }}", "1"),
        ("{{ 'yes' if 'mar' in name and 'x' not in name and 1 < sessions|length <= 2 }}", "yes"),
        ("{{ (sessions|reverse|first).title }} {{ name[1:3] }}", "Away ma"),
        ("{{ nothing|default('unknown') }}", "unknown"),
        ("{% set first = sessions[0] %}{{ first['title']|upper }}", "LEADING"),
        ("{{ name|replace('a', 'o') }}", "Amoro"),
        ("{% if name is defined and not organisation %}yes{% endif %}", "yes"),
    ):
        with subtests.test(text):
            assert rendered(text) == says


def test_whatever_makes_much_out_of_little_is_refused(subtests: pytest.Subtests) -> None:
    for text in (
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% for a in long %}{% for b in long %}{% for c in long %}{% endfor %}{% endfor %}{% endfor %}",
        "{% for a in long recursive %}{{ loop(long) }}{% endfor %}",
        "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
        "{{ 'a' * 9999999999 }}",
        "{{ 9 ** 9 ** 9 ** 9 }}",
        "{{ '%9999999999d' % 1 }}",
        "{{ '%9999999999d'|format(1) }}",
        "{{ '{:9999999999}'.format(1) }}",
        "{{ name.ljust(9999999999) }}",
        "{{ name|center(9999999999) }}",
        "{{ lipsum(n=999999) }}",
        "{% set x = long ~ long %}" + "{% set x = x ~ x %}" * 40 + "{{ x }}",
        "{% set x = long|join(long)|join(long)|join(long)|join(long) %}",
        "{% set x = long|replace('', long)|replace('', long)|replace('', long) %}",
        "{% set x %}{{ long }}{% endset %}" + "{% set x %}{{ x }}{{ x }}{% endset %}" * 40,
        "{% set x = [long, long] %}" + "{% set x = [x, x] %}" * 40 + "{{ x }}",
        "{{ long|map('replace', 'a', long)|map('replace', 'a', long)|join }}",
        "{% for a in long %}{{ long }}{% endfor %}",
        _each("{{ l|select('equalto', 'b')|list|length }}"),
        _each("{{ l|reject('equalto', 'a')|first|default('') }}"),
        _each("{{ l|selectattr('nothing', 'defined')|list|length }}"),
        _each("{{ l|map('trim', 'a')|join }}"),
        _each("{{ l|unique|list|length }}"),
        _each("{{ (l|reverse)|select('equalto', 'b')|join }}"),
        _each("{{ 'b' in l }}"),
        _each("{{ 'b' is in(l) }}"),
        _each("{{ l == l|list }}"),
        _each("{{ l[1:]|length }}"),
        _each("{{ text|trim('a') }}"),
        _each("{{ text is upper }}"),
        _each("{{ 'b' not in text }}"),
        _each("{% set x = text[1:] %}"),
        "{{ long|list|map(attribute='" + "0." * 500 + "0')|first }}",
        "{{ long|list|sort(attribute='" + "0." * 500 + "0')|first }}",
        "{% include 'x' %}",
        "x" * (LONGEST + 1),
        f"{{{{ {'(' * 5000}1{')' * 5000} }}}}",
    ):
        with subtests.test(text[-60:]):
            with pytest.raises(Exception) as refused:
                rendered(text)
            assert str(refused.value)


def test_the_work_is_counted_anew_for_each_message_and_in_any_thread() -> None:
    template = MessageTemplate("{% for a in long %}{{ a }}{% endfor %}")
    for _ in range(MOST_WORK // 2000):
        assert template.render(dict(GIVEN)) == GIVEN["long"]
    told: list[str] = []

    def endless() -> None:
        try:
            rendered("{% for a in long %}{% for b in long %}{{ a }}{% endfor %}{% endfor %}")
        except ValueError as error:
            told.append(str(error))

    thread = threading.Thread(target=endless)
    thread.start()
    thread.join()
    assert told == ["it goes round, or makes text, without end"]


def test_a_line_that_holds_what_no_message_needs_is_named() -> None:
    with pytest.raises(ValueError, match=r"line 2 holds what no message needs \(call\)"):
        MessageTemplate("Subject: x\n{{ name.upper() }}")
