"""The open file: one command, its journal entry, undo, what was known when, and the check."""
