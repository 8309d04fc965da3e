"""A second, independent reading of the rule book, used as a differential oracle."""
