"""What every read stands on: facts, verdicts, and how it is said that a record can't be read."""
