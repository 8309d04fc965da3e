"""The programme file: defaults, overriding key by key, refusals, sources and the hash."""

from __future__ import annotations

from datetime import time, timedelta
from fractions import Fraction

import pytest

from psw_tui.policy.clauses import BY_ID
from psw_tui.policy.programme import BadProgramme, Programmes, read_programmes
from psw_tui.policy.terms import RequirementId, SessionKind, Stage
from tests.policy.cases import DEFAULTS, PSW, case, on, programme


def sources(programmes: Programmes) -> dict[str, str]:
    """The source of each key."""
    return {setting.key: setting.source for setting in programmes.settings}


@pytest.mark.parametrize(
    ("requirement", "kinds", "minimum", "share", "planned", "catch_up", "clause"),
    [
        ("coaching", {"coaching"}, 3, None, 6, False, "1.1.4"),
        ("study", {"module", "workshop"}, 4, None, 6, True, "1.1.4"),
        ("peer_practice", {"peer_practice"}, 2, None, 3, True, "1.1.4"),
        ("residentials", {"residential", "other"}, None, Fraction(4, 5), 4, True, "1.1.5"),
    ],
)
def test_default_requirements(
    requirement: str,
    kinds: set[str],
    minimum: int | None,
    share: Fraction | None,
    planned: int,
    clause: str,
    *,
    catch_up: bool,
) -> None:
    rule = PSW.rule(RequirementId(requirement))
    assert set(rule.kinds) == kinds
    assert (rule.minimum, rule.share, rule.planned) == (minimum, share, planned)
    assert (rule.catch_up_counts, rule.clause) == (catch_up, clause)


def test_default_numbers() -> None:
    assert PSW.title == "Progress Social Work"
    assert PSW.notice == timedelta(hours=24)
    assert PSW.session_length == timedelta(hours=1)
    assert PSW.watch_share == Fraction(4, 5)
    assert PSW.present_share == Fraction(3, 4)
    assert (PSW.catch_up_days, PSW.evaluation_days) == (14, 14)
    assert (PSW.pattern_count, PSW.pattern_days) == (2, 90)
    assert PSW.compulsory_kinds == {SessionKind.RESIDENTIAL, SessionKind.WORKSHOP}
    assert PSW.reasonable_reasons == {"sickness", "bereavement", "caring", "ofsted"}
    assert PSW.stage_days == {
        Stage.EXPLANATION: 5,
        Stage.BDO_CONTACT: 10,
        Stage.PARTNERSHIPS: 15,
        Stage.WITHDRAWAL_REVIEW: 10,
        Stage.APPEAL: 10,
    }
    assert PSW.triggers == {"minimum_unreachable": 1, "absences_not_explained": 3, "no_response": 2}
    assert PSW.working_hours == (time(8), time(18))
    assert PSW.rating_words == ("focus for development", "developing", "effective", "strength")
    assert (PSW.effective_rating, PSW.focus_limit, PSW.cohort_view_minimum) == (3, 5, 5)


def test_the_rules_stand_in_the_order_of_the_table() -> None:
    assert [rule.id for rule in PSW.rules] == ["coaching", "study", "peer_practice", "residentials"]


def test_an_empty_override_changes_nothing() -> None:
    assert read_programmes(DEFAULTS, "") == read_programmes(DEFAULTS)
    assert not any(setting.overridden for setting in read_programmes(DEFAULTS).settings)


def test_one_key_is_overridden_and_the_rest_stay() -> None:
    programmes = read_programmes(DEFAULTS, "[programme.psw.requirements.study]\nminimum = 5")
    rule = programmes["psw"].rule(RequirementId.STUDY)
    assert (rule.minimum, rule.planned, rule.clause) == (5, 6, "1.1.4")
    assert programmes["psw"].rule(RequirementId.COACHING) == PSW.rule(RequirementId.COACHING)
    assert [setting.key for setting in programmes.settings if setting.overridden] == [
        "programme.psw.requirements.study.minimum"
    ]
    shown = {setting.key: setting.value for setting in programmes.settings}
    assert shown["programme.psw.requirements.study.minimum"] == "5"


