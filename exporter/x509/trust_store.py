"""A set of trust anchors, decoded and ready to look up."""

import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from exporter.model.settings import Profile, TrustAnchors
from exporter.x509.decode import DecodedCertificate, decoded
from exporter.x509.issuer_links import BySubject, by_subject

PEM_MARK = re.compile(
    # The dashes first, as they are searched for at once; then whether they begin a line.
    rb"-----(?<=^-----)(?:BEGIN (?P<begun>X509 |TRUSTED |)CERTIFICATE-----|BEGIN "
    rb"|END (?P<ended>X509 |TRUSTED |)CERTIFICATE-----)",
    re.MULTILINE,
)

MOST_ANCHORS = 1024
"""Opened, and kept beyond those that are in use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PemBlock:
    """A certificate in PEM form, as it stands in a text."""

    kind: bytes
    """What its first line says before CERTIFICATE."""
    body: bytes
    is_ended: bool
    """Whether a line ends it; otherwise it goes on until the next begins."""


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
    return next(pem_blocks(text), None) is not None


def pem_blocks(text: bytes) -> Iterator[PemBlock]:
    """Every certificate in PEM form."""
    begin: re.Match[bytes] | None = None
    for mark in PEM_MARK.finditer(text):
        if begin is not None:
            if mark["ended"] not in {None, begin["begun"]}:
                continue
            body, is_ended = text[begin.end() : mark.start()], mark["ended"] is not None
            yield PemBlock(kind=begin["begun"], body=body, is_ended=is_ended)
        begin = None if mark["begun"] is None else mark
    if begin is not None:
        yield PemBlock(kind=begin["begun"], body=text[begin.end() :], is_ended=False)


def opened(pem: bytes) -> tuple[tuple[DecodedCertificate, ...], tuple[str, ...]]:
    """All certificates of a PEM text that can be read, and a sentence for each other one.

    A ValueError where none can be; where the text ends amid one, a HalfWritten.
    """
    blocks = list(pem_blocks(pem))
    if not blocks:
        raise ValueError(
            "it holds no PEM certificate, a block that starts with -----BEGIN CERTIFICATE-----; "
            "name a file of certificates, in PEM or DER"
        )
    if not blocks[-1].is_ended:
        raise HalfWritten(
            f"it ends amid certificate {len(blocks)}; write it to another file, and rename that when "
            "it is whole"
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
def anchor(block: PemBlock) -> DecodedCertificate:
    """The certificate in a PEM block.

    A hundred roots take as long as many probes. They are asked for when a configuration is read, when
    it is adopted, and whenever the files are looked at again; and most stores hold what another one does.
    """
    if not block.is_ended:
        raise ValueError("It has no line that ends it.")
    if block.kind == b"TRUSTED ":
        raise ValueError(
            "It is in OpenSSL's own form; `openssl x509 -in FILE` writes the usual one."
        )
    try:
        der = b64decode(b"".join(block.body.split()), validate=True)
    except ValueError as error:
        raise ValueError(f"It is not base64: {error}.") from error
    found = decoded(der)
    if not found.signed.value:
        raise ValueError(" ".join(found.unusable))
    return found
