"""Signed certificate timestamps (RFC 6962): read wherever they stand, and verified by their logs' keys."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography import x509
from cryptography.x509 import ocsp

from exporter.model.certificate import ChainAssessment
from exporter.model.evidence import Enclosure
from exporter.model.transparency import CtLog, LogList, Timestamp, Transparency
from exporter.words.timestamp_source import TimestampSource
from exporter.words.unreadable import UNREADABLE
from exporter.x509 import der
from exporter.x509.decode import DecodedCertificate, public_key
from exporter.x509.der import Fields
from exporter.x509.extension_values import Timestamps
from exporter.x509.signature import Budget, Seal, seal
from exporter.x509.to_be_signed import Signature

ENFORCED_FOR = timedelta(days=70)
"""For how long a browser asks for timestamps after its list of logs was made (Chrome's policy)."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HEADER = 1 + 32 + 8
"""Octets of version, log and time."""
ALGORITHMS = {b"\4\3": "1.2.840.10045.4.3.2", b"\4\1": "1.2.840.113549.1.1.11"}
"""ECDSA and RSA with SHA-256 (RFC 6962, section 2.1.4), as TLS 1.2 writes them."""
SEALED = {Seal.VALID: True, Seal.INVALID: False, Seal.UNKNOWN: None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Serialized:
    """A timestamp as it stands there."""

    log_id: bytes
    milliseconds: bytes
    extensions: bytes
    """With their length before them."""
    algorithm: bytes
    signature: bytes

    @property
    def at(self) -> datetime | None:
        """When the log gave it; None where that is beyond all years."""
        try:
            return EPOCH + timedelta(milliseconds=int.from_bytes(self.milliseconds))
        except OverflowError:
            return None

    def signed(self, entry: bytes) -> Signature:
        """What the log signed (section 3.2), of which the certificate is the entry with its type."""
        return Signature(
            algorithm=ALGORITHMS.get(self.algorithm, ""),
            parameters=b"",
            content=b"\0\0" + self.milliseconds + entry + self.extensions,
            value=self.signature,
        )


def transparency(
    leaf: DecodedCertificate,
    assessment: ChainAssessment,
    enclosed: Enclosure,
    logs: LogList | None,
    now: datetime,
) -> Transparency:
    """What logs said of the first certificate of a chain."""
    budget, whole = Budget(), entry(0, leaf.facts.der)
    entries = {
        TimestampSource.EMBEDDED: precertificate(leaf, issuer_key(assessment)),
        TimestampSource.HANDSHAKE: whole,
        TimestampSource.STAPLE: whole,
    }
    known = logs.logs if logs else {}
    return Transparency(
        timestamps=tuple(
            told(one, source, entries[source], known, budget)
            for source, listed in lists(leaf, enclosed)
            for one in serialized(listed)
        ),
        is_whole=enclosed.timestamps is not None,
        is_judged=logs is not None and now - logs.made_at < ENFORCED_FOR,
    )


def lists(leaf: DecodedCertificate, enclosed: Enclosure) -> Iterator[tuple[TimestampSource, bytes]]:
    """Each list that came, its length before it."""
    if embedded := leaf.extensions.get(Timestamps):
        yield TimestampSource.EMBEDDED, embedded.listed
    if enclosed.timestamps:
        yield TimestampSource.HANDSHAKE, enclosed.timestamps
    if enclosed.staple:
        yield TimestampSource.STAPLE, stapled(enclosed.staple)


def stapled(response: bytes) -> bytes:
    """The list in an OCSP response; empty where there is none."""
    try:
        extensions = ocsp.load_der_ocsp_response(response).single_extensions
        found = extensions.get_extension_for_class(x509.SignedCertificateTimestamps)
        return Fields(found.value.public_bytes()).one(der.OCTET_STRING).content
    except (*UNREADABLE, x509.ExtensionNotFound):
        return b""


def serialized(listed: bytes) -> Iterator[Serialized | None]:
    """Each timestamp of a list; None for one of no form that is known, nothing where the list is cut off."""
    if int.from_bytes(listed[:2]) != len(listed) - 2:
        return
    at = 2
    while at < len(listed):
        end = at + 2 + int.from_bytes(listed[at : at + 2])
        yield opened(listed[at + 2 : end])
        at = end


def opened(whole: bytes) -> Serialized | None:
    """One timestamp of version 1."""
    fixed = whole[HEADER : HEADER + 2]
    begin = HEADER + 2 + int.from_bytes(fixed)
    algorithm, size = whole[begin : begin + 2], whole[begin + 2 : begin + 4]
    signature = whole[begin + 4 :]
    if whole[:1] != b"\0" or len(size) < 2 or int.from_bytes(size) != len(signature):
        return None
    return Serialized(
        log_id=whole[1:33],
        milliseconds=whole[33:HEADER],
        extensions=whole[HEADER:begin],
        algorithm=algorithm,
        signature=signature,
    )


def told(
    one: Serialized | None,
    source: TimestampSource,
    about: bytes | None,
    logs: Mapping[bytes, CtLog],
    budget: Budget,
) -> Timestamp:
    """A timestamp with its log; `about` is the certificate as that signed it, if it can be told."""
    log = logs.get(one.log_id) if one else None
    if one is None or log is None:
        return Timestamp(source=source, at=one.at if one else None)
    key, _, _ = public_key(log.key)
    found = Seal.UNKNOWN if about is None else seal(one.signed(about), key, budget)
    return Timestamp(source=source, log=log, at=one.at, is_signed=SEALED[found])


def issuer_key(assessment: ChainAssessment) -> bytes:
    """The key of who issued the first certificate; empty where no such certificate is at hand."""
    sent = (one for one in assessment.certificates[1:] if one.subject == assessment.leaf.issuer)
    on_paths = (one for verdict in assessment.trust for one in verdict.path[1:2])
    return next((one.public_key for one in (*on_paths, *sent) if one.public_key), b"")


def precertificate(leaf: DecodedCertificate, key: bytes) -> bytes | None:
    """The certificate as logs see it before it is signed (section 3.2); None where that cannot be told."""
    if not key or not leaf.extensions.get(Timestamps):
        return None
    try:
        bare = x509.load_der_x509_certificate(leaf.facts.der).tbs_precertificate_bytes
    except UNREADABLE:
        return None
    return entry(1, bare, before=sha256(key).digest())


def entry(kind: int, content: bytes, *, before: bytes = b"") -> bytes:
    """A LogEntry with its type."""
    return kind.to_bytes(2) + before + len(content).to_bytes(3) + content
