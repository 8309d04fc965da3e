"""Whom a line in a file is about: names matched to leaders, and what is nobody's name."""
