"""A configuration file read: YAML to frozen settings, or every error with its line and cure."""