@pytest.mark.parametrize("table", ["by_id", "contacts", "sources"])
def test_the_programmes_that_all_share_are_changed_by_nobody(table: str) -> None:
    shared = getattr(read_programmes(DEFAULTS), table)
    with pytest.raises(TypeError):
        shared["programme_team"] = "somebody else"


@pytest.mark.parametrize("table", ["stage_days", "triggers", "retention_months"])
def test_nor_are_their_numbers(table: str) -> None:
    with pytest.raises(TypeError):
        getattr(PSW, table)["no_response"] = 1


def test_a_key_inside_an_inline_table_is_overridden_alone() -> None:
    rules = programme("[programme.psw.local]\nstage_days = {appeal = 20}")
    assert rules.stage_days == {**PSW.stage_days, Stage.APPEAL: 20}


def test_a_minimum_may_become_a_share() -> None:
    rule = programme('[programme.psw.requirements.study]\nminimum_share = "0.5"').rule(RequirementId.STUDY)
    assert (rule.minimum, rule.share) == (None, Fraction(1, 2))


def test_a_minimum_may_stand_on_another_clause_of_the_policy() -> None:
    assert programme('[programme.psw.requirements.study]\nclause = "1.1.5"').rule(RequirementId.STUDY).clause == "1.1.5"


def test_a_share_may_become_a_minimum() -> None:
    rule = programme("[programme.psw.requirements.residentials]\nminimum = 3").rule(RequirementId.RESIDENTIALS)
    assert (rule.minimum, rule.share) == (3, None)


def test_a_swapped_minimum_shows_the_new_key_alone() -> None:
    programmes = read_programmes(DEFAULTS, "[programme.psw.requirements.residentials]\nminimum = 3")
    keys = {
        setting.key: setting.overridden for setting in programmes.settings if ".residentials.minimum" in setting.key
    }
    assert keys == {"programme.psw.requirements.residentials.minimum": True}


def test_contacts() -> None:
    assert read_programmes(DEFAULTS).contacts["programme_team"] == ""
    programmes = read_programmes(DEFAULTS, '[contacts]\nprogramme_team = "team@example.org"')
    assert programmes.contacts["programme_team"] == "team@example.org"
    assert programmes.contacts["principal_business_development_lead"] == ""
    assert {"appeals", "coaching_manager"} <= programmes.contacts.keys()


PSW_KEY = "programme.psw"


