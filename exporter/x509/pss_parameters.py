"""The parameters of RSASSA-PSS in an algorithm identifier (RFC 4055, section 3.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from exporter.x509 import der
from exporter.x509.algorithm_identifier import algorithm_identifier
from exporter.x509.der import Fields, NotDer, fields_of

DIGESTS: Mapping[str, str] = MappingProxyType(
    {
        "1.3.14.3.2.26": "sha1",
        "2.16.840.1.101.3.4.2.4": "sha224",
        "2.16.840.1.101.3.4.2.1": "sha256",
        "2.16.840.1.101.3.4.2.2": "sha384",
        "2.16.840.1.101.3.4.2.3": "sha512",
        "2.16.840.1.101.3.4.2.7": "sha3-224",
        "2.16.840.1.101.3.4.2.8": "sha3-256",
        "2.16.840.1.101.3.4.2.9": "sha3-384",
        "2.16.840.1.101.3.4.2.10": "sha3-512",
    }
)
MGF1 = "1.2.840.113549.1.1.8"


@dataclass(frozen=True, slots=True, kw_only=True)
class PssParameters:
    """What a signature by PSS chose; the defaults are those of the standard."""

    digest: str = "sha1"
    mask_digest: str = "sha1"
    salt: int = 20
    """Octets."""


def pss_parameters(encoded: bytes) -> PssParameters:
    """The parameters as they stand; NotDer where they cannot be read, or choose what nobody has."""
    fields = fields_of(encoded)
    digest, mask, salt = map(fields.optional, (0xA0, 0xA1, 0xA2))
    default = PssParameters()
    return PssParameters(
        digest=digest_in(digest.content) if digest else default.digest,
        mask_digest=mask_digest_in(mask.content) if mask else default.mask_digest,
        salt=salt_in(salt.content) if salt else default.salt,
    )


def digest_in(encoded: bytes) -> str:
    """The hash that an AlgorithmIdentifier names."""
    kind, _ = algorithm_identifier(encoded)
    if kind not in DIGESTS:
        raise NotDer(f"no hash is {kind}")
    return DIGESTS[kind]


def mask_digest_in(encoded: bytes) -> str:
    """The hash of the mask generation function."""
    kind, digest = algorithm_identifier(encoded)
    if kind != MGF1:
        raise NotDer(f"no mask generation function is {kind}")
    return digest_in(digest)


def salt_in(encoded: bytes) -> int:
    """The length of the salt."""
    salt = der.integer(Fields(encoded).one(der.INTEGER).content)
    if salt < 0:
        raise NotDer("the salt has a negative length")
    return salt
