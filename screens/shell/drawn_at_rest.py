"""A screen that is drawn once for each key: when all is done that the key has set going, and not at each step of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from textual.screen import Screen

if TYPE_CHECKING:
    from textual import events
    from textual.geometry import Size

T = TypeVar("T")


class DrawnAtRest(Screen[T]):
    """A screen of an app whose keys are given in order (`KeysInOrder`), which tells it when a key is done with."""

    @property
    def _waits_to_be_drawn(self) -> bool:
        return self.is_current and self.app.draws_at_rest  # type: ignore[attr-defined]  # KeysInOrder

    async def _on_idle(self, event: events.Idle) -> None:
        """What a key changes is drawn once, when all is done that it has set going, and not in two frames."""
        if self._waits_to_be_drawn:
            event.prevent_default()

    def _compositor_refresh(self) -> None:
        """Not while the app draws nothing: as it begins Textual works out a whole frame then, and throws it away.

        Nor each time that the screen is told its size while it opens.
        """
        if self.app._batch_count:  # noqa: SLF001 - has no public name
            return
        if self._waits_to_be_drawn:
            self._repaint_required = True
            return
        super()._compositor_refresh()
        self.was_drawn()

    def _screen_resized(self, size: Size) -> None:
        """Lay it out for another size: Textual tells the same one at each change of area, and behind each dialog."""
        if size != self.outer_size or self._layout_required:
            super()._screen_resized(size)

    def was_drawn(self) -> None:
        """A frame of it was given to the terminal."""

    def draw_what_changed(self) -> None:
        """Draw now what is to be drawn, without the wait for the next of sixty frames a second.

        Where all of it is, it is laid out before: Textual draws it once for that, and once more.
        """
        if self._layout_required and self._repaint_required and self.is_current:
            with self.app.batch_update():
                self._refresh_layout(scroll=self._scroll_required)
            self._layout_required = self._scroll_required = False
        self._on_timer_update()
