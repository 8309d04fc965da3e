"""Attendance, coaching and concerns of a leadership programme, kept on one laptop."""

__version__ = "0.1.0"
