"""Erasing a leader, and records whose time is over: what would go, the erasing itself, and the copies cleaned."""
