"""Answers to online forms, and whom a line in a file is about."""
