"""Every file that psw writes is the old one or the new one: whoever writes one puts it in its place, or says why.

What stands here finds each place in the sources that writes; `tests/faults/test_writers.py` kills them while they do.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_ROOMS = ("psw_tui", "screens", "models")
_WRITES = {"write_text", "write_bytes", "mkstemp", "NamedTemporaryFile", "copyfile", "copy2", "rename"}
_WRITES |= {"write_new", "open_new"}
_FLAGS = {"O_WRONLY", "O_RDWR", "O_CREAT", "O_APPEND", "_FLAGS"}
_MAY_WRITE = re.compile(rf"\b(?:open|{'|'.join(sorted(_WRITES))})\(")
#: Who writes without `put_in_place`, and why nothing is lost by that.
_OTHERWISE = {
    "models/engine.py:copy_to_file": "a new file, which `keep_copy` puts in its place and a backup takes away again",
    "psw_tui/cli/__init__.py:_give_up_on_output": "to nowhere, so that the system's own words at the end are not seen",
    "psw_tui/cli/__init__.py:_never_crash_on_a_character": "to nowhere, where there is no standard output",
    "psw_tui/demo/replay.py:bring": "in a folder that goes with the demo's making: it is read back and thrown away",
    "psw_tui/whole_files.py:write_new": "a new file, whose place whoever calls it knows",
    "psw_tui/store/safekeeping/backup_files.py:_pack": "what `put` puts in its place",
    "psw_tui/whole_files.py:_sync": "nothing is written: what was is put on the disk",
    "psw_tui/ending.py:_write_or_drop": "to nowhere",
    "psw_tui/exchange/files/writing.py:_remember": "a digest is added by one write; a torn one matches no file",
    "psw_tui/store/system/machine.py:_make": "beside its place, where it is linked once it is whole",
    "psw_tui/store/system/file_lock.py:_open": "nothing is written into it: the lock is the system's",
    "psw_tui/store/safekeeping/encrypting.py:_unpack_and_write_anew": "read back and taken away within the same block",
    "psw_tui/store/safekeeping/encrypting.py:_write_anew": "an empty file, to be written in the place of another",
    "psw_tui/trace.py:_write": "a line is added by one write; a torn one is the last of psw's own faults",
}


def _mode(call: ast.Call) -> str:
    """The mode of an `open`, as far as it is written there."""
    given = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "mode")]
    texts = [arg.value for arg in given if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    return next((text for text in texts if len(text) <= 3 and set(text) <= set("rwxab+t")), "")


def _writes(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name == "open":
        named = {getattr(part, "attr", getattr(part, "id", "")) for arg in call.args for part in ast.walk(arg)}
        return bool(set(_mode(call)) & set("wxa+")) or bool(named & _FLAGS)
    return name in _WRITES


def _is_put_in_place(function: ast.FunctionDef) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "put_in_place" for node in ast.walk(function))


@cache
def writers() -> dict[str, bool]:
    """Every function that writes a file, as `path:function`, and whether it puts it in its place."""
    found = {}
    for path in sorted(path for room in _ROOMS for path in (_ROOT / room).rglob("*.py")):
        text = path.read_text("utf-8")
        for node in ast.walk(ast.parse(text)) if _MAY_WRITE.search(text) else ():
            if isinstance(node, ast.FunctionDef) and any(
                _writes(call) for call in ast.walk(node) if isinstance(call, ast.Call)
            ):
                found[f"{path.relative_to(_ROOT)}:{node.name}"] = _is_put_in_place(node)
    return found


def test_whoever_writes_a_file_puts_it_in_its_place_or_says_why() -> None:
    otherwise = {writer for writer, in_place in writers().items() if not in_place}
    assert otherwise == set(_OTHERWISE)
