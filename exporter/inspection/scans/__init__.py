"""Scans beside the probes: when they go on, what became of them, and what they tell."""
