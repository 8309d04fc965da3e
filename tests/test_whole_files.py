"""A file that is put in place appears whole or not at all, and leaves nothing beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from psw_tui.whole_files import put_in_place

if TYPE_CHECKING:
    from pathlib import Path


def names(folder: Path) -> list[str]:
    """What stands in a folder."""
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("there", [b"", b"before"])
def test_what_was_written_beside_takes_the_place(tmp_path: Path, there: bytes) -> None:
    path = tmp_path / "file"
    if there:
        path.write_bytes(there)
    with put_in_place(path) as part:
        part.write_bytes(b"after")
        assert (path.read_bytes() if path.exists() else b"") == there
    assert path.read_bytes() == b"after"
    assert names(tmp_path) == ["file"]


@pytest.mark.parametrize("own", [False, True])
def test_what_fails_leaves_all_as_it_was(tmp_path: Path, *, own: bool) -> None:
    path, part = tmp_path / "file", tmp_path / "own.part"
    path.write_bytes(b"before")
    if own:
        part.write_bytes(b"")

    def write() -> None:
        with put_in_place(path, part if own else None) as beside:
            beside.write_bytes(b"aft")
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        write()
    assert path.read_bytes() == b"before"
    assert names(tmp_path) == ["file"]


def test_a_disk_that_won_t_replace_says_so_and_keeps_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"before")

    def full(*_: object) -> None:
        raise OSError("full")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OSError, match="full"), put_in_place(path) as part:
        part.write_bytes(b"after")
    assert path.read_bytes() == b"before"
    assert names(tmp_path) == ["file"]
