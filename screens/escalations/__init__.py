"""Escalations: the queue, a case, its verbs."""
