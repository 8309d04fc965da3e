"""Who came, from files: reports, sign-in and catch-up forms, completions, sheets of ticks."""
