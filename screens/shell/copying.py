"""What `Y` copies: addresses for a mail program, telephone numbers, rows for a spreadsheet; each said in a sentence.

It goes out by the terminal's own clipboard (OSC 52), and nowhere else: no log, no file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from psw_tui.policy.frozen import frozen
from psw_tui.policy.wording import count
from screens.shell.plain_dialogs import Choose

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import App

    from psw_tui.store.roster.contacts import Contact

#: In a display name these need quotes, or a mail program takes the name apart.
_SPECIAL = re.compile(r'[,;:<>@()\[\]"\\.]')
#: A cell that begins so is worked out by a spreadsheet; one that is a number may.
_FORMULA = re.compile(r"[=+@-](?![\d\s.,]*$)")


@frozen
class CopyOffer:
    """Something that can be copied: how it is offered, the text, and what is said once it is copied."""

    label: str
    text: str
    said: str


def offers(people: Sequence[Contact], rows: Sequence[Sequence[str]]) -> list[CopyOffer]:
    """What these people and rows are good for, the likeliest first; the first of the rows are their headings."""
    coaches = _unique([person.coach for person in people if person.coach is not None])
    managers = _unique([person.manager for person in people if person.manager is not None])
    made = [
        _addresses(people, "e-mail address"),
        _named_addresses(people),
        _phones(people),
        _addresses(coaches, "coach's e-mail address", "coaches' e-mail addresses"),
        _addresses(managers, "manager's e-mail address", "managers' e-mail addresses"),
        _rows(rows),
    ]
    return [offer for offer in made if offer is not None]


def _unique(people: Sequence[Contact]) -> list[Contact]:
    return list({(person.name, person.email): person for person in people}.values())


def _without(people: Sequence[Contact], has: Callable[[Contact], str]) -> str:
    """`; 1 leader has none`, where somebody has none."""
    missing = sum(not has(person) for person in people)
    if not missing:
        return ""
    have = "has" if missing == 1 else "have"
    return f"; {count(missing, people[0].noun)} {have} none"


def _emails(people: Sequence[Contact]) -> list[str]:
    """Their addresses, each once."""
    return list({person.email.casefold(): person.email for person in people if person.email}.values())


def _addresses(people: Sequence[Contact], one: str, many: str = "") -> CopyOffer | None:
    """`a@b; c@d`, as Outlook takes it."""
    emails = _emails(people)
    if not emails:
        return None
    text, without = "; ".join(emails), _without(people, lambda person: person.email)
    if len(emails) == 1:
        return CopyOffer(f"{one}: {text}", text, f"Copied {text}{without}")
    number = f"{len(emails):,} {many or f'{one}es'}"
    return CopyOffer(f"{many or f'{one}es'}: {len(emails):,}, for Outlook", text, f"{number} copied{without}")


def _named_addresses(people: Sequence[Contact]) -> CopyOffer | None:
    """`Name <a@b>; Name <c@d>`."""
    with_email = [person for person in people if person.email]
    if not with_email:
        return None
    text = "; ".join(f"{_quoted(person.name)} <{person.email}>" for person in with_email)
    number = count(len(with_email), "name")
    said = f"{number} with e-mail address copied{_without(people, lambda person: person.email)}"
    return CopyOffer("names with e-mail address: Name <address>", text, said)


def _quoted(name: str) -> str:
    if not _SPECIAL.search(name):
        return name
    inside = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inside}"'


def _phones(people: Sequence[Contact]) -> CopyOffer | None:
    """The number; of several people a line each, with the name."""
    reached = [person for person in people if person.phone]
    if not reached:
        return None
    without = _without(people, lambda person: person.phone)
    if len(people) == 1:
        phone = reached[0].phone
        return CopyOffer(f"telephone: {phone}", phone, f"Copied {phone}")
    text = "\n".join(f"{_cell(person.name)}\t{person.phone}" for person in reached)
    number = count(len(reached), "telephone number")
    return CopyOffer(f"telephone numbers: {len(reached):,}, with names", text, f"{number} copied{without}")


def _rows(rows: Sequence[Sequence[str]]) -> CopyOffer | None:
    """Tab-separated, with headings, for a spreadsheet."""
    if len(rows) < 2:
        return None
    text = "\n".join("\t".join(_cell(cell) for cell in row) for row in rows)
    number = count(len(rows) - 1, "row")
    return CopyOffer(f"{number} with headings, for a spreadsheet", text, f"{number} copied, with headings")


def _cell(text: str) -> str:
    """One cell: no tab and no line break of its own, and never a formula."""
    plain = " ".join(text.split())
    return f"'{plain}" if _FORMULA.match(plain) else plain


def ask_copy(app: App[Any], made: Sequence[CopyOffer], say: Callable[[str], None]) -> None:
    """Ask which of the things to copy where there are several, copy it, and say what was copied."""

    def copy(key: str | None) -> None:
        if key is not None:
            offer = made[int(key)]
            app.copy_to_clipboard(offer.text)
            say(f"{offer.said}.")

    if len(made) == 1:
        copy("0")
    else:
        choices = [(str(place), offer.label) for place, offer in enumerate(made)]
        app.push_screen(Choose("Copy", choices), copy)
