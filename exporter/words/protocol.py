"""Protocol versions, and whether a server accepts them."""

from enum import Enum, StrEnum
from types import MappingProxyType


class Protocol(StrEnum):
    """A version of SSL or TLS, weakest first; the value is its public name."""

    __hash__ = str.__hash__  # in C, where Enum's is in Python: scans look much up by version

    SSLV2 = "SSLv2"
    SSLV3 = "SSLv3"
    TLS1_0 = "TLSv1.0"
    TLS1_1 = "TLSv1.1"
    TLS1_2 = "TLSv1.2"
    TLS1_3 = "TLSv1.3"

    @property
    def strength(self) -> float:
        """A number that orders the versions: 0.2 and 0.3 for SSL, 1.0 to 1.3 for TLS."""
        return STRENGTHS[self]


class Support(Enum):
    """A three-state answer: a time-out or a lost connection is no "no"."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


STRENGTHS = MappingProxyType(
    {
        Protocol.SSLV2: 0.2,
        Protocol.SSLV3: 0.3,
        Protocol.TLS1_0: 1.0,
        Protocol.TLS1_1: 1.1,
        Protocol.TLS1_2: 1.2,
        Protocol.TLS1_3: 1.3,
    }
)
