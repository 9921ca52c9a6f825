"""Apache's configuration: its lines, what of them holds, and the virtual hosts that they make."""
