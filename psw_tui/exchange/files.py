"""Files that are written for others: whole or not at all."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from psw_tui.store.refusal import Refused


def write_whole(place: str | os.PathLike[str], data: bytes, what: str) -> Path:
    """Write a file that appears whole or not at all, in the place of one that is there; `Refused` when it can't be.

    `what` begins the sentence: `The case`, `The calendar`.
    """
    path = Path(place)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        raise Refused(
            f"{what} can't be written to {path} ({error.strerror}); choose another place."
        ) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return path


def safe_name(words: str) -> str:
    """Words as they may stand in a file's name on every system."""
    return re.sub(r"[^A-Za-z0-9-]+", "_", words).strip("_") or "_"
