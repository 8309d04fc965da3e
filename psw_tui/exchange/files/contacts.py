"""E-mail addresses and telephone numbers as they stand in cells: taken apart, and what a spreadsheet did to them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from psw_tui.exchange.files.cell_values import BadValue, as_text, to_text

if TYPE_CHECKING:
    from psw_tui.exchange.files.sheet import CellValue

_LOCAL = r"[\w!#$%&*+/=?^`{|}~-]+(?:[.'][\w!#$%&*+/=?^`{|}~-]+)*"
_DOMAIN = r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)*"
_ADDRESS = re.compile(rf"{_LOCAL}@{_DOMAIN}")
#: What may stand around an address that is meant alone; an address cut out of other characters is none.
_AROUND = re.compile(rf"(?:^|[\s<(\[\"',;:])({_LOCAL}@{_DOMAIN})(?=$|[\s>)\]\"'?]|[.,;:](?:\s|$|[^\s@]*@))")
_PARTED = re.compile(r"[<(\[\"',;:]")
_MAILTO = re.compile(r"^<?mailto:", re.IGNORECASE)
_TEL = re.compile(r"^tel(?:ephone)?[:.]?\s*(?=[+(0-9])", re.IGNORECASE)
_WHOLE = re.compile(r"\+?([0-9]{5,15})[.,]0+")
_POWERS = re.compile(r"\+?([0-9])(?:[.,]([0-9]+))?\s*e\s*\+?([0-9]{1,2})", re.IGNORECASE)
_BARE = re.compile(r"[0-9]{9,12}")
_NATIONAL = range(9, 11)
_LOST_BY_EXCEL = re.compile(r"[0-9]{5,6}0{6,}")
_DIGITS_LOST = (
    "a telephone number; Excel has cut this one to powers of ten and its last digits are lost, so take it from where "
    "it came from, with the column formatted as text"
)


def addresses(text: str) -> list[str]:
    """The e-mail addresses in a text, each once, as they are spelt."""
    if _ADDRESS.fullmatch(text):
        return [text]
    found: dict[str, str] = {}
    for address in _AROUND.findall(_MAILTO.sub("", text.replace("mailto:", " "))):
        found.setdefault(address.casefold(), address)
    return list(found.values())


def is_whole_address(text: str) -> bool:
    """Whether a text is one address that ends as addresses do."""
    return "." in text.rpartition("@")[2] and _ADDRESS.fullmatch(text) is not None


def to_email(cell: CellValue) -> str:
    """The first address in a cell without what stands around it; the text as it is where there is none."""
    text = to_text(cell)
    return next(iter(addresses(text)), text)


def about_email(text: str) -> str:
    """What is to be said of a cell of addresses; empty for one address, however it is written."""
    found = addresses(text)
    if not found:
        return f"“{text}” is not an e-mail address, and nobody is recognised by it; correct it or empty the cell."
    if len(found) > 1:
        return f"{found[0]} is taken; {', '.join(found[1:])} beside it is not, since only one address is kept."
    if " " in text and not _PARTED.search(text):
        return f"{found[0]} is taken out of “{text}”; look whether that is the whole address."
    if not is_whole_address(found[0]):
        return f"{found[0]} looks incomplete: nothing such as .uk stands at the end of it."
    return ""


def to_phone(cell: CellValue) -> str:
    """A telephone number as text; what a spreadsheet made a decimal number of in its digits again.

    Refused where the spreadsheet has left only powers of ten: the last digits are in it no more.
    """
    text = _TEL.sub("", as_text(cell).strip())
    if found := _WHOLE.fullmatch(text):
        return found[1]
    if found := _POWERS.fullmatch(text):
        first, after, power = found[1], found[2] or "", int(found[3])
        if len(after) != power:
            raise BadValue(_DIGITS_LOST)
        return first + after
    return to_text(text)


def about_phone(number: str) -> str:
    """What is to be said of a telephone number as it would stand; empty for one that looks whole."""
    if _LOST_BY_EXCEL.fullmatch(number):
        return f"{number} ends in noughts: Excel may have lost digits of this number; compare it with its source."
    if _BARE.fullmatch(number) and number[0] != "0" and len(number) in _NATIONAL:
        return f"{number} may have lost its leading zero in Excel (0{number}?); put it back, or write it with +44."
    return ""
