"""The scan of one endpoint as a pure state machine: what to ask next, what the answers prove."""
