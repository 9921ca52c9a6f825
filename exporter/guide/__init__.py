"""The nine steps: facts in, findings and a ladder out; no I/O, no clock."""
