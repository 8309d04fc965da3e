"""Under a umask of 0, and without the one that psw sets itself: whatever a command makes is its user's alone."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING

import click
import pytest

from models import cipher
from psw_tui import trace
from psw_tui.cli import psw
from psw_tui.cli.tree import root
from psw_tui.exchange.files.writing import own_folder, write_out
from psw_tui.store.system import remembered
from psw_tui.store.system.settings_file import Settings, write_settings
from tests.faults.children import in_child, needs_fork

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_ZOOM = """Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room
Amara Osei,amara@example.org,11/12/2026 09:58:00 AM,11/12/2026 12:01:00 PM,123,No,No
"""
_TEAMS = """Name,First Join,Last Leave,In-Meeting Duration,Email,Role
Beth Jones,"11/12/2026, 9:58:00 AM","11/12/2026, 12:01:00 PM",2h 3m,beth@example.org,Attendee
"""
#: What is imported, by the name of its file.
FILES = {
    "roster": "reference,first_name,last_name,cohort,email,offer_accepted_on,coach,organisation\n"
    "L001,Amara,Osei,PSW 2026,amara@example.org,2026-08-01,J. Mensah,Kent\n"
    "L002,Dewi,Khan,PSW 2026,dewi@example.org,2026-08-01,J. Mensah,Kent\n"
    "L003,Beth,Jones,PSW 2026,beth@example.org,2026-08-01,J. Mensah,Kent\n",
    "sessions": "reference,cohort,kind,title,starts_at,ends_at\n"
    "W01,PSW 2026,workshop,Leading,2026-11-12 10:00,2026-11-12 12:00\n"
    "W02,PSW 2026,workshop,Asking,2026-11-26 10:00,2026-11-26 12:00\n"
    "M01,PSW 2026,module,Reading,2026-10-01 00:00,2026-11-30 23:59\n",
    "marks": "session,leader,mark\nW02,L001,absent\n",
    "coaching": "leader,starts_at,outcome\nL001,2026-10-20 10:00,attended\n",
    "capabilities": "leader,round_on,round,sub_capability,rating\nL001,2026-10-01,baseline,curiosity.self,2\n",
    "modules": "leader,session,completed_on\nL001,M01,2026-11-20\n",
    "wide": "Name,W02\nDewi Khan,✓\n",
    "zoom": _ZOOM,
    "teams": _TEAMS,
    "sign-in": "ID,Start time,Completion time,Email,Name\n1,11/12/26 10:01,11/12/26 10:02,anonymous,Dewi Khan\n",
    "catch-up": "ID,Start time,Completion time,Email,Name,Which session did you miss?,Your reflective log\n"
    "1,1/25/27 18:01,1/25/27 18:01,anonymous,Amara Osei,W02,I worked through it and will bring it to my team.\n",
    "success": '"ID","PSW_Session_Id__c","STATUS"\n',
    "words": "the passphrase of a test\n",
    "others": "another passphrase of a test\n",
}
_ENCRYPTED = ["--passphrase-file", "words.csv"]
#: How each command is called, once or several times, in an order in which it has something to do; a new one is added.
CALLS: dict[str, list[list[str]]] = {
    "cohort add": [["PSW 2026", "--year", "2026"]],
    "cohort list": [[]],
    "import roster": [["roster.csv"]],
    "import sessions": [["sessions.csv"]],
    "import marks": [["marks.csv"]],
    "import coaching": [["coaching.csv"]],
    "import capabilities": [["capabilities.csv"]],
    "import modules": [["modules.csv"]],
    "import wide": [["wide.csv"]],
    "import zoom": [["W01", "zoom.csv"]],
    "import teams": [["W01", "teams.csv"]],
    "import sign-in": [["W01", "sign-in.csv", "--day", "2026-11-12"]],
    "import catch-up": [["catch-up.csv"]],
    "export template": [["roster"]],
    "export case": [["L001"], ["L001", "-o", "out/there/case.html"]],
    "export calendar": [["L001"], ["L001", "--sessions"], ["--cohort", "PSW 2026"]],
    "export coach": [["J. Mensah"]],
    "export capability-form": [[]],
    "export profile": [["L001"]],
    "export report cohort": [[], ["-o", "out/there/cohort.html"]],
    "export report organisation": [["Kent"]],
    "export report leader": [["L001"]],
    "export subject-access": [["L001"]],
    "export salesforce": [["--dry-run"], [], ["--again", "-o", "out/again"]],
    "import salesforce-result": [["success.csv"]],
    "export completion": [[], ["-o", "out/there/completion.csv"]],
    "since": [["2026-11-01"]],
    "status": [[]],
    "concerns": [[]],
    "queue": [[]],
    "explain": [["L001"]],
    "programme": [[]],
    "clauses": [[]],
    "history": [[]],
    "undo": [[]],
    "redo": [[]],
    "backup": [[], ["copy.db"]],
    "check": [[]],
    "restore": [["copy.db", "--yes"]],
    "encrypt": [[*_ENCRYPTED, "--yes"]],
    "rekey": [[*_ENCRYPTED, "--new-passphrase-file", "others.csv", "--yes"]],
    "decrypt": [["--passphrase-file", "others.csv", "--yes"]],
    "erase": [["L002", "--yes"]],
    "cohort close": [["PSW 2026"]],
    "demo": [["--no-open", "--leaders", "1"]],
}


def leaves(group: click.Group, before: str = "") -> Iterator[str]:
    """Every command by its whole name."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def test_every_command_has_its_call() -> None:
    assert set(leaves(root)) == CALLS.keys()


