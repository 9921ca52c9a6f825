"""What series carry in their label `address`."""

from enum import StrEnum


class AddressLabel(StrEnum):
    """The choices for a target; the values are public."""

    AUTO = "auto"
    """The address, or its family where a day shows more of them than may be probed."""
    ADDRESS = "address"
    FAMILY = "family"
    """ipv4 or ipv6, with the worst over the addresses."""
    NONE = "none"
    """No such label, with the worst over all addresses."""
