"""One leader's case as a document: gathered, told, redacted."""
