"""One target inspected: what to ask next, the loop that asks, the judgement, what is remembered."""
