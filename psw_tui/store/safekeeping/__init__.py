"""Backups of the file: made, thinned, listed, restored, and offered when the file is damaged."""
