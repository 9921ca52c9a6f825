"""The zone's own name servers: found by following the delegation from the root, and asked one by one."""
