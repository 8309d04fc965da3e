"""Column types: the one gate that all text passes, and enums that the database checks."""

# No `from __future__ import annotations` in models/: SQLModel reads annotations when a class is made.
from enum import StrEnum
from typing import Any

from sqlalchemy import Dialect, Enum
from sqlalchemy.types import String, TypeDecorator

from psw_tui.policy.text import LONGEST, clean


class CleanText(TypeDecorator[str]):
    """Text as it may stand in the database: normalised, without control or bidi characters, of capped length."""

    impl = String
    cache_ok = True

    def __init__(self, longest: int = LONGEST) -> None:
        super().__init__(length=longest)
        self.longest = longest

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Clean what is about to be stored or compared."""
        return None if value is None else clean(value, self.longest)


def checked(words: type[StrEnum], name: str) -> Any:
    """An enum column that holds the words' values and that the database checks (constraint `ck_<name>`)."""
    return Enum(
        words,
        values_callable=lambda enum: [word.value for word in enum],
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=40,
        name=f"ck_{name}",
    )
