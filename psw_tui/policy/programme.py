"""The numbers of a programme, each with its source: a clause of the policy, or local.

The defaults ship with the package, as JSON; a second text, TOML, overrides them key by key, and a second programme
inherits what it leaves out from `psw`. Shares are exact fractions of decimal text. A value that doesn't fit is refused
by `BadProgramme` with the key and what was expected.
"""

from __future__ import annotations

import json
import re
from datetime import date, time, timedelta
from fnmatch import fnmatchcase
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from psw_tui.policy.calendar import last_of_february
from psw_tui.policy.clauses import BY_ID
from psw_tui.policy.frozen import frozen
from psw_tui.policy.programme_text import BadProgramme, merged, parsed, refuse_unknown, shown, subtable
from psw_tui.policy.salesforce import SalesforceProfile, read_salesforce
from psw_tui.policy.terms import ABSENCE_REASONS, ErasureKind, Reason, RequirementId, SessionKind, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "LOCAL",
    "BadProgramme",
    "Programme",
    "Programmes",
    "RequestNumbers",
    "Rule",
    "Setting",
    "WindowRule",
    "read_programmes",
]

LOCAL = "local"
_COACHING_KIND = "coaching"
_WINDOWS = 6
_RATINGS = 4
#: Academic years without and with a 29 February: what holds in both holds in every year.
_ANY_YEARS = (2026, 2027)
_SEPTEMBER = 9
_MONTH_DAY = re.compile(r"[0-9]{1,2}-[0-9]{1,2}")
#: A programme's name, which cohorts are given by.
_NAME = re.compile(r"[A-Za-z0-9_-]{1,60}")


@frozen
class Rule:
    """One requirement's minimum: a count, or a share of what is expected."""

    id: RequirementId
    kinds: tuple[str, ...]
    minimum: int | None
    share: Fraction | None
    planned: int
    catch_up_counts: bool
    clause: str

    @property
    def is_coaching(self) -> bool:
        """Coaching counts bookings and can't be caught up (2.3.1)."""
        return self.id is RequirementId.COACHING


@frozen
class WindowRule:
    """A recommended coaching window as month and day; `closes` None is the last day of February."""

    number: int
    opens: tuple[int, int]
    closes: tuple[int, int] | None

    def opens_on(self, year: int) -> date:
        """The first day of the window in the academic year that starts in September of `year`."""
        month, day = self.opens
        return date(year if month >= _SEPTEMBER else year + 1, month, day)

    def closes_on(self, year: int) -> date:
        """The last day of the window in the academic year that starts in September of `year`."""
        if self.closes is None:
            return last_of_february(year + 1)
        month, day = self.closes
        return date(year if month >= _SEPTEMBER else year + 1, month, day)


@frozen
class Programme:
    """The numbers in force for one programme."""

    id: str
    title: str
    rules: tuple[Rule, ...]
    notice: timedelta
    session_length: timedelta
    windows: tuple[WindowRule, ...]
    watch_share: Fraction
    present_share: Fraction
    catch_up_days: int
    pattern_count: int
    pattern_days: int
    compulsory_kinds: frozenset[SessionKind]
    reasonable_reasons: frozenset[Reason]
    stage_days: Mapping[Stage, int]
    triggers: Mapping[str, int]
    evaluation_days: int
    window_closing_days: int
    working_hours: tuple[time, time]
    rating_words: tuple[str, ...]
    effective_rating: int
    focus_limit: int
    cohort_view_minimum: int
    retention_months: Mapping[ErasureKind, int]
    salesforce: SalesforceProfile
    numbers: str

    @property
    def hash(self) -> str:
        """A short fingerprint of the numbers, kept with every decision."""
        return fingerprint(self.numbers)

    def rules_for(self, kind: SessionKind) -> list[Rule]:
        """The requirements towards which a kind of session counts (section 2)."""
        return [rule for rule in self.rules if kind in rule.kinds]

    def rule(self, requirement: RequirementId) -> Rule:
        """The rule of one requirement."""
        return next(rule for rule in self.rules if rule.id is requirement)


