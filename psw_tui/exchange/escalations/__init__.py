"""What leaves about one leader's case: messages and the case file."""
