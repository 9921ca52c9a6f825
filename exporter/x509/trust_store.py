"""A set of trust anchors, decoded and ready to look up."""

import re
from base64 import b64decode
from dataclasses import dataclass
from functools import lru_cache

from exporter.model.settings import Profile, TrustAnchors
from exporter.x509.decode import DecodedCertificate, MalformedCertificate, decoded
from exporter.x509.issuer_links import BySubject, by_subject

PEM_BLOCK = re.compile(
    rb"-----BEGIN (X509 )?CERTIFICATE-----(?P<body>.*?)-----END (X509 )?CERTIFICATE-----", re.DOTALL
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrustStore:
    """A named trust store; an anchor may be a root, an intermediate or a leaf."""

    name: str
    profile: Profile
    anchors: tuple[DecodedCertificate, ...]
    by_subject: BySubject
    fingerprints: frozenset[str]
    organizations: frozenset[str]
    """The organisations of all anchors, reduced for comparison."""

    def holds(self, certificate: DecodedCertificate) -> bool:
        """Whether exactly this certificate is an anchor."""
        return certificate.facts.fingerprint_sha256 in self.fingerprints


def trust_store(anchors: TrustAnchors) -> TrustStore:
    """The store of all PEM certificates of `anchors`; a ValueError says which one is no good."""
    certificates = opened(anchors.pem)
    return TrustStore(
        name=anchors.name,
        profile=anchors.profile,
        anchors=certificates,
        by_subject=by_subject(certificates),
        fingerprints=frozenset(anchor.facts.fingerprint_sha256 for anchor in certificates),
        organizations=frozenset().union(*(anchor.organizations for anchor in certificates)),
    )


@lru_cache(maxsize=8)
def opened(pem: bytes) -> tuple[DecodedCertificate, ...]:
    """All certificates of a PEM text, as `trust_store` has them.

    A hundred roots take as long as many probes, and are asked for when a configuration is read, when
    it is adopted, and mostly again at the next reload.
    """
    blocks = [block["body"] for block in PEM_BLOCK.finditer(pem)]
    if not blocks:
        raise ValueError(
            "it holds no PEM certificate, a block that starts with -----BEGIN CERTIFICATE-----; "
            "`openssl x509 -inform der` makes one from a DER file"
        )
    return tuple(
        anchor(block, f"certificate {number} of {len(blocks)}")
        for number, block in enumerate(blocks, start=1)
    )


def anchor(body: bytes, place: str) -> DecodedCertificate:
    """The certificate in the body of a PEM block."""
    try:
        der = b64decode(b"".join(body.split()), validate=True)
    except ValueError as error:
        raise ValueError(f"{place} is not base64: {error}") from error
    try:
        return decoded(der)
    except MalformedCertificate as error:
        raise ValueError(f"{place}: {error}") from error
