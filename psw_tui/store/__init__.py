"""The store: every read of the file, and one function, transaction and journal entry for every user action."""
