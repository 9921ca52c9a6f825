"""The names and the kind of key of a file's first certificate, by which some servers choose it."""

from collections.abc import Iterator
from contextlib import suppress

from cryptography import x509
from cryptography.x509.oid import NameOID

from exporter.probing.files.contents import CERTIFICATES, KEYS, decoded, pem_blocks
from exporter.webserver.directive import Certified, NotThereError
from exporter.words.unreadable import UNREADABLE

KINDS = {"1.2.840.113549.1.1.1": "rsa", "1.2.840.10045.2.1": "ecdsa"}
"""By the algorithm of the key (RFC 3279, section 2.3)."""


def certified(data: bytearray) -> Certified:
    """What the bytes of a file say, which are blotted out; raises NotThereError."""
    try:
        blocks = tuple(pem_blocks(data))
        first = next((one for one in blocks if one.label in CERTIFICATES), None)
        if first is None:
            raise NotThereError("it holds no certificate")
        read = x509.load_der_x509_certificate(decoded(data, first))
        algorithm = read.public_key_algorithm_oid.dotted_string
        return Certified(
            names=tuple(dict.fromkeys(names(read))),
            kind=KINDS.get(algorithm, algorithm),
            has_key=any(one.label in KEYS for one in blocks),
            has_chain=sum(one.label in CERTIFICATES for one in blocks) > 1,
            subject=read.subject.public_bytes(),
            issuer=read.issuer.public_bytes(),
        )
    except UNREADABLE as error:
        raise NotThereError("its first certificate cannot be read") from error
    finally:
        data[:] = bytes(len(data))


def names(certificate: x509.Certificate) -> Iterator[str]:
    """Its DNS names, where its extensions can be read, and the common names of its subject."""
    with suppress(*UNREADABLE):
        for extension in certificate.extensions:
            if isinstance(extension.value, x509.SubjectAlternativeName):
                yield from extension.value.get_values_for_type(x509.DNSName)
    for one in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME):
        yield str(one.value)
