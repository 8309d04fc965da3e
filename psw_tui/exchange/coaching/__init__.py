"""Coaching for others: the calendar file and a coach's list."""