@pytest.mark.parametrize(
    ("override", "key", "expectation"),
    [
        case(
            "text for a count",
            '[programme.psw.requirements.study]\nminimum = "4"',
            f"{PSW_KEY}.requirements.study.minimum",
            "whole number",
        ),
        case(
            "a truth value for a count",
            "[programme.psw.requirements.study]\nminimum = true",
            f"{PSW_KEY}.requirements.study.minimum",
            "whole number",
        ),
        case(
            "a fraction for a count",
            "[programme.psw.requirements.study]\nplanned = 4.5",
            f"{PSW_KEY}.requirements.study.planned",
            "whole number",
        ),
        case(
            "a negative count",
            "[programme.psw.requirements.study]\nplanned = -1",
            f"{PSW_KEY}.requirements.study.planned",
            "whole number from 1",
        ),
        case(
            "a date for a count",
            "[programme.psw.requirements.study]\nplanned = 2026-09-01",
            f"{PSW_KEY}.requirements.study.planned",
            "whole number",
        ),
        case(
            "a table for a count",
            "[programme.psw.requirements.study.planned]\nx = 1",
            f"{PSW_KEY}.requirements.study.planned",
            "whole number",
        ),
        case(
            "a share as a float",
            "[programme.psw.requirements.residentials]\nminimum_share = 0.8",
            f"{PSW_KEY}.requirements.residentials.minimum_share",
            "text",
        ),
        case(
            "a share over 1",
            '[programme.psw.requirements.residentials]\nminimum_share = "1.01"',
            f"{PSW_KEY}.requirements.residentials.minimum_share",
            "share",
        ),
        case(
            "a share under 0",
            '[programme.psw.requirements.residentials]\nminimum_share = "-0.1"',
            f"{PSW_KEY}.requirements.residentials.minimum_share",
            "share",
        ),
        case(
            "a share in words",
            '[programme.psw.requirements.residentials]\nminimum_share = "most"',
            f"{PSW_KEY}.requirements.residentials.minimum_share",
            "share",
        ),
        case(
            "a share divided by nothing",
            '[programme.psw.catch_up]\nwatch_share = "1/0"',
            f"{PSW_KEY}.catch_up.watch_share",
            "share",
        ),
        case("a percentage", '[programme.psw.local]\npresent_share = "75%"', f"{PSW_KEY}.local.present_share", "share"),
        case(
            "both a minimum and a share",
            '[programme.psw.requirements.study]\nminimum = 3\nminimum_share = "0.5"',
            f"{PSW_KEY}.requirements.study",
            "both",
        ),
        case(
            "one kind as text",
            '[programme.psw.local]\ncompulsory_kinds = "workshop"',
            f"{PSW_KEY}.local.compulsory_kinds",
            "a list",
        ),
        case(
            "an unknown kind",
            '[programme.psw.local]\ncompulsory_kinds = ["webinar"]',
            f"{PSW_KEY}.local.compulsory_kinds",
            "workshop",
        ),
        case(
            "coaching is no compulsory kind",
            '[programme.psw.local]\ncompulsory_kinds = ["coaching"]',
            f"{PSW_KEY}.local.compulsory_kinds",
            "workshop",
        ),
        case(
            "a list as a kind",
            '[programme.psw.requirements.study]\nkinds = [["module"]]',
            f"{PSW_KEY}.requirements.study.kinds",
            "module",
        ),
        case(
            "an unknown reason",
            '[programme.psw.local]\nreasonable_reasons = ["holiday"]',
            f"{PSW_KEY}.local.reasonable_reasons",
            "sickness",
        ),
        case(
            "five windows",
            '[programme.psw.coaching]\nwindows = [{opens = "10-01", closes = "11-30"}]',
            f"{PSW_KEY}.coaching.windows",
            "six windows",
        ),
        case(
            "a yes for a truth value",
            '[programme.psw.requirements.study]\ncatch_up_counts = "yes"',
            f"{PSW_KEY}.requirements.study.catch_up_counts",
            "true or false",
        ),
        case(
            "hours as text",
            '[programme.psw.coaching]\nnotice_hours = "24"',
            f"{PSW_KEY}.coaching.notice_hours",
            "whole number",
        ),
        case(
            "a time of day that is none",
            '[programme.psw.local.working_day]\nopens = "25:00"',
            f"{PSW_KEY}.local.working_day.opens",
            "08:00",
        ),
        case(
            "three rating words",
            '[programme.psw.local]\nrating_words = ["a", "b", "c"]',
            f"{PSW_KEY}.local.rating_words",
            "four words",
        ),
        case(
            "rating words that are numbers",
            "[programme.psw.local]\nrating_words = [1, 2, 3, 4]",
            f"{PSW_KEY}.local.rating_words",
            "four words",
        ),
        case(
            "a stage without a term",
            "[programme.psw.local.stage_days]\ncomplaint = 5",
            f"{PSW_KEY}.local.stage_days.complaint",
            "explanation",
        ),
        case(
            "a negative term",
            "[programme.psw.local.stage_days]\nappeal = -5",
            f"{PSW_KEY}.local.stage_days.appeal",
            "whole number from 1",
        ),
        case(
            "a trigger in words",
            '[programme.psw.local.withdrawal_triggers]\nno_response = "twice"',
            f"{PSW_KEY}.local.withdrawal_triggers.no_response",
            "whole number",
        ),
        case("a title that is a number", "[programme.psw]\ntitle = 5", f"{PSW_KEY}.title", "text"),
        case("a programme that is no table", "[programme]\npsw = 5", PSW_KEY, "table"),
        case("programmes that are no table", "programme = 5", "programme", "table"),
        case(
            "coaching that is caught up",
            "[programme.psw.requirements.coaching]\ncatch_up_counts = true",
            f"{PSW_KEY}.requirements.coaching.catch_up_counts",
            "expected false",
        ),
        case(
            "coaching that a second programme has caught up",
            "[programme.old.requirements.coaching]\ncatch_up_counts = true",
            "programme.old.requirements.coaching.catch_up_counts",
            "2.3.1",
        ),
        case(
            "a clause that is none",
            '[programme.psw.requirements.study]\nclause = "9.9.9"',
            f"{PSW_KEY}.requirements.study.clause",
            "psw clauses",
        ),
        case(
            "an empty clause",
            '[programme.psw.requirements.coaching]\nclause = ""',
            f"{PSW_KEY}.requirements.coaching.clause",
            "found nothing",
        ),
        case(
            "a clause of a second programme that is only the beginning of one",
            '[programme.old.requirements.residentials]\nclause = "1.1"',
            "programme.old.requirements.residentials.clause",
            "psw clauses",
        ),
        case("a second programme that is no table", '[programme]\nother = "psw"', "programme.other", "table"),
        case("contacts that are no table", "contacts = 5", "contacts", "table"),
        case("a contact that is a number", "[contacts]\nprogramme_team = 5", "contacts.programme_team", "text"),
        case("an unknown key at the top", "[programs.psw]\nx = 1", "programs", "programme"),
        case(
            "an unknown requirement",
            "[programme.psw.requirements.swimming]\nminimum = 1",
            f"{PSW_KEY}.requirements.swimming",
            "peer_practice",
        ),
        case(
            "an unknown key of a requirement",
            "[programme.psw.requirements.study]\nminimun = 1",
            f"{PSW_KEY}.requirements.study.minimun",
            "minimum",
        ),
        case(
            "an unknown local key",
            "[programme.psw.local]\npattern_weeks = 1",
            f"{PSW_KEY}.local.pattern_weeks",
            "pattern_days",
        ),
        case("an unknown contact", '[contacts]\nboss = "x"', "contacts.boss", "programme_team"),
        case(
            "a number past all sense",
            "[programme.psw.coaching]\nnotice_hours = 99999999999999",
            f"{PSW_KEY}.coaching.notice_hours",
            "to 10000",
        ),
        case(
            "no kind at all",
            "[programme.psw.requirements.study]\nkinds = []",
            f"{PSW_KEY}.requirements.study.kinds",
            "one or more",
        ),
        case(
            "coaching that counts workshops",
            '[programme.psw.requirements.coaching]\nkinds = ["workshop"]',
            f"{PSW_KEY}.requirements.coaching.kinds",
            "coaching",
        ),
        case(
            "study that counts coaching",
            '[programme.psw.requirements.study]\nkinds = ["coaching"]',
            f"{PSW_KEY}.requirements.study.kinds",
            "module",
        ),
        case(
            "a reason of another list",
            '[programme.psw.local]\nreasonable_reasons = ["joined_later"]',
            f"{PSW_KEY}.local.reasonable_reasons",
            "sickness",
        ),
        case(
            "a working day that closes as it opens",
            '[programme.psw.local.working_day]\nopens = "18:00"',
            f"{PSW_KEY}.local.working_day",
            "close after it opens",
        ),
        case(
            "a number of a thousand digits",
            f"[programme.psw.requirements.study]\nplanned = 0x{'f' * 900}",
            f"{PSW_KEY}.requirements.study.planned",
            "whole number from 1",
        ),
        case(
            "a time of day with an offset",
            '[programme.psw.local.working_day]\nopens = "08:00+01:00"',
            f"{PSW_KEY}.local.working_day.opens",
            "08:00",
        ),
        case("a title of two lines", '[programme.psw]\ntitle = "a\\nb"', f"{PSW_KEY}.title", "one line"),
        case(
            "a title that turns the terminal", '[programme.psw]\ntitle = "\\u001b[2J"', f"{PSW_KEY}.title", "one line"
        ),
        case("a title without an end", f'[programme.psw]\ntitle = "{"x" * 900}"', f"{PSW_KEY}.title", "one line"),
        case(
            "a list as deep as Python reads",
            f"[programme.psw]\ntitle = {'[' * 200}{']' * 200}",
            f"{PSW_KEY}.title",
            "text in quotes",
        ),
        case(
            "a table as deep as can be",
            f"[programme.psw]\ntitle.{'a.' * 480}a = 1",
            f"{PSW_KEY}.title",
            "text in quotes",
        ),
        case("a key of two lines", '[programme.psw]\n"a\\nb" = 1', f"{PSW_KEY}.a b", "requirements"),
        case("a key without an end", f"[programme.psw]\n{'k' * 900} = 1", f"{PSW_KEY}.kkk", "requirements"),
        case("a programme of a strange name", '[programme."../psw"]\ntitle = "x"', "programme.../psw", "letters"),
        case("a programme without a name", '[programme.""]\ntitle = "x"', "programme.", "letters"),
        case(
            "a bad value of a second programme",
            "[programme.other.local]\npattern_days = -1",
            "programme.other.local.pattern_days",
            "whole number from 1",
        ),
    ],
)
def test_a_bad_value_is_refused_with_its_key_and_what_was_expected(override: str, key: str, expectation: str) -> None:
    with pytest.raises(BadProgramme) as refused:
        read_programmes(DEFAULTS, override)
    said = str(refused.value)
    assert key in said
    assert expectation in said
    assert "\n" not in said


