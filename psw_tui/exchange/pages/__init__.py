"""What is written for people to read: one look for all pages, and the foot that says how a page was made."""
