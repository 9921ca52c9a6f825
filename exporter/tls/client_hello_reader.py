"""A ClientHello as it arrives: what the client offers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from exporter.tls.cursor import Cursor, MalformedBytes
from exporter.tls.extension_type import ExtensionType
from exporter.tls.extensions import read_extensions
from exporter.tls.record import CLIENT_HELLO, HANDSHAKE_RECORD
from exporter.tls.wire_versions import PROTOCOL_OF_CODE


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Code points in the client's order; those without a name are kept, as GREASE (RFC 8701)."""

    random: bytes
    versions: tuple[int, ...]
    """Those of supported_versions; a client that does not send it speaks all up to its highest."""
    suites: tuple[int, ...]
    """Signalling suites included."""
    groups: tuple[int, ...] = ()
    signature_algorithms: tuple[int, ...] = ()
    extensions: tuple[int, ...] = ()
    """The types of all extensions, whatever they hold."""
    length: int = field(default=0, compare=False)
    """Bytes of the record."""


def read_offer(record: bytes) -> Offer:
    """Reads a record that holds a whole ClientHello and nothing else; raises Malformed."""
    message = _message(Cursor(record))
    version, random = message.uint(2), message.take(32)
    _session_id = message.block(1)
    suites = message.block(2).uints(2)
    _compression_methods = message.block(1)
    extensions = read_extensions(message)
    return Offer(
        random=random,
        versions=_listed(extensions, ExtensionType.SUPPORTED_VERSIONS, 1) or _up_to(version),
        suites=suites,
        groups=_listed(extensions, ExtensionType.SUPPORTED_GROUPS, 2),
        signature_algorithms=_listed(extensions, ExtensionType.SIGNATURE_ALGORITHMS, 2),
        extensions=tuple(extensions),
        length=len(record),
    )


def _message(records: Cursor) -> Cursor:
    """The body of the handshake message in the record."""
    kind, _version, record = records.uint(1), records.uint(2), records.block(2)
    records.finish()
    if (kind, record.uint(1)) != (HANDSHAKE_RECORD, CLIENT_HELLO):
        raise MalformedBytes("no ClientHello")
    message = record.block(3)
    record.finish()
    return message


def _up_to(highest: int) -> tuple[int, ...]:
    """The versions that an older client speaks, strongest first."""
    return tuple(sorted((code for code in PROTOCOL_OF_CODE if code <= highest), reverse=True))


def _listed(extensions: Mapping[int, bytes], kind: ExtensionType, width: int) -> tuple[int, ...]:
    """The list in an extension, whose length stands before it in `width` bytes."""
    if kind not in extensions:
        return ()
    body = Cursor(extensions[kind])
    numbers = body.block(width).uints(2)
    body.finish()
    return numbers
