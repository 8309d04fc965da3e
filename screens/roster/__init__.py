"""The roster and a leader's page."""
