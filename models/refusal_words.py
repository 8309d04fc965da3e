"""What SQLite reports, in the words that a BDO is told, and what kind of trouble it is."""

from __future__ import annotations

import re
import sqlite3

from psw_tui import trace

#: How the driver reports what SQLite says of a file: of damaged table definitions it quotes bytes that are no text.
REPORTED = (sqlite3.Error, UnicodeDecodeError)
_AROUND = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
    }
)

#: How SQLite says that a table is missing which every file of psw has, from its first version on.
_EMPTIED = re.compile(r"no such table: (main\.)?(cohort|leader|operation)")

#: What is said of an error that psw does not know: the file is whole, so nobody is to throw it away.
A_FAULT = "This is a fault in psw: nothing was recorded; start it again."


def in_words(error: BaseException, where: str) -> str:
    """What SQLite reports, as a sentence that says what to do; `where` names the file.

    What is psw's own fault is noted in the trace.
    """
    return words_of_file_error(error, where) or a_fault(error)


def a_fault(error: BaseException) -> str:
    """Note an error that psw does not know; the sentence for it."""
    trace.note(error)
    return A_FAULT


def words_of_file_error(error: BaseException, where: str) -> str:
    """What is the matter with the file or around it, in words; empty where psw itself is at fault."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return f"{where} is in use by another program; close that one, or try again in a moment."
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return f"{where} can't be written: allow psw to write the file and its folder, or work on a copy."
    if code == sqlite3.SQLITE_FULL:
        return f"{where} can't grow, because the disk is full: make room and try again."
    if is_in_doubt(error):
        return (
            f"{where}: the disk can't be read or written ({error}); check it, start psw again and look at the "
            "newest entry of the history."
        )
    if isinstance(error, UnicodeDecodeError):
        return f"{where} can't be read as a database, for the definitions of its tables are damaged; restore a backup."
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return f"{where} can't be read as a database ({error}); restore a backup of it."
    if _EMPTIED.fullmatch(str(error)):
        return (
            f"{where} was emptied or cut short by another program while psw had it open; "
            "leave psw and start it again, and it offers the newest good backup."
        )
    if isinstance(error, sqlite3.OperationalError) and str(error).startswith("Could not decode"):
        # The driver's own words quote the text, which may be personal.
        return f"{where} holds text that can't be read, so it is damaged; run `psw check`, restore a backup of it."
    return ""


def is_not_the_files(error: BaseException | None) -> bool:
    """Whether the cause lies around the file and not in it: another program, a right, the disk."""
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _AROUND


def is_damaged_page(error: BaseException | None) -> bool:
    """Whether a page of the file can't be read as one."""
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) == sqlite3.SQLITE_CORRUPT


def is_damaged_file(error: BaseException | None) -> bool:
    """Whether the file can't be read as a database, in a page, in what says what it holds, or from its beginning."""
    if isinstance(error, UnicodeDecodeError):
        return True
    return is_damaged_page(error) or (getattr(error, "sqlite_errorcode", 0) & 0xFF) == sqlite3.SQLITE_NOTADB


def is_in_doubt(error: BaseException | None) -> bool:
    """Whether the disk itself failed: then the last write may or may not have arrived."""
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) == sqlite3.SQLITE_IOERR
