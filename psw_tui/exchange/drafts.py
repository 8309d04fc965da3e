"""Drafts of messages: a template and a leader's facts become an .eml file that a mail program opens. Nothing is sent.

A file of the template's name in a folder `messages` beside the database takes the template's place.
"""

from __future__ import annotations

import re
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

from psw_tui.policy.wording import long_day
from psw_tui.store import facts, registers
from psw_tui.store.refusal import Refused
from psw_tui.store.settings import package_text

if TYPE_CHECKING:
    from pathlib import Path

    from psw_tui.store.base import Store

_TEMPLATE = "catch_up_sent.txt"


def catch_up_sent(store: Store, leader: str, session: str) -> Path:
    """Draft the message that goes with a catch-up's resources and form; gives the file.

    `Refused` when the template can't be used or the draft can't be written: the sentence says which and why.
    """
    register = registers.register(store, session, store.today)
    held = register.session
    due = next((row.catch_up_due_on for row in register.rows if row.reference == leader), None)
    if due is None:
        raise Refused(f"No catch-up for {held.title} was sent to {leader}; send it first (2.3.1).")
    [row] = facts.read(store.connection, "leader", "WHERE reference = ?", (leader,))
    text = _filled(
        store,
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
    safe = re.sub(r"[^A-Za-z0-9-]+", "_", f"catch-up-{leader}-{session}")
    path = folder / f"{safe}.eml"
    try:
        folder.mkdir(exist_ok=True)
        path.write_bytes(message.as_bytes())
    except OSError as error:
        raise Refused(
            f"The draft can't be written to {folder} ({error.strerror}); check the folder."
        ) from None
    return path


def _filled(store: Store, **values: str) -> str:
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    own = store.path.with_name("messages") / _TEMPLATE
    try:
        template = own.read_text("utf-8-sig") if own.is_file() else package_text(f"messages/{_TEMPLATE}")
        # Plain text, in which nothing is markup: a name stands in it letter for letter.
        environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
        return environment.from_string(template).render(values)
    except (TemplateError, UnicodeDecodeError, OSError) as error:
        raise Refused(f"{own} can't be used as a template: {error}; mend it, or move it away.") from None


def _parted(text: str) -> tuple[str, str]:
    """The subject (the first line, after its heading) and the body."""
    first, _, body = text.strip().partition("\n")
    subject = first.removeprefix("Subject:").strip()
    return " ".join(subject.split()), body.strip() + "\n"
