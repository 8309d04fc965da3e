"""A document as a JSON file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def json_file(document: Mapping[str, Any]) -> bytes:
    """Plain JSON values as the bytes of a file in UTF-8, indented for people; half of a character is written as `?`."""
    return f"{json.dumps(document, ensure_ascii=False, indent=2)}\n".encode(errors="replace")
