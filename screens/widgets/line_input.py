"""The one line that everything is typed on: Textual's, masked letter for letter while names are masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.highlighter import Highlighter
from textual.widgets import Input

from screens.widgets.masking import Masking

if TYPE_CHECKING:
    from rich.text import Text
    from textual.widget import Widget


class LineInput(Input):
    """A name in it is drawn as so many bars, and the cursor stays on its letter; what it holds is the text itself.

    It is masked before it is scrolled, for the end of a name alone is not known for one. What would go on from what is
    typed is not shown then.
    """

    def __init__(self, value: str | None = None, **options: Any) -> None:
        super().__init__(value, highlighter=_LetterForLetter(self), **options)

    def validate__suggestion(self, suggestion: str) -> str:
        """What is suggested, unless names are masked."""
        return "" if _masking(self) else suggestion


class _LetterForLetter(Highlighter):
    def __init__(self, line: Widget) -> None:
        self._line = line

    def highlight(self, text: Text) -> None:
        if masking := _masking(self._line):
            text.plain = masking.letter_for_letter(text.plain)


def _masking(widget: Widget) -> Masking | None:
    return next((one for one in widget.get_line_filters() if isinstance(one, Masking)), None)
