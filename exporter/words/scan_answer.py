"""Answers of a scan that are about the whole endpoint."""

from enum import StrEnum


class ScanAnswer(StrEnum):
    """One that is no version, class of suites, group or signature; the values are those in JSON."""

    FORWARD_SECRECY = "forward_secrecy"
    LARGE_HELLOS = "large_hellos"
    SECURE_RENEGOTIATION = "secure_renegotiation"
    DH_BITS = "dh_bits"
    PREFERRED_GROUP = "preferred_group"
