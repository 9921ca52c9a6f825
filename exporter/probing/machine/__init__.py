"""What this machine knows of an address: whether it is its own, and which program listens there."""
