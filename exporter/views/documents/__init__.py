"""What the API and `check --json` tell, declared as documents; keys and values are public."""
