"""The surroundings: clock, places, lock, rights, settings, bank holidays, refusals."""
