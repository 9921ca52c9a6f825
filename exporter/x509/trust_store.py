"""A set of trust anchors, decoded and ready to look up."""

import re
from base64 import b64decode
from dataclasses import dataclass
from functools import lru_cache

from exporter.model.settings import Profile, TrustAnchors
from exporter.x509.decode import DecodedCertificate, decoded
from exporter.x509.issuer_links import BySubject, by_subject

PEM_BLOCK = re.compile(
    rb"^-----BEGIN (?P<kind>X509 |TRUSTED |)CERTIFICATE-----"
    # Possessive, a run at a time: a bundle is read in a twelfth of the time that `.*?` takes.
    rb"(?P<body>(?:[^-]++|(?!^-----(?:BEGIN |END (?P=kind)CERTIFICATE-----))-++)*+)"
    rb"(?P<end>(?:-----END (?P=kind)CERTIFICATE-----)?)",
    re.MULTILINE,
)

MOST_ANCHORS = 1024
"""Opened, and kept beyond those that are in use."""


class HalfWritten(ValueError):  # noqa: N818 - it says what is wrong
    """A text that ends amid a certificate."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrustStore:
    """A named trust store; an anchor may be a root, an intermediate or a leaf."""

    name: str
    profile: Profile
    anchors: tuple[DecodedCertificate, ...]
    by_subject: BySubject
    fingerprints: frozenset[str]

    def holds(self, certificate: DecodedCertificate) -> bool:
        """Whether exactly this certificate is an anchor."""
        return certificate.facts.fingerprint_sha256 in self.fingerprints


def trust_store(anchors: TrustAnchors) -> TrustStore:
    """The store of all PEM certificates of `anchors` that can be read; a ValueError where none can."""
    certificates, _ = opened(anchors.pem)
    return TrustStore(
        name=anchors.name,
        profile=anchors.profile,
        anchors=certificates,
        by_subject=by_subject(certificates),
        fingerprints=frozenset(anchor.facts.fingerprint_sha256 for anchor in certificates),
    )


def has_certificates(text: bytes) -> bool:
    """Whether any certificate in PEM form begins in the text."""
    return PEM_BLOCK.search(text) is not None


def opened(pem: bytes) -> tuple[tuple[DecodedCertificate, ...], tuple[str, ...]]:
    """All certificates of a PEM text that can be read, and a sentence for each other one.

    A ValueError where none can be; where the text ends amid one, a HalfWritten.
    """
    blocks = list(PEM_BLOCK.finditer(pem))
    if not blocks:
        raise ValueError(
            "it holds no PEM certificate, a block that starts with -----BEGIN CERTIFICATE-----; "
            "name a file of certificates, in PEM or DER"
        )
    if not blocks[-1]["end"]:
        raise HalfWritten(
            f"it ends amid certificate {len(blocks)}; write it to another file, and rename that when "
            "it is whole"
        )
    found, passed_over = list[DecodedCertificate](), list[str]()
    for number, block in enumerate(blocks, start=1):
        try:
            found.append(anchor(block["kind"], block["body"], block["end"]))
        except ValueError as error:
            passed_over.append(f"certificate {number} of {len(blocks)}: {error}")
    if not found:
        raise ValueError("; ".join(passed_over))
    return tuple(found), tuple(passed_over)


@lru_cache(maxsize=MOST_ANCHORS)
def anchor(kind: bytes, body: bytes, end: bytes) -> DecodedCertificate:
    """The certificate in the body of a PEM block.

    A hundred roots take as long as many probes. They are asked for when a configuration is read, when
    it is adopted, and whenever the files are looked at again; and most stores hold what another one does.
    """
    if not end:
        raise ValueError("It has no line that ends it.")
    if kind == b"TRUSTED ":
        raise ValueError(
            "It is in OpenSSL's own form; `openssl x509 -in FILE` writes the usual one."
        )
    try:
        der = b64decode(b"".join(body.split()), validate=True)
    except ValueError as error:
        raise ValueError(f"It is not base64: {error}.") from error
    found = decoded(der)
    if not found.signed.value:
        raise ValueError(" ".join(found.unusable))
    return found
