"""What the library `cryptography` raises of a document that it cannot read: not all of it is a ValueError."""

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

UNREADABLE = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)


def unreadable(error: Exception) -> str:
    """That something cannot be read, and why, where a reader of ours says it: libraries say it to programmers."""
    return "it cannot be read" + (f": {error}" if type(error) not in UNREADABLE else "")
