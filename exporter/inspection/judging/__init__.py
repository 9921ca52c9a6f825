"""The judgement on what was seen: chains and their witnesses, the report, and until when it holds."""
