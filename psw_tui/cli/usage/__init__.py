"""How each command is called: its arguments, its options, its help. What it does is imported when it is called."""
