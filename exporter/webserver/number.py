"""Numbers as they stand in configurations, however many digits they have."""

HIGHEST_PORT = 65535
LARGEST = 10**10
"""More than any port, version or account: what is larger counts as this."""


def whole_number(text: str) -> int | None:
    """What ASCII digits spell; None where it is something else."""
    if not (text.isascii() and text.isdecimal()):
        return None
    digits = text.lstrip("0")
    return int(digits or "0") if len(digits) < len(str(LARGEST)) else LARGEST