@needs_fork
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_whatever_a_command_makes_is_for_the_user_alone(tmp_path: Path) -> None:
    """The database, its journal, lock, copies and backups, exports, the demo; and what only the app makes."""
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    given = {home / f"{name}.csv" for name in FILES}
    for path in given:
        path.write_text(FILES[path.stem], "utf-8")
        path.chmod(0o644)
    database = home / "kept" / "here" / "psw.db"

    def work(say: Callable[[object], None]) -> None:
        cipher._ROUNDS = 1000  # a passphrase is tried at once, in this child alone
        os.umask(0)
        os.chdir(home)
        os.environ.update(HOME=str(home), XDG_DATA_HOME=str(home / "data"), PSW_TODAY="2027-02-01", PSW_DB="")
        for name, calls in CALLS.items():
            for arguments in calls:
                call(name, arguments if name == "demo" else [*arguments, "--db", str(database)], say)
        remembered.remember_cohort(database, "PSW 2026")
        write_settings(database, Settings(theme="light"))
        write_out(database, "a.eml", b"x", "The letter")
        own_folder(database, "messages")
        trace.note(ValueError())

    status, said = in_child(work)
    assert status == 0, said
    assert said == [], "\n".join(said)
    made = {path for path in tmp_path.rglob("*") if path != home} - given
    assert {path.name for path in made if stat.S_IMODE(path.stat().st_mode) & 0o077} == set()
    names = {path.name for path in made}
    assert {"psw.db", "psw.db.lock", "psw.db.state", "settings.toml", "psw.log", "backups", "exports", "a.eml"} <= names
    assert {"copy.db", "case.html", "demo.db", "data", "psw-tui", "out", "there", "here"} <= names
    assert {stat.S_IMODE(path.stat().st_mode) for path in given} == {0o644}


def call(name: str, arguments: list[str], say: Callable[[object], None]) -> None:
    """One call of the command in this process, as the shell would make it; what is refused is said."""
    told = TextIOWrapper(BytesIO(), "utf-8")
    with redirect_stdout(told), redirect_stderr(told):
        status = psw([*name.split(), *arguments])
    if status:
        told.seek(0)
        say(f"{name}: {status}: {' '.join(told.read().split())}")
