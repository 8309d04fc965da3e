"""The import contracts name what they forbid one by one; what a room gets later is named there too."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
}


@pytest.mark.parametrize(
    ("contract", "room", "open_to_others"),
    [
        ("absence-form", "registers", {"absence_form"}),
        ("communications", "escalations", {"communication_verbs", "communication_dialogs"}),
    ],
)
def test_a_room_is_closed_but_for_what_it_offers(contract: str, room: str, open_to_others: set[str]) -> None:
    modules = {path.stem for path in (ROOT / "screens" / room).glob("*.py")} - {"__init__"}
    assert open_to_others <= modules
    named = set(CONTRACTS[contract]["forbidden_modules"])
    assert named == {f"screens.{room}.{name}" for name in modules - open_to_others}


def test_the_formatter_lays_out_every_line() -> None:
    """No line is kept from it: what is laid out by hand drifts."""
    rooms = (ROOT / room for room in ("psw_tui", "screens", "models", "tests"))
    sources = [source for room in rooms for source in room.rglob("*.py")]
    assert sources
    assert [source.name for source in sources if "# fmt" + ":" in source.read_text("utf-8")] == []
