"""The reader that holds pages to HTML says what is wrong, and nothing of what is right."""

from __future__ import annotations

import pytest

from tests.exchange.pages.valid import assert_valid

HEAD = '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>A page</title></head><body>'


def of(body: str, head: str = HEAD) -> str:
    return f"{head}<main><h1>A page</h1>{body}</main></body></html>"


def test_a_page_as_it_should_be() -> None:
    assert_valid(
        of(
            '<p>a &amp; b &lt; c<br>d</p><h2 id="x">Part</h2><ul><li><a href="#x">there</a></li></ul>'
            '<table><thead><tr><th scope="col">A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>'
            '<dl><dt>A</dt><dd>1</dd></dl><svg viewBox="0 0 1 1" role="img" aria-label="none"><rect width="1"/></svg>'
            '<script type="application/json" id="numbers">{"a": 1}</script>'
        ).encode()
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p>a<div>b</div></p>", "<div> in <p>"),
        ("<p>a", "</main> where <p> is open"),
        ("<p>a<b>c</p></b>", "</p> where <b> is open"),
        ("<p>R&D</p>", "a bare &"),
        ("<p>a < b</p>", "a bare <"),
        ("<h3>deep</h3>", "<h3> after a heading of level 1"),
        ("<h2> </h2>", "an empty <h2>"),
        ("<h1>again</h1>", "<h1> 2 times"),
        ('<p id="a">a</p><p id="a">b</p>', "the id a twice"),
        ('<p><a href="#nowhere">a</a></p>', "no #nowhere in the page"),
        ('<p><a href="https://example.org">a</a></p>', "fetches: https://example.org"),
        ('<p><img src="//cdn/x.png" alt="x"></p>', "fetches: //cdn/x.png"),
        ("<script>alert(1)</script>", "a script that may run"),
        ('<script type="application/json">{</script>', "no JSON"),
        ('<p onclick="x">a</p>', "<p> acts: onclick"),
        ('<p style="color: red">a</p>', "<p style>"),
        ('<p class="">a</p>', "<p class=''>"),
        ("<ul>a<li>b</li></ul>", "letters in <ul>"),
        ("<ul><p>b</p></ul>", "<p> in <ul>"),
        ("<table><tr><td>a</td></tr></table>", "<tr> in <table>"),
        ("<table><tbody><tr><td>a</td></tr><tr><td>a</td><td>b</td></tr></tbody></table>", "a row of 2 cells"),
        ("<table><tbody><tr></tr></tbody></table>", "a row without cells"),
        ("<dl><dd>b</dd></dl>", "<dd> before any <dt>"),
        ("<dl><dt>b</dt></dl>", "a <dt> without its <dd>"),
        ("<svg><rect/></svg>", "a picture without words"),
        ("<marquee>a</marquee>", "<marquee> in <main>"),
        ("<p>a</p><!-- x -->", "a comment"),
        ("<p/>", "<p/> closes nothing"),
        ('<table><tbody><tr><th scope="column">a</th></tr></tbody></table>', "<th scope='column'>"),
        ('<table><tbody><tr><td colspan="0">a</td></tr></tbody></table>', "<td colspan='0'>"),
        ("<table><tbody><tr><td>a</td></tr></tbody><caption>b</caption></table>", "a <caption> that is not first"),
        ('<p><time datetime="1 Feb">a</time></p>', "<time datetime='1 Feb'>"),
        ('<p><span aria-label="met">a</span></p>', "without a role"),
    ],
)
def test_what_is_wrong_is_said(body: str, said: str) -> None:
    with pytest.raises(AssertionError) as raised:
        assert_valid(of(body))
    assert said in str(raised.value)


def test_the_head_is_held_to_it_as_well() -> None:
    for wrong, said in (
        (HEAD.replace('lang="en-GB"', ""), "no lang"),
        (HEAD.replace("<!DOCTYPE html>", ""), "before the doctype"),
        (HEAD.replace("A page", ""), "an empty <title>"),
        (HEAD.replace('<meta charset="utf-8">', ""), "no charset"),
        (HEAD.replace("</head>", "<style>@import url(x.css)</style></head>"), "a style that fetches"),
    ):
        with pytest.raises(AssertionError, match=said):
            assert_valid(of("", wrong))
