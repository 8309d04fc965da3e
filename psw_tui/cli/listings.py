"""What the other commands print for people: cohorts, numbers, clauses, the journal, a check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from psw_tui import signs
from psw_tui.cli import look
from psw_tui.policy.clauses import CLAUSES, LOST
from psw_tui.policy.programme import LOCAL
from psw_tui.policy.terms import StandingWord
from psw_tui.policy.wording import count, moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from rich.console import RenderableType

    from psw_tui.policy.programme import Programmes, Setting
    from psw_tui.store.core.history import JournalEntry
    from psw_tui.store.roster.cohorts import CohortSummary
    from psw_tui.store.safekeeping.listing import Backup


def cohorts(summaries: list[CohortSummary]) -> Iterator[RenderableType]:
    """Every cohort with its year and what it holds."""
    yield look.heading("Cohorts", count(len(summaries), "cohort"))
    yield look.rule()
    if not summaries:
        yield look.sentence("None yet: `psw cohort add NAME --year YYYY` makes one.", "dim")
        return
    page = look.table(
        look.flexible("Cohort", 30),
        look.fixed("Programme"),
        look.fixed("From"),
        look.fixed("To"),
        look.fixed("Leaders", "right"),
        look.fixed("Sessions", "right"),
    )
    for cohort in summaries:
        label = Text(f" {cohort.name}", no_wrap=True, overflow="ellipsis")
        leaders = str(cohort.leaders)
        if cohort.erased:
            leaders += f", {cohort.erased} erased"
        if cohort.closed_on:
            label.append(" (closed)", "dim")
        page.add_row(
            label,
            look.name(cohort.programme),
            Text(f"{cohort.starts.day} {cohort.starts:%b %Y}"),
            Text(f"{cohort.ends.day} {cohort.ends:%b %Y}"),
            Text(leaders),
            Text(str(cohort.sessions)),
        )
    yield page


def programme(programmes: Programmes) -> Iterator[RenderableType]:
    """Every number in force and where it stands: a clause, the handbook, or a local setting."""
    yield look.heading("Programme", *(f"{programme.title} ({id_})" for id_, programme in programmes.by_id.items()))
    yield look.rule()
    groups: dict[str, list[Setting]] = {}
    for setting in programmes.settings:
        groups.setdefault(setting.key.rpartition(".")[0], []).append(setting)
    for above, settings in groups.items():
        yield look.section(above)
        page = look.table(look.fixed(), look.fixed(), look.wrapping(), headings=False)
        page.columns[0].min_width, page.columns[1].min_width = 26, 17
        for setting in settings:
            page.add_row(Text(f" {setting.key.rpartition('.')[2]}"), Text(_source(setting), "dim"), _value(setting))
        yield page
    yield look.sentence("A programme.toml beside the database overrides these key by key (marked *).", "dim")
    yield look.sentence(
        "What has no number is a local setting too: counting residentials by the day, that they are watched, the sum "
        "of the 80% watch, that not coming spends a coaching session, being behind the windows, group forms by "
        "window. `psw clauses` says each where it stands.",
        "dim",
    )


def _source(setting: Setting) -> str:
    if setting.source == LOCAL:
        return "local setting"
    if setting.source.startswith("H:"):
        return f"handbook, {setting.source.removeprefix('H:')}"
    return f"policy {setting.source}"


def _value(setting: Setting) -> Text:
    text = Text(setting.value) if setting.value else Text("not set", "dim")
    return text.append(" *", "yellow") if setting.overridden else text


def clauses() -> Iterator[RenderableType]:
    """Every clause that the app cites, and what our copy of the documents lacks."""
    yield look.heading("Clauses", "as restated by this app, not the policy's own words")
    yield look.rule()
    page = look.table(look.fixed(), look.wrapping(), headings=False)
    for clause in CLAUSES:
        page.add_row(Text(f" {clause.id}"), Text(f"{clause.title}. ", "bold").append(clause.restated, "not bold"))
    yield page
    yield look.section("What our copy lacks, and what the app does instead")
    lacking = look.table(look.fixed(), look.wrapping(), headings=False)
    for lost in LOST:
        lacking.add_row(Text(f" {lost.clause}"), Text(f"{lost.lacks}: {lost.instead}"))
    yield lacking


def history(
    entries: list[JournalEntry], whose: str, changed: Mapping[str, tuple[str, ...]], code: str
) -> Iterator[RenderableType]:
    """The journal, newest first, with its head code; below an entry what it changed from what to what."""
    head_code = f"head code {code}" if code else ""
    yield look.heading("History", whose, count(len(entries), "entry", "entries"), head_code)
    yield look.rule()
    if not entries:
        yield look.sentence("Nothing has been done yet.", "dim")
        return
    page = look.table(look.fixed(), look.wrapping(), look.flexible(longest=16), headings=False)
    for entry in entries:
        what = Text(entry.what)
        if entry.undone:
            what = Text(f"{entry.what} (undone)", "dim")
        for line in changed.get(entry.id, ()):
            what.append(f"\n{line}", "dim")
        page.add_row(Text(f" {look.at(entry.at)}"), what, look.name(entry.who))
    yield page


def backups(database: Path, found: list[Backup]) -> Iterator[RenderableType]:
    """Every backup of a database, newest first, with what is in it or why it can't be restored."""
    yield look.heading("Backups", str(database), count(len(found), "backup"))
    yield look.rule()
    if not found:
        yield look.sentence("None yet: `psw backup` makes one, and so does the app every half hour.", "dim")
        return
    page = look.table(
        look.fixed("No", "right"),
        look.wrapping("Made"),
        look.fixed("Entries", "right"),
        look.fixed("Leaders", "right"),
        look.fixed("KB", "right"),
        look.fixed("Schema", "right"),
        look.fixed("Head code"),
    )
    for backup in found:
        at = Text(look.at(backup.name.at))
        if backup.name.is_aside:
            at.append(" (put aside)", "dim")
        if backup.contents is None:
            why = Text("encrypted", "dim") if backup.is_locked else Text("can't be read", look.STYLES["bad"])
            page.add_row(Text(str(backup.name.number)), at, why)
            continue
        held = backup.contents
        numbers = (held.entries, held.leaders, -(-held.size // 1024), held.version)
        page.add_row(Text(str(backup.name.number)), at, *(Text(f"{number:,}") for number in numbers), Text(held.head))
    yield page
    for backup in found:
        if backup.problem and not backup.is_locked:
            yield look.sentence(backup.problem, look.STYLES["bad"])
    if any(backup.is_locked for backup in found):
        yield look.sentence("--passphrase-file reads what is encrypted; `psw restore NUMBER` asks for the passphrase.")
    yield look.sentence("`psw restore NUMBER` shows what restoring one would change.", "dim")


#: How many of the files are named that others may read.
_MOST_SHARED = 3


def checked(
    path: Path, problems: list[str], log: Path | None, shared: list[str], *, is_encrypted: bool | None
) -> Iterator[RenderableType]:
    """What `psw check` found, one line each; what others may read; and where psw noted faults of its own, if it did.

    Of what is no database nobody knows whether it `is_encrypted`: None.
    """
    yield from _found_in(path, problems)
    if is_encrypted:
        yield look.sentence("It is encrypted, and each of its pages has its checksum.", look.STYLES["dim"])
    elif is_encrypted is not None:
        yield look.sentence("It is not encrypted: whoever gets hold of it can read it (`psw encrypt`).")
    if shared:
        more = f" and {len(shared) - _MOST_SHARED} more" if len(shared) > _MOST_SHARED else ""
        yield look.sentence(
            f"Other users of this computer may read {', '.join(shared[:_MOST_SHARED])}{more}: psw takes that away from "
            "the database as it opens it, and from its folders as it writes into them; from files `chmod go=` does."
        )
    if log is not None:
        yield look.sentence(f"Faults of psw itself, without any name, are noted in {log}.", look.STYLES["dim"])


def chained(code: str, against: str | None, entry: int | None, at: datetime | None) -> Iterator[RenderableType]:
    """The journal's head code; and whether it once had the one that was asked about, after which entry and when."""
    if against is not None and at is not None:
        sign = signs.sign(signs.STANDING[StandingWord.MET])
        when = f"after entry {entry}, of {moment(at)}"
        words = f"{sign} The journal had the head code {against} {when}: what was recorded until then still stands."
        yield look.sentence(words, look.STYLES["good"])
    elif against is not None:
        sign = signs.sign(signs.STANDING[StandingWord.BELOW])
        words = f"{sign} The journal never had the head code {against}: what was recorded until then was changed since"
        yield look.sentence(f"{words}, or the code is of another file.", look.STYLES["bad"])
    if code:
        yield look.sentence(
            f"Head code {code}: whoever has it on paper can see later whether all that is recorded now still stands "
            f"(`psw check --against {code}`)."
        )


def _found_in(path: Path, problems: list[str]) -> Iterator[RenderableType]:
    if not problems:
        sign = signs.sign(signs.STANDING[StandingWord.MET])
        yield look.sentence(f"{sign} {path} is whole.", look.STYLES["good"])
        return
    yield look.sentence(f"{path} is damaged: {count(len(problems), 'problem')}.", look.STYLES["bad"])
    for problem in problems:
        yield look.sentence(problem, indent=3)
    yield look.sentence("Restore a backup of it, and keep this copy.")
