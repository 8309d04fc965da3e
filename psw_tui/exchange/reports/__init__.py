"""Reports to read in a meeting or to send: a cohort, an organisation, a leader."""
