"""Coaching: the board, the ledger, the coaches."""
