"""Cohorts and leaders."""
