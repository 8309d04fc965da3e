"""Capabilities: rounds, compared and counted."""
