"""The tables and reports that can be imported, in a few words each."""

from __future__ import annotations

#: The tables that can be imported, with what their help says.
TABLES = {
    "roster": "leaders, with their cohort, coach and state",
    "sessions": "what a cohort attends, with dates and times",
    "marks": "attendance, notices, explanations and catch-ups",
    "coaching": "coaching bookings and what became of them",
    "capabilities": "self-assessments: our table, the form filled in, or a Microsoft Forms export",
}
#: The reports that are taken, with what their help says.
REPORTS = {
    "zoom": "Zoom's participant report of a workshop",
    "teams": "a Teams (or Meet) attendance report",
    "sign-in": "a sign-in form's answers, Microsoft or Google",
}


def summary(about: str) -> str:
    """What the import of a table takes, as a sentence for its help."""
    return f"{about[0].upper()}{about[1:]}."


def report_summary(about: str) -> str:
    """What the import of a report takes, as a sentence for its help."""
    return f"{about[0].upper()}{about[1:]}, matched to the register of SESSION."
