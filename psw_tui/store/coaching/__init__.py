"""Coaching bookings, the coaches, and what stands around the sessions."""