WINDOWS = (
    '{opens = "10-01", closes = "11-30"}',
    '{opens = "11-01", closes = "01-31"}',
    '{opens = "02-01", closes = "02-end"}',
    '{opens = "03-01", closes = "04-30"}',
    '{opens = "05-01", closes = "06-30"}',
    '{opens = "07-01", closes = "08-31"}',
)


def with_windows(*windows: str) -> str:
    """An override with these windows."""
    return f"[programme.psw.coaching]\nwindows = [{', '.join(windows)}]"


def with_window(opens: str, closes: str, place: int = 3) -> str:
    """An override whose third window (or another) is another one; opens and closes as TOML values."""
    windows = list(WINDOWS)
    windows[place - 1] = f"{{opens = {opens}, closes = {closes}}}"
    return with_windows(*windows)


def keys_of_numbers() -> list[tuple[str, str]]:
    """Every key of the default programme that holds a whole number but hours, as its table and its own name."""
    parts = (setting.key.rpartition(".") for setting in read_programmes(DEFAULTS).settings if setting.value.isdigit())
    return [(table, key) for table, _, key in parts if not key.endswith("_hours")]


@pytest.mark.parametrize(("table", "key"), keys_of_numbers())
@pytest.mark.parametrize("value", [0, -1])
def test_a_count_or_days_below_1_are_refused(table: str, key: str, value: int) -> None:
    with pytest.raises(BadProgramme) as refused:
        read_programmes(DEFAULTS, f"[{table}]\n{key} = {value}")
    assert str(refused.value) == f"{table}.{key}: expected a whole number from 1 to 10000, found {value}"


