"""What happened since a day, for three readers."""
