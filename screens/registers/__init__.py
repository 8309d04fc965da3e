"""Registers: the sessions, a register, the term, catch-ups, reports."""
