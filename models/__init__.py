"""The database: SQLModel tables, the engine and its settings, and the ladder of migrations.

Nothing is imported here: `models.engine` and `models.migrations` need only the standard library, and the
first paint must not wait for SQLModel (`models.tables`).
"""