def test_the_numbers_that_may_not_be_below_1_are_many() -> None:
    names = {key for _, key in keys_of_numbers()}
    assert {"minimum", "planned", "catch_up_days", "pattern_days", "appeal", "no_response"} <= names


@pytest.mark.parametrize(
    "key",
    [
        "requirements.residentials.minimum_share",
        "requirements.study.minimum_share",
        "catch_up.watch_share",
        "local.present_share",
    ],
)
@pytest.mark.parametrize("share", ["0", "0.0", "00.000", "1.0001", "2"])
def test_a_share_not_above_0_or_past_1_is_refused(key: str, share: str) -> None:
    table, _, name = key.rpartition(".")
    with pytest.raises(BadProgramme, match=r'expected a share above "0" and up to "1"') as refused:
        read_programmes(DEFAULTS, f'[programme.psw.{table}]\n{name} = "{share}"')
    assert f"programme.psw.{key}: " in str(refused.value)


def test_the_smallest_and_the_largest_share_and_count_are_taken() -> None:
    for share in ("0.001", "1", "1.0"):
        rules = programme(f'[programme.psw.requirements.residentials]\nminimum_share = "{share}"')
        assert rules.rule(RequirementId.RESIDENTIALS).share == Fraction(share)
    assert programme("[programme.psw.local]\npattern_days = 1").pattern_days == 1


