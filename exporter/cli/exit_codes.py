"""Exit codes that several commands have."""

USAGE = 2
NOT_ALL_KNOWN = 3
"""Nothing known is wrong, but not everything could be seen, by this machine's doing or another's."""
INTERRUPTED = 130
"""128 and the number of SIGINT, as shells have it."""
BROKEN_PIPE = 141
"""128 and the number of SIGPIPE."""
