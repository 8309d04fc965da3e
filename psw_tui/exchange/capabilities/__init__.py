"""Self-assessments in and out: the blank form, what comes back, a leader's profile."""