@pytest.mark.parametrize(
    ("windows", "key"),
    [
        case("July and August written first", (WINDOWS[5], *WINDOWS[:5]), "[2].closes"),
        case("two changed round", (*WINDOWS[:3], WINDOWS[4], WINDOWS[3], WINDOWS[5]), "[5].closes"),
        case("the last one closes too early", (*WINDOWS[:5], WINDOWS[0]), "[6].closes"),
        case(
            "out of order in a leap year alone",
            (*WINDOWS[:3], '{opens = "02-01", closes = "02-28"}', *WINDOWS[4:]),
            "[4].closes",
        ),
    ],
)
def test_windows_that_do_not_close_in_their_order_are_refused(windows: tuple[str, ...], key: str) -> None:
    with pytest.raises(BadProgramme) as refused:
        read_programmes(DEFAULTS, with_windows(*windows))
    assert f"programme.psw.coaching.windows{key}: expected no earlier than window" in str(refused.value)


def test_windows_may_overlap_and_close_on_one_day() -> None:
    assert programme(with_windows(*WINDOWS)).windows == PSW.windows
    together = programme(with_window('"10-15"', '"11-30"', 2))
    assert together.windows[1].closes_on(2026) == together.windows[0].closes_on(2026) == on("2026-11-30")


@pytest.mark.parametrize(
    ("opens", "closes", "key"),
    [
        case("a month that is none", '"13-01"', '"02-end"', "[3].opens"),
        case("a day that is none", '"02-01"', '"02-30"', "[3].closes"),
        case("29 February, which most years lack", '"02-01"', '"02-29"', "[3].closes"),
        case("words", '"February"', '"02-end"', "[3].opens"),
        case("the end of February as a beginning", '"02-end"', '"03-31"', "[3].opens"),
        case("a whole date as text", '"2027-02-01"', '"02-end"', "[3].opens"),
        case("a TOML date", "2027-02-01", '"02-end"', "[3].opens"),
        case("a number", "2", '"02-end"', "[3].opens"),
        case("closed the day before it opens", '"03-01"', '"02-end"', "[3]"),
    ],
)
def test_a_bad_window_is_refused(opens: str, closes: str, key: str) -> None:
    with pytest.raises(BadProgramme) as refused:
        read_programmes(DEFAULTS, with_window(opens, closes))
    assert f"programme.psw.coaching.windows{key}" in str(refused.value)


def test_a_window_without_an_end_is_refused() -> None:
    windows = ", ".join(['{opens = "10-01"}'] * 6)
    with pytest.raises(BadProgramme, match=r"windows\[1\]: expected opens and closes"):
        read_programmes(DEFAULTS, f"[programme.psw.coaching]\nwindows = [{windows}]")


