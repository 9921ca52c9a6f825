"""What is odd in certificates that some clients take and others do not."""

from enum import StrEnum


class Oddity(StrEnum):
    """Each in words; files have their names."""

    UNREADABLE_NAME = "an alternative name that cannot be read"
    """No directory name: "10.0.0.1" as text, a domain in Latin-1."""
    STRAY_CHARACTERS = "a PrintableString with characters that have no place in it"
    BROKEN_TEXT = "a distinguished name whose text is broken"
    UNREADABLE_ACCESS = "an authority information access that cannot be read"
    UNREADABLE_LISTS = "CRL distribution points that cannot be read"
    OTHER_CONSTRAINTS = "critical name constraints on directories or other uncommon names"
    UNREADABLE_KEY = "a key that cannot be read"
    EXPLICIT_CURVE = "an ECDSA key whose curve is written out as numbers"
    SHORT_POINT = "an ECDSA key in compressed form"
    UNREADABLE_CERTIFICATE = "what is sent for a certificate and is none"
    NO_PARAMETERS = "an RSA key without its empty parameters"
    LARGE_EXPONENT = "an RSA key with an exponent of more than 31 bits"
    NOT_DER = "an element that is written longer than DER has it"
    """A length in more octets than it takes, or bits beyond those that count."""
    PADDED_NUMBER = "a serial number that is written longer than it is"
    SHORT_TIME = "a time without seconds"
    ZONED_TIME = "a time in another zone than UTC"
    LEAP_SECOND = "a time with a 60th second"
    ODD_VERSION = "a version of certificates that there is not"
    EARLY_EXTENSIONS = "extensions in a certificate of version 1 or 2"
    UNREADABLE_POLICIES = "policies that cannot be read"
    UNREADABLE_EXTENSION = "another extension that cannot be read"
    ODD_CONSTRAINTS = (
        "name constraints that are empty, or on a domain with an empty label or a space"
    )
    PROXY = "an extension of certificates that users issue to their proxies"
    NUMBER_IN_NAME = "a distinguished name with what is no text"


DOUBTFUL = frozenset(Oddity) - {Oddity.OTHER_CONSTRAINTS}
"""Of these nobody knows what a client makes of them until it was seen; the other is as it should be."""
