"""Completion for others: the list that is certified from, certificates, and records of attendance."""
