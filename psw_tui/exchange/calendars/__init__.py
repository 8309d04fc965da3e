"""Calendars: the sessions of a cohort or a leader, and the BDO's own due days."""
