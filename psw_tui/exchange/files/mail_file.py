"""A message as an .eml file, which a mail program opens as one to be sent."""

from __future__ import annotations

import re
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import getaddresses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from email.headerregistry import Address

#: An address that every mail program takes as it stands.
_ADDRESS = re.compile(r"[^\s@<>]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*", re.ASCII)


def mail_file(recipient: str, subject: str, body: str) -> bytes:
    """A message to be sent, as the bytes of a file; who has no address that can be written is left for the program."""
    message = EmailMessage(policy=SMTP)
    # What looks like an encoded word would be decoded into the header, line breaks and all.
    message["Subject"] = subject.replace("=?", "= ?")
    if addresses := _addresses(recipient):
        message["To"] = addresses
    message["X-Unsent"] = "1"  # Outlook opens it as a message to be sent
    message.set_content(body)
    return message.as_bytes()


def _addresses(recipient: str) -> list[Address]:
    """The addresses that a header may hold; one that is broken is left out, and the mail program asks for it."""
    from email.headerregistry import Address  # a parser of headers, for a draft that is saved

    if "=?" in recipient:  # what looks like an encoded word would be decoded into the header
        return []
    addresses = []
    for name, address in getaddresses([recipient]):
        with suppress(ValueError, IndexError, AttributeError):  # what the library makes of one that is broken
            if _ADDRESS.fullmatch(address):
                addresses.append(Address(display_name=name, addr_spec=address))
    return addresses
