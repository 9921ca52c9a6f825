"""What a certificate file says of itself, be it one that libraries refuse."""

from base64 import encodebytes

import pytest
from cryptography import x509

from exporter.probing.files.certified import certified
from exporter.webserver.directive import NotThereError
from tests.unit.x509.pki import ca, leaf

EXTRA = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.99"), b"\5\0")
SOUND = leaf(ca("Root"), names=("a.test",), common_name="b.test", extra=(EXTRA,)).der


def pem(der: bytes) -> bytearray:
    """The file."""
    body = encodebytes(der)
    return bytearray(b"-----BEGIN CERTIFICATE-----\n" + body + b"-----END CERTIFICATE-----\n")


def test_it_has_the_names_of_both_kinds() -> None:
    """The alternative ones first."""
    assert certified(pem(SOUND)).names == ("a.test", "b.test")


def test_an_extension_that_is_there_twice_leaves_the_common_name() -> None:
    """Servers take such a certificate, so nothing is wrong with the file."""
    twice = SOUND.replace(b"\x55\x1d\x63", b"\x55\x1d\x11", 1)
    assert certified(pem(twice)).names == ("b.test",)


def test_one_of_a_version_that_there_is_none_of_cannot_be_read() -> None:
    """It is the file's fault, and no defect of ours."""
    odd = SOUND.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x07", 1)
    with pytest.raises(NotThereError, match="its first certificate cannot be read"):
        certified(pem(odd))
