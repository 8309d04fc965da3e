"""What goes to Salesforce: what is due, what was written and is pending, and what came of it."""
