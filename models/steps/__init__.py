"""The steps of the ladder of migrations; `models/migrations.py` names them in order."""
