"""The attendance policy and the coaching handbook as pure functions: facts and a day in, verdicts out."""