@pytest.mark.parametrize(
    "value",
    [
        "-1",
        "0",
        "1e999",
        "-inf",
        "nan",
        "1.5",
        f"1{'0' * 30}",
        f"0x{'f' * 900}",
        "true",
        '""',
        '"x"',
        f'"{"x" * 900}"',
        '"99999999999999999999-1"',
        '"1-1-1"',
        '"08:00Z"',
        '"٣"',
        '"a\\nb"',
        '"\\u202e"',
        "2026-09-01",
        "08:00:00",
        "2026-09-01T08:00:00+01:00",
        "[]",
        "[[]]",
        "[{}]",
        "[1, 2, 3, 4]",
        f"{'[' * 200}{']' * 200}",
        "{}",
        "{a = 1}",
        "{a.b.c.d = {}}",
    ],
)
def test_any_value_at_any_key_is_taken_or_refused_in_one_line(value: str) -> None:
    """Whatever it is, there is no other way out."""
    keys = {setting.key for setting in read_programmes(DEFAULTS).settings}
    for key in {*keys, *(key.rpartition(".")[0] for key in keys)}:
        try:
            said = f"taken: {read_programmes(DEFAULTS, f'{key} = {value}')['psw'].numbers} for {key}"
        except BadProgramme as refused:
            said = str(refused)
        assert said.isprintable()
        assert key.rpartition(".")[0] in said
        assert said.startswith("taken") or len(said) < 700


@pytest.mark.parametrize(
    "text",
    [
        "programme = ",
        "a = 1\na = 2",
        "[contacts]\n[contacts]",
        f"x = {'[' * 900}",
        "x = [\n" * 9000,
        "x = 2026-13-45",
        "x = 0_1",
        "x = '\x00'",
        "\ufeff\ufeffx = 1",
        "[programme.psw]\ntitle = 'a'\ntitle = 'b'",
    ],
)
def test_what_is_no_toml_is_one_line(text: str) -> None:
    """Twice the same key, numbers without an end, nesting without an end, characters that are none."""
    with pytest.raises(BadProgramme, match="it is not valid TOML: ") as refused:
        read_programmes(DEFAULTS, text)
    assert len(str(refused.value)) < 200
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("line", [f"x = {'9' * 5000}", f"{'a.' * 30_000}a = 1", f"x = '{'x' * 1000}'"])
def test_a_line_without_an_end_is_refused_before_it_is_read(line: str) -> None:
    """A key of thirty thousand parts would take minutes."""
    with pytest.raises(BadProgramme, match="line 2: expected at most 1000 characters, found"):
        read_programmes(DEFAULTS, f"# one\n{line}\n")


def test_what_is_no_toml_is_refused() -> None:
    with pytest.raises(BadProgramme, match="TOML"):
        read_programmes(DEFAULTS, "[programme.psw\n")


def test_a_second_programme_inherits_what_it_leaves_out() -> None:
    programmes = read_programmes(
        DEFAULTS,
        '[programme.psw.local]\npattern_days = 60\n[programme.old]\ntitle = "Last year"\n'
        "[programme.old.requirements.study]\nminimum = 5\n",
    )
    old, psw = programmes["old"], programmes["psw"]
    assert (old.id, old.title, psw.title) == ("old", "Last year", "Progress Social Work")
    assert (old.rule(RequirementId.STUDY).minimum, psw.rule(RequirementId.STUDY).minimum) == (5, 4)
    assert old.rule(RequirementId.STUDY).planned == 6
    assert (old.pattern_days, psw.pattern_days) == (60, 60)
    assert old.windows == PSW.windows
    overridden = {setting.key for setting in programmes.settings if setting.overridden}
    assert overridden == {
        "programme.psw.local.pattern_days",
        "programme.old.title",
        "programme.old.requirements.study.minimum",
    }


