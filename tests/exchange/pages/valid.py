"""Whether a page is HTML as it must be: a strict reader of what psw writes, by the standard library alone.

What it holds a page to is checked by hand against the Nu validator (`vnu`) and `html-validate`; it knows the elements
that psw writes and refuses any other, so that a new one is a decision.
"""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

_VOID = frozenset({"br", "col", "hr", "img", "meta", "wbr"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_PHRASING = frozenset(
    {
        "a",
        "abbr",
        "b",
        "br",
        "cite",
        "code",
        "em",
        "i",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "svg",
        "time",
    }
    | {"u", "wbr", "img", "var", "mark", "data"}
)
_FLOW = (
    _PHRASING
    | frozenset(_HEADINGS)
    | frozenset(
        {
            "address",
            "article",
            "aside",
            "blockquote",
            "dl",
            "div",
            "details",
            "figure",
            "footer",
            "header",
            "hr",
            "main",
        }
        | {"nav", "ol", "p", "pre", "script", "section", "table", "ul"}
    )
)
_SVG = frozenset(
    {"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "title", "desc"}
    | {"defs", "pattern", "clippath", "use"}
)
#: What may stand directly in an element; text and phrasing where nothing is said.
_CHILDREN = {
    "html": frozenset({"head", "body"}),
    "head": frozenset({"meta", "title", "style"}),
    "title": frozenset[str](),
    "style": frozenset[str](),
    "script": frozenset[str](),
    "body": _FLOW,
    "ul": frozenset({"li"}),
    "ol": frozenset({"li"}),
    "dl": frozenset({"dt", "dd", "div"}),
    "table": frozenset({"caption", "colgroup", "thead", "tbody", "tfoot"}),
    "colgroup": frozenset({"col"}),
    "thead": frozenset({"tr"}),
    "tbody": frozenset({"tr"}),
    "tfoot": frozenset({"tr"}),
    "tr": frozenset({"td", "th"}),
    "dt": _FLOW - frozenset(_HEADINGS) - {"header", "footer", "section", "article", "nav"},
    "th": _FLOW - frozenset(_HEADINGS) - {"header", "footer", "section", "article", "nav"},
    "details": _FLOW | {"summary"},
    "figure": _FLOW | {"figcaption"},
    "main": _FLOW - {"main"},
    "header": _FLOW - {"header", "footer", "main"},
    "footer": _FLOW - {"header", "footer", "main"},
    **dict.fromkeys(
        ("article", "aside", "blockquote", "caption", "dd", "div", "figcaption", "li", "nav", "section", "td"),
        _FLOW - {"main"},
    ),
}
#: Those in which no letter may stand.
_NO_TEXT = frozenset(
    {"html", "head", "ul", "ol", "dl", "table", "colgroup", "thead", "tbody", "tfoot", "tr"}
    | (_SVG - {"text", "tspan"})
) - {"title", "desc"}
_EVERYWHERE = frozenset({"id", "class", "lang", "title", "dir", "hidden", "role", "tabindex"})
_ATTRIBUTES = {
    "a": {"href"},
    "col": {"span"},
    "data": {"value"},
    "details": {"open"},
    "img": {"alt", "height", "src", "width"},
    "li": {"value"},
    "meta": {"charset", "content", "name"},
    "ol": {"reversed", "start", "type"},
    "script": {"type"},
    "td": {"colspan", "headers", "rowspan"},
    "th": {"abbr", "colspan", "headers", "rowspan", "scope"},
    "time": {"datetime"},
}
#: What may stand in these, wherever they are.
_VALUES = {
    "colspan": re.compile("[1-9][0-9]*"),
    "datetime": re.compile(r"\d{4}-\d\d(-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?)?"),
    "rowspan": re.compile("[1-9][0-9]*"),
    "scope": re.compile("(row|col)(group)?"),
}
_HANDLER = re.compile(r"on[a-z]+")
_FETCHED = re.compile(r"@import|url\(\s*['\"]?(?!#|data:)|https?:|(?<![:\w])//[a-z]", re.IGNORECASE)
_BARE = re.compile(r"&(?!#x[0-9a-f]+;|#[0-9]+;|[a-z][a-z0-9]*;)", re.IGNORECASE)
_NO_MARKUP = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)


def assert_valid(html: str | bytes) -> None:
    """An AssertionError that names all that is wrong with a page, each with its line."""
    text = html.decode("utf-8") if isinstance(html, bytes) else html
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.finish(text)
    assert not reader.wrong, "\n".join(reader.wrong)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.wrong: list[str] = []
        self._open: list[str] = []
        self._seen: dict[str, int] = {}
        self._ids: list[str] = []
        self._links: list[tuple[str, str]] = []
        self._level = 0
        self._text: list[str] = []  # of the innermost element that must not be empty
        self._rows: list[list[int]] = []  # of each open table, the width of its first row and of this one
        self._groups: list[str] = []  # of each open dl, what stood in it last
        self._doctype = False

    # -- what the parser tells ----------------------------------------------------------------------

    def handle_decl(self, decl: str) -> None:
        self._must(decl.lower() == "doctype html" and not self._seen, f"this doctype: {decl}")
        self._doctype = True

    def handle_comment(self, data: str) -> None:
        self._say(f"a comment: {data[:40]}")

    def unknown_decl(self, data: str) -> None:
        self._say(f"an unknown declaration: {data[:40]}")

    def handle_pi(self, data: str) -> None:
        self._say(f"a processing instruction: {data[:40]}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _SVG and self._in_svg():
            self.handle_endtag(tag)
        elif tag not in _VOID:
            self._say(f"<{tag}/> closes nothing")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._must(self._doctype, f"<{tag}> before the doctype")
        self._place(tag)
        self._read_attributes(tag, attrs)
        if tag not in _SVG or not self._in_svg():  # a picture has a title of its own
            self._seen[tag] = self._seen.get(tag, 0) + 1
        given = {name: value or "" for name, value in attrs}
        if tag in _HEADINGS:
            self._must(_HEADINGS[tag] <= self._level + 1, f"<{tag}> after a heading of level {self._level}")
            self._level = _HEADINGS[tag]
        if tag in {"td", "th"} and self._rows:
            self._rows[-1][1] += int(given.get("colspan") or 1)
        if tag == "tr" and self._rows:
            self._rows[-1][1] = 0
        if tag == "caption" and self._rows:
            self._must(self._rows[-1] == [0, 0], "a <caption> that is not first")
        if tag == "table":
            self._rows.append([0, 0])
        if tag in {"dt", "dd"} and self._groups:
            self._must(tag == "dt" or bool(self._groups[-1]), "<dd> before any <dt>")
            self._groups[-1] = tag
        if tag == "dl":
            self._groups.append("")
        if tag in {*_HEADINGS, "title", "script", "style", "th", "summary"}:
            self._text = []
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            self._say(f"</{tag}> of an element that holds nothing")
            return
        if not self._open or self._open[-1] != tag:
            self._say(f"</{tag}> where {f'<{self._open[-1]}>' if self._open else 'nothing'} is open")
            if tag not in self._open:
                return
            while self._open[-1] != tag:
                self._open.pop()
        self._open.pop()
        self._closed(tag)

    def handle_data(self, data: str) -> None:
        self._text.append(data)
        inside = self._open[-1] if self._open else ""
        if inside in {"script", "style"}:
            return
        self._must("<" not in data, f"a bare < in: {data.strip()[:40]}")
        if data.strip():
            self._must(
                inside not in _NO_TEXT and inside not in {"", "body"}, f"letters in <{inside}>: {data.strip()[:40]}"
            )

    def handle_entityref(self, name: str) -> None:
        self._text.append("x")

    def handle_charref(self, name: str) -> None:
        self._text.append("x")

    # -- what must hold -----------------------------------------------------------------------------

    def _say(self, words: str) -> None:
        self.wrong.append(f"line {self.getpos()[0]}: {words}")

    def _must(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self._say(otherwise)

    def _in_svg(self) -> bool:
        return "svg" in self._open

    def _place(self, tag: str) -> None:
        """An element where it stands."""
        parent = self._open[-1] if self._open else ""
        if parent in _SVG and self._in_svg():
            self._must(tag in _SVG, f"<{tag}> in a picture")
            return
        if not parent:
            self._must(tag == "html", f"<{tag}> outside <html>")
            return
        allowed = _CHILDREN.get(parent, _PHRASING)
        if parent == "div" and "dl" in self._open[-2:-1]:
            allowed = frozenset({"dt", "dd"})
        self._must(tag in allowed, f"<{tag}> in <{parent}>")
        if tag == "a":
            self._must("a" not in self._open, "a link in a link")

    def _read_attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self._must(len(names) == len(set(names)), f"<{tag}> has an attribute twice")
        for name, value in attrs:
            self._must(not _HANDLER.fullmatch(name), f"<{tag}> acts: {name}")
            if name in {"href", "src", "xlink:href", "style", "fill", "clip-path"}:
                self._must(not _FETCHED.search(value or ""), f"<{tag}> fetches: {value}")
            if tag not in _SVG:
                own = _EVERYWHERE | _ATTRIBUTES.get(tag, set())
                self._must(name in own or name.startswith(("aria-", "data-")), f"<{tag} {name}>")
        given = dict(attrs)
        if "id" in given:
            id_ = given["id"] or ""
            self._must(bool(id_) and not re.search(r"\s", id_), f"this id: {id_!r}")
            self._must(id_ not in self._ids, f"the id {id_} twice")
            self._ids.append(id_)
        if "class" in given:
            classes = (given["class"] or "").split()
            self._must(bool(classes) and len(classes) == len(set(classes)), f"<{tag} class={given['class']!r}>")
        if tag == "a":
            self._links.append((given.get("href") or "", f"line {self.getpos()[0]}"))
        self._read_what_it_needs(tag, given)

    def _read_what_it_needs(self, tag: str, given: dict[str, str | None]) -> None:
        for name in given.keys() & _VALUES.keys():
            self._must(bool(_VALUES[name].fullmatch(given[name] or "")), f"<{tag} {name}={given[name]!r}>")
        if tag in {"div", "p", "span"}:
            named = "aria-label" in given or "aria-labelledby" in given
            self._must(not named or "role" in given, f"<{tag}> without a role has a name that is not read out")
        if tag == "html":
            self._must(given.get("lang") == "en-GB", "no lang")
        if tag == "img":
            self._must(bool(given.get("alt")), "a picture without words")
        if tag == "svg":
            has_words = any(given.get(f"aria-{way}") for way in ("label", "labelledby", "hidden"))
            self._must(has_words, "a picture without words")
        if tag == "script":
            self._must(given.get("type") == "application/json", "a script that may run")

    def _closed(self, tag: str) -> None:
        text = "".join(self._text)
        if tag in _HEADINGS or (tag == "title" and "svg" not in self._open):
            self._must(bool(text.strip()), f"an empty <{tag}>")
        elif tag == "style":
            self._must(not _FETCHED.search(text), "a style that fetches")
        elif tag == "script":
            try:
                json.loads(text)
            except ValueError as error:
                self._say(f"no JSON: {error}")
        elif tag == "tr" and self._rows:
            first, now = self._rows[-1]
            self._must(now > 0, "a row without cells")
            self._must(first in {0, now}, f"a row of {now} cells in a table of {first}")
            self._rows[-1][0] = first or now
        elif tag == "table":
            self._rows.pop()
        elif tag == "dl":
            self._must(self._groups.pop() != "dt", "a <dt> without its <dd>")

    def finish(self, text: str) -> None:
        """What holds of the page as a whole."""
        self._must(not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text), "a control character")
        for bare in _BARE.finditer(_NO_MARKUP.sub("", text)):
            self._say(f"a bare & in: {bare.string[bare.start() : bare.start() + 40]}")
        self._must(not self._open, f"never closed: {', '.join(self._open)}")
        for tag in ("html", "head", "title", "body", "h1"):
            self._must(self._seen.get(tag) == 1, f"<{tag}> {self._seen.get(tag, 0)} times")
        self._must(self._seen.get("main", 0) <= 1, "<main> more than once")
        self._must('<meta charset="utf-8">' in text[:1024], "no charset at the beginning")
        for href, where in self._links:
            if href.startswith("#"):
                self._must(href[1:] in self._ids, f"{where}: no {href} in the page")
            else:
                self._must(href.startswith(("mailto:", "tel:")), f"{where}: a link out of the page: {href}")
