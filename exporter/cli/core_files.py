"""Core files, which would have the memory of the process on disk: there are none."""

import resource


def forbid() -> None:
    """Neither by a crash nor by a signal; systemd-coredump and the like keep to this limit as well."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
