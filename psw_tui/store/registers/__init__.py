"""Sessions, registers, marks and catch-ups."""