def fingerprint(numbers: str) -> str:
    """What tells the numbers of a programme, as they are kept with a decision, from any others."""
    from hashlib import sha256  # brings all of OpenSSL along, which no first screen needs

    return sha256(numbers.encode()).hexdigest()[:16]


@frozen
class Setting:
    """One value in force: its key, the value as text, its source, and whether the file overrides the default."""

    key: str
    value: str
    source: str
    overridden: bool


class _Value(NamedTuple):
    """One value as it stands in the tables; its source is found by a key, or local where there is none."""

    key: str
    value: Any
    found_by: str
    overridden: bool


@frozen
class RequestNumbers:
    """By when a leader's request about their own data is to be answered or acknowledged, by law."""

    answer_months: int
    extension_months: int
    acknowledge_days: int


@frozen
class Programmes:
    """Every programme of the file, the contacts, the numbers of requests, and each value with its source.

    A source is found by patterns, in `sources`: that takes as long as reading all the rest, and only few ask.
    Nothing in it can be changed: whoever has no file of their own shares those that are shipped.
    """

    by_id: Mapping[str, Programme]
    contacts: Mapping[str, str]
    requests: RequestNumbers
    values: tuple[_Value, ...]
    sources: Mapping[str, str]

    @property
    def settings(self) -> tuple[Setting, ...]:
        """Each value with its source."""
        return tuple(
            Setting(
                value.key,
                _in_force(value.value),
                _source(self.sources, value.found_by),
                value.overridden,
            )
            for value in self.values
        )

    def __getitem__(self, programme: str) -> Programme:
        """The programme of that id, or `BadProgramme`."""
        try:
            return self.by_id[programme]
        except KeyError:
            known = ", ".join(sorted(self.by_id))
            raise BadProgramme(
                f"a cohort is judged by the programme {programme!r}, which programme.toml beside the database "
                f"does not have (there is {known}); put [programme.{programme}] back"
            ) from None


def read_programmes(defaults: str, override: str = "") -> Programmes:
    """Read the shipped defaults (JSON) and, key by key over them, the file beside the database (TOML)."""
    base = json.loads(defaults)
    over = parsed(override)
    sources: Mapping[str, str] = MappingProxyType(base["sources"])
    refuse_unknown(over, {"programme", "contacts", "requests"}, "")
    standard = base["programme"]["psw"]
    asked = subtable(over, "programme", "")
    merged_psw = merged(standard, asked.get("psw", {}), "programme.psw")
    raw = {"psw": merged_psw}
    for name, table in asked.items():
        if not _NAME.fullmatch(name):
            raise BadProgramme(
                f"programme.{shown(name)}: expected up to 60 letters, digits, - and _ as a programme's name"
            )
        if name != "psw":
            raw[name] = merged(merged_psw, table, f"programme.{name}")
    contacts = merged(base["contacts"], subtable(over, "contacts", ""), "contacts")
    values = []
    for name, table in raw.items():
        own = asked.get(name, {})
        told = _leaves(_with_one_profile(table))
        values += [_Value(f"programme.{name}.{key}", value, key, _is_set(own, key)) for key, value in told]
    values += [_Value(f"contacts.{key}", value, "", key in over.get("contacts", {})) for key, value in contacts.items()]
    requests = merged(base["requests"], subtable(over, "requests", ""), "requests")
    values += [
        _Value(f"requests.{key}", value, f"requests.{key}", key in over.get("requests", {}))
        for key, value in requests.items()
    ]
    programmes = {name: _programme(name, table) for name, table in raw.items()}
    return Programmes(
        MappingProxyType(programmes), MappingProxyType(contacts), RequestNumbers(**requests), tuple(values), sources
    )


