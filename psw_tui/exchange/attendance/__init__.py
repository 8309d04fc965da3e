"""Attendance reports: read by the shape of their headings, matched to a register, reviewed, and taken."""
