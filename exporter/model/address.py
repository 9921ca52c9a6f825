"""What is an IP address rather than a name."""

from functools import lru_cache
from ipaddress import ip_address


@lru_cache(maxsize=4096)
def is_address(text: str) -> bool:
    """Whether the text is an IP address, without brackets or port."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