def test_a_programme_that_is_not_there_is_named() -> None:
    with pytest.raises(BadProgramme, match=r"'older'.*psw"):
        read_programmes(DEFAULTS)["older"]


@pytest.mark.parametrize(
    ("key", "source"),
    [
        ("requirements.coaching.minimum", "1.1.4"),
        ("requirements.study.minimum", "1.1.4"),
        ("requirements.peer_practice.minimum", "1.1.4"),
        ("requirements.residentials.minimum_share", "1.1.5"),
        ("requirements.study.kinds", "1.1.4"),
        ("requirements.residentials.kinds", "1.1.5"),
        ("requirements.coaching.planned", "local"),
        ("requirements.coaching.catch_up_counts", "2.3.1"),
        ("requirements.study.catch_up_counts", "local"),
        ("requirements.peer_practice.catch_up_counts", "local"),
        ("requirements.residentials.catch_up_counts", "local"),
        ("requirements.study.planned", "local"),
        ("requirements.peer_practice.planned", "local"),
        ("requirements.residentials.planned", "local"),
        ("coaching.notice_hours", "2.1.2"),
        ("coaching.windows", "H:windows"),
        ("catch_up.watch_share", "2.3.1"),
        ("local.present_share", "local"),
        ("local.catch_up_days", "local"),
        ("local.pattern_days", "local"),
        ("local.compulsory_kinds", "local"),
        ("local.stage_days.appeal", "local"),
        ("local.withdrawal_triggers.no_response", "local"),
        ("local.rating_words", "local"),
        ("local.cohort_view_minimum", "local"),
    ],
)
def test_sources(key: str, source: str) -> None:
    assert sources(read_programmes(DEFAULTS))[f"programme.psw.{key}"] == source


def test_every_value_has_a_source_that_is_a_clause_or_local() -> None:
    programmes = read_programmes(DEFAULTS, "[programme.second]\ntitle = '2'")
    assert len(programmes.settings) > 60
    assert len({setting.key for setting in programmes.settings}) == len(programmes.settings)
    for setting in programmes.settings:
        assert setting.source == "local" or setting.source in BY_ID, setting.key


@pytest.mark.parametrize(
    "override",
    [
        "[programme.psw.requirements.study]\nminimum = 5",
        '[programme.psw.requirements.residentials]\nminimum_share = "0.80"',
        "[programme.psw.coaching]\nnotice_hours = 25",
        "[programme.psw.local]\npattern_days = 91",
        "[programme.psw.local.stage_days]\nappeal = 11",
        with_window('"02-02"', '"02-end"'),
    ],
)
def test_the_hash_changes_with_a_number(override: str) -> None:
    assert programme(override).hash != PSW.hash


def test_the_hash_is_the_same_for_the_same_numbers() -> None:
    assert read_programmes(DEFAULTS)["psw"].hash == PSW.hash
    assert programme("[programme.psw.requirements.study]\nminimum = 4").hash == PSW.hash
    assert programme('[contacts]\nprogramme_team = "x"').hash == PSW.hash
    assert read_programmes(DEFAULTS, "[programme.old.local]\npattern_days = 60")["psw"].hash == PSW.hash


@pytest.mark.parametrize(
    ("place", "opens", "closes", "first", "last"),
    [
        case("September belongs to the year's start", 1, '"09-01"', '"09-30"', "2026-09-01", "2026-09-30"),
        case("August belongs to the next calendar year", 6, '"08-01"', '"08-31"', "2027-08-01", "2027-08-31"),
        case("over New Year", 2, '"12-31"', '"01-01"', "2026-12-31", "2027-01-01"),
    ],
)
def test_a_window_lies_in_the_academic_year(place: int, opens: str, closes: str, first: str, last: str) -> None:
    window = programme(with_window(opens, closes, place)).windows[place - 1]
    assert (window.opens_on(2026), window.closes_on(2026)) == (on(first), on(last))
