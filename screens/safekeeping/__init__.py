"""Backups in the app: made by themselves and when asked, chosen from to restore."""
