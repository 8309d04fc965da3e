"""The door to what reads and writes files: `on_demand.profile.profile(…)` imports that module when it is used.

Screens reach it through here: workbooks, calendars and templates take their time to import, and most days need few.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = [
    "attendance_record",
    "blank_form",
    "calendar",
    "case_file",
    "catch_up_forms",
    "certificate",
    "coach_list",
    "completion_list",
    "downloads",
    "due_calendar",
    "file_day",
    "import_table",
    "load_files",
    "messages",
    "module_completions",
    "profile",
    "recognise",
    "recognised",
    "report_file",
    "report_import",
    "results",
    "session_calendar",
    "session_papers",
    "since",
    "spreadsheet",
    "subject_access",
    "unknown_report",
    "which_meeting",
    "wide_sheet",
]

if TYPE_CHECKING:
    from psw_tui.exchange import import_table, recognised
    from psw_tui.exchange.calendars import due_calendar, session_calendar
    from psw_tui.exchange.capabilities import blank_form, profile
    from psw_tui.exchange.coaching import calendar, coach_list
    from psw_tui.exchange.completion import attendance_record, certificate, completion_list
    from psw_tui.exchange.escalations import messages
    from psw_tui.exchange.escalations.case_file import case_file
    from psw_tui.exchange.files import spreadsheet
    from psw_tui.exchange.registers import (
        catch_up_forms,
        downloads,
        file_day,
        module_completions,
        recognise,
        report_import,
        session_papers,
        unknown_report,
        which_meeting,
        wide_sheet,
    )
    from psw_tui.exchange.reports import report_file
    from psw_tui.exchange.salesforce import load_files, results
    from psw_tui.exchange.since import since
    from psw_tui.exchange.subject_access import subject_access
else:
    from psw_tui.lazy import door

    __getattr__ = door(
        {
            "attendance_record": "psw_tui.exchange.completion",
            "blank_form": "psw_tui.exchange.capabilities",
            "calendar": "psw_tui.exchange.coaching",
            "case_file": "psw_tui.exchange.escalations.case_file",
            "catch_up_forms": "psw_tui.exchange.registers",
            "certificate": "psw_tui.exchange.completion",
            "coach_list": "psw_tui.exchange.coaching",
            "completion_list": "psw_tui.exchange.completion",
            "downloads": "psw_tui.exchange.registers",
            "due_calendar": "psw_tui.exchange.calendars",
            "file_day": "psw_tui.exchange.registers",
            "import_table": "psw_tui.exchange",
            "load_files": "psw_tui.exchange.salesforce",
            "messages": "psw_tui.exchange.escalations",
            "module_completions": "psw_tui.exchange.registers",
            "profile": "psw_tui.exchange.capabilities",
            "recognise": "psw_tui.exchange.registers",
            "recognised": "psw_tui.exchange",
            "report_file": "psw_tui.exchange.reports",
            "report_import": "psw_tui.exchange.registers",
            "results": "psw_tui.exchange.salesforce",
            "session_calendar": "psw_tui.exchange.calendars",
            "session_papers": "psw_tui.exchange.registers",
            "since": "psw_tui.exchange.since",
            "spreadsheet": "psw_tui.exchange.files",
            "subject_access": "psw_tui.exchange.subject_access",
            "unknown_report": "psw_tui.exchange.registers",
            "which_meeting": "psw_tui.exchange.registers",
            "wide_sheet": "psw_tui.exchange.registers",
        },
        writes=True,
    )
