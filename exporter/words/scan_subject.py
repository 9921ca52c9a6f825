"""What a scan finds out, in the order in which it asks unless told otherwise."""

from enum import StrEnum


class ScanSubject(StrEnum):
    """A part of a scan; the values are those of its answers in JSON."""

    PROTOCOLS = "protocols"
    WEAK_CIPHERS = "weak_ciphers"
    GROUPS = "groups"
