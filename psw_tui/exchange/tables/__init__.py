"""The canonical tables: headings, values, checks, and what an import would do."""
