"""A set of trust anchors, decoded and ready to look up."""

import re
from base64 import b64decode
from dataclasses import dataclass
from functools import lru_cache

from exporter.model.settings import Profile, TrustAnchors
from exporter.x509.decode import DecodedCertificate, decoded
from exporter.x509.issuer_links import BySubject, by_subject

PEM_BLOCK = re.compile(
    rb"-----BEGIN (X509 )?CERTIFICATE-----(?P<body>.*?)-----END (X509 )?CERTIFICATE-----", re.DOTALL
)

MOST_ANCHORS = 1024
"""Opened, and kept beyond those that are in use."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrustStore:
    """A named trust store; an anchor may be a root, an intermediate or a leaf."""

    name: str
    profile: Profile
    anchors: tuple[DecodedCertificate, ...]
    by_subject: BySubject
    fingerprints: frozenset[str]
    passed_over: tuple[str, ...]
    """Certificates of the file that cannot be read: which, and why."""

    def holds(self, certificate: DecodedCertificate) -> bool:
        """Whether exactly this certificate is an anchor."""
        return certificate.facts.fingerprint_sha256 in self.fingerprints


def trust_store(anchors: TrustAnchors) -> TrustStore:
    """The store of all PEM certificates of `anchors` that can be read; a ValueError where none can."""
    certificates, passed_over = opened(anchors.pem)
    return TrustStore(
        passed_over=passed_over,
        name=anchors.name,
        profile=anchors.profile,
        anchors=certificates,
        by_subject=by_subject(certificates),
        fingerprints=frozenset(anchor.facts.fingerprint_sha256 for anchor in certificates),
    )


def opened(pem: bytes) -> tuple[tuple[DecodedCertificate, ...], tuple[str, ...]]:
    """All certificates of a PEM text that can be read, and a sentence for each other one."""
    blocks = [block["body"] for block in PEM_BLOCK.finditer(pem)]
    if not blocks:
        raise ValueError(
            "it holds no PEM certificate, a block that starts with -----BEGIN CERTIFICATE-----; "
            "`openssl x509 -inform der` makes one from a DER file"
        )
    found, passed_over = list[DecodedCertificate](), list[str]()
    for number, block in enumerate(blocks, start=1):
        try:
            found.append(anchor(block))
        except ValueError as error:
            passed_over.append(f"certificate {number} of {len(blocks)}: {error}")
    if not found:
        raise ValueError("; ".join(passed_over))
    return tuple(found), tuple(passed_over)


@lru_cache(maxsize=MOST_ANCHORS)
def anchor(body: bytes) -> DecodedCertificate:
    """The certificate in the body of a PEM block.

    A hundred roots take as long as many probes. They are asked for when a configuration is read, when
    it is adopted, and mostly again at the next reload; and most stores hold what another one does.
    """
    try:
        der = b64decode(b"".join(body.split()), validate=True)
    except ValueError as error:
        raise ValueError(f"It is not base64: {error}.") from error
    return decoded(der)
