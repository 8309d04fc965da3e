"""A refusal that nobody caught is said, and nothing ends: what can't be read just now can be read in a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message_pump import MessagePump

from psw_tui.store.system.refusal import Refused

if TYPE_CHECKING:
    from textual.message import Message


class SaysRefusals(MessagePump):
    """The app, a screen or a dialog whose handlers may meet a `Refused`; the app says it on the status line.

    Textual leaves a message loop for good after an exception, so it must not come out of the handler.
    """

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except Refused as refusal:
            self.app.say_refusal(refusal)  # type: ignore[attr-defined]  # PswApp, which imports this
