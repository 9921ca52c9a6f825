"""What is remembered of a target from one inspection to the next."""
