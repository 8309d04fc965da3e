"""Answers to online forms: which column tells what, when each was sent in, and whether it says that one is there."""
