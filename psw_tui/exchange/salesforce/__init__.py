"""Files for Salesforce, and the result files of its loaders."""
