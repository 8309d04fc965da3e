"""Drafts of messages: a template and a leader's facts become an .eml file that a mail program opens. Nothing is sent.

A file of the template's name in a folder `messages` beside the database takes the template's place.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING, Any

from psw_tui.policy.wording import long_day
from psw_tui.store import facts, registers
from psw_tui.store.refusal import Refused
from psw_tui.store.settings import package_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from jinja2 import Template

    from psw_tui.store.base import Store
    from psw_tui.store.registers import Register

_TEMPLATE = "catch_up_sent.txt"


def catch_ups_sent(store: Store, pairs: Iterable[tuple[str, str]]) -> list[Path]:
    """Draft the messages that go with catch-ups' resources and forms, by leader and session; gives the files.

    `Refused` when the template can't be used or a draft can't be written: the sentence says which and why.
    """
    wanted = list(pairs)
    found = {session: registers.register(store, session, store.today) for _, session in wanted}
    people = {
        row[1]: row
        for row in facts.read_in(store.connection, "leader", "reference", {who for who, _ in wanted})
    }
    template = _template(store)
    return [_catch_up_sent(store, template, people[leader], found[session]) for leader, session in wanted]


def _catch_up_sent(store: Store, template: Template, row: tuple[Any, ...], register: Register) -> Path:
    leader, held = row[1], register.session
    due = next((each.catch_up_due_on for each in register.rows if each.reference == leader), None)
    if due is None:
        raise Refused(f"No catch-up for {held.title} was sent to {leader}; send it first (2.3.1).")
    with _usable(store):
        text = template.render(
            name=row[4] or row[2],
            session=held.title,
            day=long_day(held.starts_on),
            due=long_day(due),
            contact=store.programmes.contacts["programme_team"],
        )
    subject, body = _parted(text)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject
    if row[11]:
        message["To"] = row[11]
    message["X-Unsent"] = "1"  # Outlook opens it as a message to be sent
    message.set_content(body)
    folder = store.path.with_name("drafts")
    safe = re.sub(r"[^A-Za-z0-9-]+", "_", f"catch-up-{leader}-{held.reference}")
    path = folder / f"{safe}.eml"
    try:
        folder.mkdir(exist_ok=True)
        path.write_bytes(message.as_bytes())
    except OSError as error:
        raise Refused(
            f"The draft can't be written to {folder} ({error.strerror}); check the folder."
        ) from None
    return path


def _own(store: Store) -> Path:
    return store.path.with_name("messages") / _TEMPLATE


@contextmanager
def _usable(store: Store) -> Iterator[None]:
    """Tell what is wrong with the template, wherever it shows."""
    from jinja2 import TemplateError

    try:
        yield
    except (TemplateError, UnicodeDecodeError, OSError) as error:
        raise Refused(
            f"{_own(store)} can't be used as a template: {error}; mend it, or move it away."
        ) from None


def _template(store: Store) -> Template:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    own = _own(store)
    with _usable(store):
        text = own.read_text("utf-8-sig") if own.is_file() else package_text(f"messages/{_TEMPLATE}")
        # Plain text, in which nothing is markup: a name stands in it letter for letter.
        environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
        return environment.from_string(text)


def _parted(text: str) -> tuple[str, str]:
    """The subject (the first line, after its heading) and the body."""
    first, _, body = text.strip().partition("\n")
    subject = first.removeprefix("Subject:").strip()
    return " ".join(subject.split()), body.strip() + "\n"