def _with_one_profile(table: dict[str, Any]) -> dict[str, Any]:
    """The values of a programme, and of what Salesforce may be told those of the chosen profile alone."""
    salesforce = table["salesforce"]
    chosen = {key: value for key, value in salesforce.items() if key in ("profile", salesforce["profile"])}
    return {**table, "salesforce": chosen}


def _leaves(table: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            rows += _leaves(value, f"{prefix}{key}.")
        else:
            rows.append((f"{prefix}{key}", value))
    return rows


def _is_set(table: Any, dotted: str) -> bool:
    for part in dotted.split("."):
        if not isinstance(table, dict) or part not in table:
            return False
        table = table[part]
    return True


def _source(sources: Mapping[str, str], key: str) -> str:
    """The source of a key: the longest pattern that fits it."""
    fitting = [pattern for pattern in sources if fnmatchcase(key, pattern)]
    return sources[max(fitting, key=len)] if fitting else LOCAL


def _in_force(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _share(text: str, where: str) -> Fraction:
    share = Fraction(text) if re.fullmatch(r"\d+(\.\d+)?", text) else Fraction(-1)
    if not 0 < share <= 1:
        raise BadProgramme(f'{where}: expected a share above "0" and up to "1" as text, found {shown(text)}')
    return share


def _words(value: list[Any], allowed: set[str], where: str) -> tuple[str, ...]:
    for word in value:
        if not isinstance(word, str) or word not in allowed:
            raise BadProgramme(f"{where}: {shown(word)} is not one of {', '.join(sorted(allowed))}")
    return tuple(value)


def _rule(name: str, table: dict[str, Any], where: str) -> Rule:
    allowed = {_COACHING_KIND} if name == RequirementId.COACHING else {str(kind) for kind in SessionKind}
    kinds = _words(table["kinds"], allowed, f"{where}.kinds")
    if not kinds:
        raise BadProgramme(f"{where}.kinds: expected one or more of {', '.join(sorted(allowed))}, found none")
    if name == RequirementId.COACHING and table["catch_up_counts"]:
        raise BadProgramme(f"{where}.catch_up_counts: expected false, found true; coaching can't be caught up (2.3.1)")
    if table["clause"] not in BY_ID:
        raise BadProgramme(
            f"{where}.clause: expected a clause that `psw clauses` lists, such as 1.1.4, found "
            f"{shown(table['clause']) or 'nothing'}"
        )
    return Rule(
        id=RequirementId(name),
        kinds=kinds,
        minimum=table.get("minimum"),
        share=_share(table["minimum_share"], f"{where}.minimum_share") if "minimum_share" in table else None,
        planned=table["planned"],
        catch_up_counts=table["catch_up_counts"],
        clause=table["clause"],
    )


def _month_day(text: Any, where: str) -> tuple[int, int] | None:
    if text == "02-end":
        return None
    try:
        if not _MONTH_DAY.fullmatch(text):
            raise ValueError(text)
        month, day = (int(part) for part in text.split("-"))
        date(2001, month, day)
    except (ValueError, TypeError):
        raise BadProgramme(f'{where}: expected month and day as "10-01" (or "02-end"), found {shown(text)}') from None
    return month, day


def _windows(value: list[Any], where: str) -> tuple[WindowRule, ...]:
    if len(value) != _WINDOWS:
        raise BadProgramme(f"{where}: expected six windows, found {len(value)}")
    windows: list[WindowRule] = []
    for number, window in enumerate(value, 1):
        here = f"{where}[{number}]"
        if not isinstance(window, dict) or set(window) != {"opens", "closes"}:
            raise BadProgramme(f"{here}: expected opens and closes, found {shown(window)}")
        opens = _month_day(window["opens"], f"{here}.opens")
        if opens is None:
            raise BadProgramme(f'{here}.opens: expected month and day as "10-01", found "02-end"')
        rule = WindowRule(number, opens, _month_day(window["closes"], f"{here}.closes"))
        if any(rule.closes_on(year) < rule.opens_on(year) for year in _ANY_YEARS):
            raise BadProgramme(f"{here}: expected to close after it opens, in a year that starts in September")
        if windows and any(rule.closes_on(year) < windows[-1].closes_on(year) for year in _ANY_YEARS):
            raise BadProgramme(
                f"{here}.closes: expected no earlier than window {number - 1} closes, in a year that starts "
                f"in September, found {shown(window['closes'])}"
            )
        windows.append(rule)
    return tuple(windows)


def _time(text: Any, where: str) -> time:
    try:
        read = time.fromisoformat(text)
        if read.tzinfo is not None:
            raise ValueError(text)
        return read
    except (ValueError, TypeError):
        raise BadProgramme(f'{where}: expected a time as "08:00", found {shown(text)}') from None


def _hours(day: dict[str, Any], where: str) -> tuple[time, time]:
    opens, closes = _time(day["opens"], f"{where}.opens"), _time(day["closes"], f"{where}.closes")
    if opens >= closes:
        raise BadProgramme(f"{where}: expected to close after it opens")
    return opens, closes


def _programme(name: str, table: dict[str, Any]) -> Programme:
    here = f"programme.{name}"
    local, coaching = table["local"], table["coaching"]
    if len(local["rating_words"]) != _RATINGS or not all(isinstance(word, str) for word in local["rating_words"]):
        raise BadProgramme(f"{here}.local.rating_words: expected four words")
    if local["effective_rating"] not in range(1, _RATINGS + 1):
        raise BadProgramme(f"{here}.local.effective_rating: expected 1 to 4, found {local['effective_rating']}")
    day = local["working_day"]
    return Programme(
        id=name,
        title=table["title"],
        rules=tuple(_rule(key, table["requirements"][key], f"{here}.requirements.{key}") for key in RequirementId),
        notice=timedelta(hours=coaching["notice_hours"]),
        session_length=timedelta(minutes=coaching["session_minutes"]),
        windows=_windows(coaching["windows"], f"{here}.coaching.windows"),
        watch_share=_share(table["catch_up"]["watch_share"], f"{here}.catch_up.watch_share"),
        present_share=_share(local["present_share"], f"{here}.local.present_share"),
        catch_up_days=local["catch_up_days"],
        pattern_count=local["pattern_count"],
        pattern_days=local["pattern_days"],
        compulsory_kinds=frozenset(
            SessionKind(kind)
            for kind in _words(local["compulsory_kinds"], set(SessionKind), f"{here}.local.compulsory_kinds")
        ),
        reasonable_reasons=frozenset(
            Reason(reason)
            for reason in _words(local["reasonable_reasons"], set(ABSENCE_REASONS), f"{here}.local.reasonable_reasons")
        ),
        stage_days=MappingProxyType({Stage(stage): days for stage, days in local["stage_days"].items()}),
        triggers=MappingProxyType(local["withdrawal_triggers"]),
        evaluation_days=local["evaluation_days"],
        window_closing_days=local["window_closing_days"],
        working_hours=_hours(day, f"{here}.local.working_day"),
        rating_words=tuple(local["rating_words"]),
        effective_rating=local["effective_rating"],
        focus_limit=local["focus_limit"],
        cohort_view_minimum=local["cohort_view_minimum"],
        retention_months=MappingProxyType({kind: local["retention"][f"{kind}_months"] for kind in ErasureKind}),
        salesforce=read_salesforce(table["salesforce"], f"{here}.salesforce"),
        numbers=json.dumps(_judging(table), sort_keys=True, ensure_ascii=False),
    )


def _judging(table: dict[str, Any]) -> dict[str, Any]:
    """The numbers by which anybody is judged: neither how long records are kept, nor what Salesforce is told."""
    judging = {key: value for key, value in table.items() if key != "salesforce"}
    return {**judging, "local": {key: value for key, value in table["local"].items() if key != "retention"}}
